import Canvas
import Prompts
import TestSupport
import Testing

@testable import Explorer

/// Nothing is drawn over anything else.
@Suite struct OverdrawTests {
    /// The figures under a low plot are those under a high one.
    @Test(arguments: ["", "c", "cc", "s", "v", "vc", "vs"])
    func theFiguresUnderAPlotAreWhole(keys: String) throws {
        var model = Fixture.model
        try ModelTests.press(":prompt a01-teacher<Enter>3" + keys, &model)
        func lines(_ width: Int, _ height: Int) -> [String] {
            _ = model.update(.resize(width: width, height: height))
            return PlainTextWriter.text(model.render()).split(separator: "\n").map(String.init)
        }
        let labels = [" mean ", " sampled", " greedy ", " P(score", " σ ", " ED "]
        var found = 0
        for width in [24, 40, 80, 120] {
            let whole = Set(lines(width, 40))
            for height in 5..<24 {
                let low = lines(width, height)
                let figures = low.filter { line in labels.contains { line.hasPrefix($0) } }
                found += figures.count
                for line in figures { #expect(whole.contains(line), "\(height): \(line)") }
            }
        }
        #expect(found > 30)
    }

    /// No view writes outside of its pane.
    @Test func aViewStaysInItsPane() throws {
        for keys in ["", "s", "v"] {
            var model = Fixture.model
            try ModelTests.press(keys, &model)
            for view in ViewKind.allCases {
                model.go(to: view)
                model.refresh()
                for (width, height) in [(20, 4), (33, 6), (48, 9), (80, 14), (80, 22)] {
                    let pane = Rect(x: 3, y: 2, width: width, height: height)
                    var frame = Frame(width: width + 6, height: height + 5)
                    let dot: SafeText = "~"
                    for y in 0..<frame.height {
                        frame.put(dot * frame.width, x: 0, y: y)
                    }
                    model.views[view].draw(
                        model.context, isFocused: true, into: &frame, in: pane)
                    for y in 0..<frame.height {
                        for x in 0..<frame.width where !pane.contains(Point(x: x, y: y)) {
                            #expect(frame[x, y].text == "~", "\(view) \(width)x\(height)")
                        }
                    }
                }
            }
        }
    }
}
