/// Draws without replacement with all that was absorbed between them, so that the mean of any function
/// of the score has limits.
///
/// For a function f of the score with values in [0, 1] the absorbed answers have the mass
/// Lₜ = Σ P·f(h), and Z = Lₜ + Rₜ·f(hₜ) bounds E[f] as it does the mean score
/// (``Mean/withoutReplacement(_:alpha:side:now:)``). Absorbed mass of which no score is known (answers
/// that were named beforehand) is read as f = 1 for the upper limit and as 0 for the lower one: the
/// bets lose by it, and keep their level.
package struct RestSample: Sendable, Hashable {
    /// An answer that left the rest.
    package struct Leaf: Sendable, Hashable {
        package var score: Double
        /// Its probability.
        package var mass: Double

        package init(score: Double, mass: Double) {
            self.score = score
            self.mass = mass
        }
    }

    /// The score of each draw in launch order, nil for a lost one.
    let scores: [Double?]
    /// The probability that was left when each draw was launched, and at last what is left now.
    private let left: [Double]
    /// How many of the leaves had been absorbed by then.
    private let absorbed: [Int]
    private let leaves: [Leaf]

    /// What is told of one draw.
    package struct Draw: Sendable, Hashable {
        package var score: Double?
        /// What was known when it was launched.
        package var mass: KnownMass
        /// How many leaves were absorbed at most by then: those of draws before it.
        package var leaves: Int

        package init(score: Double?, mass: KnownMass, leaves: Int) {
            self.score = score
            self.mass = mass
            self.leaves = leaves
        }
    }

    /// - Parameters:
    ///   - leaves: in the order in which they were absorbed.
    ///   - start: what was known before any of them.
    ///   - now: what is known after the last draw.
    /// - Throws: `StatisticsError` without draws, and for masses and scores that cannot be.
    package init(
        _ draws: [Draw], leaves: [Leaf], start: KnownMass = .nothing, now: KnownMass
    ) throws(StatisticsError) {
        try Check.draws(draws.count)
        for leaf in leaves {
            try Check.unit(leaf.score, "score")
            try Check.unit(leaf.mass, "mass")
        }
        // What was absorbed up to each number of leaves, beside what was known at the start.
        var sums: [KnownMass] = [KnownMass(known: 0, left: 0)]
        var (known, mass) = (CompensatedSum(), CompensatedSum())
        for leaf in leaves {
            known.add(leaf.score * leaf.mass)
            mass.add(leaf.mass)
            sums.append(KnownMass(known: known.value, left: mass.value))
        }
        try start.check("_start")
        try now.check("_now")
        var counts: [Int] = []
        for (index, draw) in draws.enumerated() {
            if let score = draw.score { try Check.unit(score, "scores[\(index)]") }
            try draw.mass.check("[\(index)]")
            counts.append(Self.count(of: draw, from: start, sums))
        }
        scores = draws.map(\.score)
        left = draws.map { min(1, $0.mass.left) } + [min(1, now.left)]
        // By now every leaf has left the rest.
        absorbed = counts + [leaves.count]
        self.leaves = leaves
    }

    /// How far apart the same mass may be in the sum of its leaves and in a tree of probabilities: its
    /// rounding, and what a list lets go that turns out to name every token.
    private static let tolerances = [KnownMass.rounding, 1e-5]

    /// How many leaves make up what was known at a launch; 0 where no number does, so that all of it
    /// is of unknown scores.
    private static func count(
        of draw: Draw, from start: KnownMass, _ sums: [KnownMass]
    ) -> Int {
        let wanted = start.left - draw.mass.left
        for tolerance in tolerances {
            // The sums ascend. The first that is not below never holds a leaf that came after the
            // launch; what it may leave out is of unknown scores.
            var (low, high) = (0, min(max(0, draw.leaves), sums.count - 1))
            while low < high {
                let middle = (low + high) / 2
                if sums[middle].left < wanted - tolerance {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            let known = start.known + sums[low].known
            if abs(sums[low].left - wanted) <= tolerance,
                abs(known - draw.mass.known) <= 2 * tolerance
            {
                return low
            }
        }
        return 0
    }

    /// Which way scores that are not known are read.
    private enum Worst { case high, low }

    /// The draws and what is known now, as those of the mean of a function of the score.
    private func draws(of f: (Double) -> Double, _ worst: Worst) -> [RestDraw] {
        var sums: [Double] = [0]
        var (mass, masses) = (CompensatedSum(), [0.0])
        var sum = CompensatedSum()
        for leaf in leaves {
            sum.add(leaf.mass * f(leaf.score))
            mass.add(leaf.mass)
            sums.append(sum.value)
            masses.append(mass.value)
        }
        return left.indices.map { index in
            let (left, count) = (left[index], absorbed[index])
            let known = min(sums[count], 1 - left)
            let unknown = max(0, 1 - left - masses[count])
            let room = left + unknown
            let score = index < scores.count ? scores[index].map(f) : nil
            let read = score.map { score in
                guard unknown > 0 else { return score }
                return min(1, (worst == .high ? unknown + left * score : left * score) / room)
            }
            return RestDraw(score: read, known: max(0, known), left: min(room, 1 - max(0, known)))
        }
    }

    /// The limits on E[f(score)], valid at every moment, each at the error probability of its side.
    ///
    /// - Parameter f: has values in [0, 1].
    /// - Throws: a contradiction where no value agrees with all that is given.
    func bound(
        of f: (Double) -> Double, alpha: Double, side: Bound.Side
    ) throws(StatisticsError) -> Bound {
        try Check.alpha(alpha)
        let share = side.share(of: alpha)
        let high = draws(of: f, .high)
        let exact = try ExactLimits(high.map(\.mass))
        let low = draws(of: f, .low)
        let upper =
            side.hasUpper
            ? try RestBets(high.dropLast(), within: exact, lostScore: 1).upper(alpha: share)
            : exact.upper
        let lower =
            side.hasLower
            ? try RestBets(low.dropLast(), within: exact, lostScore: 0).lower(alpha: share)
            : exact.lower
        guard lower <= upper else {
            throw .contradiction("the draws put it above \(lower) and below \(upper)")
        }
        let likely = estimate(of: f)
        return Bound(
            estimate: min(max(likely, lower), upper), lower: lower, upper: upper, alpha: alpha,
            side: side, method: .bets, validity: .anytime
        ).widened(by: Self.rounding)
    }

    /// An estimate of E[f(score)], which need not lie between the limits.
    func estimate(of f: (Double) -> Double) -> Double {
        Mean.estimate(draws(of: f, .low).dropLast())
    }

    /// Sums of masses are off in their last digits.
    static let rounding = 0x1p-48

    /// The limits on E[f(score)] that hold without any α.
    ///
    /// - Parameters:
    ///   - f: has values in [0, 1].
    ///   - error: how far off absorbed probability may be, absolutely.
    func certain(
        of f: (Double) -> Double, error: Double
    ) throws(StatisticsError) -> (lower: Double, upper: Double) {
        let exact = try ExactLimits(draws(of: f, .high).map(\.mass))
        let room = error + Self.rounding
        return (max(0, (exact.lower - room).nextDown), min(1, (exact.upper + room).nextUp))
    }

    /// The distinct scores that were seen, ascending, with 0 and 1.
    var values: [Double] {
        Set(scores.compactMap(\.self) + leaves.map(\.score) + [0, 1]).sorted()
    }

    /// The answers that are absorbed now, of those that were seen.
    var absorbedNow: ArraySlice<Leaf> { leaves.prefix(absorbed[absorbed.count - 1]) }

    /// Now: the absorbed mass of known scores and that of their squares, and all other probability.
    var now: (known: Double, squares: Double, left: Double) {
        var (mass, known, squares) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
        for leaf in absorbedNow {
            mass.add(leaf.mass)
            known.add(leaf.mass * leaf.score)
            squares.add(leaf.mass * leaf.score * leaf.score)
        }
        return (known.value, squares.value, max(0, 1 - mass.value))
    }
}
