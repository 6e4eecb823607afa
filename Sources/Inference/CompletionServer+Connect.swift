extension CompletionServer {
    /// Repeats a question while the server says that it is not ready yet.
    ///
    /// - Parameter awaitsPort: whether a server that does not listen yet is waited for too.
    func wait(
        for address: String, timeout: Duration, awaitsPort: Bool = false,
        progress: @escaping @Sendable (String) -> Void,
        _ question: () async throws(InferenceError) -> Void
    ) async throws(InferenceError) {
        let deadline = ContinuousClock.now + timeout
        var hasReported = false
        while true {
            var isSilent = false
            var isOverloaded = false
            do throws(InferenceError) {
                return try await question()
            } catch {
                switch error {
                case .loading: break
                case .overloaded: isOverloaded = true
                case .unreachable, .timedOut(.connect, _), .connectionLost:
                    guard awaitsPort else { throw error }
                    isSilent = true
                default: throw error
                }
                if ContinuousClock.now >= deadline {
                    throw isSilent ? error : .timedOut(.ready, after: timeout)
                }
            }
            if !hasReported {
                progress(
                    isSilent
                        ? "waiting for a server at \(address)"
                        : isOverloaded
                            ? "waiting for \(address), which is overloaded"
                            : "waiting for \(address) to load its model")
            }
            hasReported = true
            do {
                try await Task.sleep(for: .milliseconds(isSilent ? 500 : 100))
            } catch { throw .cancelled }
        }
    }
}

/// How a server is reached, apart from its address.
package struct ServerAccess: Sendable {
    /// Sent with every request, where there is one.
    package var apiKey: APIKey?
    /// The model's name, where a server has several.
    package var model: String?
    /// Requests at once: for an OpenAI-style server 8 unless given, for another one what it says.
    package var concurrency: Int?
    /// A file of certificates to be trusted in place of the system's.
    package var authorities: String?
    /// How long to wait for a server that is loading its model.
    package var patience: Duration
    /// Whether to wait as long for a server that does not listen yet.
    package var awaitsPort: Bool

    /// Creates the usual access.
    package init(
        apiKey: APIKey? = nil, model: String? = nil, concurrency: Int? = nil,
        authorities: String? = nil, patience: Duration = .seconds(600), awaitsPort: Bool = false
    ) {
        self.apiKey = apiKey
        self.model = model
        self.concurrency = concurrency
        self.authorities = authorities
        self.patience = patience
        self.awaitsPort = awaitsPort
    }
}

/// Finds out what kind of server is at an address: llama.cpp's own interface, which says most, or
/// else OpenAI's.
///
/// - Parameter progress: told in a sentence what is waited for, or what is not as it should be.
/// - Throws: what the first kind has to say, where the address is neither.
package func connect(
    to address: ServerAddress, _ access: ServerAccess = ServerAccess(),
    progress: @escaping @Sendable (String) -> Void = { _ in }
) async throws(InferenceError) -> any CompletionServer {
    let llama = LlamaServer(
        address, apiKey: access.apiKey, model: access.model, slots: access.concurrency,
        authorities: access.authorities)
    do throws(InferenceError) {
        try await llama.wait(
            for: llama.address, timeout: access.patience, awaitsPort: access.awaitsPort,
            progress: progress
        ) { () async throws(InferenceError) in try await llama.examine() }
        if let name = access.model { try await llama.checkListed(name, progress) }
        return llama
    } catch {
        guard error.mayBeAnotherKind else { throw error }
        let server: OpenAIServer
        do throws(InferenceError) {
            server = try await openAIServer(address, access, progress)
        } catch let second {
            if case .notACompletionServer = second { throw error }
            throw second
        }
        if case .notACompletionServer(_, let found) = error,
            found.hasPrefix("its answer to /props")
                || found.hasPrefix("its /props")
        {
            progress(
                "\(address) is used through its OpenAI-style interface, where no settings can be "
                    + "verified: \(found)")
        }
        return server
    }
}

private func openAIServer(
    _ address: ServerAddress, _ access: ServerAccess,
    _ progress: @escaping @Sendable (String) -> Void
) async throws(InferenceError) -> OpenAIServer {
    let concurrency = access.concurrency ?? 8
    guard let model = access.model else {
        return try await OpenAIServer.connect(
            address, apiKey: access.apiKey, concurrency: concurrency,
            authorities: access.authorities)
    }
    let server = OpenAIServer(
        address, apiKey: access.apiKey, model: model, concurrency: concurrency,
        authorities: access.authorities)
    do throws(InferenceError) {
        try await server.waitUntilReady(timeout: access.patience, progress: progress)
    } catch {
        guard case .notACompletionServer = error else { throw error }
        do throws(InferenceError) { try await server.useWithoutList() } catch let second {
            if case .notACompletionServer = second { throw error }
            throw second
        }
        progress("\(address) lists no models; \(model) is tried all the same")
        return server
    }
    let names = try await server.modelNames()
    if !names.contains(model) { progress(unlisted(model, names, address.description)) }
    return server
}

/// A gateway need not list what it has.
private func unlisted(_ model: String, _ names: [String], _ address: String) -> String {
    "\(address) lists no model \(model), which is tried all the same; it lists: "
        + (names.isEmpty ? "none" : names.joined(separator: ", "))
}

extension LlamaServer {
    /// Whether this is the right kind of server, its model is loaded and the key is right.
    func examine() async throws(InferenceError) {
        _ = try await link.ask("/health")
        _ = try await facts()
    }

    fileprivate func checkListed(
        _ name: String, _ progress: (String) -> Void
    ) async throws(InferenceError) {
        guard let models = try? await link.models(), !models.contains(where: { $0.isCalled(name) })
        else { return }
        progress(unlisted(name, models.compactMap(\.id), address))
    }
}

extension InferenceError {
    /// Whether a server that answers so to llama.cpp's questions may speak OpenAI's interface.
    fileprivate var mayBeAnotherKind: Bool {
        switch self {
        case .notACompletionServer: true
        // Some gateways refuse an endpoint that they do not know in these words.
        case .badRequest(let message): !message.hasPrefix("name the model")
        default: false
        }
    }
}
