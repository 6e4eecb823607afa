import Foundation
import TestSupport
import Testing

/// Spoilt files of the place where the reader of a run was: no one is kept from reading, the file and
/// its line are named, and leaving writes a sound one.
@Suite struct MalformedStateTests {
    /// What stands in the file, and what the explorer says of it; nothing where the parts that are
    /// unknown are merely left out.
    static let cases: [MalformedInput] = [
        MalformedInput("empty", ""),
        MalformedInput("unknown-view", "view = nonsense\n"),
        MalformedInput("unknown-prompt", "prompt = gone\nview = scores\n", "Scores: keyword"),
        MalformedInput("unknown-order", "sort = \u{1B}[2J\nsort.reversed = perhaps\n"),
        MalformedInput("unknown-theme", "theme = ../../../../etc/passwd\n"),
        MalformedInput("hostile", "prompt = \u{1B}]0;owned\u{7}\ntheme = \u{9B}31m\n"),
        MalformedInput("twice", "view = bounds\nview = scores\n", "Scores: keyword"),
        MalformedInput("mark", "\u{FEFF}view = scores\n", "Scores: keyword"),
        MalformedInput("crlf", "view = scores\r\nprompt = a00-cat\r\n", "Scores: keyword"),
        MalformedInput("cut", "view = scores\nprom", "line 2", #"not "name = value""#),
        MalformedInput("no-equals", "view scores\n", "line 1", #"not "name = value""#),
        MalformedInput("json", #"{"view": "scores"}"#, "line 1", #"not "name = value""#),
        MalformedInput("nul", "view = scores\n\u{0}\n", "line 2", "NUL"),
        MalformedInput(
            "latin1", Encoded.text("view = scores\nprompt = ~\n", with: [0xE9]), "line 2", "UTF-8"),
        MalformedInput(
            "utf16", Encoded.utf16("view = scores\n", isBig: false, hasMark: true), "UTF-16"),
        MalformedInput("deep", String(repeating: "[", count: 60_000), #"not "name = value""#),
        MalformedInput("huge", String(repeating: "view = scores\n", count: 100_000), "not a file"),
    ]

    /// Opens a small run with this state and leaves by a key.
    private func open(_ state: String, _ folder: TemporaryFolder) throws -> Subprocess.Result {
        let keys = folder.file("keys")
        try Data("Q".utf8).write(to: URL(filePath: keys))
        return try Subprocess.run(
            "sh",
            [
                "-c",
                "script -qec \"stty cols 200 rows 50; '\(Program.path)' explore "
                    + "'\(Program.smallRun)'\" /dev/null < '\(keys)'",
            ],
            environment: Program.environment.merging([
                "XDG_STATE_HOME": state, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8",
            ]) { $1 })
    }

    @Test func aSpoiltPlaceKeepsNobodyFromReading() throws {
        let folder = try TemporaryFolder()
        let state = folder.file("state")
        #expect(try open(state, folder).status == 0)
        let places = state + "/probscope/places"
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: places).first)
        let file = places + "/" + name
        let sound = try String(contentsOfFile: file, encoding: .utf8)
        for input in Self.cases {
            try Data(input.content).write(to: URL(filePath: file))
            try check(input, try open(state, folder), file)
            #expect(try String(contentsOfFile: file, encoding: .utf8).contains("view = "))
        }
        // Neither waits for what never comes.
        unlink(file)
        mkfifo(file, 0o600)
        try check(MalformedInput("pipe", "", "not a file"), try open(state, folder), file)
        try Data(sound.utf8).write(to: URL(filePath: file))
        #expect(!(try open(state, folder).output.contains("forgotten")))
    }

    private func check(
        _ input: MalformedInput, _ result: Subprocess.Result, _ file: String
    ) throws {
        #expect(result.status == 0, "\(input): \(result.errors)")
        #expect(result.output.contains("authors-npo"), "\(input)")
        let isRefused = input.phrases.contains { !$0.hasPrefix("Scores") }
        #expect(result.output.contains("forgotten: \(file)") == isRefused, "\(input)")
        for phrase in input.phrases {
            #expect(result.output.contains(phrase), "\(input): \(phrase)")
        }
        for evil in ["\u{1B}]0;owned", "\u{9B}31m", "root:"] {
            #expect(!result.output.contains(evil), "\(input)")
        }
    }
}
