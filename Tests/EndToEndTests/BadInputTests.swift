import Foundation
import TestSupport
import Testing

/// Bad input of any kind gets one clear sentence on standard error, and exit code 64 or 1.
@Suite struct BadInputTests {
    /// Asserts one line on standard error with all the phrases, nothing on standard output.
    private func expectRefusal(
        _ result: Subprocess.Result, _ phrases: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect([1, 64].contains(result.status), sourceLocation: sourceLocation)
        #expect(result.output.isEmpty, sourceLocation: sourceLocation)
        let lines = result.errors.split(separator: "\n")
        #expect(lines.count == 1, "\(result.errors)", sourceLocation: sourceLocation)
        for phrase in phrases {
            #expect(result.errors.contains(phrase), sourceLocation: sourceLocation)
        }
    }

    @Test func noServerAtTheAddress() throws {
        expectRefusal(
            try Program.run("run", Program.prompts, "--server", "http://127.0.0.1:9"),
            "No server answers at http://127.0.0.1:9")
    }

    @Test func anAddressThatIsNone() throws {
        expectRefusal(
            try Program.run("run", Program.prompts, "--server", "ftp://example.org"),
            "is no server address", "http://")
    }

    @Test func aWebServerThatIsNoCompletionServer() throws {
        let server = try FakeServer { exchange in
            exchange.reply(contentType: "text/html", "<html>It works!</html>")
        }
        defer { server.stop() }
        expectRefusal(
            try Program.run("run", Program.prompts, "--server", server.address),
            "is no completion server")
    }

    @Test func aPromptFileThatIsMissing() throws {
        expectRefusal(
            try Program.run("run", "/nonexistent/prompts.jsonl", "--server", "http://127.0.0.1:9"),
            "/nonexistent/prompts.jsonl")
    }

    @Test func aPromptFileThatIsEmpty() throws {
        let folder = try TemporaryFolder()
        expectRefusal(
            try Program.run("prompts", folder.file("empty.jsonl", containing: "")), "empty.jsonl")
    }

    @Test func aPromptFileThatIsNotUTF8() throws {
        let folder = try TemporaryFolder()
        let bytes = Data("{\"question\":\"caf".utf8) + Data([0xE9]) + Data("\"}\n".utf8)
        try bytes.write(to: URL(filePath: folder.file("latin1.jsonl")))
        expectRefusal(
            try Program.run("prompts", folder.file("latin1.jsonl")), "latin1.jsonl", "line 1",
            "UTF-8")
    }

    @Test func aBrokenLine17() throws {
        let folder = try TemporaryFolder()
        var lines = (1...20).map { "{\"question\":\"Question \($0)?\"}" }
        lines[16] = "{\"question\":\"Question 17?\""
        let file = try folder.file("broken.jsonl", containing: lines.joined(separator: "\n"))
        expectRefusal(try Program.run("prompts", file), "broken.jsonl, line 17")
    }

    @Test func noFieldThatLooksLikeAPrompt() throws {
        let folder = try TemporaryFolder()
        let file = try folder.file("fields.jsonl", containing: "{\"foo\":\"a\",\"bar\":\"b\"}\n")
        expectRefusal(try Program.run("prompts", file), "foo", "bar", "--prompt-field")
    }

    @Test func aRunFileThatIsNone() throws {
        let folder = try TemporaryFolder()
        let file = try folder.file("text.run", containing: "not a database")
        expectRefusal(try Program.run("screenshot", file), "text.run is not a probscope run file")
    }

    @Test func aRunFileThatIsMissing() throws {
        expectRefusal(try Program.run("screenshot", "/nonexistent.run"), "no such run file")
    }

    @Test func aThemeWithAnUnknownKeyIsShownAllTheSame() throws {
        let folder = try TemporaryFolder()
        let theme = try folder.file(
            "odd.theme", containing: "inherits = terminal\nbar.greddy = bold\n")
        let result = try Program.run(
            "screenshot", Program.recordedRun, "--theme", theme, "--format", "ansi")
        #expect(result.status == 0)
        #expect(!result.output.isEmpty)
        #expect(result.errors.contains("odd.theme:2"))
        #expect(result.errors.contains("bar.greedy"))
    }

    @Test func aThemeThatDoesNotExist() throws {
        expectRefusal(
            try Program.run("screenshot", Program.recordedRun, "--theme", "solarised"),
            "solarised", "terminal, mono")
    }

    @Test func promptsWithoutAServer() throws {
        expectRefusal(try Program.run("explore", Program.prompts), "--server")
    }

    @Test func promptsThatNoScorerFits() throws {
        let folder = try TemporaryFolder()
        let file = try folder.file("bare.jsonl", containing: "{\"prompt\":\"Hello\"}\n")
        expectRefusal(
            try Program.run(
                "run", file, "--server", "http://127.0.0.1:9", "--output", folder.file("out.run")),
            "neither keywords nor references", "--scorer")
    }

    @Test func hostileTextInAnErrorIsMadeSafe() throws {
        let folder = try TemporaryFolder()
        let name = "evil\u{1B}]0;owned\u{07}.jsonl"
        let result = try Program.run("prompts", folder.file(name))
        #expect(result.status == 1)
        #expect(!result.errors.contains("\u{1B}"))
        #expect(!result.errors.contains("\u{07}"))
    }
}
