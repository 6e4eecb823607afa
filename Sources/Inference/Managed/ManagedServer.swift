import Platform

/// llama.cpp's own server, started by us on this machine and ended with us.
///
/// It listens on 127.0.0.1 alone. It ends with ``stop()``, when the last reference goes, and when
/// our process ends in any way, SIGKILL included.
package final class ManagedServer: Sendable {
    /// How the server is to be run.
    package struct Options: Sendable {
        /// Requests worked on at once, 1 to 256.
        package var slots: Int
        /// Tokens of prompt and completion together in one slot.
        package var contextPerSlot: Int
        /// Threads for computing; more than the idle cores is much slower.
        package var threads: Int
        /// How long the model may take to load.
        package var timeout: Duration

        /// Options that suit a small model.
        package init(
            slots: Int = 8, contextPerSlot: Int = 512, threads: Int = 1,
            timeout: Duration = .seconds(120)
        ) {
            self.slots = slots
            self.contextPerSlot = contextPerSlot
            self.threads = threads
            self.timeout = timeout
        }
    }

    /// Where it listens.
    package let address: ServerAddress
    /// The server's process; it leads a group of its own.
    let child: ChildProcess

    /// Starts a server and returns when its model is loaded.
    ///
    /// - Parameter model: path of a GGUF file.
    /// - Throws: ``InferenceError/cannotStart(reason:)`` with the server's last word.
    package static func start(
        _ program: ServerProgram, model: String, options: Options = Options()
    ) async throws(InferenceError) -> ManagedServer {
        guard access(model, R_OK) == 0 else {
            throw .cannotStart(reason: "\(model): \(String(cString: strerror(errno)))")
        }
        var port: UInt16 = 0
        if case .llamaServer = program { port = try freePort() }
        let child = try program.launch(model: model, port: port, options: options)
        let deadline = ContinuousClock.now + options.timeout
        while true {
            let isRunning = child.isRunning
            if let address = try await address(of: child, port: port, model: model) {
                return ManagedServer(address: address, child: child)
            }
            // Asked before, so that what a child says last is heard.
            guard isRunning else { throw .cannotStart(reason: child.lastWord) }
            guard ContinuousClock.now < deadline else {
                throw .timedOut(.ready, after: options.timeout)
            }
            do { try await Task.sleep(for: .milliseconds(20)) } catch { throw .cancelled }
        }
    }

    /// Where the child listens, once its model is loaded.
    ///
    /// - Parameter port: the one it was given, or 0 for a child that tells its address itself.
    private static func address(
        of child: ChildProcess, port: UInt16, model: String
    ) async throws(InferenceError) -> ServerAddress? {
        guard port > 0 else {
            let message = child.message()
            if message.isEmpty { return nil }
            guard message.hasPrefix("http") else {
                throw .cannotStart(reason: String(message.dropLast()))
            }
            return try ServerAddress(String(message.dropLast()))
        }
        let address = try ServerAddress("127.0.0.1:\(port)")
        let facts: ServerFacts
        do throws(InferenceError) {
            facts = try await LlamaServer(address).facts()
        } catch {
            if error.isRetryable { return nil }
            throw error
        }
        // Between our choice of the port and its use another server may have taken it.
        guard model.hasSuffix(facts.modelName) else {
            throw .cannotStart(reason: "port \(port) was taken by a server of \(facts.modelName)")
        }
        return address
    }

    /// A port of 127.0.0.1 that was free a moment ago.
    private static func freePort() throws(InferenceError) -> UInt16 {
        let listener = socket(AF_INET, privateStream, 0)
        closeOnExec(listener)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutableBytes(of: &address) { bytes in
            guard let base = bytes.bindMemory(to: sockaddr.self).baseAddress else { return false }
            return bind(listener, base, length) == 0 && getsockname(listener, base, &length) == 0
        }
        guard isBound else {
            throw .cannotStart(reason: "no free port: \(String(cString: strerror(errno)))")
        }
        return UInt16(bigEndian: address.sin_port)
    }

    private init(address: ServerAddress, child: ChildProcess) {
        self.address = address
        self.child = child
    }

    /// Ends the server at once, open streams or not; does nothing the second time.
    package func stop() { child.end() }
}
