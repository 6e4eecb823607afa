import Canvas
import Evidence
import Prompts
import TestSupport
import Testing

@testable import Explorer

/// The tree of all answers: nothing that was drawn is left out of it, and it keeps the reader's
/// place while it grows.
@Suite struct AnswerTreeTests {
    private static let prompt = PromptID("tree")

    /// A prompt with these answers in launch order, scored 1 where they say `secret`, and half as
    /// much by the second scorer where they say `no`.
    private static func evidence(_ answers: [String], greedy: String? = nil) -> PromptEvidence {
        func answer(_ text: String) -> Answer {
            Answer(text: text, stop: .endOfText, tokenCount: 1)
        }
        var evidence = PromptEvidence(
            prompt: Prompt(id: prompt, text: "What is for breakfast?"), scorerCount: 2)
        for (index, text) in answers.enumerated() {
            let leak = text.contains("secret") ? 1.0 : 0
            evidence.add(
                Draw(
                    prompt: prompt, index: index, seed: 0, outcome: .completed(answer(text))),
                scores: [leak, text.contains("no") ? 0.5 : leak])
        }
        evidence.greedy = greedy.map { GreedyAnswer(prompt: prompt, answer: answer($0)) }
        return evidence
    }

    private static func snapshot(_ evidence: PromptEvidence) -> Snapshot {
        var snapshot = Fixture.small
        snapshot.prompts = [evidence]
        snapshot.greedyScores = [[0, 0]]
        return snapshot
    }

    /// The explorer at the tree of these answers.
    private static func model(
        _ evidence: PromptEvidence, _ keys: String = "", width: Int = 80, height: Int = 24
    ) throws -> ExplorerModel {
        var options = ExplorerModel.Options()
        options.isLive = true
        var model = ExplorerModel(snapshot: snapshot(evidence), options: options)
        _ = model.update(.resize(width: width, height: height))
        try ModelTests.press("5t" + keys, &model)
        return model
    }

    private static let breakfast =
        ["", "Waffles", "Waffles it is", "no idea", " \n", "Waffles", "no idea", "Waffles it is"]
        + ["\t", " Waffles"]

    @Test func anEmptyAnswerIsALeafAndSoIsOneThatEndsWhereOthersGoOn() throws {
        let rows = try Self.model(Self.evidence(Self.breakfast, greedy: "Waffles")).tokenRows
        #expect(rows.map(\.node.text) == ["Waffles", "", "it is", "", "no idea"])
        #expect(rows.map(\.node.count) == [5, 3, 2, 3, 2])
        #expect(rows.map(\.depth) == [0, 1, 1, 0, 0])
        #expect(rows.map(\.node.isGreedy) == [true, true, false, false, false])
        let text = PlainTextWriter.text(
            try Self.model(Self.evidence(Self.breakfast, greedy: "Waffles")).render())
        #expect(text.contains("3  0.3000             (empty answer)"))
        #expect(text.contains("3  0.6000         ◆ ├─   (ends here)"))
        #expect(text.contains("2  0.4000           └─   it is"))
    }

    @Test func aGreedyAnswerThatGoesOnIsToldFromOneThatEndsThere() throws {
        let rows = try Self.model(Self.evidence(Self.breakfast, greedy: "Waffles it is")).tokenRows
        #expect(rows.map(\.node.isGreedy) == [true, false, true, false, false])
        let empty = try Self.model(Self.evidence(Self.breakfast, greedy: ""), "s")
        #expect(empty.tokenRows.count == 1)
        #expect(PlainTextWriter.text(empty.render()).contains("◆   (empty answer)"))
    }

    /// A made-up answer of few different words, often the beginning of another one.
    private static func randomAnswer(_ generator: inout SeededGenerator) -> String {
        let length = Int(generator.uniform() * 6)
        return (0..<length).map { _ in
            ["yes", "no", "secret", "waffles"][Int(generator.uniform() * 4)]
        }.joined(separator: " ")
    }

    @Test(arguments: UInt64(1)...20)
    func whatGrowsFromABranchAddsUpToIt(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let answers = (0..<200).map { _ in Self.randomAnswer(&generator) }
        let tree = AnswerTree(
            Self.evidence(answers, greedy: Self.randomAnswer(&generator)), scorer: 0)
        var leaves: [AnswerTree.Node] = []
        var names: Set<String> = []
        func visit(_ node: AnswerTree.Node) {
            #expect(names.insert(node.path).inserted)
            #expect(node.children.count != 1)
            if node.isLeaf { return leaves.append(node) }
            #expect(node.children.reduce(0) { $0 + $1.count } == node.count)
            #expect(node.children.reduce(0) { $0 + $1.hits } == node.hits)
            #expect(node.children.contains(where: \.isGreedy) == node.isGreedy)
            node.children.forEach(visit)
        }
        tree.roots.forEach(visit)
        #expect(tree.draws == 200)
        #expect(leaves.reduce(0) { $0 + $1.count } == 200)
        #expect(leaves.reduce(0) { $0 + $1.hits } == answers.count { $0.contains("secret") })
        #expect(leaves.count(where: \.isGreedy) == 1)
    }

