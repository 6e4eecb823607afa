import Canvas
import Evidence
import Findings
import Platform
import Prompts
import Statistics
import Testing

@testable import Explorer

/// What the Tokens view says about single tokens, and how its tree is unfolded.
@Suite struct TokensTests {
    private static func token(_ text: String, _ probabilities: [(String, Double)]) -> Answer.Token {
        let own = probabilities.first { $0.0 == text }?.1 ?? 0.05
        return Answer.Token(
            text: text, logProbability: log(own),
            alternatives: probabilities.map {
                Answer.Alternative(text: $0.0, logProbability: log($0.1))
            })
    }

    @Test func theEntropyOfAChoiceIsExactWhereAllTokensAreNamed() throws {
        let fair = try #require(TokenEntropy(Self.token("a", [("a", 0.5), ("b", 0.5)])))
        #expect(fair.isExact)
        #expect(abs(fair.nats - log(2)) < 1e-9)
        let sure = try #require(TokenEntropy(Self.token("a", [("a", 1)])))
        #expect(sure.isExact && abs(sure.nats) < 1e-9)
    }

    @Test func whatTheServerDoesNotNameMakesTheEntropyALowerLimit() throws {
        // 0.5, 0.2, the drawn token 0.05, and 0.25 left over.
        let entropy = try #require(TokenEntropy(Self.token("rare", [("a", 0.5), ("b", 0.2)])))
        let expected = [0.5, 0.2, 0.05, 0.25].reduce(0) { $0 - $1 * log($1) }
        #expect(!entropy.isExact)
        #expect(abs(entropy.nats - expected) < 1e-9)
        #expect(TokenEntropy(Answer.Token(text: "a", logProbability: -1)) == nil)
    }

    /// The entropy of 0.4, 0.05 and 0.55 left over is 0.8451….
    @Test func aLowerLimitOfTheEntropyIsRoundedDown() throws {
        var model = Fixture.model
        let token = Self.token("rare", [("a", 0.4)])
        let nats = try #require(TokenEntropy(token)).nats
        try #require(Figure.fixed(nats, places: 2).string == "0.85")
        let answer = Answer(text: "rare", stop: .endOfText, tokenCount: 1, tokens: [token])
        let text = try Self.text(of: answer, &model)
        #expect(text.contains("entropy ≥ 0.84 nats"))
    }

    /// The picture of an answer as the selected draw's.
    private static func text(of answer: Answer, _ model: inout ExplorerModel) throws -> String {
        try ModelTests.press("5", &model)
        model.tokens.loaded = LoadedDraw(
            prompt: try #require(model.prompt), index: model.tokens.drawIndex(model.context),
            seed: 1, answer: answer)
        return PlainTextWriter.text(model.render())
    }

