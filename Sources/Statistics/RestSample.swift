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
        let all = draws + [Draw(score: nil, mass: now, leaves: leaves.count)]
        try start.check("_start")
        var counts: [Int] = []
        for (index, draw) in all.enumerated() {
            if let score = draw.score { try Check.unit(score, "scores[\(index)]") }
            try draw.mass.check("[\(index)]")
            counts.append(Self.count(of: draw, from: start, sums))
        }
        scores = draws.map(\.score)
        left = all.map { min(1, $0.mass.left) }
        absorbed = counts
        self.leaves = leaves
    }

    /// How many leaves make up what was known at a launch; 0 where no number does, so that all of it
    /// is of unknown scores.
    private static func count(
        of draw: Draw, from start: KnownMass, _ sums: [KnownMass]
    ) -> Int {
        // The sums ascend: the first that is not below, and its neighbour.
        let wanted = start.left - draw.mass.left
        let most = min(max(0, draw.leaves), sums.count - 1)
        var (low, high) = (0, most)
        while low < high {
            let middle = (low + high) / 2
            if sums[middle].left < wanted - KnownMass.rounding { low = middle + 1 } else { high = middle }
        }
        let found = sums[low]
        let isSame =
            abs(found.left - wanted) <= 2 * KnownMass.rounding
            && abs(start.known + found.known - draw.mass.known) <= 2 * KnownMass.rounding
        return isSame ? low : 0
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
            // What is rounding alone is nothing.
            let room = unknown <= KnownMass.rounding ? left : left + unknown
            let score = index < scores.count ? scores[index].map(f) : nil
            let read = score.map { score in
                guard room > left else { return score }
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
        // Sums of masses are off in their last digits.
        let estimate = Mean.estimate(low.dropLast())
        return Bound(
            estimate: min(max(estimate, lower), upper),
            lower: max(0, (lower - 0x1p-48).nextDown), upper: min(1, (upper + 0x1p-48).nextUp),
            alpha: alpha, side: side, method: .bets, validity: .anytime)
    }

    /// The distinct scores that were seen, ascending, with 0 and 1.
    var values: [Double] {
        Set(scores.compactMap(\.self) + leaves.map(\.score) + [0, 1]).sorted()
    }

    /// Now: the absorbed probability of known scores, their mass and that of their squares, and all
    /// other probability.
    var now: (known: Double, squares: Double, left: Double) {
        let (known, squares) = leaves.prefix(absorbed[absorbed.count - 1]).reduce(
            into: (CompensatedSum(), CompensatedSum())
        ) { sums, leaf in
            sums.0.add(leaf.mass * leaf.score)
            sums.1.add(leaf.mass * leaf.score * leaf.score)
        }
        let mass = leaves.prefix(absorbed[absorbed.count - 1]).reduce(0) { $0 + $1.mass }
        return (known.value, squares.value, max(0, 1 - mass))
    }

    /// The limits of P(score ≤ x) for all x together: from each jump on, up to the next one.
    ///
    /// Sampled limits at so many equal steps from 0 on share α; between two of them the distribution
    /// function rises. Exact ones hold everywhere, and cut them.
    package func cumulative(
        steps: Int, alpha: Double, side: Bound.Side, error: Double = 0
    ) throws(StatisticsError) -> [CumulativePoint] {
        var beyond: [Bound] = []
        for step in 0..<steps {
            let x = Double(step) / Double(steps)
            beyond.append(
                try exceedance(above: x, alpha: alpha / Double(steps), side: side, error: error))
        }
        var below = CompensatedSum()
        var seen = leaves.prefix(absorbed[absorbed.count - 1]).sorted { $0.score < $1.score }[...]
        let rest = now.left
        let grid = (0..<steps).map { Double($0) / Double(steps) }
        return Set(grid + seen.map(\.score)).filter { $0 < 1 }.sorted().map { x in
            while let leaf = seen.first, leaf.score <= x {
                below.add(leaf.mass)
                seen.removeFirst()
            }
            let place = grid.lastIndex { $0 <= x } ?? 0
            // Up to the next jump scores that nobody has seen may lie anywhere.
            let next = place + 1
            let lower = max(0, (1 - beyond[place].upper).nextDown, below.value - error - 0x1p-48)
            let upper = min(
                1, next < steps ? (1 - beyond[next].lower).nextUp : 1,
                below.value + rest + error + 0x1p-48)
            let estimate = min(max(1 - beyond[place].estimate, lower), upper)
            return CumulativePoint(x: x, estimate: estimate, lower: lower, upper: upper)
        } + [CumulativePoint(x: 1, estimate: 1, lower: 1, upper: 1)]
    }

    /// P(score ≤ x) from x on up to the next point.
    package struct CumulativePoint: Sendable, Hashable {
        package var x: Double
        package var estimate: Double
        package var lower: Double
        package var upper: Double
    }
}
