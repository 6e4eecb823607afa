import Evidence

/// A draw together with its scores: what one row of the journal holds.
public struct JournalDraw: Sendable, Hashable {
    public var draw: Draw
    /// One per scorer of the run, nil where the scorer failed; nothing but nil for a lost draw.
    public var scores: [Double?]

    public init(draw: Draw, scores: [Double?]) {
        self.draw = draw
        self.scores = scores
    }
}
