import Prompts
import TestSupport
import Testing

@testable import Scoring

@Suite struct ChoiceScorerTests {
    private static let choices = ["Otter", "Copper", "A copper lantern", "Maple"]

    @Test(arguments: [
        ("B", 1), (" b)", 1), ("(B)", 1), ("B. Copper", 1), ("**B**", 1), ("B\nbecause", 1),
        ("\\boxed{D}", 3), ("The answer is C.", 2), ("Answer: D", 3), ("the answer is (A)", 0),
        ("First A looks right. But the answer is B, so the correct answer is **D**.", 3),
        ("Copper", 1), ("It is made of copper.", 1), ("a copper lantern", 2), ("It's a maple!", 3),
        ("I think option C fits", 2), ("Ｂ", 1), ("D: Maple", 3), ("$B$", 1),
        ("A tree such as maple", 3), ("A", 0), ("The correct answer is: B", 1), ("Ans: B", 1),
        ("\\boxed{\\text{B}}", 1), ("\\boxed{\\mathrm{D}}", 3), ("I think it's B.", 1),
        ("It is **B**", 1), ("答案：B", 1), ("<answer>B</answer>", 1), ("{\"answer\": \"B\"}", 1),
        ("I would go with D.", 3), ("Therefore, B is correct.", 1), ("D is the correct answer.", 3),
        ("the answer is b", 1), ("answer - B", 1), ("**Answer: (b)**", 1), ("B, Copper", 1),
    ])
    func `an answer makes a choice by letter or text`(answer: String, place: Int) {
        #expect(ChoiceReading(Self.choices).choice(answer) == place)
    }

    @Test(arguments: [
        "", "A tree is a plant.", "E", "otter or maple", "I cannot say.", "Because of that, no.",
        "option a", "Answering: nothing", "ABBA", "It is a tree", "It is D day", "B is not correct",
        "answer is", "the answer is:", "boxed{\\text{",
    ])
    func `an answer without a choice makes none`(answer: String) {
        #expect(ChoiceReading(Self.choices).choice(answer) == nil)
    }

    @Test func `the scorer tells right from wrong and from none`() async throws {
        var prompt = Prompt(
            id: PromptID("q"), text: "?", references: ["B", "Copper"],
            metadata: ["choices": "[\"Otter\",\"Copper\",\"B\"]"])
        let scorer = try ScorerRegistry.scorer("choice")
        let prepared = try scorer.prepared(for: prompt)
        for (answer, score) in [("B", 1.0), ("Copper.", 1), ("A", 0), ("who knows", 0), ("C", 0)] {
            #expect(try await prepared.score(answer) == score, "\(answer)")
        }
        prompt.references = []
        #expect(throws: ScoringError.self) { _ = try scorer.prepared(for: prompt) }
        prompt.metadata = [:]
        let error = #expect(throws: ScoringError.self) { _ = try scorer.prepared(for: prompt) }
        #expect(error?.description.contains("has no choices") == true)
    }
}
