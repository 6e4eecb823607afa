import Glibc
import TestSupport

/// What the same work costs in the Python packages that people use for it, measured now.
struct PeerTimings {
    /// Seconds of one call, by the script's own names.
    private var seconds: [String: Double] = [:]

    var isEmpty: Bool { seconds.isEmpty }

    /// A peer for the table.
    subscript(name: String, key: String) -> Table.Peer {
        Table.Peer(name: name, figure: seconds[key].map { .seconds($0) })
    }

    /// Runs the script with the Python of `PROBSCOPE_PEERS_PYTHON`; without one there are no peers.
    ///
    /// A package that is not installed is left out, the others count.
    static func measure() -> PeerTimings {
        var timings = PeerTimings()
        guard let python = getenv("PROBSCOPE_PEERS_PYTHON").map({ String(cString: $0) }),
            let result = try? Subprocess.run(python, [script])
        else { return timings }
        for line in result.output.split(separator: "\n") {
            let parts = line.split(separator: "\t")
            if parts.count == 2 { timings.seconds[String(parts[0])] = Double(parts[1]) }
        }
        if result.status != 0 { print("The peers' script failed:\n\(result.errors)") }
        return timings
    }

    private static var script: String {
        let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
        return folder.joined(separator: "/") + "/peers/timings.py"
    }
}
