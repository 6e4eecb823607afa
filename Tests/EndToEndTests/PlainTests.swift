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
        // The run has the model's own word, and the same is said of it as in the report.
        let report = try Program.run("report", Program.recordedRun, "--calibration")
        let told = report.output.split(separator: "\n").filter { $0.contains("Calibration: ") }
        #expect(told.count > 10)
        for line in told {
            #expect(result.output.contains(line.trimmingCharacters(in: .whitespaces)), "\(line)")
        }
        let means = result.output.matches(of: /sampled mean: ([0-9.]+)/).map { String($0.1) }
        #expect(means.count == 32)
        #expect(means.allSatisfy { picture.output.contains($0) })
    }

    private static let excuse =
        "Standard output is not a terminal, so these are the facts line by line, "
        + "as --plain prints them.\n"

    /// recorded evidence is printed as with `--plain`, and one sentence says why.
    @Test(arguments: [
        ["explore", Program.smallRun], ["explore", Program.smallRun, Program.otherSmallRun],
        ["explore", Program.smallRun, "--compare", Program.otherSmallRun], ["demo", "--recorded"],
        ["demo", "--recorded", "--model", "authors-npo", "--compare", "authors-npo-longer"],
        ["demo", "--tour", "--recorded"],
    ])
    func recordedRunsArePrintedWhereThereIsNoTerminal(command: [String]) throws {
        let plain = try Program.run(command + ["--plain"])
        #expect(plain.status == 0 && plain.errors.isEmpty)
        let result = try Program.run(command, environment: ["ACCESSIBLE": "0"])
        #expect(result.status == 0)
        #expect(result.errors == Self.excuse)
        #expect(result.output == plain.output)
        #expect(!result.output.contains("\u{1B}"))
        let runs = result.output.matches(of: /(?m)^Run (\S+)$/).map { String($0.1) }
        if command.contains(Program.smallRun) || command.contains("--compare") {
            let names = ["authors-npo", "authors-npo-longer"].prefix(command.count > 2 ? 2 : 1)
            #expect(runs == Array(names))
            let comparisons = result.output.ranges(of: "\nComparison\nA: run authors-npo, ").count
            #expect(comparisons == runs.count - 1)
        }
    }

    /// What counts of an answer was chosen when the run was sampled; nothing is asked for in vain.
    @Test func aPartOfTheAnswersOfARecordedRunIsRefusedWithTheWayToIt() throws {
        let result = try Program.run(
            "explore", Program.smallRun, "--plain", "--answer", "last-line")
        #expect(result.status == 64 && result.output.isEmpty)
        #expect(result.errors.contains("probscope score "))
        #expect(result.errors.contains("--answer 'last-line'"))
    }

    /// `| head -1`: nobody is told of a reader that has seen enough.
    @Test func aReaderThatGoesAwayEarlyIsNoError() throws {
        let result = try Subprocess.run(
            "sh", ["-c", "'\(Program.path)' explore '\(Program.recordedRun)' | head -1"],
            environment: Program.environment)
        #expect(result.status == 0)
        #expect(result.output == "Run authors-gd\n")
        #expect(result.errors == Self.excuse)
    }

    /// A live run is refused before a server is started or asked, and before there is a file.
    @Test func samplingIsRefusedWhereThereIsNoTerminal() throws {
        let folder = try TemporaryFolder()
        let started = folder.file("started")
        let server = try folder.file("server", containing: "#!/bin/sh\ntouch '\(started)'\n")
        chmod(server, 0o755)
        let run = folder.file("new.run")
        for command in [
            ["explore", Program.prompts, "--server", "http://127.0.0.1:9", "--output", run],
            ["demo", "--llama-server", server, "--output", run],
            ["demo", "--tour", "--llama-server", server],
        ] {
            let line = ([Program.path] + command).map { "'\($0)'" }.joined(separator: " ")
            let simple = try Subprocess.run(
                "script", ["-qec", line, "/dev/null"],
                environment: Program.environment.merging(["TERM": "dumb"]) { $1 })
            #expect(simple.status == 1)
            #expect(simple.output.contains("TERM=dumb cannot place its cursor; set TERM"))
            let piped = try Program.run(command)
            #expect(piped.status == 1 && piped.output.isEmpty)
            #expect(piped.errors.hasPrefix("probscope: Standard output is not a terminal; add"))
            for text in [simple.output, piped.errors] {
                #expect(text.split(separator: "\n").count == 1)
                #expect(text.contains("--plain") && text.contains("probscope run"))
                #expect(!text.contains("\u{1B}"))
            }
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(files == ["server"])
    }
}
