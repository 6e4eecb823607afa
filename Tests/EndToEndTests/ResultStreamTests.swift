import Foundation
import TestSupport
import Testing

/// Where results go: a terminal is protected, a file or a pipe gets every byte, and what could not be
/// written is never taken for written.
@Suite struct ResultStreamTests {
    /// Sets a title, colours, turns the direction of writing, and goes back over what was written.
    static let evil = "a\u{1B}]0;owned\u{07}b\u{9B}31mc\u{202E}d\u{8}\u{7F}e\u{200B}"
    static let commands: [(words: [String], isFaithful: Bool)] = [
        (["report", "RUN", "--format", "csv"], true),
        (["report", "RUN", "--format", "csv", "--rows", "prompts"], true),
        (["report", "RUN", "--format", "json"], true),
        (["report", "RUN"], false),
        (["report", "RUN", "--format", "markdown"], false),
        (["report", "RUN", "--format", "junit"], false),
        (["score", "RUN", "--scorer", "length", "--format", "csv"], true),
        (["score", "RUN", "--scorer", "length", "--format", "json"], true),
        (["compare", "RUN", "RUN", "--json"], true),
        (["compare", "RUN", "RUN"], false),
        (["explore", "RUN", "--plain"], false),
        (["screenshot", "RUN", "--view", "outputs"], false),
        (["prompts", "PROMPTS"], false),
        (["export", "RUN", "--format", "jsonl"], false),
        (["export", "RUN", "--format", "inspect"], false),
    ]

    /// A run and a file of prompts that are evil wherever text may stand.
    private func files(_ folder: TemporaryFolder) throws -> (run: String, prompts: String) {
        let quoted = String(
            decoding: try JSONEncoder().encode(Self.evil), as: UTF8.self)
        let draws = try folder.file(
            "draws.jsonl",
            containing: #"{"prompt_id": EVIL, "prompt": EVIL, "text": EVIL, "scores": {"EVIL": 1}}"#
                .replacing("\"EVIL\"", with: quoted).replacing("EVIL", with: quoted))
        let prompts = try folder.file(
            "prompts.jsonl",
            containing: #"{"id": EVIL, "prompt": EVIL, "answer": EVIL, "odd": EVIL}"#
                .replacing("EVIL", with: quoted))
        let run = folder.file("evil.run")
        let made = try Program.run("import", draws, "--output", run, "--model", Self.evil)
        #expect(made.status == 0, "\(made.errors)")
        return (run, prompts)
    }

