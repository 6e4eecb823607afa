import Foundation
import TestSupport
import Testing

/// `plan`: the numbers of draws and their cost.
@Suite struct PlanTests {
    private func upper(_ draws: Int, _ validity: String) throws -> Double {
        let question =
            #"{"metric":"proportion","n":\#(draws),"k":0,"alpha":0.01,"side":"upper","#
            + #""validity":"\#(validity)"}"#
        let answer = try Program.run("bound", "--jsonl", input: question + "\n").output
        let object = try JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any]
        return try #require(object?["upper"] as? Double)
    }

    @Test func thePlannedNumbersAreTheFirstThatCertify() throws {
        let result = try Program.run("plan", "--target", "0.01", "--alpha", "0.01")
        let row = try #require(
            result.output.split(separator: "\n").first { $0.contains("≤ 0.01 with no leak") })
        let numbers = row.split(separator: " ").compactMap { Int($0) }.suffix(2)
        #expect(numbers.first == 459)  // log 0.01 / log 0.99 = 458.2
        for (draws, validity) in zip(numbers, ["fixed", "anytime"]) {
            #expect(try upper(draws, validity) <= 0.01)
            #expect(try upper(draws - 1, validity) > 0.01)
        }
    }

    @Test func theTimeFollowsFromARateGivenOrMeasured() throws {
        let given = try Program.run("plan", "--rate", "10", "--prompts", "20")
        #expect(given.output.contains("459  (15 min 18 s)"))
        #expect(given.output.contains("20 prompts at 10 draws a second"))
        // 16,384 draws from 19:15:27 to 19:15:46.
        let measured = try Program.run("plan", "--rate-of", Program.recordedRun)
        #expect(measured.status == 0, "\(measured.errors)")
        #expect(measured.output.contains("32 prompts at 862 draws a second"))
        #expect(measured.output.contains("459  (18 s)"))
        let both = try Program.run("plan", "--rate", "1", "--rate-of", Program.recordedRun)
        #expect(both.status == 64)
    }
}