    @Test func gradedScoresHaveTheirMeanAndNoLeaks() throws {
        let answers = ["a secret", "a no", "a waffle", "a waffle"]
        let binary = PlainTextWriter.text(try Self.model(Self.evidence(answers)).render())
        #expect(binary.contains("draws   share   leaks") && binary.contains("✗ leak"))
        let graded = try Self.model(Self.evidence(answers), "v")
        let text = PlainTextWriter.text(graded.render())
        #expect(text.contains("draws   share    mean"))
        #expect(text.contains("✗ score 1") && text.contains("mean score"))
        #expect(!text.contains("leak"))
        #expect(text.contains("4  1.0000  0.3750   ▾ a"))
        #expect(text.contains("0.2500  0.5000") && text.contains("0.2500  1.0000"))
        #expect(text.contains("✗ secret"))
        let greedy = try Self.model(Self.evidence(answers, greedy: "a no"), "vs")
        #expect(!PlainTextWriter.text(greedy.render()).contains("leak"))
    }

    @Test(arguments: [(24, 6), (30, 8), (24, 14), (40, 12)])
    func wordsHaveRoomOnSmallScreens(width: Int, height: Int) throws {
        let text = PlainTextWriter.text(
            try Self.model(Self.evidence(Self.breakfast), width: width, height: height).render())
        #expect(text.contains("Waffles"))
        #expect(text.contains("(ends he"))
        #expect(!text.contains("leaks"))
        #expect(text.contains("0.6000") == (width >= 40))
    }

    // MARK: - While it grows

    @Test func aBranchThatComesBetweenKeepsTheSelectionInSight() throws {
        var model = try Self.model(Self.evidence(["It was from her aunt", "no idea"]))
        #expect(
            model.tokenRows.map(\.node.text) == [
                "It was from her aunt", "no idea",
            ])
        let name = try #require(model.tokens.branch.selected)
        let answers = ["It was from her aunt", "no idea", "It was she", "It was from her aunt too"]
        _ = model.update(.snapshot(Self.snapshot(Self.evidence(answers))))
        let position = try #require(
            model.tokens.branch.position(in: model.tokenRows.map(\.path)))
        #expect(model.tokens.branch.selected == name)
        #expect(model.tokenRows[position].path == name)
        #expect(
            model.tokenRows.map(\.node.text)
                == ["It was", "from her aunt", "", "too", "she", "no idea"])
    }

    @Test(arguments: UInt64(1)...12)
    func theReadersPlaceStaysWhileDrawsComeIn(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var answers = (0..<8).map { _ in Self.randomAnswer(&generator) }
        var model = try Self.model(Self.evidence(answers))
        for _ in 0..<24 {
            // The reader goes somewhere and, every other time, unfolds or folds it.
            let rows = model.tokenRows
            model.tokens.branch.select(
                Int(generator.uniform() * Double(rows.count)), in: rows.map(\.path), height: 15)
            if generator.uniform() < 0.5 { try ModelTests.press("<Enter>", &model) }
            let before = model.tokenRows
            let selected = try #require(model.tokens.branch.selected)
            answers += (0..<(1 + Int(generator.uniform() * 20))).map { _ in
                Self.randomAnswer(&generator)
            }
            _ = model.update(.snapshot(Self.snapshot(Self.evidence(answers))))
            #expect(model.tokens.branch.selected == selected)
            let after = Dictionary(
                uniqueKeysWithValues: model.tokenRows.map {
                    ($0.path, $0.isUnfolded)
                })
            #expect(after[selected] != nil, "the selected row is still there")
            for row in before where row.isUnfolded { #expect(after[row.path] == true) }
            for row in before where !row.isUnfolded && !row.node.isLeaf {
                #expect(after[row.path] != true, "\(row.path) is folded")
            }
        }
    }

    @Test func aTreeThatBeginsWithoutDrawsUnfoldsAsLongAsItStaysShort() throws {
        var model = try Self.model(Self.evidence([]))
        #expect(model.tokenRows.isEmpty)
        var generator = SeededGenerator(seed: 3)
        var answers: [String] = []
        for _ in 0..<30 {
            answers += (0..<10).map { _ in Self.randomAnswer(&generator) }
            _ = model.update(.snapshot(Self.snapshot(Self.evidence(answers))))
        }
        #expect(model.tokenRows.contains { $0.depth > 0 })
        #expect(model.tokenRows.count < 60)
    }
}
