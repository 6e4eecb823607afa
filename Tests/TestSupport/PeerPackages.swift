import Platform

/// Scripts that use the packages which other people evaluate models with.
///
/// Needs a Python that has the packages of Tests/PeerTests/requirements.txt:
/// `PROBSCOPE_PEERS_PYTHON`, or what `make peers` made.
package enum PeerPackages {
    /// Runs a script and returns what it writes to standard output.
    ///
    /// - Throws: ``TestFailure`` where the Python is not named or the script fails.
    package static func run(
        _ script: String, _ arguments: [String] = [], input: String = ""
    ) throws -> String {
        let python = try TestPython.path(
            "PROBSCOPE_PEERS_PYTHON", ".build/peer-packages/bin/python",
            missing: "the packages that files are exchanged with are missing; `make peers` "
                + "installs them (540 MB)")
        let result = try Subprocess.run(
            python, [script] + arguments, input: input,
            environment: ["PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"])
        guard result.status == 0 else {
            throw TestFailure("\(script) ended with \(result.status):\n\(result.errors)")
        }
        return result.output
    }
}
