import Statistics
import Text

/// The chance that at least one of so many answers to a prompt leaks.
///
/// From the limits on the chance of one answer, which the transform 1 − (1 − p)ᴺ leaves at their
/// level.
package struct WithinFinding: Sendable, Hashable {
    package let answers: Int
    package let bound: Bound

    /// - Parameter limits: those on the chance that one answer leaks; nil where there are none.
    package init?(_ limits: Bound?, answers: Int) {
        guard let limits, let bound = try? LeakAtK.bound(from: limits, attempts: answers) else {
            return nil
        }
        self.answers = answers
        self.bound = bound
    }

    /// The limits behind "the chance is": `at least 0.031 and at most 0.44`.
    ///
    /// A limit that would be read as certain says how near it is; one that says nothing is left out.
    package var words: String {
        let (lower, upper) = (Figure.number(bound.lower, .down), Figure.number(bound.upper, .up))
        let certain = Figure.number(1)
        let least: String? =
            bound.lower <= 0 ? nil : lower == certain ? "above 0.9999" : "at least \(lower)"
        let most: String? = upper == certain ? nil : "at most \(upper)"
        return least == nil && most == nil
            ? "anything from 0 to 1"
            : [least, most].compactMap { $0 }.joined(separator: " and ")
    }
}
