import Canvas
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
        for fact in ["run authors-gd", "pure T=1", "seed 7", "2026-08-01", "99 %"] {
            #expect(text.contains(fact), "\(view): \(fact)")
        }
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
        #expect(model.prompt == model.derived.order[1], "keys act meanwhile")
        var pages: Export?
        while pages == nil {
            #expect(effects.contains(.refine))
            effects = model.update(.refine)
            for case .export(let export) in effects { pages = export }
        }
        let export = try #require(pages)
        #expect(export.pages.count == 4 && export.command == "export-all")
        for (page, id) in zip(export.pages, model.derived.order) {
            let text = PlainTextWriter.text(page)
            #expect(text.contains(id.rawValue))
            #expect(text.contains("Scores: keyword"))
            #expect(!text.contains("writing 4 pages"), "a message is no part of a page")
        }
        #expect(model.view == .prompts)
        #expect(!model.update(.refine).contains(.refine))
    }

    @Test func allPromptsDoNotFitIntoOneDrawing() throws {
        var model = Fixture.alone
        try ModelTests.press(":export-all all.svg<Enter>", &model)
        #expect(model.status?.text.contains("one page") == true)
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
