/// Reads `/completion`'s events: one for each token, and one with `stop` for each completion.
struct LlamaEventReader: EventReader {
    let path = "/completion"
    private let request: CompletionRequest
    private let address: String
    private var children: [Child]
    private var finishedCount = 0

    /// One completion under way.
    private struct Child {
        var text: [UInt8] = []
        var tokens: [TokenRecord] = []
        var tokenCount = 0
        var heldBack = HeldBackTokens()
        var hasEvents = false
        var isFinished = false
    }

    init(_ request: CompletionRequest, address: String) {
        self.request = request
        self.address = address
        children = Array(repeating: Child(), count: request.count)
    }

    var isComplete: Bool { finishedCount == children.count }

    mutating func read(
        _ event: EventStreamParser.Event
    ) throws(InferenceError) -> [Completion] {
        switch event {
        case .data(let bytes):
            // A stream of several prompts begins with null; other servers end theirs like this.
            if bytes.elementsEqual("null".utf8) || bytes.elementsEqual("[DONE]".utf8) { return [] }
            let event: LlamaEvent
            do {
                var reader = JSONReader(bytes)
                event = try LlamaEvent(&reader)
                try reader.end()
            } catch {
                throw .malformed("an event is not the JSON expected, \(error)")
            }
            return try take(event)
        case .error(let bytes):
            var reader = JSONReader(bytes)
            throw (try? ServerFailure(&reader)).inStream(address)
        }
    }

    mutating func end(isWhole: Bool) -> (completions: [Completion], problem: InferenceError?) {
        if isComplete { return ([], nil) }
        // A whole stream about child 0 alone: the server does not know `n_cmpl`.
        if isWhole, children[0].isFinished, !children.dropFirst().contains(where: \.hasEvents) {
            return ([], .blocksUnsupported(reason: "it sent one of \(children.count)"))
        }
        return ([], .streamEndedEarly(received: finishedCount, of: children.count))
    }

    private mutating func take(_ event: LlamaEvent) throws(InferenceError) -> [Completion] {
        if let failure = event.failure { throw failure.inStream(address) }
        if event.isProgress { return [] }
        let index = event.index
        guard children.indices.contains(index) else {
            throw .malformed("completion \(index) of \(children.count)")
        }
        guard !children[index].isFinished else {
            throw .malformed("completion \(index) goes on after its end")
        }
        children[index].hasEvents = true
        event.content?.append(to: &children[index].text)
        let counted = children[index].tokenCount
        let tokenCount = event.tokensPredicted ?? counted + (event.isStop ? 0 : 1)
        if event.isStop { return [try finish(index, event, tokenCount)] }
        // Tokens inside a multi-byte character get no event; the next one stands for all of them.
        let isMerged = tokenCount - counted > event.probabilities.count
        children[index].tokenCount = tokenCount
        children[index].heldBack.add(event.token, hasText: event.content?.bytes.isEmpty == false)
        for var record in event.probabilities {
            record.merged = isMerged
            if !isMerged { record.takeOwnText() }
            children[index].tokens.append(record)
        }
        return []
    }

    private mutating func finish(
        _ index: Int, _ event: LlamaEvent, _ tokenCount: Int
    ) throws(InferenceError) -> Completion {
        if let settings = event.settings { try check(settings, of: index) }
        let child = children[index]
        children[index] = Child(hasEvents: true, isFinished: true)
        finishedCount += 1
        var completion = Completion(
            index: index, text: String(decoding: child.text, as: UTF8.self),
            tokenCount: tokenCount, stop: event.stopReason, seed: event.settings?.seed,
            settings: event.settings, tokens: request.probabilities > 0 ? child.tokens : nil,
            timings: event.timings)
        completion.model = event.model.map { String($0) }
        completion.heldBack = child.heldBack.leftBehind(
            by: completion.stop, stopStrings: request.decoding.stop)
        return completion
    }

    /// The draw must come from the distribution, and from the seed, that were asked for.
    private func check(_ settings: EchoedSettings, of index: Int) throws(InferenceError) {
        let mismatches = request.decoding.mismatches(with: settings)
        guard mismatches.isEmpty else { throw .settingsMismatch(mismatches) }
        guard let seed = settings.seed else { return }
        let expected = request.seed &+ UInt32(truncatingIfNeeded: index)
        if seed == expected { return }
        if seed == request.seed {
            throw .blocksUnsupported(reason: "its completions are copies, all of seed \(seed)")
        }
        throw .settingsMismatch([
            SettingMismatch(field: "seed", asked: "\(expected)", echoed: "\(seed)")
        ])
    }
}
