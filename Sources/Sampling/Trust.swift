/// How far a server's draws are known to be the run's model's.
///
/// A look at the model vouches for all draws before it since the look before. Where a server names
/// itself with each answer and always works on something, it cannot have been exchanged between: the
/// streams under way would have broken, after which it is looked at.
struct Trust: Sendable, Hashable {
    /// Whether one program answers there that says with each answer which model made it.
    var namesItself: Bool
    /// Whether it had nothing to do at some moment since it was looked at.
    private var hasRested = false
    /// Draws since then that another model might have made.
    private(set) var doubtful = 0

    init(namesItself: Bool) {
        self.namesItself = namesItself
    }

    /// - Parameter isIdle: whether it works on nothing now.
    mutating func takeDraw(isIdle: Bool) {
        if hasRested || !namesItself { doubtful += 1 }
        if isIdle { hasRested = true }
    }
}
