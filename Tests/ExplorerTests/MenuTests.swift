import Canvas
import Evidence
import Findings
import Testing

@testable import Explorer

/// The menu of the demo's runs, and changing from one run to another.
@Suite struct MenuTests {
    private func opened() -> ExplorerModel {
        var model = TourFixture.model()
        TourFixture.send(.open(.run("authors-npo", beside: nil)), to: &model)
        TourFixture.send(.open(.menu), to: &model)
        return model
    }

    private func text(_ model: ExplorerModel) -> String {
        PlainTextWriter.text(model.render())
    }

    @Test func enterStaysWithTheRunThatIsSampledBehindTheMenu() throws {
        var model = opened()
        #expect(text(model).contains("authors-npo-longer"))
        #expect(text(model).contains("a00-trade"), "the run behind it is in sight")
        #expect(try ModelTests.press("<Enter>", &model).isEmpty)
        #expect(model.overlay == nil && model.context.shown?.facts.name == "authors-npo")
    }

    @Test func anotherRunReplacesEverythingThatWasDerivedFromTheFirst() throws {
        var model = opened()
        TourFixture.send(.key(.character("j")), to: &model)
        let effects = model.update(.key(.enter))
        let name = model.choices[1].name
        #expect(effects.contains(.show(run: name, beside: nil)))
        #expect(model.context.shown == nil && model.context.findings.rows.isEmpty)
        #expect(text(model).contains("waiting for the first picture of \(name)"))
        _ = model.update(.snapshot(TourFixture.expected(name, draws: 10)))
        #expect(text(model).contains("\(name) › Prompts"))
    }

    @Test func theLastLineIsTheTour() throws {
        var model = opened()
        TourFixture.send(.key(.character("G")), to: &model)
        TourFixture.send(.key(.enter), to: &model)
        #expect(model.tourPosition == 0)
    }

    @Test func theMenuGoesRoundAndEscLeavesIt() throws {
        var model = opened()
        try ModelTests.press("k", &model)
        #expect(model.overlay == .menu(position: model.menuCount - 1))
        try ModelTests.press("j", &model)
        #expect(model.overlay == .menu(position: 0))
        #expect(try ModelTests.press("<Esc>", &model).isEmpty)
        #expect(model.overlay == nil)
    }

    @Test(arguments: [("3", ViewKind.scores), ("2", .outputs), ("6", .compare)])
    func anyOtherKeyActsAsIfTheMenuWereNotThere(key: String, view: ViewKind) throws {
        var model = opened()
        try ModelTests.press(key, &model)
        #expect(model.overlay == nil && model.view == view)
    }

    @Test func theCommandNamesRunsAndOpensTheMenu() throws {
        var model = opened()
        try ModelTests.press("<Esc>:model<Enter>", &model)
        #expect(model.overlay == .menu(position: 0))
        let effects = try ModelTests.press("<Esc>:model authors-npo-longer<Enter>", &model)
        #expect(effects.contains(.show(run: "authors-npo-longer", beside: nil)))
        try ModelTests.press(":model nonsense<Enter>", &model)
        #expect(model.context.messages.status?.isError == true)
        var alone = ExplorerModel(snapshot: Fixture.small)
        try ModelTests.press(":model<Enter>", &alone)
        #expect(alone.context.messages.status?.text.contains("probscope demo") == true)
    }

    @Test func namesAndCardsAreMadeSafeAndEverySizeIsDrawn() {
        var options = ExplorerModel.Options()
        options.choices = (0..<40).map {
            RunChoice(name: "\u{1B}[2J\($0)次", summary: "\u{1B}]0;owned\u{7}\n\tlong " + "é̂ 👩‍👩‍👧‍👦")
        }
        var model = ExplorerModel(snapshot: Fixture.small, options: options)
        _ = model.update(.open(.menu))
        for width in stride(from: 1, through: 90, by: 6) {
            for height in 1...30 {
                _ = model.update(.resize(width: width, height: height))
                let frame = model.render()
                #expect(frame.width == width && frame.height == height)
            }
        }
        #expect(!text(model).unicodeScalars.contains { $0.value == 0x1B })
    }
}
