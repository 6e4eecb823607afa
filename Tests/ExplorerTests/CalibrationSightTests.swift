import Canvas
import Prompts
import TestSupport
import Testing

@testable import Explorer

/// What the view of calibration shows first, and that all of it can be read.
@Suite struct CalibrationSightTests {
    private static func lines(
        _ keys: String = "", prompt: String? = nil, width: Int = 80, height: Int = 24
    ) throws -> [String] {
        let frame = Screenshot.render(
            Fixture.model, view: .calibration, prompt: prompt.map { PromptID($0) },
            size: (width, height), keys: try KeyScript.parse(keys), reading: Fixture.Runs(),
            loadDraw: Fixture.load)
        return PlainTextWriter.text(frame).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
    }

    private static func listed(_ lines: [String]) throws -> [String] {
        let header = try #require(lines.firstIndex { $0.contains("said") && $0.contains("prompt") })
        return Array(lines[(header + 1)...])
    }

    /// It opens where the most over-confident stand, whatever prompt was selected before; a prompt that
    /// was asked for is shown.
    @Test func theMostOverConfidentStandFirst() throws {
        for keys in ["", "o", "oo", "O"] {
            let first = try #require(try Self.listed(try Self.lines(keys)).first)
            #expect(first.hasPrefix("▸"), "\(keys): \(first)")
        }
        let asked = try Self.lines("", prompt: "a01-teacher")
        #expect(asked.contains { $0.hasPrefix("▸") && $0.contains("a01-teacher") })
    }

    /// Whoever comes back from a prompt's answers finds the list as it was left.
    @Test func comingBackKeepsThePlace() throws {
        let left = try Self.listed(try Self.lines("jj"))
        let back = try Self.listed(try Self.lines("jj<Enter>q"))
        #expect(left.first { $0.hasPrefix("▸") } == back.first { $0.hasPrefix("▸") })
    }

    /// Every remark is read to its end, at 80 columns too.
    @Test(arguments: [(80, 24), (160, 50)])
    func remarksAreReadWhole(width: Int, height: Int) throws {
        var seen: [String] = []
        for presses in 0..<24 {
            let lines = try Self.lines(
                String(repeating: "J", count: presses), width: width, height: height)
            let end = try #require(lines.firstIndex { $0.contains("0 to 1:") })
            for line in lines[2..<end] {
                let words = line.prefix(width - 18).trimmingBlanks
                if !seen.contains(words) { seen.append(words) }
            }
        }
        let text = seen.joined(separator: " ")
        for words in [
            "limits take each draw at its worst, estimates leave it out.",
            "limits about these prompts are no proof against it.",
        ] {
            #expect(text.contains(words), "\(text)")
        }
        #expect(!text.contains("…"))
    }

    @Test func oneSidedLimitsNameTheirSide() throws {
        let upper = try Self.lines("B", width: 160, height: 50).joined(separator: "\n")
        #expect(upper.contains("99 % upper limit each"), "\(upper)")
        #expect(!upper.contains("[-1.000") && !upper.contains("[0.0000, "), "\(upper)")
        let rows = try Self.listed(try Self.lines("B"))
        #expect(rows.contains { $0.contains("≤ ") } && !rows.contains { $0.contains("[-1.000") })
    }

    @Test func aFixedNumberIsNamed() throws {
        let text = try Self.lines("b", width: 160, height: 50).joined(separator: "\n")
        #expect(text.contains("means at n=") && !text.contains("means at fixed n"), "\(text)")
    }
}

extension StringProtocol {
    fileprivate var trimmingBlanks: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
