import Canvas
import Evidence
import Findings
import Prompts
import TestSupport
import Testing

@testable import Explorer

/// No size and no sequence of keys breaks the explorer.
@Suite struct SweepTests {
    /// Keys that open each window; the menu of runs is opened from outside.
    private static let windows = ["", "?", "i", "M", "T", "S", "W", menu]
    private static let menu = "menu"
    /// Keys that change what a view draws.
    private static let readings = [
        "s", "st", "scL", "t<Enter>", "cc", "bB", "H", "D", "/a", ":al", "&a", "rPz", "o<Enter>P",
    ]

    @Test(arguments: ViewKind.allCases)
    func everySizeIsDrawnUnderEveryWindow(view: ViewKind) throws {
        for keys in Self.windows + Self.readings {
            var model = Fixture.hostile
            model.go(to: view)
            if keys == Self.menu {
                _ = model.update(.open(.menu))
            } else {
                try ModelTests.press(keys, &model)
            }
            #expect(
                (model.overlay != nil) == ["?", "i", "M", "T", "S", "W", Self.menu].contains(keys))
            // Every size under every window; what else a view can show at some of them.
            let isWindow = Self.windows.contains(keys)
            let (across, down) = isWindow ? (1, 1) : (13, 5)
            for width in stride(from: 1, through: 60, by: across) {
                for height in stride(from: 1, through: 30, by: down) {
                    draw(&model, width, height)
                }
            }
            draw(&model, 80, 24)
            if isWindow { draw(&model, 400, 120) }
        }
    }

    private func draw(_ model: inout ExplorerModel, _ width: Int, _ height: Int) {
        _ = model.update(.resize(width: width, height: height))
        let frame = model.render()
        if frame.width != width || frame.height != height {
            Issue.record("a frame of \(frame.width)x\(frame.height) for \(width)x\(height)")
        }
        if let cursor = frame.cursor, !frame.bounds.contains(cursor) {
            Issue.record("the cursor is outside of \(width)x\(height)")
        }
    }

    @Test func anEmptyRunAndNoRunAreDrawn() throws {
        var empty = Fixture.small
        empty.prompts = []
        empty.greedyScores = []
        for start in [nil, empty] {
            for view in ViewKind.allCases {
                for keys in Self.windows.dropLast() + [":al", "jkGg<Enter>]n+x"] {
                    var model = ExplorerModel(snapshot: start)
                    model.go(to: view)
                    try ModelTests.press(keys, &model)
                    #expect(model.render().height == 24)
                }
            }
        }
    }

    /// 100,000 keys in all, in parts that run side by side.
    @Test(arguments: UInt64(96)...99)
    func randomKeysKeepTheModelWhole(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var keys = Set(KeyTable.bindings.flatMap(\.keys))
        keys.formUnion("abz01 é一".map { .character($0) })
        let all = keys.sorted { $0.name < $1.name }
        // Few prompts with few draws: what is tested are the keys, not the bounds.
        var few = Fixture.small
        few.prompts = Array((Fixture.hostile.context.shown?.prompts ?? []).suffix(3))
        few.greedyScores = Array(repeating: [0, 0.3], count: few.prompts.count)
        var options = ExplorerModel.Options()
        options.tour = .caseStudy
        options.choices = [RunChoice(name: "another", summary: "run")]
        var model = ExplorerModel(snapshot: few, options: options)
        let third = Fixture.make(name: "third", seed: 9, draws: 4, prompts: 2)
        _ = model.update(.others([few, third]))
        var contexts: Set<KeyContext> = []
        var overlays: Set<String> = []
        var runs: Set<Int> = []
        for step in 0..<25_000 {
            if step % 3 == 0 {
                contexts.insert(model.keyContext)
                overlays.insert(model.overlay?.title.string ?? "")
                runs.insert(model.shownRun)
            }
            let key = all[Int(generator.uniform() * Double(all.count))]
            if step % 500 == 250 {
                _ = model.update(.open(.menu))
                // No key opens the menu, and most close it.
                overlays.insert(model.overlay?.title.string ?? "")
            }
            for case .show in model.update(.key(key)) {
                _ = model.update(.snapshot(few))
                _ = model.update(.others([few, third]))
            }
            if step % 97 == 0 {
                let width = 1 + Int(generator.uniform() * 130)
                let height = 1 + Int(generator.uniform() * 45)
                _ = model.update(.resize(width: width, height: height))
            }
            // Lines that are typed stay short.
            if step % 50 == 49 { try ModelTests.press("<Esc>", &model) }
            if step % 97 == 1 { #expect(model.render().width == model.context.screen.width) }
            if let problem = problem(with: model) { throw FuzzFailure(step: step, problem) }
            // What was typed on the way must not hide most prompts, nor fill the log, for the rest
            // of the test.
            if step % 500 == 499 {
                model.context.list.filter = ""
                model.context.messages.all = []
            }
        }
        // The keys have been everywhere.
        #expect(contexts == Set(KeyContext.allCases).subtracting([.always, .views, .prompts]))
        let legends = overlays.filter { $0.hasPrefix("What you are looking at: ") }
        #expect(legends.count == ViewKind.allCases.count)
        #expect(
            overlays.subtracting(legends)
                == [
                    "", "Help", "Run", "Messages", "Themes", "What to look at", "Sort by", "Label",
                    "Columns",
                ])
        #expect(runs == [0, 1, 2])
    }

    /// The first invariant of the model that does not hold.
    private func problem(with model: ExplorerModel) -> String? {
        let order = model.context.list.order
        if model.context.screen.stack.first != .prompts {
            return "the stack does not begin with the list"
        }
        if model.context.screen.stack.count > 1,
            Set(model.context.screen.stack).count != model.context.screen.stack.count
        {
            return "a view is on the stack twice"
        }
        if order.contains(where: { model.context.findings.positions[$0] == nil }) {
            return "unknown prompt"
        }
        if let prompt = model.prompt, !order.isEmpty, !order.contains(prompt) {
            return "the selected prompt is not in the list"
        }
        if model.context.list.cursor.anchor < 0 { return "a negative anchor" }
        if !(0...1).contains(model.scores.threshold) { return "threshold" }
        if !(0...1).contains(model.context.target) { return "target" }
        if !(model.context.question.alpha > 0 && model.context.question.alpha <= 0.5) {
            return "alpha"
        }
        if !(0..<2).contains(model.context.scorer) { return "scorer" }
        var isOpen = [false, false, false]
        isOpen[model.shownRun] = true
        for other in model.context.runs.others { isOpen[other.position] = true }
        if isOpen != [true, true, true] { return "a run is lost" }
        if !model.context.runs.others.indices.contains(model.context.runs.compared) {
            return "the compared run"
        }
        if let line = model.line, !(0...line.characters.count).contains(line.cursor) {
            return "the insertion point is outside the line"
        }
        if case .themes(let position, _) = model.overlay,
            !model.themes.indices.contains(position)
        {
            return "there is no such theme"
        }
        return nil
    }
}

/// What went wrong after how many keys.
private struct FuzzFailure: Error, CustomStringConvertible {
    let description: String

    init(step: Int, _ problem: String) {
        description = "after \(step) keys: \(problem)"
    }
}
