import Testing
import Text

@testable import probscope

/// What is said on a terminal of anything that takes more than a second.
@Suite struct ProgressLineTests {
    @Test func `the line has a share, a rate and the time to go`() {
        let line = ProgressLine.line(
            "Writing a\u{1B}[2J.jsonl", done: 25, total: 100, after: .seconds(5))
        #expect(line.string == "Writing a^[[2J.jsonl: 25 %, 5.0 % a second, 15 s to go")
    }

    @Test(arguments: [(0, 10), (0, 0), (5, 0)])
    func `where no end is in sight the line says what is done`(done: Int, total: Int) {
        let line = ProgressLine.line("Reading", done: done, total: total, after: .seconds(2))
        #expect(line.string == "Reading")
    }
}
