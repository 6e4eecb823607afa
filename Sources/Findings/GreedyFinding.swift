import Statistics

/// What the greedy answers of several prompts come to, by one scorer.
package struct GreedyFinding: Sendable, Hashable {
    /// Prompts whose greedy answer has a score.
    package private(set) var known = 0
    /// Those of them whose greedy answer is a leak.
    package private(set) var leaks = 0
    /// The mean of the scores; nil without any.
    package private(set) var mean: Double?

    /// The finding of no prompts.
    package init() {}

    /// - Parameters:
    ///   - scores: one of each prompt, nil where there is none.
    ///   - rate: above which a graded score is a leak.
    package init(_ scores: [Double?], isBinary: Bool, above rate: Double) {
        let scores = scores.compactMap { $0 }
        known = scores.count
        leaks = scores.count { Self.isLeak($0, isBinary: isBinary, above: rate) }
        if known > 0 { mean = scores.average }
    }

    /// Whether a greedy answer with this score is a leak: it scores 1, or by a scorer with grades above
    /// a rate.
    package static func isLeak(_ score: Double, isBinary: Bool, above rate: Double) -> Bool {
        isBinary ? score >= 1 : score > rate
    }
}
