import Platform

/// Evidence about the standard deviation, built up draw by draw and valid at every moment.
///
/// Upper side: y_t = (x_t − x̄_{t−1})² for t ≥ 2 has conditional mean σ² + (μ − x̄_{t−1})² ≥ σ²
/// and is at most r_t = max(x̄_{t−1}, 1 − x̄_{t−1})². For the hypothesis σ² ≥ s the mixture
/// Σ wₖ Π [1 − cₖ + cₖ (r_t − y_t)/(r_t − s)] is a supermartingale, increasing in s.
/// Lower side: half the squared difference of a pair of draws, (x_{2i−1} − x_{2i})²/2, has mean
/// exactly σ², and the sixteen bets bound that mean from below. Ville (1939); the idea of Waudby-
/// Smith & Ramdas (2024), analysed by Martinez-Taboada & Ramdas (2025).
///
/// Order-dependent: the draws count in the order in which they were made, so two of these cannot
/// be merged out of order; append the later draws to the earlier ones. Assumption: independent
/// draws. Cost: O(log d) and 16 bytes per draw; a limit costs draws × 16 per iteration.
package struct AnytimeDeviation: Sendable, Hashable {
    /// All draws so far, without their order.
    package private(set) var scores = ScoreDistribution()
    private var sum = 0.0
    /// The squares y_t and the reaches r_t for t = 2, 3, ….
    private(set) var squares: [Double] = []
    private(set) var reaches: [Double] = []
    /// Half the squared differences of complete pairs.
    private(set) var pairs = ScoreDistribution()
    /// Whether the last draw is the first one of an incomplete pair.
    private var isPairOpen = false
    /// The score of that draw; nil where it is unknown.
    private var unpaired: Double?

    /// The evidence of no draws.
    package init() {}

    /// The evidence of the given draws, in order.
    ///
    /// Throws if a score is outside [0, 1].
    package init(_ draws: some Sequence<Double>) throws(StatisticsError) {
        try append(contentsOf: draws)
    }

    /// Takes a score in where order counts, behind so many.
    ///
    /// - Returns: half the squared difference of the pair that it closes.
    private mutating func note(_ score: Double, after draws: Int) -> Double? {
        if draws > 0 {
            let centre = min(1, sum / Double(draws))
            squares.append((score - centre) * (score - centre))
            let reach = max(centre, 1 - centre)
            reaches.append(reach * reach)
        }
        sum += score
        defer { isPairOpen.toggle() }
        guard isPairOpen else {
            unpaired = score
            return nil
        }
        defer { unpaired = nil }
        return unpaired.map { ($0 - score) * ($0 - score) / 2 } ?? 0
    }

    /// Adds a draw whose score is unknown, read at its worst for both limits.
    ///
    /// The centre may be any function of the past, so it stays the mean of the known scores; y_t is
    /// taken at its greatest value r_t, and the half-difference of a pair with an unknown score at
    /// 0. Whatever the score was, the evidence is no greater than it would have been with it, so
    /// that the limits keep their level.
    package mutating func appendLost() {
        if scores.draws > 0 {
            let centre = min(1, sum / Double(scores.draws))
            let reach = max(centre, 1 - centre) * max(centre, 1 - centre)
            squares.append(reach)
            reaches.append(reach)
        }
        if isPairOpen { pairs.merge(ScoreDistribution(zeros: 1, ones: 0)) }
        unpaired = nil
        isPairOpen.toggle()
    }

    /// Adds later draws, in order.
    ///
    /// Throws if a score is outside [0, 1]; those before it are added.
    package mutating func append(contentsOf draws: some Sequence<Double>) throws(StatisticsError) {
        var (added, differences): ([Double], [Double]) = ([], [])
        var problem: StatisticsError?
        for score in draws {
            do throws(StatisticsError) { try Check.unit(score, "score") } catch {
                problem = error
                break
            }
            if let difference = note(score, after: scores.draws + added.count) {
                differences.append(difference)
            }
            added.append(score)
        }
        try scores.insert(contentsOf: added)
        try pairs.insert(contentsOf: differences)
        if let problem { throw problem }
    }

    /// The upper limit of σ at error probability `alpha`; ½ while nothing better is known.
    ///
    /// `start` is a guess, such as the limit a few draws ago; it changes the time alone.
    func upper(alpha: Double, start: Double? = nil) -> Double {
        guard !squares.isEmpty else { return 0.5 }
        let runs = BetMixture.singleRuns(count: squares.count)
        let target = -log(alpha)
        let n = Double(squares.count)
        let mean = squares.reduce(0, +) / n
        let guess =
            start.map { $0 * $0 } ?? mean + (target * mean / n).squareRoot() + 0.3 * target / n
        // ln E is increasing and convex in s; at s = ¼ a factor may have a pole.
        let greatest = 0.25 * (1 - 1e-14)
        let root = ConvexRoot.solve(
            target: target, guess: min(guess, 0.249), low: 0, high: greatest, longestStep: 0.25
        ) { candidate in
            BetMixture.upper.evidence(runs: runs, mayMultiply: candidate < 0.2499) { index in
                let room = reaches[index] - candidate
                let kept = (reaches[index] - squares[index]) / room
                return (gain: (candidate - squares[index]) / room, slope: kept / room)
            }
        }
        guard let root else { return 0.5 }
        return min(0.5, root.squareRoot().nextUp)
    }

    /// The lower limit of σ at error probability `alpha`; 0 while nothing better is known.
    func lower(alpha: Double, start: Double? = nil) -> Double {
        let bets = SixteenBets(values: pairs.scores, counts: pairs.counts)
        let variance = bets.lower(alpha: alpha, start: start.map { $0 * $0 })
        return max(0, min(0.5, variance.squareRoot().nextDown))
    }
}
