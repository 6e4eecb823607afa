import Evidence
import Exchange
import Findings
import Statistics
import Testing

/// Lost draws in questions to `bound --jsonl`: the bound must hold whatever they would have scored.
@Suite struct BoundLossesTests {
    private func answer(_ fields: String, _ validity: String = "anytime") throws -> Bound {
        try BoundQuestion(
            jsonLine: "{" + fields + #","alpha":0.1,"side":"two","validity":"\#(validity)"}"#
        ).answer()
    }

    private func error(_ fields: String, _ validity: String = "anytime") -> String {
        BoundAnswer.line(
            for: "{" + fields + #","alpha":0.1,"side":"two","validity":"\#(validity)"}"#)
    }

    @Test(arguments: [
        #""metric":"mean""#, #""metric":"mean","method":"mixture""#,
        #""metric":"mean","method":"epochs""#, #""metric":"survival","x":0.3"#,
        #""metric":"cdf","x":0.3"#, #""metric":"quantile","q":0.4"#,
        #""metric":"leak_at_k","at_k":3"#,
    ])
    func `the anytime bound contains that of every possible outcome`(fields: String) throws {
        try expectWorst(fields, "anytime")
    }

    @Test(arguments: [
        #""metric":"mean""#, #""metric":"mean","method":"bentkus""#,
        #""metric":"survival","x":0.3"#, #""metric":"cdf","x":0.3"#,
        #""metric":"quantile","q":0.4"#, #""metric":"std""#, #""metric":"ed""#,
        #""metric":"leak_at_k","at_k":3"#,
    ])
    func `the fixed bound contains that of every possible outcome`(fields: String) throws {
        try expectWorst(fields, "fixed")
    }

    /// Two of twenty draws lost, at places 4 and 11, against four ways that they might have scored.
    private func expectWorst(_ fields: String, _ validity: String) throws {
        let known = (0..<18).map { Double($0 * 7 % 11) / 10 }
        let worst = try answer(
            fields + #","scores":\#(known),"lost_at":[4,11]"#, validity)
        for lost in [[0, 0], [1, 1], [0, 1], [0.3, 0.6]] {
            var scores = known
            scores.insert(lost[0], at: 4)
            scores.insert(lost[1], at: 11)
            let truth = try answer(fields + #","scores":\#(scores)"#, validity)
            #expect(worst.lower <= truth.lower + 1e-12, "\(fields) \(lost)")
            #expect(worst.upper >= truth.upper - 1e-12, "\(fields) \(lost)")
        }
    }

    @Test func `the anytime deviation and ED score centre on the known scores`() throws {
        let places = #","scores":[0.1,0.9,0.2,0.4,0,1],"lost_at":[2,5]"#
        let evidence = ScoreEvidence([0.1, 0.9, nil, 0.2, 0.4, nil, 0, 1])
        let request = Statement(alpha: 0.1, side: .two, validity: .anytime, isBinary: false)
        #expect(try answer(#""metric":"std""# + places) == evidence.deviationBound(request))
        #expect(try answer(#""metric":"ed""# + places) == evidence.edBound(request))
    }

    @Test func `counts take lost draws on top of n`() throws {
        let worst = try answer(#""metric":"proportion","n":60,"k":2,"lost":4"#)
        let same = try LostDraws.proportion(
            leaks: 2, completed: 60, lost: 4, alpha: 0.1, side: .two, method: .mixtureAndBets48)
        #expect(worst == same)
        let difference = try answer(
            #""metric":"difference","a":{"n":50,"k":9,"lost":2},"b":{"n":40,"k":1,"lost":1}"#)
        for (a, b) in [(9, 1), (11, 1), (9, 2), (11, 2)] {
            let truth = try answer(
                #""metric":"difference","a":{"n":52,"k":\#(a)},"b":{"n":41,"k":\#(b)}"#)
            #expect(difference.lower <= truth.lower && difference.upper >= truth.upper)
        }
        #expect(difference.estimate == 9.0 / 50 - 1.0 / 40)
    }

    @Test func `a pair with a lost draw counts at its worst and leaves the estimate alone`() throws
    {
        let bound = try answer(
            #""metric":"difference","a":{"scores":[0.5,0.4],"lost_at":[0]},"#
                + #""b":{"scores":[0,0.1,0]}"#)
        #expect(abs(bound.estimate - 0.4) < 1e-12)
    }

    @Test func `where the order matters the places are asked for`() {
        for metric in [#""metric":"std""#, #""metric":"ed""#, #""metric":"cdf","x":0.5"#] {
            #expect(error(metric + #","scores":[0.5,0.2],"lost":1"#).contains("lost_at"))
        }
    }

    @Test(arguments: [
        #""metric":"mean","scores":[0.5],"lost":-1"#,
        #""metric":"mean","scores":[0.5],"lost_at":[2]"#,
        #""metric":"mean","scores":[0.5,0.1],"lost_at":[1,1]"#,
        #""metric":"mean","scores":[0.5],"lost":2,"lost_at":[1]"#,
        #""metric":"proportion","n":3,"k":1,"lost_at":[1]"#,
        #""metric":"proportion","n":0,"k":0,"lost":3"#,
        #""metric":"mean","scores":[],"lost":3"#,
    ])
    func `lost draws that make no sense are refused`(fields: String) {
        #expect(error(fields).hasPrefix(#"{"error":"#))
    }

    @Test(arguments: ["star", "maurer-pontil"])
    func `a method that need not rise with a score has no worst case`(method: String) {
        let fields = #""metric":"mean","method":"\#(method)","scores":[0.5],"lost":1"#
        #expect(error(fields, "fixed").contains("no worst case"))
    }
}
