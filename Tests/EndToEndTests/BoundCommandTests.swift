import Findings
import Foundation
import TestSupport
import Testing

/// `bound --jsonl`: one answer a line, in order, errors for their line alone.
@Suite struct BoundCommandTests {
    private func answers(_ questions: String...) throws -> [[String: Any]] {
        let result = try Program.run(
            "bound", "--jsonl", input: questions.joined(separator: "\n") + "\n")
        #expect(result.status == 0)
        #expect(result.errors.isEmpty)
        return try result.output.split(separator: "\n").map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
            return try #require(object as? [String: Any])
        }
    }

    @Test func answersComeInOrderAndErrorsConcernTheirLineAlone() throws {
        let answers = try answers(
            #"{"metric":"proportion","n":1024,"k":0,"alpha":0.01,"side":"upper","validity":"fixed"}"#,
            #"not json"#,
            #"{"metric":"proportion","n":10,"k":11,"alpha":0.01,"side":"upper","validity":"fixed"}"#,
            #"{"metric":"proportion","n":1024,"k":0,"alpha":0.01,"side":"upper","validity":"anytime"}"#
        )
        #expect(answers.count == 4)
        // Clopper–Pearson without a leak: 1 − α^(1/n).
        let exact = 1 - pow(0.01, 1.0 / 1024)
        let fixed = try #require(answers[0]["upper"] as? Double)
        #expect(abs(fixed - exact) < 1e-12)
        #expect(answers[0]["method"] as? String == "clopper-pearson")
        #expect(answers[0]["validity"] as? String == "fixed")
        #expect((answers[1]["error"] as? String)?.contains("JSON") == true)
        #expect((answers[2]["error"] as? String)?.contains("11") == true)
        let anytime = try #require(answers[3]["upper"] as? Double)
        #expect(anytime > fixed && anytime < 1.27 * fixed)
        #expect(answers[3]["method"] as? String == "mixture")
    }

    @Test(
        arguments: ["proportion", "cdf", "difference"]
            + Metric.table.filter { $0.computation != nil }.map(\.name))
    func everyMetricHasFixedAndAnytimeBoundsThatContainTheEstimate(metric: String) throws {
        for validity in ["fixed", "anytime"] {
            for side in ["upper", "lower", "two"] {
                let scores = #"[0,0.25,0,0.5,1,0,0,0.75,0.25,0,0,0,0.5,0,0,0.25,0,0,1,0]"#
                let other = #"[0,0.5,0,0,0,0,0,0.25,0.25,0,0,0,0.5,0,0,0,0,0,0,0]"#
                let answer = try answers(
                    """
                    {"metric":"\(metric)","n":20,"k":5,"x":0.3,"q":0.5,"at_k":3,"alpha":0.05,\
                    "side":"\(side)","validity":"\(validity)"\
                    \(metric == "proportion" || metric == "leak_at_k" ? "" : ",\"scores\":\(scores)"),\
                    "a":{"scores":\(scores)},"b":{"scores":\(other)}}
                    """)
                let first = try #require(answer.first)
                let estimate = try #require(
                    first["estimate"] as? Double, "\(metric) \(validity) \(side): \(first)")
                let lower = try #require(first["lower"] as? Double)
                let upper = try #require(first["upper"] as? Double)
                #expect(lower <= estimate && estimate <= upper)
                #expect(first["validity"] as? String == validity)
            }
        }
    }
}
