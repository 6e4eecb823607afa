import Evidence

/// A draw together with its scores: what one row of the journal holds.
package struct JournalDraw: Sendable, Hashable {
    package var draw: Draw
    /// One per scorer of the run, nil where the scorer failed; nothing but nil for a lost draw.
    package var scores: [Double?]

    package init(draw: Draw, scores: [Double?]) {
        self.draw = draw
        self.scores = scores
    }
}
