import Foundation
import TestSupport
import Testing

/// themes are listed, checked and found in the user's own folder first.
@Suite struct ThemesCommandTests {
    @Test func everyBundledThemeIsListedAndWithoutMistakes() throws {
        let list = try Program.run("themes")
        #expect(list.status == 0)
        for name in ["terminal", "mono", "dark", "light", "high-contrast", "colorblind"] {
            #expect(list.output.contains(name + " "))
            let check = try Program.run(
                "themes", "--check", "\(Program.checkout)/Themes/\(name).theme")
            #expect(check.status == 0, "\(check.errors)")
        }
    }

    @Test func eachMistakeIsNamedWithItsLineAndTheNearestRole() throws {
        let folder = try TemporaryFolder()
        let file = try folder.file(
            "mine.theme",
            containing:
                "inherits = nowhere\nbarr = red\nbar = #333333 on #444444\n\u{1B}[2J = red\n")
        let result = try Program.run("themes", "--check", file)
        #expect(result.status == 1)
        #expect(
            result.errors.contains("mine.theme:2: barr: is no role or setting; did you mean 'bar'?")
        )
        #expect(result.errors.contains("mine.theme:1"))
        let weak = "bar: the contrast of its colours is 1.2, below 4.5\n"
        #expect(result.errors.contains("mine.theme:3: " + weak))
        #expect(!result.errors.contains("\u{1B}"))
    }

    @Test func gradientsOfBarsAreCheckedStepByStep() throws {
        let folder = try TemporaryFolder()
        let good = try folder.file(
            "good.theme", containing: "inherits = dark\nbar = #5fafd7 #74dcc0 #ffd75f\n")
        #expect(try Program.run("themes", "--check", good).status == 0)
        let weak = try folder.file(
            "weak.theme", containing: "inherits = dark\nbar.sampled = #5fafd7 #202020\n")
        let result = try Program.run("themes", "--check", weak)
        #expect(result.status == 1)
        #expect(result.errors.contains("bar.sampled: the contrast of its colours is 1."))
    }

    @Test func aThemeOfTheUsersOwnComesFirst() throws {
        let folder = try TemporaryFolder()
        let themes = folder.file("probscope/themes")
        try FileManager.default.createDirectory(
            atPath: themes, withIntermediateDirectories: true)
        _ = try folder.file("probscope/themes/own.theme", containing: "bar.sampled = red\n")
        let list = try Program.run(
            ["themes"], environment: ["XDG_CONFIG_HOME": folder.path])
        #expect(list.output.contains("own "))
        #expect(try !Program.run("themes").output.contains("own "))
    }

    @Test func whatIsNoFileIsNamedAndTheOthersAreListed() throws {
        let folder = try TemporaryFolder()
        let themes = folder.file("probscope/themes")
        try FileManager.default.createDirectory(
            atPath: themes + "/dir.theme", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: themes + "/gone.theme", withDestinationPath: "nowhere")
        mkfifo(themes + "/pipe.theme", 0o600)
        _ = try folder.file("probscope/themes/own.theme", containing: "bar.sampled = red\n")
        let environment = ["XDG_CONFIG_HOME": folder.path]
        let list = try Program.run(["themes"], environment: environment)
        #expect(list.status == 0)
        let usual = try Program.run("themes").output
        let names = list.output.split(separator: "\n").compactMap { $0.split(separator: " ").first }
        #expect(names.contains("own") && names.count == usual.split(separator: "\n").count + 1)
        #expect(
            list.errors == """
                \(themes)/dir.theme: this is a folder, not a theme's file
                \(themes)/gone.theme: No such file or directory
                \(themes)/pipe.theme: this is no regular file

                """)
        let picture = try Program.run(
            ["screenshot", Program.smallRun, "--theme", "dir"], environment: environment)
        #expect(picture.status == 64)
        #expect(!picture.errors.contains(", dir"))
    }

    @Test func aProgramWithoutItsFolderOfThemesStartsAllTheSame() throws {
        let picture = try Program.run(
            ["screenshot", Program.recordedRun], environment: ["PROBSCOPE_DATA": "/nonexistent"])
        #expect(picture.status == 0)
        #expect(picture.output.contains("SAMPLED"))
        #expect(picture.errors.contains("terminal.theme: not found; mono is shown"))
        #expect(picture.errors.contains("PROBSCOPE_DATA"))
    }

    /// What `--check` says is said in the explorer too, for a theme of the user's folder.
    @Test(.timeLimit(.minutes(1))) func everyMistakeIsReadInTheExplorersMessages() throws {
        let terminal = try RecordingTerminal(
            "explore '\(Program.smallRun)' --theme mine",
            prefix: """
                mkdir -p config/probscope/themes; \
                printf 'inherits = other\nbarr = red\nbar = #333333 on #444444\n' \
                > config/probscope/themes/mine.theme; \
                echo 'inherits = mine' > config/probscope/themes/other.theme;
                """, width: 80, height: 24)
        try terminal.tmux.wait(for: "M shows all 3: mine.theme:2: barr: is no role")
        try terminal.tmux.type("M")
        for mistake in [
            "mine.theme:2: barr: is no role or setting; did you mean 'bar'?",
            "mine.theme:3: bar: the contrast of its colours is 1.2, below 4.5",
            "other.theme:1: inherits: the themes inherit from each other; ignored",
        ] {
            try terminal.tmux.wait(for: mistake)
        }
    }
}