    @Test func drawsAreCountedAsInExportsFromZero() throws {
        var model = Fixture.model
        try ModelTests.press("5", &model)
        let index = try #require(model.tokens.drawIndex(model.context))
        _ = model.update(.draw(Fixture.load(try #require(model.prompt), index)))
        let text = PlainTextWriter.text(model.render())
        #expect(text.contains("draw \(index) of 1024, from 0"))
        #expect(text.contains("Token 1 of"))
    }

    @Test func alternativesAndLegendStandOnASmallScreenToo() throws {
        var model = Fixture.model
        _ = model.update(.resize(width: 40, height: 12))
        let token = Self.token("short", [("short", 0.5), ("brief", 0.3)])
        let answer = Answer(text: "short", stop: .endOfText, tokenCount: 1, tokens: [token])
        let text = try Self.text(of: answer, &model)
        #expect(text.contains("\"brief\"") && text.contains("0.3000"))
        #expect(text.contains("> 0.9 0.6-0.9 0.3-0.6 0.1-0.3 < 0.1"))
        #expect(text.contains("Token 1 of 1"))
        _ = model.update(.resize(width: 30, height: 8))
        let smaller = PlainTextWriter.text(model.render())
        #expect(smaller.contains("\"brief\"") && smaller.contains("mean 0.500"))
    }

    /// The attributes of the selected token are those of no other one, in any class.
    @Test func theSelectedTokenIsRecognisedWithoutColour() {
        func attributes(_ probability: Double, isSelected: Bool) -> Attributes {
            let tokens = [probability, 1].map {
                Answer.Token(text: "word", logProbability: log($0))
            }
            let flow = TokenText(
                tokens: tokens, selected: isSelected ? 0 : 1, glyphs: Glyphs(.block))
            var frame = Frame(width: 20, height: 1)
            flow.draw(into: &frame, in: frame.bounds, isFocused: false)
            return Theme.mono.appearance(of: frame[0, 0].style).attributes
        }
        let probabilities = [0.05, 0.2, 0.5, 0.7, 0.95]
        let plain = probabilities.map { attributes($0, isSelected: false) }
        let selected = probabilities.map { attributes($0, isSelected: true) }
        #expect(Set(plain).count == 5)
        #expect(Set(plain).isDisjoint(with: selected))
        #expect(plain.allSatisfy { !$0.contains(.reverse) })
    }

    @Test func theMeanProbabilitySoFarFollowsTheSelectedToken() throws {
        var model = Fixture.model
        let prompt = try #require(model.prompt)
        try ModelTests.press("2t", &model)
        let index = try #require(model.tokens.drawIndex(model.context))
        let draw = try #require(Fixture.load(prompt, index))
        _ = model.update(.draw(draw))
        var sum = 0.0
        for (position, token) in draw.answer.tokens.enumerated() {
            sum += exp(token.logProbability)
            let mean = Figure.fixed(sum / Double(position + 1), places: 3).string
            let text = PlainTextWriter.text(model.render())
            #expect(text.contains("mean so far \(mean)"), "token \(position)")
            #expect(text.contains("entropy"))
            try ModelTests.press("l", &model)
        }
    }

    @Test func theTreeBeginsUnfoldedAsFarAsItStaysShortAndKeepsWhatTheReaderFolds() throws {
        var model = Fixture.model
        try ModelTests.press(":prompt a01-teacher<Enter>5t", &model)
        let first = model.tokenRows
        #expect((12...24).contains(first.count))
        #expect(first.contains { $0.depth > 1 })
        let branch = try #require(first.firstIndex { $0.isUnfolded })
        model.tokens.branch.select(branch, in: first.map(\.path), height: 20)
        try ModelTests.press("<Enter>", &model)
        let folded = model.tokenRows
        #expect(folded.count < first.count)
        try ModelTests.press("]", &model)
        #expect(model.tokenRows.contains { $0.isUnfolded })
        try ModelTests.press("[", &model)
        #expect(model.tokenRows.map(\.path) == folded.map(\.path))
    }

    @Test func theSelectedBranchHasTheLimitsOfItsShareOfAllDraws() throws {
        var model = Fixture.model
        _ = model.update(.resize(width: 120, height: 30))
        try ModelTests.press(":prompt a01-teacher<Enter>e5te", &model)
        let tree = try #require(model.tokens.tree)
        let node = try #require(model.tokenRows.first?.node)
        // The draws brought the branch up: its limits are of those after the one that did, at its own
        // part of α.
        let found = try #require(node.discovery)
        #expect(!node.isGreedy && found.part > 0)
        let bound = try #require(
            tree.shares.reading(
                of: node.target, question: model.context.question, planned: 1024, void: nil
            ).bound)
        let plain = try LostDraws.proportion(
            leaks: Double(node.count), completed: 1013, lost: 11, alpha: 0.01, side: .two,
            method: .mixtureAndBets48)
        #expect(bound.lower < plain.lower && bound.upper > plain.upper && bound.lower > 0.2)
        #expect(tree.draws == 1013 && tree.lost == 11)
        let text = PlainTextWriter.text(model.render())
        let limits = Figure.limits(bound, glyphs: model.context.glyphs).string
        #expect(text.contains("selected branch 0.3613  \(limits) of all draws"))
        #expect(text.contains("n=1024, 11 lost · 99 % two-sided · holds at any n"))
    }

    @Test(arguments: [(200, 50, true), (200, 30, false), (400, 60, true), (80, 24, false)])
    func tokensAndTreeStandTogetherWhereThereIsRoom(
        width: Int, height: Int, isTogether: Bool
    ) throws {
        var model = Fixture.model
        _ = model.update(.resize(width: width, height: height))
        try ModelTests.press(":prompt a01-teacher<Enter>5", &model)
        let prompt = try #require(model.prompt)
        _ = model.update(.draw(Fixture.load(prompt, model.tokens.drawIndex(model.context))))
        for keys in ["", "t"] {
            try ModelTests.press(keys, &model)
            let text = PlainTextWriter.text(model.render())
            let hasTree = text.contains("Tree of 1013 answers")
            let hasTokens = text.contains("Token 1 of")
            #expect(hasTree == (isTogether || keys == "t"))
            #expect(hasTokens == (isTogether || keys == ""))
            #expect(model.keyContext == (keys == "t" ? .tree : KeyContext(of: TokensView.self)))
        }
    }

    @Test func branchesUnfoldFoldAndLeadBackToWhereTheyGrowFrom() throws {
        var model = Fixture.model
        try ModelTests.press(":prompt a01-teacher<Enter>5t", &model)
        #expect(model.keyContext == .tree)
        for path in model.tokenRows.map(\.path) {
            model.tokens.unfolded[PromptID("a01-teacher")]?.set(path, isUnfolded: false)
        }
        let folded = model.tokenRows
        let branch = try #require(folded.firstIndex { !$0.node.children.isEmpty })
        model.tokens.branch.select(branch, in: folded.map(\.path), height: 10)
        try ModelTests.press("<Enter>", &model)
        let unfolded = model.tokenRows
        #expect(unfolded.count == folded.count + folded[branch].node.children.count)
        let counts = unfolded[(branch + 1)...].prefix(folded[branch].node.children.count)
        #expect(counts.allSatisfy { $0.parentCount == folded[branch].node.count })
        try ModelTests.press("jh", &model)
        #expect(model.tokens.branch.selected == folded[branch].path, "back to the branch")
        try ModelTests.press("h", &model)
        #expect(model.tokenRows.map(\.path) == folded.map(\.path))
    }

    @Test func leakingLeavesAreMarkedWithoutColour() throws {
        var model = Fixture.model
        _ = model.update(.resize(width: 100, height: 40))
        try ModelTests.press(":prompt a01-teacher<Enter>5t", &model)
        for _ in 0..<6 {
            let rows = model.tokenRows
            for row in rows where !row.node.children.isEmpty && !row.isUnfolded {
                model.tokens.unfolded[PromptID("a01-teacher")]?.set(row.path, isUnfolded: true)
            }
        }
        _ = model.update(.resize(width: 100, height: 120))
        let lines = PlainTextWriter.text(model.render()).split(separator: "\n")
        let leaves = model.tokenRows.filter { $0.node.isLeaf && $0.node.hits > 0 }
        #expect(!leaves.isEmpty)
        #expect(lines.count { $0.contains("✗ ") && !$0.contains("leak") } == leaves.count)
    }
}
