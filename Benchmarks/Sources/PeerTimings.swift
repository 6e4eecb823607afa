import Platform
import TestSupport

/// What the same work costs in the Python packages that people use for it, measured now.
struct PeerTimings {
    /// What the script printed, by its own names: seconds of one call, unless it says otherwise.
    private var values: [String: Double] = [:]

    var isEmpty: Bool { values.isEmpty }

    /// A peer for the table.
    subscript(name: String, key: String) -> Table.Peer {
        Table.Peer(name: name, figure: values[key].map { .seconds($0) })
    }

    /// The bare number, nil where there is none.
    func value(_ key: String) -> Double? { values[key] }

    /// Runs a script of the peers' folder with the Python of `PROBSCOPE_PEERS_PYTHON`.
    ///
    /// Without one there are no peers; a package that is not installed is left out.
    static func measure(_ script: String = "timings.py", input: String = "") -> PeerTimings {
        var timings = PeerTimings()
        guard let python = getenv("PROBSCOPE_PEERS_PYTHON").map({ String(cString: $0) }),
            let result = try? Subprocess.run(python, [folder + script], input: input)
        else { return timings }
        for line in result.output.split(separator: "\n") {
            let parts = line.split(separator: "\t")
            if parts.count == 2 { timings.values[String(parts[0])] = Double(parts[1]) }
        }
        if result.status != 0 { print("The peers' script failed:\n\(result.errors)") }
        return timings
    }

    private static var folder: String {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
        return parts.joined(separator: "/") + "/peers/"
    }
}
