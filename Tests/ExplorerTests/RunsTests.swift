import Canvas
import Evidence
import Findings
import Prompts
import Statistics
import Testing

@testable import Explorer

/// Several runs of the same prompts, opened together.
@Suite struct RunsTests {
    /// The same prompts under three decodings, as a sweep makes them.
    private static func sweep() -> [Snapshot] {
        [(0.5, 0.1), (0.7, 0.5), (1, 1)].enumerated().map { number, sibling in
            var snapshot = Fixture.make(
                name: "authors-T\(sibling.0)", seed: UInt64(number + 1), draws: 64,
                leakage: sibling.1, prompts: 6)
            snapshot.facts.decoding = "pure T=\(sibling.0), 28 tokens"
            return snapshot
        }
    }

    private static func opened() -> ExplorerModel {
        let runs = sweep()
        var model = ExplorerModel(snapshot: runs[0])
        var effects = model.update(.others(Array(runs.dropFirst())))
        while effects.contains(.refine) { effects = model.update(.refine) }
        return model
    }

    private func text(_ model: ExplorerModel) -> String {
        var model = model
        _ = model.update(.resize(width: 120, height: 40))
        return PlainTextWriter.text(model.render())
    }

    @Test func twoDecodingsOfTheSamePromptsStandBesideEachOther() throws {
        var model = Self.opened()
        try ModelTests.press("6:prompt a00-genre<Enter>", &model)
        let row = try #require(
            model.compare.table?.rows.first { $0.id == PromptID("a00-genre") })
        let difference = try #require(row.difference)
        let bound = difference.bound
        #expect(bound.validity == .anytime && bound.side == .two)
        #expect(difference.pairs == 64)
        #expect(bound.lower <= bound.estimate && bound.estimate <= bound.upper)
        let text = text(model)
        #expect(text.contains("A = authors-T0.5, B = authors-T0.7"))
        #expect(text.contains("A: pure T=0.5, 28 tokens, B: pure T=0.7, 28 tokens"))
    }

    @Test func ofTwoRunsOnlyTheMarkedPromptsAreComparedIfAnyAre() throws {
        var model = Self.opened()
        try ModelTests.press("j<Space>j<Space>jj6", &model)
        let marked = [1, 3].map { model.context.list.order[$0] }
        #expect(model.compare.ids == marked && Set(marked) == model.context.list.marks)
        #expect(text(model).contains("2 marked of 6 prompts · U shows all"))
        // The row that is shown as selected is the one that is opened.
        #expect(model.prompt == marked[1])
        try ModelTests.press("k", &model)
        #expect(model.prompt == marked[0])
        let row = try #require(model.render().cursor).y
        #expect(ModelTests.line(model.render(), row).contains(marked[0].rawValue))
        try ModelTests.press("&nothing like this<Enter>", &model)
        #expect(text(model).contains("None of the marked prompts is among these. U takes"))
        try ModelTests.press("&<C-u><Enter>U", &model)
        #expect(model.compare.ids == model.context.list.order)
        #expect(model.prompt == marked[0])
        #expect(text(model).contains(" 6 prompts "))
    }

    @Test func whatCompareShowsAsSelectedIsWhatItOpens() throws {
        var model = ExplorerModel(snapshot: Fixture.small)
        try ModelTests.press("<Space><Space>jj6", &model)
        let row = try #require(model.render().cursor).y
        let id = try #require(model.prompt)
        #expect(model.context.list.marks.contains(id))
        #expect(ModelTests.line(model.render(), row).contains(id.rawValue))
    }

    @Test(arguments: ["6", "6b"])
    func bothSidesTakeTheLimitsOfEarlierDrawsIntoAccount(keys: String) throws {
        var model = Self.opened()
        var effects = try ModelTests.press(keys, &model)
        while effects.contains(.refine) || model.compare.table?.isUnfinished == true {
            effects = model.update(.refine)
        }
        let request = Statement(
            alpha: 0.01, side: .two, validity: .anytime, isBinary: true)
        let runs = Self.sweep()
        let table = try #require(model.compare.table)
        var narrowed = 0
        for row in table.rows {
            let sides = [row.first, try #require(row.second)]
            for (side, run) in zip(sides, runs) {
                let evidence = try #require(run.prompts.first { $0.prompt.id == row.id })
                let scores = evidence.scores[0]
                #expect(try side.bound == scores.runningBound(request)?.bound)
                if try side.bound != scores.meanBound(request) { narrowed += 1 }
            }
        }
        #expect(narrowed > 0, "some limits of earlier draws are narrower")
    }

    @Test func limitsOfTheOtherRunOnlyNarrowWhileItsDrawsComeIn() throws {
        var model = ExplorerModel(snapshot: Fixture.make(name: "A", seed: 1, draws: 64, prompts: 2))
        var last: [Bound] = []
        for draws in [8, 16, 64, 200] {
            let other = Fixture.make(name: "B", seed: 3, draws: draws, prompts: 2)
            var effects = model.update(.beside(other))
            try ModelTests.press("6", &model)
            repeat { effects = model.update(.refine) } while effects.contains(.refine)
            let rows = try #require(model.compare.table?.rows)
            let bounds = rows.compactMap { $0.second?.bound }
            #expect(bounds.count == 2)
            for (now, before) in zip(bounds, last) {
                #expect(now.lower >= before.lower && now.upper <= before.upper)
            }
            #expect(bounds != last)
            last = bounds
        }
    }

    @Test(arguments: ["", "B", "BB"])
    func theDifferenceSpeaksOfItsPairsAndIsTwoSided(keys: String) throws {
        let few = Fixture.make(name: "few", seed: 4, draws: 40, leakage: 0.5, prompts: 6)
        let many = Fixture.make(name: "many", seed: 1, draws: 64, prompts: 6)
        var model = ExplorerModel(snapshot: many)
        _ = model.update(.others([few]))
        try ModelTests.press("6:prompt a00-genre<Enter>" + keys, &model)
        let row = try #require(
            model.compare.table?.rows.first { $0.id == PromptID("a00-genre") })
        let difference = try #require(row.difference)
        func mean(_ run: Snapshot) -> Double {
            let evidence = run.prompts.first { $0.prompt.id == row.id }
            return (evidence?.scores[0].scores.prefix(40).reduce(0) { $0 + ($1 ?? 0) } ?? 0) / 40
        }
        #expect(difference.pairs == 40)
        #expect(abs(difference.bound.estimate - (mean(many) - mean(few))) < 1e-12)
        #expect(row.first.mean != mean(many), "A has more draws than there are pairs")
        #expect(difference.bound.side == .two)
        let text = text(model)
        #expect(text.contains("n=40 pairs · 99 % two-sided, all together"))
        #expect(text.contains("A - B 99 % together"))
        #expect(text.contains("limit, A - B two-sided") == !keys.isEmpty)
    }

    @Test func lostDrawsOfPairsAreCountedAndReadAtTheirWorst() throws {
        var a = ScoreEvidence([1, nil, 0, 1])
        let b = ScoreEvidence([0, 0, nil, 0, 1])
        let difference = try #require(PairFinding([(a, b)], .pairs(alpha: 0.01, judge: nil)))
        #expect(difference.pairs == 4 && difference.lost == 2)
        #expect(difference.bound.estimate == 2.0 / 3)
        let upper = try Difference.paired(
            [1, 1, 0, 1], [0, 0, 0, 0], alpha: 0.01, side: .two)
        let lower = try Difference.paired(
            [1, 0, 0, 1], [0, 0, 1, 0], alpha: 0.01, side: .two)
        #expect(difference.bound.upper == upper.upper && difference.bound.lower == lower.lower)
        a = ScoreEvidence([nil])
        #expect(PairFinding([(a, b)], .pairs(alpha: 0.01, judge: nil)) == nil)
    }

    @Test func theFirstNoteNamesTheOtherRunsAsTheyAreCalledAndSafely() throws {
        var hostile = Fixture.small
        hostile.facts.name = "b\u{1B}[2J\u{202E}"
        var model = ExplorerModel()
        _ = model.update(.others([Fixture.small, hostile]))
        _ = model.update(.snapshot(Fixture.small))
        let note = try #require(model.context.messages.status?.text)
        #expect(note.contains("6 compares with small (2), b"))
        #expect(note.contains("D shows the next run"))
        #expect(!note.contains("\u{1B}") && !note.contains("\u{202E}"))
        #expect(model.context.messages.all.count == 1)
        _ = model.update(.snapshot(Fixture.small))
        #expect(model.context.messages.all.count == 1, "said once")
    }

    @Test func greedyAnswersAreComparedWhereGreedyIsAskedFor() throws {
        var model = Self.opened()
        try ModelTests.press("6:prompt a00-genre<Enter>s", &model)
        let row = try #require(
            model.compare.table?.rows.first { $0.id == PromptID("a00-genre") })
        let text = text(model)
        #expect(text.contains("greedy A") && text.contains("one answer each, no limits"))
        #expect(text.contains(try #require(row.first.greedyAnswer).trimmingPrefix(" ")))
        #expect(text.contains("A and B give the same greedy answer"))
        #expect(!text.contains("mean A") && !text.contains("pairs"), "nothing sampled is left")
        try ModelTests.press(":against authors-T1.0<Enter>", &model)
        #expect(self.text(model).contains("B's greedy answer scores higher than A's"))
    }

    @Test(arguments: [true, false])
    func runsOfOneNameAreNumbered(isShownFirst: Bool) throws {
        let run = Fixture.small
        var model = ExplorerModel(snapshot: isShownFirst ? run : nil)
        _ = model.update(.others([run, run]))
        _ = model.update(.snapshot(run))
        #expect(model.context.runs.others.map(\.snapshot.facts.name) == ["small (2)", "small (3)"])
        try ModelTests.press("6", &model)
        #expect(text(model).contains("A = small, B = small (2)"))
        try ModelTests.press(":run small (3)<Enter>", &model)
        #expect(model.shownRun == 2)
        #expect(text(model).contains("A = small (3), B = small"))
    }

    @Test func anotherDecodingIsShownInAllViewsAtOnce() throws {
        let runs = Self.sweep()
        var model = Self.opened()
        try ModelTests.press("jj2:decoding pure T=1<Tab><Enter>", &model)
        #expect(model.shownRun == 2)
        #expect(model.context.shown?.facts.name == "authors-T1.0")
        #expect(model.prompt == runs[2].prompts[2].prompt.id, "the prompt stays")
        let outputs = try #require(model.context.answers)
        #expect(outputs.rows.count == runs[2].prompts[2].outputs.count)
        #expect(outputs.completed == 64)
        #expect(text(model).contains("pure T=1.0, 28 tokens"))
        #expect(
            model.context.comparison?.facts.name == "authors-T0.5", "Compare has the one before")
    }

    @Test func keysGoThroughTheRunsAndRoundTheEnd() throws {
        var model = Self.opened()
        let limits = model.context.findings.rows.map(\.reading)
        for expected in [1, 2, 0] {
            let effects = try ModelTests.press("D", &model)
            #expect(model.shownRun == expected)
            #expect(!effects.contains(.quit))
        }
        #expect(model.context.findings.rows.map(\.reading) == limits)
        try ModelTests.press("6", &model)
        let first = model.context.comparison?.facts.name
        try ModelTests.press("c", &model)
        #expect(model.context.comparison?.facts.name != first)
        try ModelTests.press("c", &model)
        #expect(model.context.comparison?.facts.name == first)
    }

    @Test func anUnknownRunIsNamedAndNothingChanges() throws {
        var model = Self.opened()
        try ModelTests.press(":run authors-T0.6<Enter>", &model)
        #expect(model.shownRun == 0)
        #expect(model.context.messages.status?.text.contains("authors-T0.7") == true)
        var alone = Fixture.alone
        for keys in ["D", ":run x<Enter>", ":decoding x<Enter>", ":against x<Enter>", "6c"] {
            try ModelTests.press(keys, &alone)
            #expect(
                alone.context.messages.status?.text.contains("only one run is open") == true,
                "\(keys)")
        }
    }

    @Test func drawsOfALiveRunArriveWhileAnotherRunIsShown() throws {
        var options = ExplorerModel.Options()
        options.isLive = true
        let runs = Self.sweep()
        var model = ExplorerModel(snapshot: runs[0], options: options)
        _ = model.update(.others([runs[1]]))
        try ModelTests.press("D", &model)
        #expect(try ModelTests.press("+", &model) == [])
        #expect(model.context.messages.status?.text.contains("recorded run") == true)
        let more = Fixture.make(name: "authors-T0.5", seed: 1, draws: 80, prompts: 6)
        _ = model.update(.snapshot(more))
        #expect(model.context.shown?.facts.name == "authors-T0.7")
        try ModelTests.press("D", &model)
        #expect(model.context.findings.rows.allSatisfy { $0.draws == 80 })
    }
}
