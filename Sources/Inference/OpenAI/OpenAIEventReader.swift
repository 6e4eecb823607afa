import Files

/// Reads the chunks of `/v1/completions` and `/v1/chat/completions`.
///
/// Several completions of one request are given once all of them are finished: a gateway that sends
/// all of them under one index makes a text of two answers, and shows it only at the end.
final class OpenAIEventReader: EventReader {
    let path: String
    let request: CompletionRequest
    private let address: String
    private let context: Int?
    private let limits: AnswerLimits
    var children: [Child]
    private var deliveredCount = 0
    /// Tokens of all completions together, once the server has said.
    private(set) var usage: Int?
    /// The same, unless it is more than can be: some gateways count what was never sent, or the prompt.
    var counted: Int? {
        usage.flatMap { limits.allow(tokens: $0, inAll: children.count) ? $0 : nil }
    }
    private var promptTokens: Int?
    private var model: String?

    /// One completion under way.
    struct Child {
        var text: [UInt8] = []
        var reasoning: [UInt8] = []
        var tokens: [TokenRecord] = []
        /// The bytes of these.
        var listed = 0
        var pieces = 0
        /// Where each piece of the text ends.
        var ends: [Int] = []
        var stop: StopReason?
        var hasEvents = false
        /// Whether something came in pieces.
        var hasDeltas = false
        /// Whether it calls a tool.
        var callsTool = false
        /// Where words came that are no answer's.
        var elsewhere: String?
        /// Where words came in the place of a text.
        var instead: String?

        /// The whole text: what was thought stands where a model itself writes it.
        var whole: String {
            let answer = String(decoding: text, as: UTF8.self)
            guard !reasoning.isEmpty else { return answer }
            let thought = "<think>\n" + String(decoding: reasoning, as: UTF8.self)
            // Without an answer the thought has not ended, for all that one can see; some servers put
            // line breaks where it would be.
            let isBlank = text.allSatisfy { $0 <= 0x20 }
            return isBlank ? thought : thought + "\n</think>\n\n" + answer
        }
    }

    /// - Parameter context: tokens that prompt and completion together may have, where known.
    init(
        _ request: CompletionRequest, endpoint: OpenAIServer.Endpoint, address: String,
        context: Int? = nil
    ) {
        path = endpoint == .chat ? "/v1/chat/completions" : "/v1/completions"
        self.request = request
        self.address = address
        self.context = context
        limits = AnswerLimits(request)
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
        if bytes.elementsEqual("[DONE]".utf8) { return try deliver(whereUsageIsMissing: true) }
        let chunk: OpenAIChunk
        do {
            var reader = JSONReader(bytes)
            chunk = try OpenAIChunk(&reader)
            try reader.end()
        } catch {
            throw .malformed("an event is not the JSON expected, \(error)")
        }
        if let failure = chunk.failure { throw failure.inStream(address) }
        if let name = chunk.model, !name.isEmpty {
            if let model, model != name {
                throw .anotherModel(address: address, reason: "it answers as \(model) and \(name)")
            }
            model = name
        }
        for choice in chunk.choices { try take(choice) }
        usage = chunk.usage ?? usage
        promptTokens = chunk.promptTokens ?? promptTokens
        return try deliver(whereUsageIsMissing: false)
    }

    func end(isWhole: Bool) -> (completions: [Completion], problem: InferenceError?) {
        let last: [Completion]
        do throws(InferenceError) {
            last = try deliver(whereUsageIsMissing: true)
        } catch { return ([], error) }
        if isComplete { return (last, nil) }
        // A whole stream about child 0 alone: the server does not know `n`, or gives all children
        // the index 0; then the text may be two answers in one, and is none.
        if isWhole, children.count > 1, children[0].stop != nil,
            !children.dropFirst().contains(where: \.hasEvents)
        {
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
            // Some gateways send usage with a choice that holds nothing.
            if choice.isEmpty { return }
            throw request.count > 1
                ? .blocksUnsupported(reason: "it gives several completions as one")
                : .malformed("completion \(index) goes on after its end")
        }
        children[index].hasEvents = true
        children[index].append(choice.delta)
        children[index].hasDeltas = children[index].hasDeltas || !choice.delta.isEmpty
        // A whole message behind its pieces says nothing new.
        if !(children[index].hasDeltas && children[index].holds(choice.message)) {
            children[index].append(choice.message)
        }
        children[index].note(choice)
        for var token in choice.tokens {
            token.keep(alternatives: limits.alternatives)
            children[index].listed += token.size
            children[index].tokens.append(token)
        }
        let child = children[index]
        try limits.check(tokens: max(child.pieces, child.tokens.count))
        try limits.check(listed: child.listed)
        try limits.check(bytes: child.text.count + child.reasoning.count)
        if let reason = FinishReason(choice.finishReason) {
            children[index].stop = try stop(reason, choice)
        }
    }

