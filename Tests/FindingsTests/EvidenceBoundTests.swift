import Evidence
import Findings
import Platform
import Statistics
import TestSupport
import Testing

@Suite struct EvidenceBoundTests {
    @Test func `without a scored draw every bound says that draws are missing`() {
        for evidence in [ScoreEvidence(), ScoreEvidence([nil, nil])] {
            for validity in [Validity.fixed, .anytime] {
                let request = Statement(
                    alpha: 0.05, side: .two, validity: validity, isBinary: false)
                for quantity in quantities {
                    #expect(throws: StatisticsError.noDraws(0)) {
                        _ = try quantity.bound(evidence, request)
                    }
                }
            }
        }
    }

    @Test func `no leak in 128 draws has the closed form of Clopper and Pearson`() throws {
        let evidence = ScoreEvidence(Array(repeating: 0, count: 128))
        let request = Statement(alpha: 0.05, side: .upper, validity: .fixed, isBinary: true)
        let expected = -expm1(log(0.05) / 128)
        for quantity in quantities.prefix(2) {
            let bound = try quantity.bound(evidence, request)
            #expect(abs(bound.upper - expected) < 1e-13)
            #expect(bound.validity == .fixed(n: 128))
        }
        var anytime = request
        anytime.validity = .anytime
        // 3.79/n instead of 3.00/n: the price of looking at every draw.
        let ratio = try evidence.meanBound(anytime).upper / expected
        #expect(ratio > 1.2 && ratio < 1.27)
    }

    @Test(arguments: ScoreStream.allCases)
    func `every bound states its level, side and validity and contains the estimate`(
        stream: ScoreStream
    ) throws {
        for lost in [0, 0.1] {
            let evidence = ScoreEvidence(stream.scores(150, lost: lost, seed: 3))
            for request in requests where stream == .binary || !request.isBinary {
                for quantity in quantities {
                    let bound = try quantity.bound(evidence, request)
                    #expect(bound.alpha == 0.05)
                    #expect(bound.side == request.side)
                    #expect((bound.validity == .anytime) == (request.validity == .anytime))
                    #expect(bound.lower <= bound.estimate && bound.estimate <= bound.upper)
                    if request.side == .upper { #expect(bound.lower == 0) }
                    if request.side == .lower { #expect(bound.upper >= 0.5) }
                }
            }
        }
    }

    @Test(arguments: ScoreStream.allCases)
    func `losses widen bounds and ignoring them leaves the completed draws`(stream: ScoreStream)
        throws
    {
        let scores = stream.scores(150, lost: 0.1, seed: 4)
        let evidence = ScoreEvidence(scores)
        let completed = ScoreEvidence(scores.filter { $0 != nil })
        #expect(evidence.lost > 5)
        for request in requests where stream == .binary || !request.isBinary {
            var ignoring = request
            ignoring.losses = .ignored
            for quantity in quantities {
                let worst = try quantity.bound(evidence, request)
                let narrow = try quantity.bound(evidence, ignoring)
                #expect(narrow == (try quantity.bound(completed, request)))
                #expect(worst.estimate == narrow.estimate)
                #expect(worst.lower <= narrow.lower + 1e-12)
                #expect(worst.upper >= narrow.upper - 1e-12)
            }
        }
    }

    @Test(arguments: ScoreStream.allCases)
    func `whatever the lost draws would have scored, the worst case covers it`(
        stream: ScoreStream
    ) throws {
        let scores = stream.scores(60, lost: 0.06, seed: 5)
        let evidence = ScoreEvidence(scores)
        let fills: [[Double]] = [[0], [1], [0, 1], [1, 0, 0], [1, 1, 0]]
        for request in requests where stream == .binary || !request.isBinary {
            for fill in fills {
                var next = 0
                let filled = ScoreEvidence(
                    scores.map { score in
                        if let score { return score }
                        next += 1
                        return fill[next % fill.count]
                    })
                // The anytime deviation of filled scores is another process; see the simulation.
                for quantity in quantities
                where request.validity == .fixed || request.isBinary || !quantity.usesDeviation {
                    let worst = try quantity.bound(evidence, request)
                    let bound = try quantity.bound(filled, request)
                    #expect(worst.lower <= bound.lower + 1e-12, "\(quantity.name) \(request)")
                    #expect(worst.upper >= bound.upper - 1e-12, "\(quantity.name) \(request)")
                }
            }
        }
    }

    /// A deviation is greatest at a rate of ½: its upper limit is that of the upper limit of a small
    /// rate, its lower limit needs both.
    @Test(arguments: [Validity.fixed, .anytime])
    func `the deviation of binary scores follows from the limits of the rate`(
        validity: Validity
    ) throws {
        let evidence = ScoreEvidence((0..<200).map { $0 % 20 == 0 ? 1 : 0 })
        let statement = Statement(
            alpha: 0.05, side: .upper, validity: validity, planned: 200, isBinary: true)
        func root(_ p: Double) -> Double { (p * (1 - p)).squareRoot() }
        let upper = try evidence.deviationBound(statement)
        let rate = try evidence.leakBound(statement)
        #expect(abs(upper.upper - root(rate.upper)) < 1e-12 && rate.upper < 0.5)
        let lower = try evidence.deviationBound(statement.on(.lower))
        let both = try evidence.leakBound(statement.on(.two))
        #expect(abs(lower.lower - root(both.lower)) < 1e-12 && both.lower > 0)
    }

    @Test func `the anytime ED score of graded scores has half of alpha for mean and deviation`()
        throws
    {
        let evidence = ScoreEvidence((0..<300).map { 0.2 + 0.05 * Double($0 * 7 % 10) })
        for side in [Bound.Side.upper, .lower, .two] {
            let statement = Statement(alpha: 0.05, side: side)
            let half = Statement(alpha: 0.025, side: side)
            let score = try evidence.edBound(statement)
            let mean = try evidence.meanBound(half)
            let deviation = try evidence.deviationBound(half)
            if side != .lower {
                #expect(abs(score.upper - (mean.upper + 2 * deviation.upper)) < 1e-12)
            }
            if side != .upper {
                #expect(abs(score.lower - (mean.lower + 2 * deviation.lower)) < 1e-12)
                #expect(score.lower > 0)
            }
        }
    }

    @Test func `the error of exact probabilities widens both limits`() throws {
        func bound(_ error: Double) throws -> Bound {
            var evidence = ScoreEvidence()
            for index in 0..<40 {
                evidence.add(
                    index % 4 == 0 ? 1 : 0, launchedAt: KnownMass(known: 0.1, left: 0.5))
            }
            evidence.setExact(KnownMass(known: 0.2, left: 0.3), error: error)
            return try evidence.meanBound(Statement(alpha: 0.05, isBinary: true))
        }
        // Of the .7 that are absorbed so much may be off, and of the .2 that are known of the score.
        let (plain, wide) = (try bound(0), try bound(0.01))
        #expect(abs(wide.upper - plain.upper - 0.007) < 1e-12 && plain.upper < 0.5)
        #expect(abs(wide.lower - max(plain.lower - 0.007, 0.2 * 0.99)) < 1e-12)
    }

    @Test(arguments: [Validity.fixed, .anytime])
    func `the ED score of binary scores is bounded through the chance of a leak`(
        validity: Validity
    ) throws {
        var evidence = ScoreEvidence()
        for draw in 0..<512 { evidence.add(draw % 64 == 0 ? 1 : 0) }
        for side in [Bound.Side.upper, .two] {
            let request = Statement(
                alpha: 0.01, side: side, validity: validity, isBinary: true)
            let bound = try evidence.edBound(request)
            var interval = request
            interval.side = .two
            let share = try evidence.leakBound(interval)
            #expect(bound == (try EDScore.bound(ofBinary: share, side: side)))
            // No wider than separate limits, nor than what is known of any score in [0, 1].
            var half = request
            half.alpha /= 2
            let apart =
                try evidence.meanBound(half).upper + 2 * evidence.deviationBound(half).upper
            #expect(bound.upper <= apart + 1e-12)
            var graded = request
            graded.isBinary = false
            #expect(try bound.upper < evidence.edBound(graded).upper)
        }
    }

    /// Draws with an extreme score are lost more often, as when long answers leak and time out.
    @Test func `anytime deviation bounds keep their level when losses depend on the score`() throws
    {
        let alpha = 0.2
        let runs = 150
        var missedAbove = 0
        var missedBelow = 0
        var generator = SeededGenerator(seed: 6)
        // Uniform on {0, ¼, ½, ¾, 1}.
        let deviation = 0.125.squareRoot()
        for _ in 0..<runs {
            var evidence = ScoreEvidence()
            var isAbove = false
            var isBelow = false
            for draw in 1...72 {
                let score = (generator.uniform() * 5).rounded(.down) / 4
                let isExtreme = score == 0 || score == 1
                if generator.uniform() < (isExtreme ? 0.25 : 0) {
                    evidence.addLost()
                } else {
                    evidence.add(score)
                }
                guard draw.isMultiple(of: 18) else { continue }
                let request = Statement(
                    alpha: 2 * alpha, side: .two, validity: .anytime, isBinary: false)
                let bound = try evidence.deviationBound(request)
                if bound.upper < deviation { isAbove = true }
                if bound.lower > deviation { isBelow = true }
            }
            if isAbove { missedAbove += 1 }
            if isBelow { missedBelow += 1 }
        }
        // Four standard deviations of a binomial count above its mean.
        let tolerance = 4 * (Double(runs) * alpha * (1 - alpha)).squareRoot()
        #expect(Double(missedAbove) <= Double(runs) * alpha + tolerance)
        #expect(Double(missedBelow) <= Double(runs) * alpha + tolerance)
        // Reading the completed draws alone would be wrong here: the losses hide the extremes.
        var naive = ScoreEvidence()
        for _ in 0..<5000 {
            let score = (generator.uniform() * 5).rounded(.down) / 4
            if score == 0 || score == 1, generator.uniform() < 0.25 {
                naive.addLost()
            } else {
                naive.add(score)
            }
        }
        let request = Statement(
            alpha: 0.05, side: .upper, validity: .anytime, isBinary: false, losses: .ignored)
        #expect(try naive.deviationBound(request).upper < deviation)
        var worst = request
        worst.losses = .worstCase
        #expect(try naive.deviationBound(worst).upper >= deviation)
    }
}

/// A bound that is computed from the evidence of one prompt.
struct Quantity: Sendable {
    let name: String
    var usesDeviation = false
    let bound: @Sendable (ScoreEvidence, Statement) throws -> Bound
}

let quantities = [
    Quantity(name: "mean") { try $0.meanBound($1) },
    Quantity(name: "leak") { try $0.leakBound($1, above: 0.5) },
    Quantity(name: "deviation", usesDeviation: true) { try $0.deviationBound($1) },
    Quantity(name: "ED", usesDeviation: true) { try $0.edBound($1) },
    Quantity(name: "quantile") { try $0.quantileBound($1, q: 0.7) },
]

/// Every combination of side, validity and kind at one level.
let requests: [Statement] = [Bound.Side.upper, .lower, .two].flatMap { side in
    [Validity.fixed, .anytime].flatMap { validity in
        [true, false].map {
            Statement(alpha: 0.05, side: side, validity: validity, isBinary: $0)
        }
    }
}
