import Evidence
import Exchange
import Findings
import Statistics
import TestSupport
import Testing

/// Draws without replacement in `bound --jsonl`, and questions whose draws contradict each other.
@Suite struct BoundWithoutReplacementTests {
    private func answer(_ fields: String, side: String = "two") -> String {
        BoundAnswer.line(
            for: #"{"metric":"mean","method":"bets","validity":"anytime","alpha":0.05,"#
                + #""side":"\#(side)",\#(fields)}"#)
    }

    @Test func knownAndLeftGiveTheBoundOfTheRest() throws {
        let query = try BoundQuestion(
            jsonLine: #"{"metric":"mean","validity":"anytime","alpha":0.05,"side":"two","#
                + #""scores":[0,1],"known":[0,0.1],"left":[1,0.5],"known_now":0.2,"left_now":0.3}"#)
        let bound = try query.answer()
        let expected = try Mean.withoutReplacement(
            [RestDraw(score: 0), RestDraw(score: 1, known: 0.1, left: 0.5)], alpha: 0.05,
            side: .two, now: KnownMass(known: 0.2, left: 0.3))
        #expect(bound == expected)
        #expect(bound.lower == 0.2 && bound.upper == 0.5)
    }

    @Test func aDrawWithNothingLeftIsNoError() {
        let line = answer(#""scores":[0,0.3],"known":[0,0.25],"left":[1,0]"#)
        #expect(line.contains(#""lower":0.25,"upper":0.25"#))
    }

    @Test(arguments: [
        #""scores":[0],"known":[0.7],"left":[0.5]"#, #""scores":[0],"known":[-0.1],"left":[0.5]"#,
        #""scores":[0],"known":[0.1],"left":[-0.5]"#, #""scores":[0],"known":[0.1]"#,
        #""scores":[0],"left":[0.1]"#, #""scores":[0,1],"known":[0.1],"left":[0.1]"#,
        #""scores":[0],"known":[0.1,0.2],"left":[0.1]"#, #""scores":[0],"known_now":0.1"#,
        #""scores":[0,0,0,0],"known":[0,0,0.5,0.5],"left":[1,0.4,0.3,0.3]"#,
        #""scores":[0],"known":[NaN],"left":[0.5]"#, #""scores":[],"known":[],"left":[]"#,
        #""scores":[0],"known":[0],"left":[1],"known_now":0.9,"left_now":0.9"#,
        #""scores":[0],"lost":1,"known":[0,0],"left":[1,1]"#,
        // An answer with a score was seen, and later all of them are known to have none; and the
        // other way round.
        #""scores":[1,0],"known":[0,0],"left":[1,0]"#,
        #""scores":[0.5],"known":[0],"left":[1],"known_now":0,"left_now":0"#,
        #""scores":[0,0],"known":[0,1],"left":[1,0]"#,
        #""scores":[0.5],"known":[0.4],"left":[0.6],"known_now":1,"left_now":0"#,
    ])
    func impossibleInputIsAnError(fields: String) {
        for side in ["two", "upper", "lower"] {
            #expect(answer(fields, side: side).hasPrefix(#"{"error":"#), "\(fields)")
        }
    }

    @Test func theyBelongToTheMeanAtAnyNumberOfDraws() {
        let fields = #""scores":[0],"known":[0],"left":[1],"alpha":0.05,"side":"two""#
        for start in [
            #""metric":"std","validity":"anytime""#, #""metric":"mean","validity":"fixed""#,
            #""metric":"mean","method":"mixture","validity":"anytime""#,
        ] {
            #expect(BoundAnswer.line(for: "{\(start),\(fields)}").hasPrefix(#"{"error":"#))
        }
    }

    /// Draws one after another of a distribution of which four answers are seen, with what each took
    /// out of the rest; the fourth found what the first had, and the fifth was lost.
    private static let scores = [0.25, 1, 0.5, 0.25, 0]
    private static let absorbed = [0.5, 0.125, 0.0625, 0, 0, 0.03125]
    private static let lostAt = 4

    /// The fields of the mean of a function of these scores.
    private static func fields(of f: (Double) -> Double, absorbed isGiven: Bool) -> String {
        var (known, left, taken) = (0.0, 1.0, 0.0)
        var (knowns, lefts) = ([Double](), [Double]())
        var rest = scores[...]
        for (place, mass) in absorbed.enumerated() {
            knowns.append(known)
            lefts.append(left)
            guard place != lostAt, let score = rest.popFirst() else { continue }
            known += mass * f(score)
            left -= mass
            taken += mass
        }
        return
            #""alpha":0.05,"validity":"anytime","scores":\#(scores.map(f)),"lost_at":[\#(lostAt)],"#
            + #""known":\#(knowns),"left":\#(lefts),"known_now":\#(known),"left_now":\#(left)"#
            + (isGiven ? #","absorbed":\#(absorbed)"# : "")
    }

    private static func bound(_ metric: String, _ fields: String, side: String) throws -> Bound {
        try BoundQuestion(jsonLine: "{\(metric),\"side\":\"\(side)\",\(fields)}").answer()
    }

    /// The mean's limits agree with a reference; those of P(score > x) are the mean's of what is above.
    @Test(arguments: ["two", "upper", "lower"], [0, 0.25, 0.3, 0.5, 0.99])
    func theChanceOfAScoreIsTheMeanOfWhatIsAbove(side: String, x: Double) throws {
        let own = try Self.bound(
            #""metric":"survival","x":\#(x)"#, Self.fields(of: { $0 }, absorbed: true), side: side)
        let mean = try Self.bound(
            #""metric":"mean""#, Self.fields(of: { $0 > x ? 1 : 0 }, absorbed: false), side: side)
        #expect(abs(own.lower - mean.lower) < 1e-12 && own.lower <= mean.lower)
        #expect(abs(own.upper - mean.upper) < 1e-12 && own.upper >= mean.upper)
        let mirrored = ["two": "two", "upper": "lower", "lower": "upper"][side] ?? ""
        let below = try Self.bound(
            #""metric":"cdf","x":\#(x)"#, Self.fields(of: { $0 }, absorbed: true), side: mirrored)
        #expect(abs(below.lower - (1 - own.upper)) < 1e-12)
        #expect(abs(below.upper - (1 - own.lower)) < 1e-12)
    }

    @Test(arguments: ["two", "upper", "lower"])
    func theOtherFiguresShareAlphaAsFindingsDo(side: String) throws {
        var evidence = ScoreEvidence()
        var (known, left) = (0.0, 1.0)
        var rest = Self.scores[...]
        for (place, mass) in Self.absorbed.enumerated() {
            let score = place == Self.lostAt ? nil : rest.popFirst()
            evidence.add(score, launchedAt: KnownMass(known: known, left: left))
            guard let score else { continue }
            evidence.absorb(score, mass: mass)
            known += mass * score
            left -= mass
        }
        evidence.setExact(KnownMass(known: known, left: left), error: 0)
        let sides: [String: Bound.Side] = ["two": .two, "upper": .upper, "lower": .lower]
        let statement = Statement(alpha: 0.05, side: try #require(sides[side]))
        var three = MetricParameters()
        three.attempts = 3
        for (metric, expected) in [
            (#""metric":"std""#, try evidence.deviationBound(statement)),
            (#""metric":"ed""#, try evidence.edBound(statement)),
            (#""metric":"quantile","q":0.9"#, try evidence.quantileBound(statement, q: 0.9)),
            (#""metric":"leak_at_k","at_k":3"#, try evidence.restBound(.leakAtK, statement, three)),
        ] {
            let bound = try Self.bound(
                metric, Self.fields(of: { $0 }, absorbed: true), side: side)
            #expect(abs(bound.lower - expected.lower) < 1e-12, "\(metric)")
            #expect(abs(bound.upper - expected.upper) < 1e-12, "\(metric)")
            #expect(bound.method == .bets && bound.validity == .anytime)
        }
    }

    @Test(arguments: [
        (#""known":[0],"left":[1]"#, "absorbed"), (#""absorbed":[0.5,0.5]"#, "2 members"),
        (#""known":[0],"left":[1],"absorbed":[1.5]"#, "mass"),
        (#""known":[0.5],"left":[0.25],"absorbed":[0.5]"#, "left"),
        (#""known":[0],"left":[1],"absorbed":[0.5],"known_now":0,"left_now":1"#, "disagree"),
        (#""known":[0],"left":[1],"absorbed":[-0.5]"#, "mass"),
        (#""lost":1,"lost_at":[1],"absorbed":[0.5,0.25]"#, "lost draw"),
    ])
    func whatWasAbsorbedHasToAgree(fields: String, word: String) {
        for metric in [
            #""metric":"survival","x":0.5"#, #""metric":"std""#, #""metric":"leak_at_k","at_k":2"#,
        ] {
            let line = BoundAnswer.line(
                for:
                    #"{\#(metric),"validity":"anytime","alpha":0.05,"side":"two","scores":[1],\#(fields)}"#
            )
            #expect(line.hasPrefix(#"{"error":"#) && line.contains(word), "\(line)")
        }
    }

    /// No figure is told from masses that no course of draws gives, the mean neither.
    @Test(arguments: [
        (#""scores":[1,0,0],"absorbed":[0.9,0.9,0.9]"#, "adds up"),
        (#""scores":[1,0,0],"absorbed":[-5,7,0]"#, "mass"),
        (#""scores":[1,0,0],"absorbed":[0.4,0.3]"#, "members"),
        // Both answers have the score 0, and half of the score is said to be known.
        (
            #""scores":[0,0],"known":[0,0.5],"left":[1,0.5],"absorbed":[0.5,0.2]"#,
            "known[1] and left[1]"
        ),
        (
            #""scores":[1,0],"known":[0,0],"left":[1,0.5],"absorbed":[0.5,0.2]"#,
            "known[1] and left[1]"
        ),
        (
            #""scores":[0,0],"known":[0,0],"left":[1,0.5],"absorbed":[0.5,0.2],"known_now":0.7,"left_now":0.3"#,
            "known_now"
        ),
        // The second answer does not fit into what its draw was made from.
        (
            #""scores":[0,0],"known":[0,0],"left":[1,0.1],"absorbed":[0.5,0.4]"#,
            "known[1] and left[1]"
        ),
    ])
    func massesThatContradictEachOtherAreAnError(fields: String, word: String) {
        for metric in [
            #""metric":"mean""#, #""metric":"survival","x":0.5"#, #""metric":"std""#,
            #""metric":"ed""#,
        ] {
            let line = BoundAnswer.line(
                for: #"{\#(metric),"validity":"anytime","alpha":0.05,"side":"two",\#(fields)}"#)
            #expect(line.hasPrefix(#"{"error":"#) && line.contains(word), "\(line)")
        }
    }

    @Test(arguments: [
        #""scores":[0,0,0],"known":[0,0,0],"left":[0.5,0.9,1e-3]"#,
        #""scores":[0,0],"known":[0.3,0.1],"left":[0.5,0.4]"#,
        #""scores":[0,0],"known":[0.2,0.2],"left":[0.5,0.5],"known_now":0.1,"left_now":0.5"#,
        #""scores":[0,0],"known":[0.2,0.2],"left":[0.5,0.5],"known_now":0.2,"left_now":0.8"#,
    ])
    func whatIsKnownNeverBecomesLess(fields: String) {
        #expect(answer(fields).hasPrefix(#"{"error":"known"#), "\(answer(fields))")
    }

    /// Simulated courses with up to eight draws under way, whose answers come back in any order.
    @Test func answersMayComeBackInAnyOrder() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<200 {
            let weights = (0..<12).map { _ in Double.random(in: 0.01..<1, using: &random) }
            let total = weights.reduce(0, +)
            var open = Dictionary(
                uniqueKeysWithValues: weights.indices.map { ($0, weights[$0] / total) })
            var (known, left) = (0.0, 1.0)
            var (scores, knowns, lefts, absorbed) = ([Double](), [Double](), [Double](), [Double]())
            var flying: [(draw: Int, answer: Int)] = []
            let width = Int.random(in: 1...8, using: &random)
            while scores.count < 14 || !flying.isEmpty {
                if scores.count < 14, flying.count < width, !open.isEmpty {
                    var place = Double.random(in: 0..<left, using: &random)
                    let answer = open.keys.sorted().first {
                        place -= open[$0] ?? 0; return place < 0
                    }
                    let drawn = answer ?? open.keys.min() ?? 0
                    flying.append((scores.count, drawn))
                    scores.append(Double(drawn % 3) / 2)
                    knowns.append(known)
                    lefts.append(left)
                    absorbed.append(0)
                    continue
                }
                guard !flying.isEmpty else { break }
                let (draw, answer) = flying.remove(
                    at: Int.random(in: flying.indices, using: &random))
                guard let mass = open.removeValue(forKey: answer) else { continue }
                absorbed[draw] = mass
                known += mass * scores[draw]
                left = max(0, left - mass)
            }
            let line = answer(
                #""scores":\#(scores),"known":\#(knowns),"left":\#(lefts),"absorbed":\#(absorbed)"#)
            #expect(line.contains(#""method":"bets""#), "\(line)")
        }
    }

    @Test func massThatWasNamedBeforehandFitsToo() {
        // An answer that no draw gave left the rest between the draws.
        let line = answer(
            #""scores":[0,0],"known":[0,0.125],"left":[1,0.375],"absorbed":[0.5,0.25]"#)
        #expect(line.contains(#""method":"bets""#), "\(line)")
    }

    /// Of scores of 0 and 1 the mean and P(score > ½) are one question.
    @Test func theMeanHeedsWhatWasAbsorbed() throws {
        let fields =
            #""validity":"anytime","alpha":0.01,"scores":[1,0,0],"absorbed":[0.4,0.3,0.2]"#
        let mean = try Self.bound(#""metric":"mean""#, fields, side: "two")
        let share = try Self.bound(#""metric":"survival","x":0.5"#, fields, side: "two")
        #expect(abs(mean.lower - 0.4) < 1e-9 && abs(mean.upper - 0.5) < 1e-9)
        #expect(abs(share.lower - mean.lower) < 1e-9 && abs(share.upper - mean.upper) < 1e-9)
    }

    @Test func lostDrawsHaveTheirMassesToo() throws {
        let line = answer(
            #""scores":[0,1],"lost_at":[1],"known":[0,0,0.1],"left":[1,0.9,0.5]"#)
        #expect(line.contains(#""method":"bets""#))
        let bound = try Mean.withoutReplacement(
            [
                RestDraw(score: 0), RestDraw(score: nil, known: 0, left: 0.9),
                RestDraw(score: 1, known: 0.1, left: 0.5),
            ], alpha: 0.05, side: .two)
        #expect(line.contains("\"upper\":\(bound.upper)"))
    }

    // MARK: - Empty sets

    @Test(arguments: [
        #""metric":"mean","method":"epochs""#, #""metric":"std","method":"epochs""#,
        #""metric":"survival","method":"epochs","x":0.5"#,
    ])
    func drawsThatNoValueAgreesWithAreAnErrorAndNoBound(question: String) {
        let scores = (Array(repeating: "0", count: 64) + Array(repeating: "1", count: 64))
            .joined(separator: ",")
        let line = BoundAnswer.line(
            for: #"{\#(question),"validity":"anytime","side":"two","alpha":0.05,"#
                + #""scores":[\#(scores)]}"#)
        #expect(line.hasPrefix(#"{"error":"#), "\(line)")
        #expect(line.contains("contradict"))
    }

    @Test func quantilesOfDriftingScoresAreAnErrorToo() {
        let scores = (0...100).map { "\(Double($0) / 100)" }.joined(separator: ",")
        let line = BoundAnswer.line(
            for: #"{"metric":"quantile","method":"epochs","q":0.3,"validity":"anytime","#
                + #""side":"two","alpha":0.3,"scores":[\#(scores)]}"#)
        #expect(line.contains("contradict"), "\(line)")
    }

    // MARK: - Split

    @Test func aSplitIsTakenForTwoSidedProportionsAlone() {
        func line(_ fields: String) -> String {
            BoundAnswer.line(
                for: #"{"n":512,"k":0,"alpha":0.01,"validity":"anytime",\#(fields)}"#)
        }
        let even = line(#""metric":"proportion","side":"two""#)
        #expect(even.contains(#""upper":0.0123"#) && even.contains("mixture+bets48"))
        let uneven = line(#""metric":"proportion","side":"two","split":0.9"#)
        #expect(uneven.contains(#""upper":0.01107"#))
        for fields in [
            #""metric":"proportion","side":"upper","split":0.9"#,
            #""metric":"proportion","side":"two","split":1"#,
            #""metric":"leak_at_k","at_k":2,"side":"two","split":0.9"#,
        ] { #expect(line(fields).hasPrefix(#"{"error":"#), "\(fields)") }
    }
}
