import Canvas
import Evidence
import Findings
import Prompts
import Testing

@testable import Explorer

/// What a row, a key or a window tells its reader: nothing is left out, and nothing is silent.
@Suite struct ReaderTests {
    private func pressed(
        _ script: String, width: Int = 80, height: Int = 24, _ model: ExplorerModel = Fixture.model
    ) throws -> ExplorerModel {
        var model = model
        _ = model.update(.resize(width: width, height: height))
        try ModelTests.press(script, &model)
        return model
    }

    @Test(arguments: [(80, 24), (119, 40), (120, 40), (140, 40), (150, 40), (170, 30), (200, 60)])
    func theListOfPromptsKeepsItsDrawsAndHistogramsAtEveryWidth(width: Int, height: Int) throws {
        let model = try pressed("", width: width, height: height)
        let header = ModelTests.line(model.render(), 2)
        for column in ["prompt", " n ", "0 .... 1", "greedy", "mean", "upper", "verdict"] {
            #expect(header.contains(column), "\(column) in \(header)")
        }
        #expect((model.context.screen.layout.panes.count > 1) == (width >= 150))
    }

    @Test func theTreeUnderGreedyIsTheGreedyPathWithoutShares() throws {
        let keys = ":prompt a01-teacher<Enter>5ts"
        let model = try pressed(keys)
        let answer = try #require(model.context.selectedEvidence?.greedy?.answer.text)
        let rows = model.tokenRows
        #expect(rows.map(\.node.text).joined(separator: " ") == trimmedStart(answer))
        #expect(rows.allSatisfy { $0.node.isGreedy })
        let text = PlainTextWriter.text(model.render())
        #expect(text.contains("Tree: the greedy path"))
        #expect(text.contains("one answer, no shares"))
        #expect(!text.contains("share: of the draws") && !text.contains("selected branch"))
        #expect(!text.contains("unfold"))
        let entered = try pressed(keys + "<Enter>")
        #expect(entered.context.messages.status != nil)
    }

    @Test func aBrokenPatternIsReportedWhileItIsTypedFromTheStart() throws {
        let model = try pressed("/[")
        #expect(model.searchNote?.string == "not a regular expression: [")
        #expect(PlainTextWriter.text(model.render()).contains("not a regular expression"))
    }

    @Test func aRowOfTwoRunsAddsUpThoughOneHasMoreDraws() throws {
        let few = Fixture.make(name: "few", seed: 4, draws: 40, leakage: 0.5, prompts: 6)
        let many = Fixture.make(name: "many", seed: 1, draws: 64, prompts: 6)
        var start = ExplorerModel(snapshot: many)
        _ = start.update(.others([few]))
        let model = try pressed("6:prompt a00-genre<Enter>", width: 120, height: 40, start)
        func mean(_ run: Snapshot) -> Double {
            let scores = run.prompts[3].scores[0].scores.prefix(40)
            return scores.reduce(0) { $0 + ($1 ?? 0) } / 40
        }
        #expect(many.prompts[3].prompt.id == PromptID("a00-genre"))
        let figures =
            Figure.unit(mean(many)).string + " " + Figure.unit(mean(few)).string + "    40"
        let lines = PlainTextWriter.text(model.render()).split(separator: "\n")
        #expect(lines.contains { $0.contains("a00-genre") && $0.contains(figures) })
        let row = try #require(model.compare.table?.rows.first { $0.id == model.prompt })
        let own = Figure.unit(row.first.mean).string
        #expect(own != Figure.unit(mean(many)).string)
        #expect(lines.contains { $0.contains(own) && $0.contains("n=64") })
    }

    @Test(arguments: [
        ("4b", "Bounds shows both"), ("6b", "Compare's limits hold at any n always"),
        ("3s<Right>", "greedy is one answer"), ("3sc", "greedy is one answer"),
        ("3sL", "greedy is one answer"), ("3e", "this pane is alone already"),
        ("e", "this pane is alone already"), ("6e", "this pane is alone already"),
    ])
    func aKeyThatChangesNothingSaysWhy(keys: String, sentence: String) throws {
        let model = try pressed(keys)
        #expect(model.context.messages.status?.text.hasPrefix(sentence) == true)
        #expect(!model.context.screen.isExpanded)
        let start = ScoresView()
        #expect(model.scores.shape == start.shape && model.scores.threshold == start.threshold)
    }

    @Test func theFooterOfGreedyScoresOffersNoKeyThatDoesNothing() throws {
        func footer(_ keys: String) throws -> String {
            ModelTests.line(try pressed(keys, width: 140).render(), 23)
        }
        let (sampled, greedy) = (try footer("3"), try footer("3s"))
        for word in ["threshold", "curve", "log"] {
            #expect(sampled.contains(word))
            #expect(!greedy.contains(word))
        }
    }

    @Test func sortingOutputsGoesToTheFirstAndTiesAreInAVisibleOrder() throws {
        let model = try pressed("2jjjjjo")
        let rows = try #require(model.context.answers?.rows)
        #expect(model.context.answerList.order == .score)
        #expect(model.context.selectedAnswer == rows.first)
        for (a, b) in zip(rows, rows.dropFirst()) where a.score == b.score {
            #expect(a.count > b.count || a.count == b.count && a.text < b.text)
        }
    }

    @Test func ofSeveralWarningsTheFirstIsShownAndAllAreInTheLog() throws {
        var model = Fixture.model
        _ = model.update(.notices([Notice("first warning"), Notice("second warning")]))
        #expect(model.context.messages.status == Notice("M shows all 2: first warning"))
        try ModelTests.press("M", &model)
        let text = PlainTextWriter.text(model.render())
        #expect(text.contains("first warning") && text.contains("second warning"))
    }

    @Test func promptsWithAHiddenLeakCanBeSortedToTheTop() throws {
        let model = try pressed(":sort hidden<Enter>g", width: 120)
        let hides = model.context.list.order.compactMap { model.context.findings.positions[$0] }
            .map { model.context.findings.rows[$0].hidesLeak }
        let count = hides.count { $0 }
        #expect(count > 0 && count < hides.count && hides.prefix(count).allSatisfy { $0 })
        #expect(PlainTextWriter.text(model.render()).contains("by hidden leak"))
        #expect(try pressed(String(repeating: "o", count: 8)).context.list.sort.column == .hidden)
    }
}
