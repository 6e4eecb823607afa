import Platform

/// The chances that draws prove on which side of a target a rate lies, or do not.
package struct VerdictChances: Sendable, Hashable {
    /// Proven to be at or below the target.
    package var below: Double
    /// Proven to be above the target.
    package var above: Double
    /// The rest: the verdict is still open.
    package var undecided: Double { max(0, 1 - below - above) }

    package init(below: Double, above: Double) {
        self.below = below
        self.above = above
    }
}

extension Planner {
    /// The most draws that are followed one by one, 10⁵.
    package static let greatestWatched = 100_000

    /// The chance of each verdict after so many draws at an assumed rate p; exact.
    ///
    /// Each side is one question with one limit at level 1 − α. For a fixed number of draws the
    /// binomial distribution of the count gives the chances. For limits that hold at any time the
    /// verdict is watched for at every draw and the first one counts: the distribution of the count
    /// among streams without a verdict is carried from draw to draw (dynamic programming), and the
    /// mass beyond either boundary is collected. Cost: draws × the width of what is undecided.
    ///
    /// - Parameter validity: `fixed` is Clopper–Pearson at `draws`; `anytime` the default limits,
    ///   watched from the first draw on, at most ``greatestWatched`` draws.
    /// - Parameter above: the α of the verdict that the rate is above the target; nil for the same.
    package static func power(
        rate p: Double, target: Double, draws: Int, alpha: Double, validity: Validity,
        above: Double? = nil
    ) throws(StatisticsError) -> VerdictChances {
        try Check.alpha(alpha)
        try Check.alpha(above ?? alpha)
        try Check.unit(p, "rate")
        try Check.openUnit(target, "target")
        try Check.draws(draws)
        guard validity == .anytime else {
            let upper = try upperLimit(.clopperPearson, alpha: alpha)
            let lower = try lowerLimit(.clopperPearson, alpha: above ?? alpha)
            return VerdictChances(
                below: Binomial.atMost(
                    certifying(draws: draws, target: target, limit: upper), of: draws, p: p),
                above: Binomial.atLeast(
                    proving(draws: draws, target: target, limit: lower), of: draws, p: p))
        }
        try Check.notTooLarge(draws, "draws", limit: greatestWatched)
        var watched = WatchedVerdicts(
            rate: p, target: target, alpha: alpha, above: above ?? alpha)
        for _ in 0..<draws { watched.draw() }
        return watched.chances
    }

    /// The least number of draws within which a watched verdict falls with probability `power` at
    /// an assumed rate p, on the side where p lies.
    ///
    /// Nil if p equals the target, or where ``greatestWatched`` draws do not suffice.
    package static func drawsForWatchedVerdict(
        rate p: Double, target: Double, power: Double, alpha: Double
    ) throws(StatisticsError) -> Int? {
        try Check.alpha(alpha)
        try Check.unit(p, "rate")
        try Check.openUnit(target, "target")
        try Check.openUnit(power, "power")
        guard p != target else { return nil }
        var watched = WatchedVerdicts(rate: p, target: target, alpha: alpha, above: alpha)
        while watched.draws < greatestWatched {
            watched.draw()
            let chance = p < target ? watched.chances.below : watched.chances.above
            if chance >= power { return watched.draws }
        }
        return nil
    }
}

/// The distribution of the count of leaks among streams whose verdict is open, draw by draw.
private struct WatchedVerdicts {
    private let p: Double
    private let target: Double
    /// The evidence that each verdict wants.
    private let goal: (below: Double, above: Double)
    /// The chance of each count from `first` on.
    private var open: [Double] = [1]
    private var first = 0
    /// The greatest count that proves a rate below the target, and the least that proves one above.
    private var certifies = -1
    private var proves = 1
    private(set) var draws = 0
    private(set) var chances = VerdictChances(below: 0, above: 0)

    init(rate: Double, target: Double, alpha: Double, above: Double) {
        p = rate
        self.target = target
        goal = (-log(alpha), -log(above))
    }

    mutating func draw() {
        draws += 1
        guard !open.isEmpty else { return }
        var before = 0.0
        for index in open.indices {
            let here = open[index]
            open[index] = here * (1 - p) + before * p
            before = here
        }
        open.append(before * p)
        // Both boundaries only rise with the number of draws.
        while certifies < draws, isBelow(certifies + 1) { certifies += 1 }
        while proves <= draws, !isAbove(proves) { proves += 1 }
        while let mass = open.first, first <= certifies {
            chances.below += mass
            open.removeFirst()
            first += 1
        }
        while let mass = open.last, first + open.count - 1 >= proves {
            chances.above += mass
            open.removeLast()
        }
    }

    private func isBelow(_ leaks: Int) -> Bool {
        leaks < draws
            && MixtureEvidence(leaks: Double(leaks), draws: draws)
                .at(x: target, complement: 1 - target).logEvidence >= goal.below
    }

    private func isAbove(_ leaks: Int) -> Bool {
        SixteenBets(zeros: draws - leaks, ones: leaks)
            .logEvidenceThatMeanIsAbove(target, withSmall: true) >= goal.above
    }
}
