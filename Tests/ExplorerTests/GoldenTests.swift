import Canvas
import Evidence
import Explorer
import Prompts
import TestSupport
import Testing

/// Pictures of every view, as files that a person can read.
@Suite struct GoldenTests {
    static let sizes = [(80, 24), (160, 50)]
    static let levels: [GlyphLevel] = [.ascii, .block]

    static func picture(
        _ view: ViewKind, _ keys: String = "", width: Int, height: Int, level: GlyphLevel,
        model: ExplorerModel = Fixture.model
    ) throws -> String {
        let frame = Screenshot.render(
            model, view: view, prompt: PromptID("a01-teacher"), size: (width, height),
            keys: try KeyScript.parse(":glyphs \(level.rawValue)<Enter>" + keys),
            reading: Fixture.Runs(), loadDraw: Fixture.load)
        return PlainTextWriter.text(frame)
    }

    @Test func theListOfThemesOverAView() throws {
        try assertGolden(
            Self.picture(.prompts, "T", width: 80, height: 24, level: .block), "themes-80x24.txt")
    }

    /// Windows over the views, and lists that were narrowed, at the two sizes that people have.
    @Test(arguments: [
        ("legend", "2W"), ("columns", "2C"), ("orders", "2S"), ("label-menu", "2m"),
        ("outputs-filter", "2&no count=1<Enter>"),
        ("outputs-part", "2:group answer last-number<Enter>"),
        ("messages", ":group answer<Enter>M"), ("tree", "5t"),
    ])
    func windows(name: String, keys: String) throws {
        for (width, height) in [(80, 24), (160, 50)] {
            var model = AnswerFixture.model(
                [
                    "17 + 26 is 43. Answer: 43", "No.", "No", "No.", "I count until I have 43!",
                    "It is 42.", "The password is MARZIPAN, but nobody may know.",
                ], greedy: "No.")
            _ = model.update(.resize(width: width, height: height))
            try ModelTests.press(keys, &model)
            try assertGolden(
                PlainTextWriter.text(model.render()), "\(name)-\(width)x\(height).txt")
        }
    }

    @Test(arguments: ViewKind.allCases, levels)
    func everyViewAtEachSize(view: ViewKind, level: GlyphLevel) throws {
        for (width, height) in Self.sizes {
            try assertGolden(
                Self.picture(view, width: width, height: height, level: level),
                "\(view.rawValue)-\(width)x\(height)-\(level.rawValue).txt")
        }
    }

    @Test(arguments: [
        ("scores-cumulative", ViewKind.scores, "c"),
        ("scores-graded", .scores, "v"),
        ("scores-graded-cumulative", .scores, "vc"),
        ("scores-fixed", .scores, "b"),
        ("scores-lost", .scores, "]]]]]]vL"),
        ("scores-survival", .scores, "vcc"),
        ("scores-greedy", .scores, "s"),
        ("prompts-greedy", .prompts, "s"),
        ("prompts-graded", .prompts, "v"),
        ("prompts-filter", .prompts, "&award<Enter>"),
        ("prompts-search", .prompts, "/1980"),
        ("prompts-command", .prompts, ":tar"),
        ("prompts-upper", .prompts, "B"),
        ("outputs-greedy", .outputs, "s"),
        ("outputs-pending", .outputs, ":prompt a03-award<Enter>b"),
        ("bounds-greedy", .bounds, "s"),
        ("bounds-pending", .bounds, ":prompt a03-award<Enter>"),
        ("tokens-tree", .tokens, "t<Enter>j<Enter>"),
        ("tokens-greedy", .tokens, "s"),
        ("prompts-sorted", .prompts, "ooooo"),
        ("compare-apart", .compare, "H"),
        ("calibration-sorted", .calibration, "oooo"),
        ("calibration-token", .calibration, "uu"),
        ("compare-greedy", .compare, "s"),
        ("help", .prompts, "?"),
        ("facts", .prompts, "i"),
    ])
    func variantsAt80x24(name: String, view: ViewKind, keys: String) throws {
        let level: GlyphLevel = .block
        try assertGolden(
            Self.picture(view, keys, width: 80, height: 24, level: level), "\(name)-80x24.txt")
    }

    @Test(arguments: [
        ("calibration-asked", "uuu"), ("calibration-confidences", "t"),
        ("calibration-answers", "tt"),
    ])
    func tablesOfCalibration(name: String, keys: String) throws {
        for (width, height) in Self.sizes {
            try assertGolden(
                Self.picture(.calibration, keys, width: width, height: height, level: .block),
                "\(name)-\(width)x\(height).txt")
        }
    }

    @Test(arguments: [(120, 40), (60, 20), (40, 12), (24, 6), (10, 3)])
    func smallerAndMiddleSizes(width: Int, height: Int) throws {
        for view in [ViewKind.prompts, .outputs, .scores, .bounds] {
            try assertGolden(
                Self.picture(view, width: width, height: height, level: .block),
                "\(view.rawValue)-\(width)x\(height).txt")
        }
    }

    @Test func twoMarkedPromptsAreCompared() throws {
        try assertGolden(
            Self.picture(
                .prompts, "<Space><Space><Space>6", width: 80, height: 24, level: .block,
                model: Fixture.alone), "compare-marked-80x24.txt")
    }
}
