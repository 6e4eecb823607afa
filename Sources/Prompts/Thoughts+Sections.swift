import Files

/// Sections that may be thoughts or the answer: `<analysis>`, `<reflection>`.
///
/// Where one ends, a reader sees all of the completion, and all of it counts. Where a completion that begins
/// with one is cut before anything follows it, what follows is the answer that never came.
extension Thoughts {
    private static let sections: Set<String> = [
        "analysis", "brainstorm", "deliberation", "inner_monologue", "monologue", "rationale",
        "reflection", "scratch",
    ]

    /// Whether a completion that was as long as it may be begins with such a section and has nothing behind
    /// it.
    static func isCutInSection(_ completion: String) -> Bool {
        let beginning = completion.trimmed
        guard beginning.first == "<", let end = beginning.prefix(60).firstIndex(of: ">") else {
            return false
        }
        let name = beginning[..<end].dropFirst().lowercased()
        guard sections.contains(name) else { return false }
        let text = beginning.lowercased()
        // The last one: a model may speak of its mark.
        guard let close = text.ranges(of: "</\(name)>").last else { return true }
        return text[close.upperBound...].allSatisfy(\.isWhitespace)
    }
}
