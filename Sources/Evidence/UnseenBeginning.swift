/// A beginning that no answer seen goes on from: all that is said after it was not seen.
package struct UnseenBeginning: Sendable, Hashable {
    /// What it says, whole characters only.
    package var text: String
    /// Whether it goes on, so that its last word may; else it is a whole answer.
    package var isOpen: Bool
    /// The exact probability that an answer begins so and was not seen.
    package var mass: Double

    package init(text: String, isOpen: Bool, mass: Double) {
        self.text = text
        self.isOpen = isOpen
        self.mass = mass
    }
}
