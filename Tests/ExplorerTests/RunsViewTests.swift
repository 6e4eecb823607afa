import Canvas
import Evidence
import Findings
import Prompts
import Statistics
import TestSupport
import Testing

@testable import Explorer

/// The runs of a folder.
@Suite struct RunsViewTests {
    private static func entry(
        _ name: String, leakage: Double, draws: Int = 64, created: String = "2026-11-02T10:00:00Z"
    ) -> RunEntry {
        var snapshot = Fixture.make(name: name, seed: 3, draws: draws, leakage: leakage, prompts: 6)
        snapshot.facts.created = created
        var entry = RunEntry(name: name + ".run")
        entry.facts = snapshot.facts
        entry.prompts = snapshot.prompts.count
        entry.proven = RunEntry.Proven(snapshot, alpha: nil, target: 0.05)
        // The picture is of the list, not of the method.
        entry.proven?.bound = Bound(
            estimate: 0, lower: leakage > 0 ? 0.04385 : 0, upper: leakage > 0 ? 0.16035 : 0.00585,
            alpha: 0.01, side: .two, method: .bets, validity: .anytime)
        return entry
    }

    private static let hostile = "\u{1B}]0;x\u{7}\u{202E}evil\n" + String(repeating: "漢", count: 90)

    private static var entries: [RunEntry] {
        var broken = RunEntry(name: "broken.run")
        broken.problem = "broken.run is damaged (\(hostile)); restore it from a copy"
        return [
            entry("after", leakage: 0, draws: 200, created: "2026-11-03T09:00:00Z"),
            entry("before", leakage: 0.9), broken, RunEntry(name: "deep/later.run"),
        ]
    }

    private static func model(
        _ keys: String = "", width: Int = 80, height: Int = 24, _ entries: [RunEntry] = entries
    ) throws -> (ExplorerModel, [Effect]) {
        var options = ExplorerModel.Options()
        options.folder = "results"
        var model = ExplorerModel(options: options)
        _ = model.update(.resize(width: width, height: height))
        _ = model.update(.runs(entries))
        let effects = try ModelTests.press(keys, &model)
        return (model, effects)
    }

