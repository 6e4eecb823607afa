import Evidence
import Statistics

/// Estimate and limits after growing numbers of draws.
struct BoundSeries: Sendable, Hashable {
    struct Point: Sendable, Hashable {
        var draws: Int
        var estimate: Double
        var anytime: Bound?
        var fixed: Bound?
    }

    /// Points at fixed numbers of draws, and one at the last draw.
    private(set) var points: [Point] = []
    /// About how many more draws decide the verdict if scores go on as before; nil where it stands
    /// already or where no number below a million times as many does.
    private(set) var drawsToDecide: Int?
    private var forecastKey: ForecastKey?
    private var sample = ScoreSample()
    private var consumed = 0
    /// Whether the last point stands between two checkpoints and will be replaced.
    private var endsBetween = false

    /// Adds the points that the newest draws make possible; what was computed before is kept.
    mutating func extend(
        _ evidence: PromptEvidence, scorer: Int, isBinary: Bool, question: BoundQuestion
    ) {
        guard evidence.drawCount > consumed else { return }
        if endsBetween { points.removeLast() }
        while consumed < evidence.drawCount {
            let position = evidence.sequence[consumed]
            if position >= 0, let score = evidence.score(ofOutput: position, scorer: scorer) {
                sample.insert(score, count: 1)
            } else {
                sample.lost += 1
            }
            consumed += 1
            endsBetween = !Self.isCheckpoint(consumed)
            if !endsBetween || consumed == evidence.drawCount {
                append(isBinary: isBinary, question: question)
            }
        }
    }

    private mutating func append(isBinary: Bool, question: BoundQuestion) {
        var anytime = question
        anytime.validity = .anytime
        var fixed = question
        fixed.validity = .fixed
        var live = sample.mean(anytime, isBinary: isBinary)
        // An anytime limit never has to widen again: all earlier ones hold as well.
        if var bound = live, let last = points.last?.anytime {
            bound.lower = max(bound.lower, last.lower)
            bound.upper = min(bound.upper, last.upper)
            live = bound
        }
        points.append(
            Point(
                draws: sample.draws, estimate: sample.distribution.mean, anytime: live,
                fixed: sample.mean(fixed, isBinary: isBinary)))
    }

    // MARK: - The forecast

    private struct ForecastKey: Sendable, Hashable {
        var draws: Int
        var target: Double
    }

    /// Finds out how many more draws would decide the verdict, if it is open.
    mutating func forecast(target: Double, isBinary: Bool, question: BoundQuestion) {
        let key = ForecastKey(draws: sample.draws, target: target)
        if key == forecastKey { return }
        forecastKey = key
        drawsToDecide = nil
        guard let bound = points.last?.anytime, sample.distribution.draws > 0,
            TargetVerdict(bound, target: target) == .undecided
        else { return }
        var anytime = question
        anytime.validity = .anytime
        func isDecided(times factor: Double) -> Bool {
            sample.multiplied(by: factor).mean(anytime, isBinary: isBinary).map {
                TargetVerdict($0, target: target) != .undecided
            } ?? false
        }
        var enough = 2.0
        while !isDecided(times: enough) {
            enough *= 2
            if enough > 1_000_000 { return }
        }
        var short = enough / 2
        for _ in 0..<6 {
            let middle = (short + enough) / 2
            if isDecided(times: middle) { enough = middle } else { short = middle }
        }
        drawsToDecide = Self.rounded(Double(sample.draws) * (enough - 1))
    }

    /// Two significant digits: more would promise too much.
    private static func rounded(_ draws: Double) -> Int {
        var unit = 1.0
        while draws / unit >= 100 { unit *= 10 }
        return max(1, Int((draws / unit).rounded() * unit))
    }

    /// Whether a point stands at this number of draws: all up to 32, then eight per doubling.
    static func isCheckpoint(_ draws: Int) -> Bool {
        if draws <= 32 { return true }
        var step = 4
        while step * 16 <= draws { step *= 2 }
        return draws.isMultiple(of: step)
    }
}
