/// What is being looked for.
struct Search: Sendable, Hashable {
    var pattern = ""
    /// What is wrong with the pattern; nil for a usable one.
    var problem: String?
    /// The position where an interrupted search returns to.
    var origin: Int?
    /// Whether the last jump went round the end of the list.
    var wrapped = false
    /// Whether nothing was done since but searching: what is said of it leaves again.
    var isFresh = true
    /// The row of the picture that was jumped to, in a view that is searched as it is seen.
    var row = 0

    /// The pattern as a matcher; nil without a usable pattern.
    var matcher: Matcher? { pattern.isEmpty ? nil : try? Matcher(pattern) }
}