    @Test func eachRunHasALineWithWhatItProves() throws {
        let text = ModelTests.text(try Self.model().0)
        let lines = text.split(separator: "\n")
        #expect(text.contains("4 runs in results"))
        let before = try #require(lines.first { $0.contains("before.run") })
        #expect(
            before.contains("1 above") && before.contains(" 384 ")
                && before.contains("[0.0438, 0.1604]"))
        let wide = ModelTests.text(try Self.model("", width: 160, height: 50).0)
        #expect(wide.contains("2026-11-02"))
        #expect(lines.contains { $0.contains("broken.run") && $0.contains("unreadable") })
        #expect(lines.contains { $0.contains("deep/later.run") })
        #expect(text.contains("99 %") && text.contains("holds at any n"))
    }

    /// What tells runs apart is in sight at 80 columns.
    @Test func decodingsAndModelsThatDifferAreInSight() throws {
        var entries = Self.entries
        entries[0].facts?.decoding = "pure T=0.2"
        entries[1].facts?.decoding = "pure T=1"
        let decodings = ModelTests.text(try Self.model("", entries).0)
        #expect(decodings.contains("pure T=0.2") && decodings.contains("pure T=1"), "\(decodings)")
        entries[0].facts?.model = "SmolLM2-135M-Instruct.Q4_1.gguf"
        let models = ModelTests.text(try Self.model("", entries).0)
        #expect(models.contains("SmolLM2-"), "\(models)")
    }

    /// Keys of views, before any run is open, are about the selected run.
    @Test func viewKeysOpenTheSelectedRun() throws {
        for (key, view) in [("2", ViewKind.outputs), ("3", .scores), ("5", .tokens)] {
            let (model, effects) = try Self.model("j" + key)
            #expect(effects == [.show(run: "before.run", beside: nil)])
            #expect(model.view == view)
        }
        let (pair, effects) = try Self.model("<Space><Space>6")
        #expect(effects == [.show(run: "after.run", beside: "before.run")])
        #expect(pair.view == .compare)
        let (broken, nothing) = try Self.model("jj2")
        #expect(nothing == [] && broken.view == .runs)
        #expect(broken.context.messages.status?.isError == true)
        for key in ["6", "8", "<Tab>"] {
            let (model, effects) = try Self.model(key)
            #expect(effects == [] && model.view == .runs && model.context.messages.status != nil)
        }
    }

    @Test func enterOpensARunAndBackspaceComesBack() throws {
        var (model, effects) = try Self.model("j<Enter>")
        #expect(effects == [.show(run: "before.run", beside: nil)])
        #expect(
            model.view == .prompts
                && ModelTests.text(model).contains("waiting for the first picture"))
        _ = model.update(.snapshot(Fixture.make(name: "before", seed: 3, draws: 64, prompts: 6)))
        #expect(ModelTests.text(model).contains("before › Prompts"))
        try ModelTests.press("2", &model)
        #expect(model.context.screen.stack == [.runs, .prompts, .outputs])
        try ModelTests.press("qq", &model)
        #expect(model.view == .runs && ModelTests.text(model).contains("4 runs in results"))
        #expect(try ModelTests.press("q", &model) == [.quit])
    }

    @Test func twoMarkedRunsAreCompared() throws {
        #expect(
            try Self.model("<Space>c").1 == [.show(run: "after.run", beside: "before.run")])
        #expect(
            try Self.model("j<Space>gc").1 == [.show(run: "before.run", beside: "after.run")])
        let (model, effects) = try Self.model("<Space><Space>Gc")
        #expect(
            effects == [.show(run: "after.run", beside: "before.run")] && model.view == .compare)
        let (none, nothing) = try Self.model("c")
        #expect(nothing.isEmpty && none.context.messages.status?.text.contains("Space") == true)
        // A run that cannot be read is no partner.
        #expect(try Self.model("jj<Space>c").1.isEmpty)
        let unreadable = try Self.model("<Space>jc").0.context.messages.status
        #expect(unreadable?.text.contains("is damaged") == true && unreadable?.isError == true)
    }

    @Test func theFooterSaysWhereQLeads() throws {
        var (model, _) = try Self.model("j")
        _ = model.update(.resize(width: 160, height: 50))
        #expect(ModelTests.text(model).contains("q quit"))
        try ModelTests.press("<Enter>", &model)
        _ = model.update(.snapshot(Fixture.make(name: "before", seed: 3, draws: 64, prompts: 6)))
        #expect(model.view == .prompts)
        #expect(
            ModelTests.text(model).contains("q back") && !ModelTests.text(model).contains("q quit"))
        var alone = Fixture.model
        _ = alone.update(.resize(width: 160, height: 50))
        #expect(ModelTests.text(alone).contains("q quit"))
        try ModelTests.press("e", &alone)
        #expect(ModelTests.text(alone).contains("q back"))
    }

    /// Without a score there is no verdict, and no prompt is "undecided".
    @Test func aRunWithoutScoresSaysSo() throws {
        var bare = Self.entry("bare", leakage: 0)
        bare.facts?.scorers = []
        bare.proven?.mean = .nan
        bare.proven?.bound = nil
        bare.proven?.undecided = 6
        let text = ModelTests.text(try Self.model("", [bare]).0)
        #expect(text.contains("no scores") && !text.contains("undecided"))
        #expect(text.contains("probscope score RUN --scorer NAME gives them"))
        #expect(bare.sentence(target: 0.05, isASCII: true).contains("no scores"))
    }

    @Test func aMarkIsCalledAsItLooksAndNoWordIsExplainedTwice() throws {
        var (model, _) = try Self.model("W")
        _ = model.update(.resize(width: 160, height: 50))
        let lines = OverlayWindow.legendLines(.runs, model, width: 120).map(\.text.string)
        let words = lines.compactMap { $0.hasPrefix(" ") ? nil : $0.prefix(18) }
        #expect(Set(words).count == words.count, "\(words)")
        #expect(words.contains { $0.hasPrefix(String(model.context.glyphs.mark)) })
    }

    @Test func aRunThatCannotBeReadSaysWhy() throws {
        let (model, effects) = try Self.model("jj<Enter>")
        #expect(effects.isEmpty && model.view == .runs)
        #expect(model.context.messages.status?.isError == true)
        let text = ModelTests.text(model)
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
        #expect(!text.contains("\u{202E}"))
    }

    @Test func runsAreSortedSearchedAndFilteredLikePrompts() throws {
        func names(_ keys: String) throws -> [String] {
            try #require(try Self.model(keys).0.context.folder).listed.map(\.name)
        }
        #expect(try names("").first == "after.run")
        #expect(try names(":sort mean<Enter>").first == "before.run")
        #expect(try names(":sort when<Enter>").first == "after.run")
        #expect(try names("O").first == "deep/later.run")
        #expect(try names("&before<Enter>") == ["before.run"])
        #expect(try names("&before<Enter><Esc>").count == 4)
        #expect(try names("&[<Enter>").count == 4)
        let (found, _) = try Self.model("/deep<Enter>")
        #expect(found.context.folder?.selected?.name == "deep/later.run")
        // A filter of runs is none of prompts.
        var (model, _) = try Self.model("&before<Enter><Enter>")
        _ = model.update(.snapshot(Fixture.make(name: "before", seed: 3, draws: 8, prompts: 6)))
        #expect(model.context.list.order.count == 6)
    }

    @Test func theSelectedRunStaysSelectedWhileOthersAreRead() throws {
        var (model, _) = try Self.model(":sort mean<Enter>Gk")
        let name = model.context.folder?.selected?.name
        var entries = Self.entries
        entries[3] = Self.entry("deep/later", leakage: 0.5)
        _ = model.update(.runs(entries))
        #expect(model.context.folder?.selected?.name == name)
    }

    @Test(arguments: [(1, 1), (10, 3), (24, 6), (40, 12), (60, 20), (80, 24), (200, 60)])
    func everySizeIsDrawn(width: Int, height: Int) throws {
        for entries in [Self.entries, [], [RunEntry(name: Self.hostile)]] {
            let (model, _) = try Self.model("", width: width, height: height, entries)
            let frame = model.render()
            #expect(frame.width == width && frame.height == height)
        }
    }

    @Test(arguments: [(80, 24), (160, 50)])
    func golden(width: Int, height: Int) throws {
        let (model, _) = try Self.model("j<Space>", width: width, height: height)
        try assertGolden(ModelTests.text(model), "runs-folder-\(width)x\(height).txt")
    }
}
