/// Which release this is.
enum Release {
    static let version = "0.1.0"
    /// The day on which the manual was last true, ISO 8601.
    static let date = "2026-11-22"
}
