import Platform

/// llama.cpp's own server, from the Python package `xllamacpp`, on a free port of this machine.
///
/// Needs a Python that has the package: `PROBSCOPE_TEST_PYTHON`, or what `make test-server` made.
/// Without it tests fail: a skipped test proves nothing. The server ends with the test process,
/// also when that is killed.
package final class RealServer: Sendable {
    /// Such as `http://127.0.0.1:40123`.
    package let address: String
    private let process: Subprocess

    /// The server's process.
    package var processID: pid_t { process.processID }

    /// Starts a server and returns when its model is loaded.
    ///
    /// - Parameters:
    ///   - model: path of a GGUF file.
    ///   - slots: requests worked on at once.
    ///   - options: further settings by xllamacpp's names, such as `["api_keys": "secret"]`.
    package static func start(
        model: String, slots: Int, options: [String: String] = [:]
    ) async throws -> RealServer {
        let process = try Subprocess(
            try python(),
            ["-c", launcher, model, "\(slots)"] + options.map { "\($0)=\($1)" }.sorted(),
            environment: ["PROBSCOPE_TEST_PARENT": "\(getpid())"])
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            let words = process.outputSoFar.split(whereSeparator: \.isWhitespace)
            if words.count >= 2, words[0] == "listening" {
                return RealServer(address: String(words[1]), process: process)
            }
            if kill(process.processID, 0) != 0 || hasExited(process.processID) { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        process.send(signal: SIGKILL)
        throw TestFailure("the llama.cpp server did not start: \(process.errorsSoFar)")
    }

    /// Starts a server for a model of known probabilities.
    package static func start(
        _ model: MarkovModel, slots: Int, options: [String: String] = [:]
    ) async throws -> RealServer {
        let path = "/tmp/probscope-test-\(getpid())-\(UInt64.random(in: 0...UInt64.max)).gguf"
        try model.write(to: path)
        defer { unlink(path) }
        return try await start(model: path, slots: slots, options: options)
    }

    /// The Python that has `xllamacpp`.
    package static func python() throws -> String {
        try TestPython.path(
            "PROBSCOPE_TEST_PYTHON", ".build/llama/bin/python",
            missing: "llama.cpp's server is missing; `make test-server` installs it (30 MB)")
    }

    /// A model of sentence embeddings, to be served with `embedding`.
    package static func topicModel() throws -> String {
        try TestPython.path(
            "PROBSCOPE_TEST_TOPIC_MODEL", ".build/topics/all-MiniLM-L6-v2.gguf",
            missing:
                "the model of sentence embeddings is missing; `make test-topics` fetches it (84 MB)",
            access: R_OK)
    }

    private init(address: String, process: Subprocess) {
        self.address = address
        self.process = process
    }

    deinit { stop() }

    /// Ends the server at once, open streams or not.
    package func stop() {
        process.send(signal: SIGKILL)
        _ = process.wait()
    }

    /// Stops the server's clock, so to speak: connections stay open, nothing comes.
    package func pause() { process.send(signal: SIGSTOP) }

    /// Ends a pause.
    package func resume() { process.send(signal: SIGCONT) }

    private static func hasExited(_ processID: pid_t) -> Bool {
        var information = siginfo_t()
        let status = waitid(P_PID, id_t(processID), &information, WEXITED | WNOHANG | WNOWAIT)
        return status == 0 && information._sifields._sigchld.si_pid != 0
    }

    private static let launcher = """
        import os, sys, threading, time
        import xllamacpp
        p = xllamacpp.CommonParams()
        p.hostnames, p.port = ["127.0.0.1"], 0
        p.model.path, p.n_parallel = sys.argv[1], int(sys.argv[2])
        p.n_ctx = 512 * p.n_parallel
        p.cpuparams.n_threads = p.cpuparams_batch.n_threads = 1
        p.fit_params = p.warmup = False
        p.verbosity = 1
        for option in sys.argv[3:]:
            name, value = option.split("=", 1)
            old = getattr(p, name)
            if isinstance(old, list):
                value = value.split(",")
            elif isinstance(old, bool):
                value = value == "true"
            else:
                value = type(old)(value)
            setattr(p, name, value)
        parent = int(os.environ["PROBSCOPE_TEST_PARENT"])
        def watch():
            while os.getppid() == parent:
                time.sleep(0.2)
            os._exit(1)
        threading.Thread(target=watch, daemon=True).start()
        server = xllamacpp.Server(p)
        print("listening", server.listening_address, flush=True)
        threading.Event().wait()
        """
}
