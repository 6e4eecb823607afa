import Inference
import Journal
import Sampling

/// What is known of the model at one server.
struct KnownModel: Sendable {
    var facts: ServerFacts
    /// What it answers to the fixed question; nil where it cannot be asked.
    var answer: ModelAnswer?
    /// What its chat template makes of fixed conversations; nil where it was not asked.
    var templateProbe: TemplateProbe?
    /// Whether its greedy answers change, without a sign of a second model.
    var isChanging = false

    /// The model's name in its answers, where it is not that of the server's list, be it dated.
    var otherName: String? {
        guard !facts.echoesSettings, let name = answer?.model else { return nil }
        let (own, listed) = (name.lowercased(), facts.modelName.lowercased())
        if own == listed || own.hasSuffix("/" + listed) || listed.hasSuffix("/" + own) {
            return nil
        }
        // gpt-4o-2024-08-06 is one of gpt-4o, and gpt-4o-mini is none.
        let rest = own.hasPrefix(listed + "-") ? own.dropFirst(listed.count) : "x"
        return rest.allSatisfy { $0.isNumber || $0 == "-" } ? nil : name
    }

    /// Asks all servers at once.
    ///
    /// - Parameter renders: whether their chat templates are to be known.
    /// - Throws: ``InferenceError`` where a server does not say what it is, or two models answer at
    ///   one address.
    static func all(
        of servers: [any CompletionServer], renders: Bool = false
    ) async throws -> [KnownModel] {
        try await withThrowingTaskGroup(of: (Int, KnownModel).self) { group in
            for (place, server) in servers.enumerated() {
                group.addTask {
                    var model = try await model(of: server)
                    if renders { model.templateProbe = try await server.templateProbe(model.facts) }
                    return (place, model)
                }
            }
            var found: [Int: KnownModel] = [:]
            for try await (place, model) in group { found[place] = model }
            return servers.indices.compactMap { found[$0] }
        }
    }

    private static func model(of server: any CompletionServer) async throws -> KnownModel {
        let facts = try await server.facts()
        do throws(InferenceError) {
            let answer = try await server.steadyAnswer(facts)
            // Its answers may tell its name where its list does not.
            return KnownModel(
                facts: try await server.facts(), answer: answer.answer,
                isChanging: answer == .changing)
        } catch {
            if case .anotherModel = error { throw error }
            // It may be unable to answer this question; what it says to the prompts will tell.
            return KnownModel(facts: facts)
        }
    }
}
