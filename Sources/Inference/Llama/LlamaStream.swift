/// Turns one `/completion` stream into completions.
///
/// Used by the transport's thread only, which is what makes `Sendable` true.
final class LlamaStream: ResponseReceiver, @unchecked Sendable {
    typealias Output = AsyncThrowingStream<Completion, any Error>.Continuation

    private let request: CompletionRequest
    private let address: String
    private let keyGiven: Bool
    private let output: Output

    private var head: ResponseHead?
    /// The body where it is no event stream.
    private var body: [UInt8] = []
    private var parser = EventStreamParser()
    private var children: [Child]
    private var finishedCount = 0
    private var failure: InferenceError?

    /// One completion under way.
    private struct Child {
        var text: [UInt8] = []
        var tokens: [TokenRecord] = []
        var tokenCount = 0
        var hasEvents = false
        var isFinished = false
    }

    init(_ request: CompletionRequest, address: String, keyGiven: Bool, output: Output) {
        self.request = request
        self.address = address
        self.keyGiven = keyGiven
        self.output = output
        children = Array(repeating: Child(), count: request.count)
    }

    func begin(_ head: ResponseHead) { self.head = head }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Reception {
        guard let head, head.status == 200, head.isEventStream else {
            // Enough of it to say what it is.
            body.append(contentsOf: bytes.prefix(max(0, 1 << 16 - body.count)))
            return .progress
        }
        var reception = Reception.idle
        do throws(InferenceError) {
            try parser.feed(bytes) { event throws(InferenceError) in
                reception = .progress
                // What comes after the last completion is of no interest.
                if finishedCount < children.count { try take(event) }
            }
        } catch {
            failure = error
        }
        return failure != nil || finishedCount == children.count ? .enough : reception
    }

    func finish(_ error: InferenceError?) {
        if let problem = failure ?? problem(at: error) {
            output.finish(throwing: problem)
        } else {
            output.finish()
        }
    }

    /// What is wrong with the stream now that it has ended.
    private func problem(at error: InferenceError?) -> InferenceError? {
        guard let head else {
            return error ?? .connectionLost(address: address, reason: "no reply")
        }
        guard head.status == 200, head.isEventStream else {
            return head.failure(
                body: body, address: address, path: "/completion", keyGiven: keyGiven)
        }
        if finishedCount == children.count { return nil }
        switch error {
        case nil:
            // A whole stream about child 0 alone: the server does not know `n_cmpl`.
            if children[0].isFinished, !children.dropFirst().contains(where: \.hasEvents) {
                return .blocksUnsupported(reason: "it sent one of \(children.count)")
            }
            return .streamEndedEarly(received: finishedCount, of: children.count)
        case .connectionLost:
            return .streamEndedEarly(received: finishedCount, of: children.count)
        default: return error
        }
    }
}

// MARK: - Events

extension LlamaStream {
    private func take(_ event: EventStreamParser.Event) throws(InferenceError) {
        switch event {
        case .data(let bytes):
            // A stream of several prompts begins with null; other servers end theirs like this.
            if bytes.elementsEqual("null".utf8) || bytes.elementsEqual("[DONE]".utf8) { return }
            let event: LlamaEvent
            do {
                var reader = JSONReader(bytes)
                event = try LlamaEvent(&reader)
                try reader.end()
            } catch {
                throw .malformed("an event is not the JSON expected, \(error)")
            }
            try take(event)
        case .error(let bytes):
            var reader = JSONReader(bytes)
            throw inStream(try? LlamaFailure(&reader))
        }
    }

    private func take(_ event: LlamaEvent) throws(InferenceError) {
        if let failure = event.failure { throw inStream(failure) }
        if event.isProgress { return }
        let index = event.index
        guard children.indices.contains(index) else {
            throw .malformed("completion \(index) of \(children.count)")
        }
        guard !children[index].isFinished else {
            throw .malformed("completion \(index) goes on after its end")
        }
        children[index].hasEvents = true
        event.content?.append(to: &children[index].text)
        let tokenCount =
            event.tokensPredicted ?? children[index].tokenCount + (event.isStop ? 0 : 1)
        if event.isStop {
            try end(index, event, tokenCount)
            return
        }
        // Tokens inside a multi-byte character get no event; the next one stands for all of them.
        let isMerged = tokenCount - children[index].tokenCount > event.probabilities.count
        children[index].tokenCount = tokenCount
        for var record in event.probabilities {
            record.merged = isMerged
            children[index].tokens.append(record)
        }
    }

    private func end(
        _ index: Int, _ event: LlamaEvent, _ tokenCount: Int
    ) throws(InferenceError) {
        if let settings = event.settings {
            try check(settings, of: index)
        }
        let child = children[index]
        children[index] = Child(hasEvents: true, isFinished: true)
        finishedCount += 1
        output.yield(
            Completion(
                index: index, text: String(decoding: child.text, as: UTF8.self),
                tokenCount: tokenCount, stop: event.stopReason, seed: event.settings?.seed,
                settings: event.settings, tokens: request.probabilities > 0 ? child.tokens : nil,
                timings: event.timings))
        if finishedCount == children.count { output.finish() }
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

    private func inStream(_ failure: LlamaFailure?) -> InferenceError {
        guard let failure else { return .serverError(status: 500, message: "no explanation") }
        return failure.error(status: failure.code ?? 500, address: address)
    }
}
