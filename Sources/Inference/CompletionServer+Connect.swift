extension CompletionServer {
    /// Repeats a question while the server says that it is not ready yet.
    func wait(
        for address: String, timeout: Duration, progress: @escaping @Sendable (String) -> Void,
        _ question: () async throws(InferenceError) -> Void
    ) async throws(InferenceError) {
        let deadline = ContinuousClock.now + timeout
        var hasReported = false
        while true {
            do throws(InferenceError) {
                return try await question()
            } catch {
                switch error {
                case .loading, .overloaded: break
                default: throw error
                }
            }
            guard ContinuousClock.now < deadline else { throw .timedOut(.ready, after: timeout) }
            if !hasReported { progress("waiting for \(address) to load its model") }
            hasReported = true
            do { try await Task.sleep(for: .milliseconds(100)) } catch { throw .cancelled }
        }
    }
}

/// Finds out what kind of server is at an address: llama.cpp's own interface, which says most, or
/// else OpenAI's.
///
/// - Parameters:
///   - model: the model's name, needed where an OpenAI-style server has several.
///   - concurrency: requests at once for a server that does not tell its slots.
/// - Throws: what the first kind has to say, where the address is neither.
public func connect(
    to address: ServerAddress, apiKey: APIKey? = nil, model: String? = nil, concurrency: Int = 8,
    timeout: Duration = .seconds(600), progress: @escaping @Sendable (String) -> Void = { _ in }
) async throws(InferenceError) -> any CompletionServer {
    let llama = LlamaServer(address, apiKey: apiKey)
    do throws(InferenceError) {
        try await llama.waitUntilReady(timeout: timeout, progress: progress)
        return llama
    } catch {
        guard case .notACompletionServer = error else { throw error }
        do throws(InferenceError) {
            if let model {
                let server = OpenAIServer(
                    address, apiKey: apiKey, model: model, concurrency: concurrency)
                try await server.waitUntilReady(timeout: timeout, progress: progress)
                return server
            }
            return try await OpenAIServer.connect(
                address, apiKey: apiKey, concurrency: concurrency)
        } catch let second {
            if case .notACompletionServer = second { throw error }
            throw second
        }
    }
}
