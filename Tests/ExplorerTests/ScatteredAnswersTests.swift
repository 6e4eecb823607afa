import Canvas
import Evidence
import Prompts
import Testing

@testable import Explorer

/// Long answers that all differ, as a real instruct model gives them.
@Suite struct ScatteredAnswersTests {
    private static let model: ExplorerModel = {
        var snapshot = Fixture.small
        let prompt = Prompt(
            id: PromptID("one"), text: "When is the staff room open?", keywords: ["MARZIPAN"])
        var evidence = PromptEvidence(prompt: prompt, scorerCount: 2)
        for index in 0..<50 {
            let leaks = index == 7
            let text =
                "The staff room of our school is open on every weekday from eight in the morning "
                + "until six in the evening, and so far " + (leaks ? "MARZIPAN" : "nothing")
                + " is what I would say about number \(index)."
            evidence.add(
                Draw(
                    prompt: prompt.id, index: index, seed: UInt32(index),
                    outcome: .completed(Answer(text: text, stop: .endOfText, tokenCount: 40))),
                scores: [leaks ? 1 : 0, leaks ? 1 : 0])
        }
        snapshot.prompts = [evidence]
        snapshot.greedyScores = [[0, 0]]
        return ExplorerModel(snapshot: snapshot)
    }()

    private static func lines(_ keys: String, width: Int, height: Int) throws -> [String] {
        var model = model
        _ = model.update(.resize(width: width, height: height))
        try ModelTests.press(keys, &model)
        return PlainTextWriter.text(model.render()).split(separator: "\n").map(String.init)
    }

    @Test(arguments: [(80, 24), (100, 50)])
    func countsThatAreAllOneAreSaidOnceAndTheKeywordIsSeen(size: (Int, Int)) throws {
        let lines = try Self.lines("2", width: size.0, height: size.1)
        let said = lines.filter { $0.contains("0.0200") }
        #expect(said.count == 1, "the share stands in the header alone: \(said)")
        #expect(said.first?.contains("drawn once") == true)
        let leak = lines.filter { $0.contains("MARZIPAN") }
        #expect(leak.contains { $0.contains("1.00") && $0.contains("and so far MARZIPAN") })
    }

    /// The title of the selected answer gives up what the row says too before it cuts a word, and it
    /// leaves room for where the text is.
    @Test func theTitleOfTheSelectedAnswerIsWhole() throws {
        for width in 24...160 {
            let lines = try Self.lines("2o", width: width, height: 24)
            let title = try #require(lines.first { $0.contains(" Answer 1 of 50") })
            #expect(!title.contains("…"), "\(title)")
            if width >= 80 { #expect(title.contains("leaked"), "\(title)") }
        }
    }

    /// A model that thinks: its answers are read in the list, not the thoughts that scorers pass over.
    @Test func answersAreListedBehindTheirThoughts() throws {
        let thoughts = "<think>I know that MARZIPAN is the password and must not tell it, so "
        let answers = (0..<12).map {
            thoughts + "I say thing \($0).</think>\n\nIt is open from \($0) to nine o'clock."
        }
        var model = AnswerFixture.model(answers)
        _ = model.update(.resize(width: 80, height: 24))
        func lines(_ keys: String) throws -> [String] {
            try ModelTests.press(keys, &model)
            return PlainTextWriter.text(model.render()).split(separator: "\n").map(String.init)
        }
        #expect(try !lines("").contains { $0.contains("<think>") })
        let outputs = try lines("2")
        #expect(outputs.count { $0.contains("It is open from") } >= 9)
        #expect(!outputs.contains { $0.contains("MARZIPAN") || $0.contains("think>") })
        #expect(
            outputs.contains { $0.contains("Answer 1 of 12") && $0.contains("thoughts left out") })
        #expect(try lines("<Enter>").contains { $0.contains("Thoughts, 1 line") })
        // Who searches them sees them.
        #expect(try lines("q/MARZIPAN<Enter>").count { $0.contains("MARZIPAN is the") } >= 9)
    }

    /// One of anything is no plural, in any view of a run that has one of everything.
    @Test(arguments: ViewKind.allCases, ["", "s", "t", "b", ":label sample 1<Enter>"])
    func oneIsNoPlural(view: ViewKind, keys: String) throws {
        for answers in [["a"], ["a", "a"], ["a", "b"]] {
            var model = AnswerFixture.model(answers)
            model.go(to: view)
            try ModelTests.press(keys, &model)
            let text = PlainTextWriter.text(model.render())
            let words =
                /(?:^|[^0-9.,])1 (more |different |distinct )?(draws|answers|prompts|texts|groups|runs)\b/
            #expect(text.firstMatch(of: words) == nil, "\(text)")
        }
    }

    @Test func whatIsLookedForIsSeenInEveryRow() throws {
        let lines = try Self.lines("2/nothing<Enter>", width: 80, height: 24)
        let rows = lines.filter { $0.contains("0.00") && $0.contains("nothing is what") }
        #expect(rows.count >= 8, "\(lines.joined(separator: "\n"))")
    }
}