    @Test func noControlOfAModelReachesATerminal() throws {
        let folder = try TemporaryFolder()
        let files = try files(folder)
        for (words, isFaithful) in Self.commands {
            let arguments = words.map {
                $0 == "RUN" ? files.run : $0 == "PROMPTS" ? files.prompts : $0
            }
            let piped = try Program.run(arguments)
            #expect(piped.status == 0, "\(words): \(piped.errors)")
            let line = ([Program.path] + arguments).map { "'\($0)'" }.joined(separator: " ")
            let shown = try Subprocess.run(
                "script", ["-qec", "stty -opost; \(line)", "/dev/null"],
                environment: Program.environment)
            #expect(shown.status == 0 && !shown.output.isEmpty, "\(words)")
            let unruly = shown.output.unicodeScalars.filter(Self.isUnruly)
            #expect(unruly.isEmpty, "\(words): \(unruly.map { String($0.value, radix: 16) })")
            if isFaithful {
                #expect(piped.output.unicodeScalars.contains("\u{202E}"), "\(words)")
                let lines = piped.output.split(separator: "\n", omittingEmptySubsequences: false)
                #expect(
                    shown.output.split(separator: "\n", omittingEmptySubsequences: false).count
                        == lines.count)
            }
        }
    }

    private static func isUnruly(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control: scalar != "\n"
        case .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    @Test func tablesInAFileAreFaithful() throws {
        let folder = try TemporaryFolder()
        let table = folder.file("draws.csv")
        let run = try files(folder).run
        #expect(try Program.run("report", run, "--format", "csv", "-o", table).status == 0)
        #expect(try String(contentsOfFile: table, encoding: .utf8).contains(Self.evil))
        #expect(try Program.run("report", run, "--format", "csv").output.contains(Self.evil))
    }

    /// A script must not take a part of a result for the whole.
    @Test func aFullDiskIsAFailure() throws {
        let question = #"{"metric":"proportion","n":9,"k":0}"#
        let folder = try TemporaryFolder()
        let run = try files(folder).run
        for arguments in [
            ["report", run], ["report", run, "--format", "csv"], ["compare", run, run], ["plan"],
            ["export", run, "--format", "jsonl"], ["screenshot", run], ["themes"], ["manual"],
            ["prompts", Program.prompts], ["bound", "--jsonl"], ["explore", run, "--plain"],
            ["score", run, "--scorer", "length"], ["demo", "--list"],
        ] {
            let line = ([Program.path] + arguments).map { "'\($0)'" }.joined(separator: " ")
            let result = try Subprocess.run(
                "sh", ["-c", line + " > /dev/full"], input: question + "\n",
                environment: Program.environment)
            #expect(result.status == 1, "\(arguments)")
            #expect(
                result.errors
                    == "probscope: Standard output cannot be written: No space left on device.\n",
                "\(arguments)")
        }
    }

    @Test func noTextReplacesARun() throws {
        let folder = try TemporaryFolder()
        let run = try files(folder).run
        let before = try Data(contentsOf: URL(filePath: run))
        for arguments in [
            ["report", run, "--output", run, "--force"],
            ["report", run, "--format", "csv", "--output", run, "--force"],
            ["export", run, "--format", "jsonl", "--output", run, "--force"],
            ["screenshot", run, "--format", "txt", "--output", run, "--force"],
            ["run", Program.prompts, "--server", "http://127.0.0.1:9", "--junit", run],
        ] {
            let result = try Program.run(arguments)
            #expect(result.status == 64 && result.output.isEmpty, "\(arguments)")
            #expect(result.errors.contains("holds a run's draws"), "\(result.errors)")
        }
        #expect(try Data(contentsOf: URL(filePath: run)) == before)
    }

    /// Not after hours of sampling.
    @Test func aReportThatCannotBeWrittenIsRefusedBeforeAServerIsAsked() throws {
        for (path, reason) in [
            ("/nonexistent/report.xml", "No such file or directory"), ("/tmp", "Is a directory"),
        ] {
            let result = try Program.run(
                "run", Program.prompts, "--server", "http://127.0.0.1:9", "--junit", path)
            #expect(result.status == 64)
            #expect(result.errors == "probscope: \(path) cannot be written: \(reason).\n")
        }
    }

    /// Not after hours of a judge's work.
    @Test func aRunThatCannotBeWrittenIsRefusedBeforeTheWork() throws {
        let folder = try TemporaryFolder()
        let run = try files(folder).run
        let before = try Data(contentsOf: URL(filePath: run))
        let asked = folder.file("asked")
        let scorer = try folder.file(
            "score.sh", containing: "touch '\(asked)'\nread line; echo '{\"id\":1,\"score\":1}'\n")
        for (output, reason) in [
            (run, "is not replaced"), (scorer, "exists already; choose another file"),
            ("/nonexistent/new.run", "No such file or directory"),
        ] {
            for arguments in [
                ["score", run, "--scorer", "command:sh \(scorer)", "--output", output],
                ["import", folder.file("draws.jsonl"), "--output", output],
            ] {
                let result = try Program.run(arguments)
                #expect(result.status == 64 && result.output.isEmpty, "\(arguments)")
                #expect(result.errors.contains(reason), "\(result.errors)")
            }
        }
        #expect(!FileManager.default.fileExists(atPath: asked))
        #expect(try Data(contentsOf: URL(filePath: run)) == before)
    }
}
