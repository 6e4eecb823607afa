import Canvas
import Evidence
import Prompts
import Testing

@testable import Explorer

/// What an export holds.
@Suite struct ExportTests {
    private func export(_ keys: String, _ model: inout ExplorerModel) throws -> Export? {
        for effect in try ModelTests.press(keys, &model) {
            if case .export(let export) = effect { return export }
        }
        return nil
    }

    @Test(arguments: ViewKind.allCases)
    func anExportIsTheScreenWithACaptionBelow(view: ViewKind) throws {
        var model = Fixture.model
        model.go(to: view)
        let screen = model.render()
        let export = try #require(try export("x", &model))
        let page = try #require(export.pages.first)
        #expect(export.path == nil && !export.overwrites)
        #expect(page.width == screen.width && page.height > screen.height)
        for y in 0..<screen.height {
            #expect(Array(page.row(y)) == Array(screen.row(y)))
        }
        let text = PlainTextWriter.text(page)
        for fact in ["run authors-gd", "pure T=1", "seed 7", "2026-08-01"] {
            #expect(text.contains(fact), "\(view): \(fact)")
        }
        // A picture names a level, or says that it has no limits, and then it has none.
        let states = text.contains("99 %")
        #expect(states != text.contains("no limits"), "\(view): \(text)")
        let hasInterval = PlainTextWriter.text(screen).contains(/\[[01]\.\d+, [01]\.\d+\]/)
        #expect(states || !hasInterval, "\(view)")
    }

    @Test func aTypedNameIsKeptAndTheExclamationMarkReplaces() throws {
        var model = Fixture.model
        #expect(try export(":export a.svg<Enter>", &model)?.path == "a.svg")
        let forced = try export(":export! a.svg<Enter>", &model)
        #expect(forced?.overwrites == true && forced?.command == "export")
    }

    @Test func allPromptsAreWrittenAPageEach() throws {
        var model = Fixture.alone
        try ModelTests.press("&award<Enter>", &model)
        #expect(try export("E", &model) == nil, "pages are drawn in idle moments")
        var effects = model.update(.key(.character("j")))
        #expect(model.prompt == model.context.list.order[1], "keys act meanwhile")
        var pages: Export?
        while pages == nil {
            #expect(effects.contains(.refine))
            effects = model.update(.refine)
            for case .export(let export) in effects { pages = export }
        }
        let export = try #require(pages)
        #expect(export.pages.count == 24 && export.command == "export-all")
        // A filter hides no prompt from the file: what it hides comes after what it shows.
        let shown = model.context.list.order
        let hidden = Fixture.snapshot.prompts.map(\.prompt.id).filter { !shown.contains($0) }
        #expect(shown.count == 4)
        for (page, id) in zip(export.pages, shown + hidden) {
            let text = PlainTextWriter.text(page)
            #expect(text.contains(id.rawValue))
            #expect(text.contains("Scores: keyword"))
            #expect(!text.contains("writing 24 pages"), "a message is no part of a page")
        }
        #expect(model.view == .prompts)
        #expect(!model.update(.refine).contains(.refine))
    }

    @Test func allPromptsDoNotFitIntoOneDrawing() throws {
        var model = Fixture.alone
        try ModelTests.press(":export-all all.svg<Enter>", &model)
        #expect(model.context.messages.status?.text.contains("one page") == true)
        #expect(!model.update(.refine).contains(.refine))
    }

    @Test(arguments: ViewKind.allCases, [(80, 24), (100, 30), (160, 40), (60, 20), (24, 6)])
    func aCaptionedScreenshotHasExactlyItsSize(view: ViewKind, size: (Int, Int)) {
        let frame = Screenshot.render(
            Fixture.model, view: view, size: size, isCaptioned: true, loadDraw: Fixture.load)
        #expect((frame.width, frame.height) == size)
        let text = PlainTextWriter.text(frame)
        #expect(size.1 < 24 || text.contains("run authors-gd"))
        #expect(text.contains("2026-08-01") == text.contains("run authors-gd"))
    }

    private func caption(_ model: ExplorerModel) -> String {
        let frame = model.exportFrame()
        return (model.context.screen.height..<frame.height).map {
            String(ModelTests.line(frame, $0).trimmingPrefix { $0 == " " })
                .split(separator: " ").joined(separator: " ")
        }.joined(separator: " ")
    }

    /// A picture of two runs stands alone only if it says of both what they are.
    @Test func theCaptionOfAComparisonDescribesBothRuns() throws {
        var model = Fixture.model
        try ModelTests.press("6", &model)
        let text = caption(model)
        #expect(text.contains("n=23040, 11 lost · B = run authors-gd-eo · "))
        let other = text.drop { $0 != "B" }
        #expect(other.contains("pure T=1, 28 tokens · seed 8 · n=11520, 6 lost · means: "))
        #expect(other.contains("A - B, 99 % together: 99.9"))
    }

    /// The level and the method in the caption are those of the limits in the picture.
    @Test func theCaptionNamesTheMethodOfWhatIsShown() throws {
        var model = Fixture.alone
        try ModelTests.press(":scorer rouge-l-recall<Enter>", &model)
        model.go(to: .scores)
        #expect(caption(model).contains("holds at any n · bets · rouge"))
        try ModelTests.press("5t", &model)
        #expect(caption(model).contains("holds at any n · mixture+bets48 · rouge"))
        model.go(to: .outputs)
        #expect(caption(model).contains("holds at any n · mixture+bets48 · rouge"))
        try ModelTests.press("s", &model)
        #expect(caption(model).contains("holds at any n · bets · rouge"))
        // Several panes show several kinds.
        try ModelTests.press("s", &model)
        _ = model.update(.resize(width: 160, height: 44))
        #expect(caption(model).contains("means: 99 % two-sided · holds at any n · bets · shares:"))
    }

    @Test func theAsciiLevelIsAsciiToTheLastByte() throws {
        var model = Fixture.model
        try ModelTests.press(":glyphs ascii<Enter>", &model)
        for view in ViewKind.allCases {
            model.go(to: view)
            _ = model.update(.resize(width: 130, height: 40))
            let text = PlainTextWriter.text(model.exportFrame())
            #expect(text.utf8.allSatisfy { $0 < 0x80 }, "\(view)")
        }
    }
}
