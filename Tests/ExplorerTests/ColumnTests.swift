import Canvas
import Prompts
import Testing

@testable import Explorer

/// Columns are hidden, shown and resized, and stay so.
@Suite struct ColumnTests {
    private static func header(_ model: ExplorerModel) -> String {
        ModelTests.line(model.render(), 2)
    }

    @Test func columnsAreHiddenAndShownInTheChooser() throws {
        #expect(Self.header(Fixture.model).contains("greedy"))
        var model = try ModelTests.pressed("C")
        let text = PlainTextWriter.text(model.render())
        #expect(
            text.contains("Columns") && text.contains("[x] greedy") && text.contains("[-] lower"))
        try ModelTests.press("jjj<Enter>", &model)
        #expect(PlainTextWriter.text(model.render()).contains("[ ] greedy"))
        try ModelTests.press("<Esc>", &model)
        #expect(!Self.header(model).contains("greedy"), "\(Self.header(model))")
        #expect(model.overlay == nil && model.view == .prompts)
        // A column that had no room comes first once it is wanted.
        try ModelTests.press("C5<Esc>", &model)
        try ModelTests.press(":columns +lower<Enter>", &model)
        #expect(Self.header(model).contains("lower"))
        try ModelTests.press(":columns default<Enter>", &model)
        #expect(Self.header(model) == Self.header(Fixture.model))
    }

    @Test func columnsAreResized() throws {
        let model = try ModelTests.pressed(":columns id=5 histogram=12<Enter>")
        #expect(Self.header(model).hasPrefix("  id    prompt"), "\(Self.header(model))")
        let wider = try ModelTests.pressed("C>>><Esc>", model)
        #expect(Self.header(wider).hasPrefix("  id       prompt"), "\(Self.header(wider))")
        let usual = try ModelTests.pressed("C=jj=<Esc>", wider)
        #expect(Self.header(usual) == Self.header(Fixture.model))
    }

    @Test func columnsOfAnswersAreChosenByThemselves() throws {
        var model = try ModelTests.pressed("2")
        func header() throws -> Substring {
            let lines = PlainTextWriter.text(model.render()).split(separator: "\n")
            return try #require(lines.first { $0.contains("answer (") })
        }
        #expect(try header().contains("limits"))
        try ModelTests.press(":columns -limits -score bar=20<Enter>", &model)
        #expect(try !header().contains("limits") && !header().contains("score"))
        try ModelTests.press("1", &model)
        #expect(Self.header(model) == Self.header(Fixture.model))
        try ModelTests.press("4C", &model)
        #expect(model.overlay == nil)
    }

    @Test func columnsAreKeptWithThePlace() throws {
        let chosen = try ModelTests.pressed(":columns -greedy id=20<Enter>2:columns -limits<Enter>")
        #expect(chosen.place["columns.prompts"] == "-greedy id=20")
        var model = Fixture.model
        model.restore(chosen.place)
        #expect(model.context.columns == chosen.context.columns)
        // What nobody knows is left out.
        model = Fixture.model
        model.restore(["columns.prompts": "-nobody id=99999", "columns.scores": "-n"])
        #expect(model.context.columns.isEmpty)
    }

    @Test(arguments: ["-nobody", "id=3", "id=61", "mean=9", "id=x", "greedy", "-", "=", "+id=4"])
    func wordsThatAreNoColumnsAreNamed(words: String) throws {
        let model = try ModelTests.pressed(":columns \(words)<Enter>")
        #expect(model.context.messages.status?.isError == true)
        #expect(model.context.columns.isEmpty)
    }

    /// Whatever is chosen, every size is drawn inside its screen.
    @Test(arguments: [(24, 6), (40, 12), (60, 20), (80, 24), (160, 50)])
    func chosenColumnsFitEverySize(width: Int, height: Int) throws {
        let all = ViewKind.prompts.type.columns.map { "+" + $0.name }.joined(separator: " ")
        for words in [all + " id=60 histogram=60", "-id", "-id -n -mean -upper -verdict"] {
            for mode in ["", "s"] {
                var model = Fixture.model
                _ = model.update(.resize(width: width, height: height))
                try ModelTests.press(":columns \(words)<Enter>" + mode, &model)
                let lines = PlainTextWriter.text(model.render()).split(separator: "\n")
                #expect(lines.allSatisfy { $0.count <= width })
            }
        }
        for words in ["+count +share +bar +limits +label bar=60", "-count -score -share"] {
            var model = Fixture.model
            _ = model.update(.resize(width: width, height: height))
            try ModelTests.press("2:columns \(words)<Enter>", &model)
            let lines = PlainTextWriter.text(model.render()).split(separator: "\n")
            #expect(lines.allSatisfy { $0.count <= width })
        }
    }
}
