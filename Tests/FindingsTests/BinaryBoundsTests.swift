import Evidence
import Statistics
import TestSupport
import Testing

@testable import Findings

@Suite struct BinaryBoundsTests {
    private let request = Statement(
        alpha: 0.01, side: .two, validity: .anytime, isBinary: true)

    private func evidence(draws: Int, seed: UInt64) -> ScoreEvidence {
        var generator = SeededGenerator(seed: seed)
        return ScoreEvidence(
            (0..<draws).map { _ in
                let kind = Int.random(in: 0..<20, using: &generator)
                return kind == 0 ? nil : kind < 4 ? 1 : 0
            })
    }

    @Test("Prompts that share bounds get those that each would get alone")
    func sharing() throws {
        var bounds = BinaryBounds()
        for seed in 0..<20 as Range<UInt64> {
            let scores = evidence(draws: 100, seed: seed)
            var shared = BoundTrajectory(request)
            _ = try shared.extend(to: scores, sharing: &bounds, computing: .max)
            var alone = BoundTrajectory(request)
            try alone.extend(to: scores)
            #expect(shared == alone)
        }
        // Twenty trajectories of some sixty points each.
        #expect(bounds.computed < 900)
    }

    @Test("Evidence against another target is not taken for the one asked for")
    func targets() throws {
        var bounds = BinaryBounds()
        for seed in 0..<20 as Range<UInt64> {
            let scores = evidence(draws: 40, seed: seed)
            for target in [0.05, 0.2, 0.05, 0] {
                for isJudged in [false, true] {
                    let shared = bounds.logEvidence(
                        scores, above: target, isJudged: isJudged, isVoid: false)
                    let alone = TargetRace.logEvidence(
                        scores, above: target, isJudged: isJudged, isVoid: false)
                    #expect(shared == alone)
                    #expect((shared == nil) == isJudged)
                }
                #expect(
                    bounds.logEvidence(scores, above: target, isJudged: false, isVoid: true) == nil)
            }
        }
    }

    @Test("A bound of another request is not taken for the one asked for")
    func requests() throws {
        var bounds = BinaryBounds()
        let scores = evidence(draws: 64, seed: 1)
        for alpha in [0.01, 0.05] {
            for side in Bound.Side.allCases {
                for losses in [Statement.Losses.worstCase, .ignored] {
                    var request = request
                    request.alpha = alpha
                    request.side = side
                    request.losses = losses
                    #expect(
                        try bounds.mean(of: scores, request) == scores.meanBound(request))
                }
            }
        }
    }

    @Test("A trajectory that goes on in small steps ends as one made at once")
    func steps() throws {
        let scores = evidence(draws: 500, seed: 3)
        var bounds = BinaryBounds()
        var stepwise = BoundTrajectory(request)
        var steps = 1
        while try !stepwise.extend(to: scores, sharing: &bounds, computing: 7) { steps += 1 }
        var atOnce = BoundTrajectory(request)
        try atOnce.extend(to: scores)
        #expect(stepwise == atOnce)
        #expect(steps > 10)
    }

    @Test("Graded scores are bounded anew each time")
    func graded() throws {
        var graded = request
        graded.isBinary = false
        let scores = ScoreEvidence([0.1, 0.5, 0.9, 0.5])
        var bounds = BinaryBounds()
        for _ in 0..<2 { #expect(try bounds.mean(of: scores, graded) == scores.meanBound(graded)) }
        #expect(bounds.computed == 2)
    }
}
