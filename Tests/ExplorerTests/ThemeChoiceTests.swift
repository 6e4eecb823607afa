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
        #expect(model.overlay == nil && model.themeName == "dark")
    }

    @Test(arguments: ["<Esc>", "q"])
    func leavingTheListReturnsToTheThemeBefore(key: String) throws {
        var model = model()
        try ModelTests.press("TG", &model)
        #expect(model.themeName == "dark")
        #expect(try ModelTests.press(key, &model) == [.setTheme("terminal")])
        #expect(model.overlay == nil && model.themeName == "terminal")
        #expect(try ModelTests.press("T" + key, &model) == [])
    }
}
