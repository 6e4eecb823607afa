import Exchange
import Statistics
import Testing

/// Reading one line of `bound --jsonl`.
@Suite struct BoundQuestionTests {
    @Test func aMisspeltFieldIsNamed() {
        let line =
            #"{"metric":"proportion","n":1,"k":0,"aplha":0.1,"side":"upper","validity":"fixed"}"#
        #expect { try BoundQuestion(jsonLine: line) } throws: { "\($0)".contains("\"aplha\"") }
    }

    @Test func aWrongTypeIsNamed() {
        let line =
            #"{"metric":"proportion","n":"1","k":0,"alpha":0.1,"side":"upper","validity":"fixed"}"#
        #expect { try BoundQuestion(jsonLine: line) } throws: {
            "\($0)".contains("n is of the wrong")
        }
    }

    @Test func anUnknownMetricIsAnsweredWithThoseThatExist() {
        let answer = BoundAnswer.line(for: #"{"metric":"median"}"#)
        #expect(answer.hasPrefix(#"{"error":"#))
        for metric in BoundQuestion.Quantity.allCases { #expect(answer.contains(metric.rawValue)) }
    }

    @Test func scoresOutOfRangeAreNamed() {
        let answer = BoundAnswer.line(
            for: #"{"metric":"mean","scores":[0,1.5],"alpha":0.1,"side":"two","validity":"fixed"}"#)
        #expect(answer.contains("1.5"))
    }

    @Test func theExpectedWorstOfMoreAttemptsThanDrawsHasLimitsButNoEstimate() throws {
        let query = try BoundQuestion(
            jsonLine: #"{"metric":"leak_at_k","n":3,"k":1,"at_k":9,"alpha":0.1,"#
                + #""side":"two","validity":"anytime"}"#)
        let bound = try query.answer()
        #expect(bound.estimate.isNaN)
        #expect(bound.lower > 0 && bound.upper < 1)
        #expect(
            BoundAnswer.line(
                for: #"{"metric":"leak_at_k","n":3,"k":1,"at_k":9,"alpha":0.1,"#
                    + #""side":"two","validity":"anytime"}"#
            ).contains(#""estimate":null"#))
    }

    @Test func aFixedDifferenceIsTheMirrorOfTheOtherWayRound() throws {
        func bound(_ a: String, _ b: String) throws -> Bound {
            try BoundQuestion(
                jsonLine: #"{"metric":"difference","a":\#(a),"b":\#(b),"alpha":0.05,"#
                    + #""side":"two","validity":"fixed"}"#
            ).answer()
        }
        let one = try bound(#"{"n":100,"k":20}"#, #"{"n":80,"k":3}"#)
        let other = try bound(#"{"n":80,"k":3}"#, #"{"n":100,"k":20}"#)
        #expect(one.lower == -other.upper && one.upper == -other.lower)
        #expect(one.estimate == -other.estimate)
        #expect(one.lower < 0.1625 && 0.1625 < one.upper)
    }
}
