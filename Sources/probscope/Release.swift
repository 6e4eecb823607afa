import CCommit

/// Which release this is.
enum Release {
    static let version = "0.1.0"
    /// The day on which the manual was last true, ISO 8601.
    static let date = "2026-11-29"
    /// The commit that the program was built from, where `make build` built it.
    static let commit = String(cString: ccommit())

    /// The version, and the commit where it is known: `0.1.0 (c9076da4c)`.
    static var described: String { commit.isEmpty ? version : "\(version) (\(commit))" }
}
