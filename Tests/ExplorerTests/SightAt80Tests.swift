import Canvas
import Evidence
import Findings
import Prompts
import Statistics
import TestSupport
import Testing

@testable import Explorer

/// What must be in sight where there is little room.
@Suite struct SightAt80Tests {
    // MARK: - The breadcrumb

    /// Whatever the run is called, the first line names the view.
    @Test(arguments: [(80, 24), (60, 20), (40, 12)])
    func theBreadcrumbKeepsTheViewsName(width: Int, height: Int) throws {
        for length in [2, 12, 24, 70] {
            var snapshot = Fixture.small
            snapshot.facts.name = String(repeating: "n", count: length - 1) + "Z"
            var model = ExplorerModel(snapshot: snapshot)
            var other = snapshot
            other.facts.name = "other"
            _ = model.update(.others([other]))
            _ = model.update(.resize(width: width, height: height))
            for view in ViewKind.allCases where view.type.isAboutRun {
                for keys in [view.type.hotkey, "6<Enter>" + view.type.hotkey] {
                    var model = model
                    try ModelTests.press(keys, &model)
                    let first = ModelTests.text(model).prefix { $0 != "\n" }
                    #expect(first.contains(view.type.title.string), "\(view): \(first)")
                    // What is left of the name has its end, where names differ.
                    if first.contains("n"), length <= 24, width == 80, !view.type.isDetail {
                        #expect(first.contains("Z"), "\(view): \(first)")
                    }
                }
            }
        }
    }

    @Test func bothRunsAreNamedWhereThereIsRoom() throws {
        var model = Fixture.model
        _ = model.update(.resize(width: 80, height: 24))
        try ModelTests.press("6<Enter>", &model)
        let first = ModelTests.text(model).prefix { $0 != "\n" }
        #expect(
            first.contains("authors-gd and authors-gd-eo") && first.contains("Differences"),
            "\(first)")
    }

    // MARK: - Names that begin alike

    private static let names = [
        "authors-gd", "authors-npo", "authors-npo-eo", "authors-npo-eo-adaptive",
        "authors-npo-eo-exact", "authors-npo-longer",
    ]

    private static func entry(_ name: String) -> RunEntry {
        var entry = RunEntry(name: name + ".run")
        entry.facts = Fixture.small.facts
        entry.facts?.model = name + ".gguf"
        entry.facts?.decoding =
            name.hasSuffix("adaptive") ? "adaptive(0.99), 28 tokens" : "pure T=1, 28 tokens"
        entry.prompts = Fixture.small.prompts.count
        entry.proven = RunEntry.Proven(Fixture.small, alpha: nil, target: 0.05)
        return entry
    }

    @Test func runsThatBeginAlikeAreToldApart() throws {
        var options = ExplorerModel.Options()
        options.folder = "results"
        var model = ExplorerModel(options: options)
        _ = model.update(.resize(width: 80, height: 24))
        _ = model.update(.runs(Self.names.map(Self.entry)))
        let text = ModelTests.text(model)
        let lines = text.split(separator: "\n").map(String.init)
        let start = try #require(
            lines.firstIndex { $0.contains(" run ") && $0.contains("verdict") })
        let rows = lines[(start + 1)...(start + Self.names.count)]
        // The name and the model, each in its own column.
        let name = rows.map { $0.dropFirst(4).prefix { $0 != " " } }
        #expect(Set(name).count == Self.names.count, "\(text)")
        let place = try #require(lines[start].ranges(of: "model").first)
        let column = lines[start].distance(from: lines[start].startIndex, to: place.lowerBound)
        #expect(Set(rows.map { $0.dropFirst(column).prefix { $0 != " " } }).count == 6, "\(text)")
        // A mean is nothing without its limits.
        #expect(rows.allSatisfy { $0.contains("[") && $0.contains("]") }, "\(text)")
    }

    /// Whatever is shortened stays within its columns, and as much apart as can be.
    @Test func shortenedNamesStayApart() {
        let glyphs = Glyphs(.block)
        let cases = [
            Self.names, Self.names.map { $0 + ".run" },
            ["a.gguf", "b.gguf"], ["x/one-long-name-1", "x/one-long-name-2"],
            ["漢字漢字漢字漢字甲", "漢字漢字漢字漢字乙"], ["same"], [],
        ]
        for names in cases {
            for width in 1...30 {
                let safe = names.map { SafeText(oneLine: $0) }
                let short = DistinctNames(safe, width, glyphs)
                let shown = safe.map(short.short)
                #expect(shown.allSatisfy { $0.width <= width })
                if width >= 12 { #expect(Set(shown).count == names.count, "\(width) \(shown)") }
            }
        }
    }

    // MARK: - Ways back

    @Test func whatIsOpenedFromTheListOfRunsLeadsBackToIt() throws {
        for keys in ["<Space><Space>6", "2", "V"] {
            var options = ExplorerModel.Options()
            options.folder = "results"
            var model = ExplorerModel(options: options)
            _ = model.update(.resize(width: 80, height: 24))
            _ = model.update(.runs(Self.names.map(Self.entry)))
            try ModelTests.press(keys, &model)
            _ = model.update(.snapshot(Fixture.small))
            #expect(model.view != .runs)
            let first = ModelTests.text(model).prefix { $0 != "\n" }
            #expect(first.contains(model.view.title.string), "\(first)")
            try ModelTests.press("q", &model)
            #expect(model.view == .runs, "\(keys)")
        }
    }

    /// Behind a filter, groups are counted above the list as they are below it.
    @Test func aFilterCountsGroups() throws {
        let answers = (0..<12).map { ["Yes.", "yes", "**Yes**", "No"][$0 % 4] }
        var model = AnswerFixture.model(answers)
        _ = model.update(.resize(width: 80, height: 24))
        try ModelTests.press("2&(?i)yes<Enter>", &model)
        let text = ModelTests.text(model)
        #expect(text.contains("1 group, 3 of 4 texts") && text.contains("Answer 1 of 1"), "\(text)")
    }

    @Test func aFigureWithoutAnEstimateSaysWhy() throws {
        var model = AnswerFixture.model(["a", "b", "MARZIPAN"])
        _ = model.update(.resize(width: 80, height: 24))
        try ModelTests.press("3", &model)
        #expect(ModelTests.text(model).contains("no estimate below 10 draws"))
        let plain = PlainReport(AnswerFixture.snapshot(["a", "b", "MARZIPAN"])).text()
        #expect(plain.contains("leak@10 (the worst of 10 answers)"))
    }
}
