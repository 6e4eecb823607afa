import Testing
import Text

@testable import probscope

/// What `doctor` prints of a check.
@Suite struct ServerCheckTests {
    private let check = ServerCheck(
        grade: .warn, name: "defaults",
        finding: "by default another distribution is sampled (temperature 0.8, top_k 40); "
            + "probscope sends its own settings, other clients must do so too")

    @Test func aProgramReadsOneLineACheck() {
        let lines = check.lines(columns: nil)
        #expect(lines.count == 1)
        #expect(lines[0].string == "warn  defaults        " + check.finding)
    }

    @Test(arguments: [20, 40, 80, 120]) func wordsAreWholeInATerminal(columns: Int) {
        let lines = check.lines(columns: columns)
        #expect(lines.allSatisfy { $0.width <= max(columns, 42) })
        let indent = String(repeating: " ", count: 22)
        #expect(lines.dropFirst().allSatisfy { $0.string.hasPrefix(indent) })
        let words = lines.flatMap { $0.string.dropFirst(22).split(separator: " ") }
        #expect(words == check.finding.split(separator: " "))
    }
}
