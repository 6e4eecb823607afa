import Inference
import Journal
import Prompts

extension SamplingPlan {
    /// What is known before sampling and makes answers less than they seem: a chat model that is
    /// only continued, prompts that leave less room than was asked for.
    ///
    /// - Parameters:
    ///   - facts: what the server says.
    ///   - knowsTemplate: whether the user has said how prompts are to be framed.
    package func cautions(
        of server: any CompletionServer, _ facts: ServerFacts, knowsTemplate: Bool
    ) async -> [String] {
        var cautions: [String] = []
        if template == .none, !knowsTemplate, await server.hasOwnTemplate(facts) {
            cautions.append(SamplingPlan.chatCaution)
        }
        if let caution = await roomCaution(server, facts) { cautions.append(caution) }
        return cautions
    }

    /// What is said of a model with a chat template that is sampled without.
    package static let chatCaution = RunPlan.chatWarning

    /// Which prompts leave fewer tokens of the context than were asked for.
    private func roomCaution(_ server: any CompletionServer, _ facts: ServerFacts) async -> String?
    {
        guard let context = facts.contextPerSlot, decoding.maxTokens > 0 else { return nil }
        var short: [(id: PromptID, room: Int)] = []
        for prompt in prompts {
            // A token is a byte at least; only what might be too long is counted.
            let messages = template == .chat ? Template.messages(of: prompt) : []
            let most =
                (template.apply(to: prompt)?.utf8.count ?? 0)
                + messages.reduce(0) { $0 + $1.content.utf8.count + 512 }
            guard most + 8 + decoding.maxTokens > context else { continue }
            guard let tokens = await tokenCount(of: prompt, server) else { continue }
            let room = context - tokens
            if room < decoding.maxTokens { short.append((prompt.id, room)) }
        }
        guard let least = short.min(by: { $0.room < $1.room }) else { return nil }
        let names = short.prefix(3).map { "\($0.id.rawValue) (\(max(0, $0.room)))" }
        return "\(short.count) of \(prompts.count) prompts leave fewer than the "
            + "\(decoding.maxTokens) tokens asked for in a context of \(context): "
            + names.joined(separator: ", ") + (short.count > 3 ? ", …" : "")
            + "; answers that reach its end are lost. Ask for \(max(1, least.room)) with --max-tokens, "
            + "or give the server more context"
    }

    private func tokenCount(of prompt: Prompt, _ server: any CompletionServer) async -> Int? {
        do {
            if let text = template.apply(to: prompt) {
                return try await server.promptTokens(of: text).count
            }
            guard !server.takesMessages else { return nil }
            let text = try await server.render(
                Template.messages(of: prompt).map {
                    ChatMessage(role: $0.role, content: $0.content)
                })
            return try await server.promptTokens(of: text).count
        } catch {
            return nil
        }
    }
}

extension CompletionServer {
    /// Whether the model has a chat template, and not only the one that llama.cpp lends to models
    /// without any: that one uses a mark which such a model does not know as one token.
    package func hasOwnTemplate(_ facts: ServerFacts) async -> Bool {
        guard let template = facts.chatTemplate else { return false }
        let mark = "<|im_start|>"
        guard template.contains(mark), let empty = try? await promptTokens(of: ""),
            let marked = try? await promptTokens(of: mark)
        else { return true }
        return marked.count - empty.count <= 1
    }
}
