import Platform

/// A `llama-server` with the real one's options, run by the Python that has `xllamacpp`.
package final class LlamaServerScript: Sendable {
    /// The program.
    package let path: String

    package init() throws {
        path = "/tmp/probscope-test-llama-server-\(UInt64.random(in: 0...UInt64.max))"
        let text = "#!\(try RealServer.python())\n" + LlamaServerScript.text
        guard let file = fopen(path, "w") else { throw TestFailure("\(path): cannot be written") }
        fputs(text, file)
        fclose(file)
        chmod(path, 0o755)
    }

    deinit { unlink(path) }

    /// The processes that run it, by their command lines.
    package func processes() throws -> [pid_t] {
        let result = try Subprocess.run("pgrep", ["-f", path])
        return result.output.split(separator: "\n").compactMap { pid_t($0) }
    }

    private static let text = """
        import argparse, threading
        import xllamacpp
        parser = argparse.ArgumentParser()
        parser.add_argument("--host")
        parser.add_argument("--port", type=int)
        parser.add_argument("--model")
        parser.add_argument("--parallel", type=int)
        parser.add_argument("--ctx-size", type=int)
        parser.add_argument("--threads", type=int)
        a = parser.parse_args()
        p = xllamacpp.CommonParams()
        p.hostnames, p.port = [a.host], a.port
        p.model.path, p.n_parallel, p.n_ctx = a.model, a.parallel, a.ctx_size
        p.cpuparams.n_threads = p.cpuparams_batch.n_threads = a.threads
        p.fit_params = p.warmup = False
        p.verbosity = 1
        server = xllamacpp.Server(p)
        print("server is listening", flush=True)
        threading.Event().wait()
        """
}
