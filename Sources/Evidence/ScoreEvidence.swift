import Statistics

/// The evidence of one (prompt, scorer): the scores of its draws in launch order.
///
/// Draws are added in launch order only. Equal sequences of additions give equal values, live or
/// rebuilt from a journal. Memory: some bits a draw (``ScoreSequence``), and some tens of bytes for
/// each distinct score.
package struct ScoreEvidence: Sendable, Hashable {
    /// The distinct scores of the completed draws with their counts.
    package private(set) var distribution = ScoreDistribution()
    /// Draws without a score: lost, or the scorer failed.
    package private(set) var lost = 0
    /// The sum of the scores.
    package private(set) var sum = 0.0
    /// The scores in launch order, nil for a lost draw.
    package private(set) var scores = ScoreSequence()

    /// What was known when each draw was launched; empty for plain draws.
    package private(set) var launches: [KnownMass] = []
    /// The answers that left the rest, in launch order, those included that were looked for.
    package private(set) var leaves: [RestSample.Leaf] = []
    /// How many of them came before each launch's draw.
    private var leavesBefore: [Int32] = []
    /// Whether answers are absorbed that nobody has seen, behind beginnings that settle their score.
    package private(set) var isSettledEarly = false
    /// What is known now beside the draws; nil for plain draws.
    package private(set) var exact: KnownMass?
    /// How far off the known part may be, absolutely.
    package private(set) var exactError = 0.0
    /// The same relative to itself, as each probability is off.
    private var relativeError = 0.0
    /// Sums over draws without replacement of (L + R·h)/R and of 1/R, for the estimate of the mean.
    private var weightedSum = 0.0
    private var weights = 0.0

    /// How often draws that had been added were judged anew; what was computed from them before counts
    /// for nothing.
    package var revision = 0

    /// The evidence of no draws.
    package init() {}

    /// The evidence of draws in launch order; nil for a lost one.
    package init(_ scores: some Sequence<Double?>) {
        add(contentsOf: scores)
    }

    /// The number of draws with a score.
    package var count: Int { distribution.draws }

    /// The number of draws, the lost ones included.
    package var draws: Int { scores.count }

    /// Whether the draws are made from what earlier ones have left.
    ///
    /// Such draws are not alike: their scores must not be counted as those of plain draws.
    package var isWithoutReplacement: Bool { !launches.isEmpty || exact != nil }

    /// The mean score of the completed draws, for draws without replacement the estimate of the mean
    /// score; NaN without any.
    package var mean: Double {
        guard isWithoutReplacement else { return distribution.mean }
        let mean = weights > 0 ? weightedSum / weights : .nan
        guard let exact else { return mean }
        let upper = min(1, exact.known + exact.left)
        return mean.isNaN
            ? (exact.left < 1e-9 ? exact.known : .nan) : min(max(mean, exact.known), upper)
    }

    /// The population standard deviation of the scores; NaN without any, and for graded scores of
    /// draws without replacement.
    package var populationDeviation: Double {
        guard isWithoutReplacement else { return distribution.deviation }
        return distribution.isBinary ? (mean * (1 - mean)).squareRoot() : .nan
    }

    /// Adds the score of the next draw in launch order.
    ///
    /// Cost: O(log d) for d distinct scores.
    /// A score that is no number in [0, 1] breaks the contract of a scorer; as nothing is known of
    /// such a draw, it counts as lost.
    package mutating func add(_ score: Double) {
        do throws(StatisticsError) {
            try distribution.insert(score)
        } catch {
            return addLost()
        }
        sum += score
        scores.append(score)
    }

    /// Adds the scores of the next draws in launch order, nil for a lost one: the same as adding them
    /// one by one, and faster where many scores are different.
    package mutating func add(contentsOf next: some Sequence<Double?>) {
        var rest = next.makeIterator()
        // One of few scores is a count.
        while !distribution.isDearToExtend {
            guard let score = rest.next() else { return }
            if let score { add(score) } else { addLost() }
        }
        var added: [Double] = []
        while let score = rest.next() {
            guard let score, score >= 0, score <= 1 else {
                addLost()
                continue
            }
            sum += score
            scores.append(score)
            added.append(score)
        }
        // Each was looked at.
        try? distribution.insert(contentsOf: added)
    }

    /// Adds the next draw in launch order as one without a score.
    package mutating func addLost() {
        lost += 1
        scores.append(nil)
    }

    /// Adds the next draw in launch order as one without replacement; nil for a lost one.
    ///
    /// - Parameter mass: what was known when it was launched.
    package mutating func add(_ score: Double?, launchedAt mass: KnownMass) {
        add(score, launchedAt: mass, behind: leaves.count)
    }

    /// The same behind so many answers that had left the rest.
    private mutating func add(
        _ score: Double?, launchedAt mass: KnownMass, behind leaves: Int
    ) {
        let before = count
        leavesBefore.append(Int32(clamping: leaves))
        if let score { add(score) } else { addLost() }
        launches.append(mass)
        guard let score, count > before, mass.left > 1e-12 else { return }
        weightedSum += mass.known / mass.left + score
        weights += 1 / mass.left
    }

    /// Takes in that an answer left the rest, with its probability.
    package mutating func absorb(_ score: Double, mass: Double) {
        guard mass > 0 else { return }
        leaves.append(RestSample.Leaf(score: score, mass: min(1, mass)))
    }

    /// Says that answers are absorbed that nobody has seen.
    package mutating func setSettledEarly() { isSettledEarly = true }

    /// Says what is known now.
    ///
    /// - Parameter error: how far off the known part may be, relative to itself.
    package mutating func setExact(_ mass: KnownMass, error: Double) {
        exact = mass
        exactError = error * max(0, 1 - mass.left)
        relativeError = error
    }

    /// The limits on the mean that hold without any α; nil for plain draws.
    ///
    /// A lower limit is off by the error of the answers that make it up alone: a leak of one in a
    /// million that was seen is proven, whatever else was absorbed.
    package var exactLimits: (lower: Double, upper: Double)? {
        exact.map {
            (
                max(0, ($0.known * (1 - relativeError)).nextDown),
                min(1, $0.known + $0.left + exactError)
            )
        }
    }

    /// The draws as those of the rest; nil scores are lost.
    package var restDraws: [RestDraw] {
        zip(scores, launches).map { RestDraw(score: $0, known: $1.known, left: $1.left) }
    }

    /// The same, with how many answers had left the rest before each.
    package var absorbing: [RestSample.Draw] {
        zip(zip(scores, launches), leavesBefore).map { draw, count in
            RestSample.Draw(score: draw.0, mass: draw.1, leaves: Int(count))
        }
    }

    /// The first draws alone, without what became known after them.
    package func first(_ draws: Int) -> ScoreEvidence {
        guard isWithoutReplacement else { return ScoreEvidence(scores.prefix(draws)) }
        var result = ScoreEvidence()
        for (score, mass) in zip(scores.prefix(draws), launches) {
            result.add(score, launchedAt: mass)
        }
        (result.exactError, result.relativeError) = (exactError, relativeError)
        return result
    }

    /// Adds the draws of another evidence behind those of this one.
    ///
    /// The result equals that of adding all draws one by one.
    package mutating func merge(_ other: ScoreEvidence) {
        guard !other.isWithoutReplacement else {
            let before = leaves.count
            for draw in other.absorbing {
                add(draw.score, launchedAt: draw.mass, behind: before + draw.leaves)
            }
            leaves += other.leaves
            isSettledEarly = isSettledEarly || other.isSettledEarly
            (exact, exactError) = (other.exact, other.exactError)
            relativeError = other.relativeError
            return
        }
        add(contentsOf: other.scores)
    }
}
