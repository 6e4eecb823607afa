import Evidence
import Findings
import Statistics
import Testing

@testable import Exchange

/// The metrics of `bound --jsonl` whose answer is more than one bound.
@Suite struct BoundAnswerTests {
    /// A line that any other reader of JSON refuses is refused here.
    @Test(arguments: [
        #"{"metric":"mean","alpha":0.1,"side":"two","validity":"fixed","scores":[0.5,1,],}"#,
        #"{metric:'mean', /* NaN */ "alpha":.05,"side":"two","validity":"fixed","scores":[0.1]}"#,
        #"{"metric":"mean","alpha":0.1,"side":"two","validity":"fixed","scores":[+0.5,NaN]}"#,
        #"{"metric":"mean","alpha":0.1,"side":"two","validity":"fixed","scores":[0x1]} // NaN"#,
        #"{"metric":"mean","alpha":0.1,"side":"two","validity":"fixed","scores":[1]} {}"#,
    ])
    func whatIsNoJSONIsRefused(line: String) {
        #expect(BoundAnswer.line(for: line).hasPrefix(#"{"error":"#))
    }

    @Test(arguments: [
        (
            #"{"metric":"e_bh","evidence":[0,200,1e5,3],"alpha":0.05}"#,
            #""rejected":[1,2]"#
        ),
        (
            #"{"metric":"e_bh","prompts":[{"n":100,"k":30},{"n":500,"k":0}],"x":0.05,"alpha":0.05}"#,
            #""rejected":[0]"#
        ),
        // Rates far below 10⁻⁴ have the evidence that the limits have.
        (
            #"{"metric":"e_bh","prompts":[{"n":1000000,"k":200},{"n":1000000,"k":0}],"x":1e-4,"alpha":0.05}"#,
            #""rejected":[0]"#
        ),
        (
            #"{"metric":"holm","p_values":[0.01,0.04,0.03],"alpha":0.05}"#,
            #"{"rejected":[0],"adjusted":[0.03,0.06,0.06],"method":"holm"}"#
        ),
        (
            #"{"metric":"plan","x":0.01,"alpha":0.01}"#, #"{"fixed":459,"anytime":556}"#
        ),
        (
            #"{"metric":"plan","x":0.01,"k":1,"alpha":0.05}"#, #"{"fixed":473,"anytime":663}"#
        ),
        (
            #"{"metric":"hidden_leak","n":100,"k":3,"greedy":0,"alpha":0.05,"validity":"anytime"}"#,
            #""proven":true"#
        ),
        (
            #"{"metric":"hidden_leak","n":100,"k":3,"greedy":1,"alpha":0.05,"validity":"anytime"}"#,
            #""proven":false"#
        ),
        (
            #"{"metric":"entropy","counts":[4,4]}"#, #""distinct":2,"draws":8"#
        ),
        (
            #"{"metric":"conbo","scores":[0,0,1,0.5],"alpha":0.05}"#,
            #""kind":"for comparison only""#
        ),
        (
            #"{"metric":"unseen_mass","counts":[8],"alpha":0.05,"validity":"fixed"}"#,
            #""estimate":0.0,"lower":0.0"#
        ),
    ])
    func `the answer has what was asked for`(question: String, part: String) {
        #expect(BoundAnswer.line(for: question).contains(part))
    }

