import Canvas
import Evidence
import Prompts
import Testing

@testable import Explorer

/// No size and no sequence of keys breaks the explorer.
@Suite struct SweepTests {
    private static let windows = ["", "?", "i", "M", "/a", ":al", "&a", "s", "st", "scL"]

    @Test(arguments: ViewKind.allCases)
    func everySizeIsDrawn(view: ViewKind) throws {
        var number = 0
        for width in 1...60 {
            for height in 1...30 {
                number += 1
                try draw(view, Self.windows[number % Self.windows.count], width, height)
            }
        }
        for keys in Self.windows { try draw(view, keys, 80, 24) }
        for keys in Self.windows.suffix(3) { try draw(view, keys, 400, 120) }
    }

    private func draw(_ view: ViewKind, _ keys: String, _ width: Int, _ height: Int) throws {
        var model = Fixture.hostile
        model.go(to: view)
        _ = model.update(.resize(width: width, height: height))
        try ModelTests.press(keys, &model)
        let frame = model.render()
        #expect(frame.width == width && frame.height == height)
        if let cursor = frame.cursor { #expect(frame.bounds.contains(cursor)) }
    }

    @Test func anEmptyRunAndNoRunAreDrawn() throws {
        var empty = Fixture.small
        empty.prompts = []
        empty.greedyScores = []
        for start in [nil, empty] {
            for view in ViewKind.allCases {
                for keys in Self.windows + ["jkGg<Enter>]n+x"] {
                    var model = ExplorerModel(snapshot: start)
                    model.go(to: view)
                    try ModelTests.press(keys, &model)
                    #expect(model.render().height == 24)
                }
            }
        }
    }

    @Test func randomKeysKeepTheModelWhole() throws {
        var generator = SplitMix(seed: 99)
        var keys = Set(KeyTable.bindings.flatMap(\.keys))
        keys.formUnion("abz01 é一".map { .character($0) })
        let all = keys.sorted { $0.name < $1.name }
        var model = Fixture.hostile
        for step in 0..<20_000 {
            let key = all[Int(generator.unit() * Double(all.count))]
            _ = model.update(.key(key))
            if step % 97 == 0 {
                let width = 1 + Int(generator.unit() * 200)
                let height = 1 + Int(generator.unit() * 60)
                _ = model.update(.resize(width: width, height: height))
            }
            if step % 31 == 0 {
                let frame = model.render()
                #expect(frame.width == model.width)
            }
            check(model)
        }
    }

    private func check(_ model: ExplorerModel) {
        #expect(model.stack.first == .prompts)
        #expect(Set(model.stack).count == model.stack.count)
        #expect(Set(model.derived.order).isSubset(of: Set(model.derived.positions.keys)))
        if let prompt = model.prompt, !model.derived.order.isEmpty {
            #expect(model.derived.order.contains(prompt))
        }
        #expect(model.prompts.anchor >= 0)
        #expect((0...1).contains(model.scores.threshold))
        #expect((0...1).contains(model.target))
        #expect(model.question.alpha > 0 && model.question.alpha <= 0.5)
        #expect(model.scorer >= 0 && model.scorer < 2)
        if let line = model.line { #expect((0...line.characters.count).contains(line.cursor)) }
    }
}
