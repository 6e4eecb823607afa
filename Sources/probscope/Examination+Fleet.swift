import Inference
import Journal
import Sampling

/// What several servers must have in common for their draws to be one run's.
extension Examination {
    /// Whether they hold one model, and whether they make one text of a conversation.
    static func comparison(of servers: [any CompletionServer]) async throws -> [ServerCheck] {
        let models: [KnownModel]
        do {
            models = try await KnownModel.all(of: servers)
        } catch InferenceError.anotherModel(let address, let reason) {
            return [ServerCheck(grade: .bad, name: "models", finding: "\(address): \(reason)")]
        }
        let check = modelCheck(servers, models)
        // Of two models the templates are of no interest.
        guard check.grade != .bad else { return [check] }
        let templates = await templateCheck(servers, models)
        return [check] + (templates.map { [$0] } ?? [])
    }

    private static func modelCheck(
        _ servers: [any CompletionServer], _ models: [KnownModel]
    ) -> ServerCheck {
        let probes = models.map { $0.answer.map { ModelProbe($0) } }
        for (position, model) in models.enumerated().dropFirst() {
            let address = servers[position].address
            if model.facts.fingerprint != models[0].facts.fingerprint {
                return ServerCheck(
                    grade: .bad, name: "models",
                    finding:
                        "\(address) holds \(model.facts.fingerprint), and \(servers[0].address) "
                        + models[0].facts.fingerprint)
            }
            if let one = probes[0], let other = probes[position],
                let difference = one.difference(to: other)
            {
                return ServerCheck(
                    grade: .bad, name: "models",
                    finding:
                        "\(address) holds another model than \(servers[0].address): \(difference)")
            }
        }
        return probes.contains(nil)
            ? ServerCheck(
                grade: .warn, name: "models",
                finding: "the servers name one model; not all answer the question that tells")
            : ServerCheck(
                grade: .ok, name: "models", finding: "the servers answer a fixed question alike")
    }

    // MARK: - Chat templates

    /// What a server makes of conversations: the texts, or where it keeps them to itself, what the model
    /// says to one.
    private enum Conversation {
        case text(TemplateProbe)
        case answer(ModelProbe)
    }

    /// Whether conversations become one text, which a run with `--chat` depends on; nil where no two of
    /// the servers can be compared.
    private static func templateCheck(
        _ servers: [any CompletionServer], _ models: [KnownModel]
    ) async -> ServerCheck? {
        var first: (address: String, is: Conversation)?
        var unknown: [String] = []
        var compared = 1
        for (server, model) in zip(servers, models) {
            guard let own = await conversation(server, model.facts) else {
                unknown.append(server.address)
                continue
            }
            guard let known = first else {
                first = (server.address, own)
                continue
            }
            let difference: String?
            switch (known.is, own) {
            case (.text(let one), .text(let other)): difference = other.difference(to: one)
            case (.answer(let one), .answer(let other)): difference = other.difference(to: one)
            default:
                unknown.append(server.address)
                continue
            }
            compared += 1
            if let difference {
                return ServerCheck(
                    grade: .bad, name: "templates",
                    finding:
                        "the chat template of \(server.address) is not that of \(known.address): "
                        + "\(difference); a run with --chat leaves one of them out")
            }
        }
        guard compared > 1 else { return nil }
        return unknown.isEmpty
            ? ServerCheck(
                grade: .ok, name: "templates",
                finding: "the servers make the same of a fixed conversation")
            : ServerCheck(
                grade: .warn, name: "templates",
                finding: "what becomes of a conversation is not known of "
                    + unknown.joined(separator: ", "))
    }

    private static func conversation(
        _ server: any CompletionServer, _ facts: ServerFacts
    ) async -> Conversation? {
        if let probe = try? await server.templateProbe(facts) { return .text(probe) }
        let chat = server.forChats
        guard chat.takesMessages, let answer = try? await chat.steadyAnswer(facts).answer else {
            return nil
        }
        return .answer(ModelProbe(answer))
    }
}
