import Statistics

/// The scores of the draws that gave one text, by one scorer.
///
/// A rule gives equal texts equal scores. A judge that is drawn from need not, nor need people: then
/// no single score stands for the text, and what is counted is draws, each by its own score.
package struct OutputScores: Sendable, Hashable {
    /// Draws of one score.
    private struct Tally: Sendable, Hashable {
        var draws = 0
        /// Their exact probability; 0 for plain draws.
        var mass = 0.0
    }

    /// The score of the first draw that has one, and all draws while they agree with it.
    private var first: Double?
    private var equal = Tally()
    /// By score, where draws were scored unequally; empty otherwise.
    private var unequal: [Double: Tally] = [:]

    /// No scores.
    package init() {}

    /// The draws that have a score.
    package var draws: Int {
        unequal.isEmpty ? equal.draws : unequal.values.reduce(0) { $0 + $1.draws }
    }

    /// Whether two of them have different ones.
    package var areUnequal: Bool { !unequal.isEmpty }

    /// The score of all of them; nil where they are unequal and where there is none.
    package var common: Double? { unequal.isEmpty ? first : nil }

    /// The least and the greatest score; nil without any.
    package var range: ClosedRange<Double>? {
        guard let first else { return nil }
        let scores = unequal.keys
        return (scores.min() ?? first)...(scores.max() ?? first)
    }

    /// The greatest score; nil without any.
    package var greatest: Double? { range?.upperBound }

    /// The mean score; nil without any.
    package var mean: Double? {
        first.map { first in
            unequal.isEmpty
                ? first
                : distinct.reduce(0) { $0 + $1.score * Double($1.draws) } / Double(draws)
        }
    }

    /// The distinct scores, ascending, with the draws and the exact probability of each.
    package var distinct: [(score: Double, draws: Int, mass: Double)] {
        guard let first else { return [] }
        if unequal.isEmpty { return [(first, equal.draws, equal.mass)] }
        return unequal.sorted { $0.key < $1.key }.map { ($0.key, $0.value.draws, $0.value.mass) }
    }

    /// How many draws have a score for which that holds.
    package func count(where holds: (Double) -> Bool) -> Int {
        distinct.reduce(0) { holds($1.score) ? $0 + $1.draws : $0 }
    }

    /// Adds the score of a draw; what is no number in [0, 1] is no score, as in ``ScoreEvidence``.
    ///
    /// - Parameters:
    ///   - draws: how many have it.
    ///   - mass: their exact probability; 0 for plain draws.
    package mutating func add(_ score: Double, draws: Int = 1, mass: Double = 0) {
        guard score >= 0, score <= 1, draws > 0 else { return }
        if first == nil { first = score }
        if unequal.isEmpty {
            guard score != first, let known = first else {
                equal.draws += draws
                equal.mass += mass
                return
            }
            unequal[known] = equal
        }
        unequal[score, default: Tally()].draws += draws
        unequal[score, default: Tally()].mass += mass
    }

    /// Adds all scores of another text.
    package mutating func merge(_ other: OutputScores) {
        for (score, draws, mass) in other.distinct { add(score, draws: draws, mass: mass) }
    }
}

extension PromptEvidence {
    /// The score of a draw by a scorer: its own, whatever other draws of the same text have.
    ///
    /// Of an answer that is no draw (``Launch/isDirected``) it is the one that all draws of its text
    /// have.
    ///
    /// - Parameter draw: a launch number.
    /// - Returns: nil for a lost draw, and where the scorer failed.
    package func score(ofDraw draw: Int, by scorer: Int) -> Double? {
        guard sequence.indices.contains(draw), scores.indices.contains(scorer) else { return nil }
        let position = Int(sequence[draw])
        guard position >= 0 else { return nil }
        // Directed answers are not in the evidence of a scorer.
        var (low, high) = (0, directedDraws.count)
        while low < high {
            let middle = (low + high) / 2
            if directedDraws[middle] < draw { low = middle + 1 } else { high = middle }
        }
        if low < directedDraws.count, directedDraws[low] == draw {
            return outputs[position].scores[scorer].common
        }
        let own = scores[scorer].scores
        return own.indices.contains(draw - low) ? own[draw - low] : nil
    }
}