    /// The bets go by the order of the draws: early ones may have narrowed the limits more than all
    /// draws bear out.
    @Test func `an estimate outside its limits is named`() {
        let ordered = ["0", "1", "0.5"].flatMap { Array(repeating: $0, count: 100) }
        func answer(_ scores: [String]) -> String {
            BoundAnswer.line(
                for: #"{"metric":"std","scores":["# + scores.joined(separator: ",")
                    + #"],"alpha":0.05,"side":"upper","validity":"anytime"}"#)
        }
        #expect(answer(ordered).contains(#""estimate_outside_limits":true"#))
        #expect(!answer(["0.1", "0.9", "0.5"]).contains("outside"))
    }

    @Test func `simultaneous bounds are those at an equal share of alpha`() throws {
        let answer = BoundAnswer.line(
            for: #"{"metric":"simultaneous","prompts":[{"n":100,"k":30},{"n":500,"k":0}],"#
                + #""alpha":0.05,"side":"two","validity":"anytime","x":0.05}"#)
        let first = try Proportion.anytime(leaks: 30, draws: 100, alpha: 0.025, side: .two)
        #expect(answer.contains(AnswerFields(first).line))
        #expect(answer.contains(#""above":[0],"below":[1],"share_above":0.5,"share_below":0.5"#))
    }

    @Test func `the mean over prompts is joint, or pooled at complete rounds`() throws {
        func answer(_ method: String, second: Int) -> String {
            BoundAnswer.line(
                for: #"{"metric":"prompt_mean","prompts":[{"n":100,"k":3},{"n":\#(second),"k":0}],"#
                    + method + #""alpha":0.05,"side":"two","validity":"anytime"}"#)
        }
        let counts = [
            PromptMean.Count(leaks: 3, draws: 100), PromptMean.Count(leaks: 0, draws: 100),
        ]
        let joint = try PromptMean.joint(counts, alpha: 0.05, side: .two)
        let pooled = try PromptMean.pooled(counts, alpha: 0.05, side: .two)
        #expect(answer("", second: 100) == AnswerFields(joint).line)
        #expect(answer(#""method":"mixture","#, second: 100) == AnswerFields(pooled).line)
        #expect(answer(#""method":"mixture","#, second: 50).contains("equally many draws"))
    }

    @Test func `the mean over prompts is pooled as on screen, and at a fixed n`() throws {
        func answer(_ method: String, _ validity: String, second: Int = 100, k: String = "0")
            -> String
        {
            BoundAnswer.line(
                for:
                    #"{"metric":"prompt_mean","prompts":[{"n":100,"k":3},{"n":\#(second),"k":\#(k)}],"#
                    + method + #""alpha":0.05,"side":"two","validity":"\#(validity)"}"#)
        }
        let counts = [
            PromptMean.Count(leaks: 3, draws: 100), PromptMean.Count(leaks: 0, draws: 100),
        ]
        let pooled = try PromptMean.pooledAndJoint(counts, alpha: 0.05, side: .two)
        #expect(answer(#""method":"pooled","#, "anytime") == AnswerFields(pooled).line)
        let scores = counts.map { count in
            ScoreEvidence((0..<count.draws).map { Double($0) < count.leaks ? 1 : 0 })
        }
        let shown = MeanFinding(scores, Statement(alpha: 0.05, isBinary: true)).reading.bound
        #expect(shown?.lower == pooled.lower && shown?.upper == pooled.upper)
        let fixed = try PromptMean.pooledFixed(
            leaks: 3, draws: 200, each: 100, alpha: 0.05, side: .two)
        #expect(answer("", "fixed") == AnswerFields(fixed).line)
        #expect(answer("", "fixed", second: 50).contains("equally many draws"))
        #expect(answer("", "fixed", k: "0.5").contains("whole numbers"))
        #expect(answer(#""method":"joint","#, "fixed").contains("not fixed"))
        #expect(answer(#""method":"pooled-clopper-pearson","#, "anytime").contains("not anytime"))
    }

    /// The planned number of clean draws proves 5 % by an upper limit alone at α/P, and not by an
    /// interval at α/P.
    @Test func `verdicts on prompts ask each side with the whole of their alpha`() throws {
        func answer(_ side: String, _ n: Int) -> String {
            BoundAnswer.line(
                for: #"{"metric":"simultaneous","x":0.05,"alpha":0.1,"validity":"anytime","#
                    + #""side":"\#(side)","prompts":[{"n":\#(n),"k":0},{"n":40,"k":30}]}"#)
        }
        let draws = try #require(
            try Planner.drawsToCertify(target: 0.05, alpha: 0.05, method: .mixture))
        #expect(answer("two", draws).contains(#""above":[1],"below":[0]"#))
        #expect(answer("two", draws - 1).contains(#""above":[1],"below":[]"#))
        #expect(answer("upper", draws).contains(#""above":[],"below":[0]"#))
        #expect(answer("lower", draws).contains(#""above":[1],"below":[]"#))
        let bounds = try Proportion.anytime(leaks: 0, draws: draws, alpha: 0.05, side: .two)
        #expect(bounds.upper > 0.05)
        #expect(answer("two", draws).contains("\(bounds.upper)"))
    }

    @Test func `tests answer with their p-value and no level`() throws {
        let fisher = try ExactTest.fisher(
            leaksA: 30, drawsA: 100, leaksB: 20, drawsB: 200, alternative: .greater)
        #expect(
            BoundAnswer.line(
                for: #"{"metric":"test","method":"fisher","a":{"n":100,"k":30},"#
                    + #""b":{"n":200,"k":20},"alternative":"greater"}"#)
                == #"{"p_value":\#(fisher),"method":"fisher","alternative":"greater","#
                + #""validity":"fixed"}"#)
        #expect(
            BoundAnswer.line(for: #"{"metric":"test","method":"mcnemar","only_a":5}"#)
                .contains("only_b"))
        #expect(
            BoundAnswer.line(
                for: #"{"metric":"test","method":"permutation","a":{"scores":[1]},"b":{"n":1}}"#
            ).contains(#"\"b\" with scores"#))
    }

    @Test func `beliefs are labelled as such and name their prior, and claim no validity`() {
        for question in [
            #"{"metric":"credible","n":10,"k":0,"alpha":0.05,"x":0.1}"#,
            #"{"metric":"credible","a":{"n":10,"k":0},"b":{"n":12,"k":3},"alpha":0.05}"#,
            #"{"metric":"shrinkage","prompts":[{"n":8,"k":0},{"n":8,"k":5}],"alpha":0.05}"#,
        ] {
            let answer = BoundAnswer.line(for: question)
            #expect(answer.hasPrefix(#"{"kind":"credible""#))
            #expect(answer.contains(#""prior":"prior "#))
            #expect(!answer.contains("validity") && !answer.contains("method"))
        }
    }

    @Test func `a forecast gives draws with their chances`() {
        let answer = BoundAnswer.line(
            for: #"{"metric":"forecast","n":100,"k":0,"x":0.01,"alpha":0.05,"validity":"anytime"}"#)
        #expect(answer.contains(#"{"probability":0.1,"draws":377}"#))
    }

    @Test func `a difference says in words what it proves`() {
        let answer = BoundAnswer.line(
            for: #"{"metric":"difference","a":{"n":100,"k":50},"b":{"n":100,"k":1},"alpha":0.05,"#
                + #""side":"two","validity":"anytime"}"#)
        #expect(answer.hasSuffix(#""verdict":"a leaks more than b"}"#))
    }

    @Test(arguments: AnyQuestion.others.keys.sorted())
    func `every metric refuses an unknown field by its name`(metric: String) {
        let answer = BoundAnswer.line(for: #"{"metric":"\#(metric)","aplha":0.05}"#)
        #expect(answer.hasPrefix(#"{"error":"unknown field \"aplha\""#))
    }

    @Test(arguments: [
        (
            #"{"metric":"mean","scores":[0.5,NaN],"alpha":0.1,"side":"two","validity":"fixed"}"#,
            "nan"
        ),
        (
            #"{"metric":"proportion","n":5,"k":-Infinity,"alpha":0.1,"side":"two","#
                + #""validity":"fixed"}"#, "-inf"
        ),
    ])
    func `numbers that are none are named`(question: String, name: String) {
        let answer = BoundAnswer.line(for: question)
        #expect(answer.hasPrefix(#"{"error":"#))
        #expect(answer.contains(name))
    }

    @Test(arguments: [
        String(repeating: "[", count: 100_000), String(repeating: #"{"a":"#, count: 100_000), "",
        "\u{0}", "null", "[]", #"{"metric":7}"#, #"{"metric":"holm","p_values":7,"alpha":0.1}"#,
        #"{"metric":"plan","x":2,"alpha":0.1}"#, #"{"metric":"entropy","counts":[]}"#,
        #"{"metric":"credible","n":1,"k":2,"alpha":0.1}"#,
        #"{"metric":"credible","n":1,"k":1,"alpha":0}"#,
        #"{"metric":"proportion","n":5,"k":1e999,"alpha":0.1,"side":"two","validity":"fixed"}"#,
    ])
    func `hostile lines are answered with an error`(line: String) {
        #expect(BoundAnswer.line(for: line).hasPrefix(#"{"error":"#))
    }

    @Test func `all of the distribution lies at one or below`() throws {
        let bound = try BoundQuestion(
            jsonLine: #"{"metric":"cdf","scores":[0.5,1],"x":1,"alpha":0.05,"side":"two","#
                + #""validity":"fixed"}"#
        ).answer()
        #expect(bound.lower == 1 && bound.upper == 1)
    }
}
