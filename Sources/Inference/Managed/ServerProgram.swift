import Platform

/// A program that can run llama.cpp's server.
package enum ServerProgram: Sendable, Hashable, CustomStringConvertible {
    /// The `llama-server` at a path.
    case llamaServer(String)
    /// The Python at a path, which has the package `xllamacpp`: the same server, from a wheel.
    case python(String)

    /// For example `llama-server (/usr/bin/llama-server)`.
    package var description: String {
        switch self {
        case .llamaServer(let path): "llama-server (\(path))"
        case .python(let path): "xllamacpp (\(path))"
        }
    }

    /// The first of: the `llama-server` named, the one on the `PATH`, the first Python that exists.
    ///
    /// - Parameters:
    ///   - llamaServer: a path from the user.
    ///   - pythons: paths where a virtual environment with `xllamacpp` may have been made.
    /// - Throws: ``InferenceError/cannotStart(reason:)`` where the one named cannot be run.
    package static func locate(
        llamaServer: String? = nil, pythons: [String] = []
    ) throws(InferenceError) -> ServerProgram? {
        if let llamaServer {
            guard access(llamaServer, X_OK) == 0 else {
                throw .cannotStart(reason: "\(llamaServer): \(String(cString: strerror(errno)))")
            }
            return .llamaServer(llamaServer)
        }
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        for folder in path.split(separator: ":") {
            let candidate = "\(folder)/llama-server"
            if isProgram(candidate) { return .llamaServer(candidate) }
        }
        return pythons.first(where: isProgram).map { .python($0) }
    }

    /// A regular file that may be run.
    private static func isProgram(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFREG
            && access(path, X_OK) == 0
    }
}

extension ServerProgram {
    /// Starts the server; port 0 lets the Python one choose.
    func launch(
        model: String, port: UInt16, options: ManagedServer.Options
    ) throws(InferenceError) -> ChildProcess {
        let context = options.slots * options.contextPerSlot
        switch self {
        case .llamaServer(let path):
            return try ChildProcess(
                "/bin/sh",
                [
                    "-c", ServerProgram.watchedByShell, "llama-server", path, "--host", "127.0.0.1",
                    "--port", "\(port)", "--model", model, "--parallel", "\(options.slots)",
                    "--ctx-size", "\(context)", "--threads", "\(options.threads)",
                ])
        case .python(let path):
            return try ChildProcess(
                path,
                [
                    "-I", "-c", ServerProgram.inPython, model, "\(options.slots)", "\(context)",
                    "\(options.threads)",
                ])
        }
    }

    /// Runs the command given; the second process ends it when descriptor 3 ends.
    private static let watchedByShell = """
        "$@" 3<&- & server=$!
        { read -r line <&3; kill -KILL "$server"; } & watcher=$!
        wait "$server"
        status=$?
        kill "$watcher"
        exit "$status"
        """

    /// Runs the server inside Python, tells its address or why there is none on descriptor 3, and ends
    /// when that ends.
    private static let inPython = """
        import os, sys, threading

        def watch():
            os.read(3, 1)
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()
        def fail(error):
            os.write(3, f"{error}\\n".encode())
            os._exit(1)

        try:
            import xllamacpp
        except ImportError as error:
            fail(f"{error}; install the package xllamacpp for {sys.executable}")
        params = xllamacpp.CommonParams()
        params.hostnames, params.port = ["127.0.0.1"], 0
        params.model.path, params.n_parallel = sys.argv[1], int(sys.argv[2])
        params.n_ctx = int(sys.argv[3])
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = int(sys.argv[4])
        params.fit_params = params.warmup = False
        params.verbosity = 1
        try:
            server = xllamacpp.Server(params)
        except RuntimeError as error:
            fail(f"{error} ({sys.argv[1]})")
        os.write(3, server.listening_address.encode() + b"\\n")
        threading.Event().wait()
        """
}
