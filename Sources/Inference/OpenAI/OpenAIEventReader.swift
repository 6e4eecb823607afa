import Files

/// Reads the chunks of `/v1/completions` and `/v1/chat/completions`.
final class OpenAIEventReader: EventReader {
    let path: String
    private let request: CompletionRequest
    private let address: String
    private var children: [Child]
    private var deliveredCount = 0
    /// Tokens of all completions together, once the server has said.
    private var usage: Int?

    /// One completion under way.
    private struct Child {
        var text: [UInt8] = []
        var tokens: [TokenRecord] = []
        var pieces = 0
        var stop: StopReason?
        var hasEvents = false
        var isDelivered = false
    }

    init(_ request: CompletionRequest, endpoint: OpenAIServer.Endpoint, address: String) {
        path = endpoint == .chat ? "/v1/chat/completions" : "/v1/completions"
        self.request = request
        self.address = address
        children = Array(repeating: Child(), count: request.count)
    }

    var isComplete: Bool { deliveredCount == children.count }

    func read(
        _ event: EventStreamParser.Event
    ) throws(InferenceError) -> [Completion] {
        guard case .data(let bytes) = event else {
            throw .serverError(status: 500, message: "an error without explanation")
        }
        // Usage, where it comes at all, comes before this.
        if bytes.elementsEqual("[DONE]".utf8) { return deliver(whereUsageIsMissing: true) }
        let chunk: OpenAIChunk
        do {
            var reader = JSONReader(bytes)
            chunk = try OpenAIChunk(&reader)
            try reader.end()
        } catch {
            throw .malformed("an event is not the JSON expected, \(error)")
        }
        if let failure = chunk.failure { throw failure.inStream(address) }
        for choice in chunk.choices { try take(choice) }
        usage = chunk.usage ?? usage
        return deliver(whereUsageIsMissing: false)
    }

    func end(isWhole: Bool) -> (completions: [Completion], problem: InferenceError?) {
        let last = deliver(whereUsageIsMissing: true)
        if isComplete { return (last, nil) }
        if isWhole, children[0].isDelivered, !children.dropFirst().contains(where: \.hasEvents) {
            return (last, .blocksUnsupported(reason: "it sent one of \(children.count)"))
        }
        return (last, .streamEndedEarly(received: deliveredCount, of: children.count))
    }

    private func take(_ choice: OpenAIChunk.Choice) throws(InferenceError) {
        let index = choice.index
        guard children.indices.contains(index) else {
            throw .malformed("completion \(index) of \(children.count)")
        }
        guard children[index].stop == nil else {
            throw .malformed("completion \(index) goes on after its end")
        }
        children[index].hasEvents = true
        if let text = choice.text, !text.bytes.isEmpty {
            text.append(to: &children[index].text)
            children[index].pieces += 1
        }
        children[index].tokens += choice.tokens
        if let reason = choice.finishReason { children[index].stop = stop(reason, choice) }
    }

    private func stop(_ reason: String, _ choice: OpenAIChunk.Choice) -> StopReason {
        switch reason {
        case "length": return .limit
        case "stop":
            if let word = choice.stopReason { return .stopString(word) }
            // Only vLLM tells the end of the text from a stop string.
            return request.decoding.stop.isEmpty ? .endOfText : .other("stop")
        default: return .other(reason)
        }
    }

    /// Gives what is finished; a single completion waits for its usage, which comes later.
    private func deliver(whereUsageIsMissing: Bool) -> [Completion] {
        guard whereUsageIsMissing || request.count > 1 || usage != nil else { return [] }
        var finished: [Completion] = []
        for index in children.indices where !children[index].isDelivered {
            guard var stop = children[index].stop else { continue }
            let child = children[index]
            let listed = request.probabilities > 0 && !child.tokens.isEmpty
            let counted = listed ? child.tokens.count : child.pieces
            let tokenCount = request.count == 1 ? usage ?? counted : counted
            if stop == .limit, usage != nil, tokenCount < request.decoding.maxTokens,
                request.count == 1
            {
                stop = .contextFull
            }
            children[index] = Child(stop: stop, hasEvents: true, isDelivered: true)
            deliveredCount += 1
            finished.append(
                Completion(
                    index: index, text: String(decoding: child.text, as: UTF8.self),
                    tokenCount: tokenCount, stop: stop, tokens: listed ? child.tokens : nil))
        }
        return finished
    }
}