    private func stop(
        _ reason: FinishReason, _ choice: OpenAIChunk.Choice
    ) throws(InferenceError) -> StopReason {
        switch reason {
        // A finished answer, whatever ended it; only vLLM names the stop string that did, and others have
        // words of their own there.
        case .finished:
            guard let word = choice.stopReason, request.decoding.stop.contains(word) else {
                return .endOfText
            }
            return .stopString(word)
        case .limit: return .limit
        case .context: return .contextFull
        case .withheld(let word): return .withheld(word)
        case .broken(let word):
            throw .serverError(status: 500, message: "it gave an answer up: \(word)")
        }
    }

    /// Gives what is finished: a single completion once its usage has come, several once all are.
    private func deliver(whereUsageIsMissing: Bool) throws(InferenceError) -> [Completion] {
        guard children.allSatisfy({ $0.stop != nil }), !isComplete,
            whereUsageIsMissing || usage != nil
        else { return [] }
        loseMissingTexts()
        try checkTexts()
        deliveredCount = children.count
        let isShort = self.isShort
        return children.indices.map { completion($0, isShort: isShort) }
    }

    /// Whether the tokens counted are too few for all answers that are said to have reached the limit.
    ///
    /// Some servers count the tokens of all completions, some those of the first alone: then they are
    /// exactly as many as were asked for.
    private var isShort: Bool {
        guard let counted else { return false }
        let asked = request.decoding.maxTokens
        return counted != asked && counted < asked * children.count { $0.stop == .limit }
    }

    private func completion(_ index: Int, isShort: Bool) -> Completion {
        let child = children[index]
        var stop = child.stop ?? .other("unnamed")
        let listed = request.probabilities > 0 && !child.tokens.isEmpty
        let seen = listed ? child.tokens.count : child.pieces
        // With several completions some servers count all, some the first alone.
        let exact = request.count == 1 ? counted : nil
        let asked = request.decoding.maxTokens
        if stop == .limit, seen < asked {
            if let context, let promptTokens {
                if promptTokens + asked > context { stop = .contextFull }
            } else if let context, asked >= context {
                stop = .contextFull
            } else if isShort {
                stop = .contextFull
            }
        }
        // Without a count: tokens that are listed are all of them, and no token is less than a byte.
        var lengthIsKnown = true
        if stop == .limit, counted == nil, seen < asked {
            if listed || child.whole.utf8.count < asked {
                stop = .contextFull
            } else {
                lengthIsKnown = false
            }
        }
        // Nothing more fitted behind it, whatever the server calls its end.
        if stop == .endOfText, let exact, let context, let promptTokens,
            promptTokens + exact >= context
        {
            stop = .contextFull
        }
        children[index] = Child(stop: stop, hasEvents: true)
        var completion = Completion(
            index: index, text: child.whole, tokenCount: exact ?? seen, stop: stop,
            tokens: listed ? child.tokens : nil)
        completion.model = model
        completion.tokenCountIsExact = exact != nil
        completion.lengthIsKnown = lengthIsKnown
        completion.countIsBelieved = usage == nil || counted != nil
        // Of several answers the tokens are counted together, and the end of each may be one or none.
        completion.emptinessIsTold = !child.isEmpty || !child.tokens.isEmpty || exact != nil
        return completion
    }
}
