/// How far a server's draws are known to be the run's model's.
///
/// A look at the model vouches for all draws before it since the look before. Nothing else does: what
/// stands behind an address (a router, a balancer, an adapter that is switched) can be exchanged
/// between two requests, under the same name.
struct Trust: Sendable, Hashable {
    /// Draws since the last look that another model might have made.
    private(set) var doubtful = 0

    mutating func takeDraw() { doubtful += 1 }
}
