import Canvas
import Testing

@testable import Explorer

/// `T` shows each theme at once; Enter keeps one, Esc returns.
@Suite struct ThemeChoiceTests {
    private func model() -> ExplorerModel {
        var options = ExplorerModel.Options()
        options.themes = ["terminal", "mono", "dark"]
        return ExplorerModel(snapshot: Fixture.small, options: options)
    }

    @Test func movingThroughTheListShowsEachThemeAndEnterKeepsIt() throws {
        var model = model()
        #expect(try ModelTests.press("T", &model) == [])
        #expect(try ModelTests.press("j", &model) == [.setTheme("mono")])
        #expect(try ModelTests.press("T", &model) == [.setTheme("dark")])
        #expect(try ModelTests.press("j", &model) == [.setTheme("terminal")])
        #expect(try ModelTests.press("G", &model) == [.setTheme("dark")])
        let row = try #require(model.render().cursor).y
        #expect(ModelTests.line(model.render(), row).contains("dark"))
        #expect(try ModelTests.press("<Enter>", &model) == [])
        #expect(model.overlay == nil && model.theme == "dark")
    }

    @Test(arguments: ["<Esc>", "q"])
    func leavingTheListReturnsToTheThemeBefore(key: String) throws {
        var model = model()
        try ModelTests.press("TG", &model)
        #expect(model.theme == "dark")
        #expect(try ModelTests.press(key, &model) == [.setTheme("terminal")])
        #expect(model.overlay == nil && model.theme == "terminal")
        #expect(try ModelTests.press("T" + key, &model) == [])
    }

    /// One line of the screen is not enough for many mistakes; the window of messages is.
    @Test(arguments: [(80, 24), (200, 50)])
    func everyMistakeInAThemeIsReadInTheMessages(size: (Int, Int)) throws {
        var model = model()
        let mistakes = (1...9).map {
            "mine.theme:\($0): key\($0): 'purplish' is neither a colour (name, 0-255, #rgb, #rrggbb, "
                + "default) nor bold, underline, reverse or dim; ignored"
        }
        _ = model.update(.resize(width: size.0, height: size.1))
        _ = model.update(.notices(mistakes.map { Notice($0) }))
        let said = PlainTextWriter.text(model.render())
        #expect(said.contains("M shows all 9: mine.theme:1: key1"))
        #expect(said.contains("underline, reverse or dim; ignored"), "\(said)")
        try ModelTests.press("Mg", &model)
        let text = PlainTextWriter.text(model.render())
        for line in 1...9 { #expect(text.contains("mine.theme:\(line): key\(line): 'purplish'")) }
        _ = model.update(.notices([Notice(mistakes[0])]))
        #expect(model.context.messages.status == Notice(mistakes[0]))
    }
}
