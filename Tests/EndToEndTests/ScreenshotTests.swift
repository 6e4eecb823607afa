import Foundation
import TestSupport
import Testing

/// Text screenshots of the recorded run, as golden files that a person can read.
@Suite struct ScreenshotTests {
    @Test(
        arguments: ["prompts", "outputs", "scores", "bounds", "tokens", "compare"],
        ["80x24", "160x50"])
    func everyViewOfTheRecordedRun(view: String, size: String) throws {
        let result = try Program.run(
            "screenshot", Program.recordedRun, "--view", view, "--prompt", "a00-cat",
            "--size", size)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.isEmpty)
        try assertGolden(result.output, "\(view)-\(size).txt")
        let (columns, rows) = (size == "80x24" ? (80, 24) : (160, 50))
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= rows + 1)
        #expect(lines.allSatisfy { $0.count <= columns })
    }

    @Test func asciiIsPureASCII() throws {
        let result = try Program.run(
            "screenshot", Program.recordedRun, "--glyphs", "ascii", "--size", "160x50")
        #expect(result.status == 0)
        #expect(result.output.utf8.allSatisfy { $0 < 0x80 })
    }

    @Test func theSameCommandGivesTheSameBytes() throws {
        for format in ["txt", "ansi", "svg"] {
            let arguments = [
                "screenshot", Program.recordedRun, "--view", "scores", "--format", format,
                "--theme", "dark", "--keys", "jjc",
            ]
            let first = try Program.run(arguments)
            #expect(first.status == 0, "\(first.errors)")
            #expect(try Program.run(arguments).output == first.output)
        }
    }

    /// The command that is advised makes the run that was wished for.
    @Test func aScorerThatTheRunLacksIsHadAsAdvised() throws {
        let folder = try TemporaryFolder()
        let keys = [
            "--view", "prompts", "--keys", ":scorer rouge-l-f1<Enter>", "--size", "120x30",
            "--no-caption",
        ]
        let lacking = try Program.run(["screenshot", Program.smallRun] + keys)
        let advice = try #require(
            lacking.output.firstMatch(of: /takes keyword; probscope (.*) makes a run with that/))
        let new = folder.file("new.run")
        let words = advice.1.split(separator: " ").map {
            $0 == "RUN" ? Program.smallRun : $0 == "NEW.run" ? new : String($0)
        }
        #expect(try Program.run(words).status == 0)
        let shown = try Program.run(["screenshot", new] + keys)
        #expect(shown.status == 0 && !shown.output.contains("takes"))
    }

    @Test func anExistingFileIsNotOverwrittenUnasked() throws {
        let folder = try TemporaryFolder()
        let file = try folder.file("taken.txt", containing: "mine")
        let refused = try Program.run("screenshot", Program.recordedRun, "--output", file)
        #expect(refused.status == 64)
        #expect(refused.errors.contains("exists; choose another name, or replace it with --force."))
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "mine")
        let forced = try Program.run(
            "screenshot", Program.recordedRun, "--output", file, "--force")
        #expect(forced.status == 0)
        #expect(try String(contentsOfFile: file, encoding: .utf8).contains("Prompts"))
    }
}
