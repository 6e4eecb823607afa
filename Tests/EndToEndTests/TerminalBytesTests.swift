import Foundation
import TestSupport
import Testing

/// What reaches the terminal, byte for byte.
@Suite(.serialized, .timeLimit(.minutes(3))) struct TerminalBytesTests {
    /// nothing for an equal picture, little for a small change, all of it for Ctrl-L.
    @Test func onlyChangesAreSentAndControlLSendsEverything() throws {
        let terminal = try RecordingTerminal()
        try terminal.tmux.wait(for: "recorded run")
        let first = terminal.settledByteCount()
        // At the top of the list there is nothing to move to.
        for _ in 0..<2 { try terminal.tmux.send("Up") }
        #expect(terminal.settledByteCount() == first, "an equal picture is sent again")

        try terminal.tmux.type("f")
        try terminal.tmux.wait(for: "FROZEN")
        let frozen = terminal.settledByteCount()
        #expect(frozen > first && frozen - first < 1000, "\(frozen - first) bytes for one word")

        let screen = try terminal.tmux.settledScreen()
        try terminal.tmux.send("C-l")
        let repainted = terminal.settledByteCount()
        let letters = screen.filter { !$0.isWhitespace }.utf8.count
        #expect(repainted - frozen >= letters, "\(repainted - frozen) bytes for \(letters)")
        #expect(try terminal.tmux.settledScreen() == screen)
    }

    /// the terminal's own background, everywhere.
    @Test func theDefaultThemeSetsNoBackground() throws {
        let terminal = try RecordingTerminal()
        try terminal.tmux.wait(for: "recorded run")
        for key in ["2", "3", "4", "5", "6", "?"] { try terminal.tmux.type(key) }
        _ = terminal.settledByteCount()
        let parameters = Set(terminal.renditions.flatMap { $0 })
        #expect(parameters.isDisjoint(with: Array(40...48) + Array(100...107)))
        #expect(parameters.contains(7), "the selection is reversed")
        #expect(!parameters.isDisjoint(with: 30...37), "colour is the second signal")
    }

    /// NO_COLOR, and what beats it.
    @Test(arguments: [
        ("NO_COLOR=1", "", false), ("NO_COLOR=", "", true), ("NO_COLOR=1", "--color always", true),
        ("A=b", "--color never", false),
    ])
    func colourIsLeftOutOnRequest(environment: String, option: String, hasColor: Bool) throws {
        let terminal = try RecordingTerminal(
            "explore '\(Program.recordedRun)' \(option)", environment: environment)
        try terminal.tmux.wait(for: "recorded run")
        _ = terminal.settledByteCount()
        let parameters = Set(terminal.renditions.flatMap { $0 })
        let colors = Array(30...38) + Array(90...97)
        #expect(parameters.isDisjoint(with: colors) != hasColor)
        #expect(parameters.isSuperset(of: [1, 7]), "bold and reverse stay")
    }

    /// the mouse is the terminal's until it is asked for, and again afterwards.
    @Test func theMouseIsOffUntilAskedFor() throws {
        let terminal = try RecordingTerminal()
        try terminal.tmux.wait(for: "recorded run")
        for mode in ["1000", "1002", "1003", "1006"] {
            #expect(!terminal.bytes.contains("\u{1B}[?\(mode)h"))
        }
        try terminal.tmux.send("F2")
        try terminal.tmux.wait(for: "mouse on")
        #expect(terminal.bytes.contains("\u{1B}[?1000h"))
        try terminal.tmux.send("F2")
        try terminal.tmux.wait(for: "mouse off")
        let bytes = terminal.bytes
        for mode in ["1000", "1006"] {
            let on = try #require(bytes.ranges(of: "\u{1B}[?\(mode)h").last)
            #expect(bytes[on.upperBound...].contains("\u{1B}[?\(mode)l"))
        }
    }

    @Test func aMouseThatWasAskedForIsTurnedOffByTheFirstKey() throws {
        let terminal = try RecordingTerminal("explore '\(Program.recordedRun)' --mouse")
        try terminal.tmux.wait(for: "recorded run")
        #expect(terminal.bytes.contains("\u{1B}[?1000h"))
        try terminal.tmux.send("F2")
        try terminal.tmux.wait(for: "mouse off")
        #expect(terminal.bytes.contains("\u{1B}[?1000l"))
    }

    /// pure ASCII where the locale can show nothing else.
    @Test func theCLocaleGetsASCIIAlone() throws {
        let terminal = try RecordingTerminal(environment: "LC_ALL=C LANG=C")
        try terminal.tmux.wait(for: "recorded run")
        for key in ["3", "4", "2"] { try terminal.tmux.type(key) }
        _ = terminal.settledByteCount()
        #expect(terminal.bytes.utf8.allSatisfy { $0 < 0x80 })
    }

    /// every kind of TERM ends in a picture or in one sentence.
    @Test func anyTerminalTypeIsUsedOrExplained() throws {
        for (prefix, environment) in [("env -u TERM", ""), ("", "TERM=no-such-terminal")] {
            let terminal = try RecordingTerminal(prefix: prefix, environment: environment)
            try terminal.tmux.wait(for: "treated as xterm-256color")
            try terminal.tmux.send("Q")
            try terminal.tmux.wait(for: "LEFT")
            #expect(terminal.content(of: "status") == "0")
        }
        for (arguments, fact) in [
            ("explore '\(Program.recordedRun)'", "Prompt a00-birthplace"),
            ("demo --recorded", "Prompt a00-birthplace"),
            ("demo --tour --recorded", "7/7 Before and after"),
        ] {
            let dumb = try RecordingTerminal(arguments, environment: "TERM=dumb")
            try dumb.tmux.wait(for: "LEFT")
            #expect(dumb.content(of: "status") == "0")
            #expect(
                dumb.bytes.contains("TERM=dumb cannot place its cursor, so these are the facts"))
            #expect(dumb.bytes.contains(fact))
            #expect(!dumb.bytes.contains("\u{1B}["))
        }
    }

    /// data on standard input does not take the keys away.
    @Test func keysComeFromTheTerminalWhenStandardInputIsAPipe() throws {
        let terminal = try RecordingTerminal(prefix: "seq 1 1000 |")
        try terminal.tmux.wait(for: "recorded run")
        try terminal.tmux.type("3")
        try terminal.tmux.wait(for: "Scores: keyword")
        try terminal.tmux.send("Q")
        try terminal.tmux.wait(for: "LEFT")
        #expect(terminal.content(of: "status") == "0")
    }
}
