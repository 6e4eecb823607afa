import Prompts
import Statistics
import Text

/// Whose limits hold although their draws contradict them: a mean lies outside of its own limits at the
/// level of the alarms, which a healthy run hardly ever has.
///
/// Where that is so is told by ``PromptFinding/excludesEstimate``, and what is said of it here: no reader
/// has words of its own. It proves nothing; draws without any limit are no doubt but void.
package struct Doubt: Sendable, Hashable {
    /// How many rows it is about.
    package private(set) var count = 0
    /// The prompt of the first of them.
    package private(set) var first: PromptID?

    /// - Parameter prompts: whose, one for each row that it is about.
    package init(_ prompts: [PromptID] = []) {
        (count, first) = (prompts.count, prompts.first)
    }

    mutating func add(_ prompt: PromptID) {
        count += 1
        first = first ?? prompt
    }

    /// A sentence without its end; nil where there is no doubt.
    ///
    /// - Parameters:
    ///   - row: what one of the rows is called, and several are.
    package func words(_ row: String = "prompt", _ rows: String = "prompts") -> String? {
        first.map {
            "the mean of \(Figure.count(count, row, rows)) lies outside its own limits, such as that of \($0): "
                + Self.conclusion
        }
    }

    /// What follows from an estimate that lies outside its limits.
    package static let conclusion =
        "these draws are hardly independent ones from one distribution"

    /// Behind the name of an estimate, or in its column.
    package static let mark = "outside its limits"
}

extension Reading {
    /// Whether the estimate lies outside of the limits, or is contradicted; see
    /// ``Statistics/Bound/excludesEstimate``.
    package var excludesEstimate: Bool { bound?.excludesEstimate == true }
}
