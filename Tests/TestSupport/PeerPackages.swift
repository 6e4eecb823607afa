import Glibc

/// Scripts that use the packages which other people evaluate models with.
///
/// Needs `PROBSCOPE_PEERS_PYTHON`, the path of a Python that has the packages of
/// Tests/PeerTests/requirements.txt; `make test` installs them and sets it.
public enum PeerPackages {
    /// Runs a script and returns what it writes to standard output.
    ///
    /// - Throws: ``TestFailure`` where the Python is not named or the script fails.
    public static func run(
        _ script: String, _ arguments: [String] = [], input: String = ""
    ) throws -> String {
        guard let python = getenv("PROBSCOPE_PEERS_PYTHON").map({ String(cString: $0) }),
            !python.isEmpty
        else {
            throw TestFailure("PROBSCOPE_PEERS_PYTHON is not set; run the tests by `make test`")
        }
        let result = try Subprocess.run(
            python, [script] + arguments, input: input,
            environment: ["PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"])
        guard result.status == 0 else {
            throw TestFailure("\(script) ended with \(result.status):\n\(result.errors)")
        }
        return result.output
    }
}
