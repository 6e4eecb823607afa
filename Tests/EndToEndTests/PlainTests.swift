import Foundation
import TestSupport
import Testing

/// The explorer without a picture: for screen readers, pipes and simple terminals.
@Suite struct PlainTests {
    /// the same numbers as the picture's.
    @Test(arguments: [(["--plain"], ""), ([], "1")])
    func theFactsArePrintedLineByLine(options: [String], accessible: String) throws {
        let result = try Program.run(
            ["explore", Program.recordedRun] + options, environment: ["ACCESSIBLE": accessible])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.isEmpty)
        #expect(!result.output.contains("\u{1B}"))
        #expect(!result.output.unicodeScalars.contains { (0x2500...0x28FF).contains($0.value) })
        let picture = try Program.run(
            "screenshot", Program.recordedRun, "--size", "200x60", "--glyphs", "ascii")
        let means = result.output.matches(of: /sampled mean: ([0-9.]+)/).map { String($0.1) }
        #expect(means.count == 32)
        #expect(means.allSatisfy { picture.output.contains($0) })
    }

    /// a picture is refused where there is no terminal, in one sentence that says what to do.
    @Test(arguments: ["", "0"])
    func withoutATerminalOneSentenceNamesThePlainWay(accessible: String) throws {
        let result = try Program.run(
            "explore", Program.recordedRun, environment: ["ACCESSIBLE": accessible])
        #expect(result.status == 1)
        #expect(result.output.isEmpty)
        #expect(result.errors.contains("--plain"))
        #expect(result.errors.split(separator: "\n").count == 1)
        #expect(!result.errors.contains("\u{1B}"))
    }
}
