/// Reads the events of one kind of server's stream.
///
/// A class, since a value behind a protocol would be copied for every event.
protocol EventReader: AnyObject {
    /// The endpoint, for messages.
    var path: String { get }
    /// Whether nothing more of interest can come.
    var isComplete: Bool { get }
    /// Whether a reply in one piece, which is read as one event, may come in place of a stream.
    var takesPlainReply: Bool { get }
    /// Takes one event and gives the completions that it finishes.
    func read(
        _ event: EventStreamParser.Event
    ) throws(InferenceError) -> [Completion]
    /// Gives what the end of the stream finishes, and what is wrong with a stream that ends here.
    ///
    /// - Parameter isWhole: whether the server ended it, rather than a broken connection.
    func end(isWhole: Bool) -> (completions: [Completion], problem: InferenceError?)
}

extension EventReader {
    var takesPlainReply: Bool { false }
}

/// Turns one streamed response into completions.
///
/// Used by the transport's thread only, which is what makes `Sendable` true.
final class CompletionReceiver: ResponseReceiver, @unchecked Sendable {
    typealias Output = AsyncThrowingStream<Completion, any Error>.Continuation

    private let reader: any EventReader
    private let address: String
    private let apiKey: APIKey?
    private let output: Output

    private var head: ResponseHead?
    /// Whether the response is what was asked for.
    private var isStream = false
    /// Whether it is that in one piece.
    private var isPlainReply = false
    /// The body where it is no event stream.
    private var body: [UInt8] = []
    private var parser = EventStreamParser()
    private var failure: InferenceError?

    init(_ reader: any EventReader, address: String, apiKey: APIKey?, output: Output) {
        self.reader = reader
        self.address = address
        self.apiKey = apiKey
        self.output = output
    }

    func begin(_ head: ResponseHead) {
        self.head = head
        isStream = head.status == 200 && head.isEventStream
        isPlainReply = head.status == 200 && !isStream && !head.isHTML && reader.takesPlainReply
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Reception {
        guard isStream else {
            // Enough of it to say what it is.
            let limit = isPlainReply ? EventStreamParser.usualLimit : 1 << 16
            body.append(contentsOf: bytes.prefix(max(0, limit - body.count)))
            return .progress
        }
        var reception = Reception.idle
        do throws(InferenceError) {
            try parser.feed(bytes) { event throws(InferenceError) in
                reception = .progress
                // What comes after the last completion is of no interest.
                guard !reader.isComplete else { return }
                for completion in try reader.read(event) { give(completion) }
            }
        } catch {
            failure = error
        }
        return failure != nil || reader.isComplete ? .enough : reception
    }

    func finish(_ error: InferenceError?) {
        // The consumer has left; to it the stream just ends.
        if case .cancelled? = error { return output.finish() }
        if let problem = failure ?? problem(at: error) {
            output.finish(throwing: problem.hiding(apiKey))
        } else {
            output.finish()
        }
    }

    private func give(_ completion: Completion) {
        output.yield((apiKey?.hidden(in: completion) ?? completion).withShortNames)
    }

    /// Gives what a reply in one piece holds.
    private func readPlainReply() -> InferenceError? {
        let result: Result<[Completion], InferenceError> = body.withUnsafeBytes { bytes in
            do throws(InferenceError) {
                return .success(try reader.read(.data(bytes)))
            } catch {
                return .failure(error)
            }
        }
        switch result {
        case .success(let completions):
            for completion in completions { give(completion) }
            return reader.end(isWhole: true).problem
        case .failure(let error): return error
        }
    }

    /// What is wrong with the response now that it has ended.
    private func problem(at error: InferenceError?) -> InferenceError? {
        guard let head else {
            return error ?? .connectionLost(address: address, reason: "no reply")
        }
        if isPlainReply { return error ?? readPlainReply() }
        guard isStream else {
            // Before it is cut: half a key is found by nobody.
            let body = apiKey?.hidden(in: body) ?? body
            // Gateways that could not be asked in time say so with status 200.
            if (200..<300).contains(head.status), let failure = ServerFailure(body: body) {
                return failure.inStream(address)
            }
            return head.failure(
                body: body, address: address, path: reader.path, keyGiven: apiKey != nil)
        }
        switch error {
        case nil, .connectionLost:
            let (completions, problem) = reader.end(isWhole: error == nil)
            for completion in completions { give(completion) }
            return problem
        default: return error
        }
    }
}

extension AsyncThrowingStream<Completion, any Error> {
    /// A stream that fails at once.
    init(failingWith error: InferenceError) {
        self.init { $0.finish(throwing: error) }
    }
}
