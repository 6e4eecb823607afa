import Files

/// Tokens whose text the server holds back because it may be the beginning of a stop string.
///
/// The text follows with the next token that rules the stop string out. But where the completion
/// ends first, at its limit or at the end of text, a stream never gets it (a plain reply does), so
/// it must be asked for by the tokens' ids.
struct HeldBackTokens: Sendable, Hashable {
    /// The last token before them whose text came.
    private(set) var anchor: Int?
    private(set) var tokens: [Int] = []

    /// Notes a token and whether its event brought text.
    mutating func add(_ token: Int?, hasText: Bool) {
        guard let token else { return }
        if hasText {
            anchor = token
            tokens.removeAll()
        } else {
            tokens.append(token)
        }
    }

    /// The tokens whose text is missing at the end of a completion; `nil` for none.
    func leftBehind(by stop: StopReason, stopStrings: [String]) -> HeldBackTokens? {
        if stopStrings.isEmpty { return nil }
        var left = self
        switch stop {
        // The end of text is a token without text of its own.
        case .endOfText: _ = left.tokens.popLast()
        case .stopString: return nil
        case .limit, .contextFull, .withheld, .missing, .other: break
        }
        return left.tokens.isEmpty ? nil : left
    }
}

extension LlamaServer {
    /// The same completions with the texts that were left behind.
    func restoringHeldBackText(
        in stream: AsyncThrowingStream<Completion, any Error>, stopStrings: [String]
    ) -> AsyncThrowingStream<Completion, any Error> {
        AsyncThrowingStream { output in
            let task = Task {
                do {
                    for try await var completion in stream {
                        if let heldBack = completion.heldBack {
                            completion.text += try await text(of: heldBack, stopStrings)
                            completion.heldBack = nil
                        }
                        output.yield(completion)
                    }
                    output.finish()
                } catch {
                    output.finish(throwing: error)
                }
            }
            output.onTermination = { if case .cancelled = $0 { task.cancel() } }
        }
    }

    /// The text of tokens that were held back; empty for tokens that show no text, which is what
    /// they are where the text does not end like the beginning of a stop string.
    private func text(
        of heldBack: HeldBackTokens, _ stopStrings: [String]
    ) async throws(InferenceError) -> String {
        // A text's first token may lose its space, so one more is put in front and taken off.
        let anchor = heldBack.anchor ?? heldBack.tokens[0]
        let before = try await detokenize([anchor])
        let whole = try await detokenize([anchor] + heldBack.tokens)
        guard whole.hasPrefix(before) else { return "" }
        let text = String(whole.dropFirst(before.count))
        let isBeginning = stopStrings.contains { stop in
            stop.indices.dropFirst().contains { text.hasSuffix(stop[..<$0]) }
        }
        return isBeginning ? text : ""
    }

    /// The text of tokens.
    func detokenize(_ tokens: [Int]) async throws(InferenceError) -> String {
        var body = JSONWriter()
        if let model = link.model { body.member("model", model) }
        body.member("tokens", tokens)
        let reply = try await link.ask("/detokenize", body: body.finished())
        var content: String?
        try link.read(reply, "/detokenize") { reader, key throws(JSONError) in
            if case "content" = key {
                content = try reader.stringOrNil()
            } else {
                try reader.skip()
            }
        }
        guard let content else { throw .malformed("/detokenize gives no content") }
        return content
    }
}

extension TokenRecord {
    /// Takes the text from among the alternatives, where the token is one of them.
    ///
    /// While text is held back for a stop string, a token's own text is given as empty, and as part
    /// of a later token's.
    mutating func takeOwnText() {
        guard let own = alternatives.first(where: { $0.id == id }), own.text != text else { return }
        text = own.text
        bytes = nil
    }
}
