import Foundation
import TestSupport
import Testing

/// The case study in a real terminal of 80×24 without colour and mouse, by keys alone.
@Suite(.serialized, .timeLimit(.minutes(3))) struct TourTests {
    private static let titles = [
        "Greedy looks clean", "Sampling proves a leak", "The control: longer unlearning",
        "Entropy optimisation", "Rare leaks, proven", "Adaptive temperature", "Before and after",
    ]

    /// The recorded runs, so that every screen is the same every time.
    @Test func everyStopOfTheRecordedTourIsAsItWas() throws {
        let terminal = try RecordingTerminal(
            "demo --tour --recorded --theme mono", width: 80, height: 24)
        for (position, title) in Self.titles.enumerated() {
            if position > 0 { try terminal.tmux.type(">") }
            try terminal.tmux.wait(for: "\(position + 1)/7: \(title)")
            let screen = try terminal.tmux.settledScreen()
            try assertGolden(screen, "tour-\(position + 1)-80x24.txt")
        }
        for position in Self.titles.indices.dropLast().reversed() {
            try terminal.tmux.type("<")
            try terminal.tmux.wait(for: "\(position + 1)/7: \(Self.titles[position])")
        }
        try terminal.tmux.send("Q")
        try terminal.tmux.wait(for: "LEFT")
        #expect(terminal.hasLeftInOrder)
        // Nothing in it needs colour.
        #expect(!terminal.renditions.joined().contains { (30...48).contains($0) && $0 != 39 })
    }

    @Test func theLiveTourIsWalkedByKeysAloneAndLeavesNothingBehind() throws {
        let demo = try RecordingTerminal(liveDemo: "--tour --theme mono")
        let terminal = demo.tmux
        for (position, title) in Self.titles.enumerated() {
            if position > 0 { try terminal.type(">") }
            try terminal.wait(for: "\(position + 1)/7: \(title)", seconds: 60)
            let screen = try terminal.wait(for: "a live caption", seconds: 60) { screen in
                screen.contains("SAMPLED") || screen.contains("GREEDY")
                    ? !screen.contains("Waiting") && !screen.contains("waiting")
                        && !screen.contains("not there yet") && !screen.contains("is in yet")
                        && !screen.contains("no answer is in")
                    : false
            }
            #expect(!screen.contains("recorded run"), "\(screen)")
            #expect(screen.contains(position == 0 ? "GREEDY" : "SAMPLED"))
        }
        // The numbers of the caption are live.
        try terminal.type("<<<<<")
        try terminal.wait(for: "2/7")
        let first = try terminal.wait(for: "draws in the caption") { Self.draws(in: $0) != nil }
        let count = Self.draws(in: first) ?? .max
        try terminal.wait(for: "more draws", seconds: 60) { Self.draws(in: $0) ?? 0 > count }
        // Every normal key works in between.
        try terminal.type("s")
        try terminal.wait(for: "GREEDY")
        try terminal.type("q")
        try terminal.wait(for: "the tour is over")
        #expect(!demo.demoProcesses.isEmpty)
        try terminal.type("Q")
        try terminal.wait(for: "LEFT")
        #expect(demo.hasLeftInOrder)
        #expect(demo.demoProcesses.isEmpty)
        let left = try FileManager.default.contentsOfDirectory(atPath: demo.folder.path)
        #expect(left.allSatisfy { !$0.hasPrefix("probscope") }, "\(left)")
    }

    private static func draws(in screen: String) -> Int? {
        screen.firstMatch(of: /Of (\d+) draws/).flatMap { Int($0.1) }
    }

    @Test func theMenuOffersTheRecordedRunsAndKeysChooseOne() throws {
        let terminal = try RecordingTerminal(
            "demo --recorded --theme mono", width: 80, height: 24)
        try terminal.tmux.wait(for: "What to look at")
        for name in ["authors-gd ", "authors-npo ", "authors-npo-eo-adaptive ", "the tour "] {
            try terminal.tmux.wait(for: name)
        }
        try terminal.tmux.send("j", "Enter")
        try terminal.tmux.wait(for: "authors-npo › Prompts")
        try terminal.tmux.type(":model authors-gd")
        try terminal.tmux.send("Enter")
        try terminal.tmux.wait(for: "authors-gd › Prompts")
        try terminal.tmux.type(":model")
        try terminal.tmux.send("Enter")
        try terminal.tmux.wait(for: "What to look at")
        try terminal.tmux.send("G", "Enter")
        try terminal.tmux.wait(for: "Tour 1/7")
        try terminal.tmux.send("Q")
        try terminal.tmux.wait(for: "LEFT")
        #expect(terminal.content(of: "status") == "0")
    }

    @Test func twoRunsAreComparedFromTheStart() throws {
        let terminal = try RecordingTerminal(
            "demo --recorded --model authors-npo --compare authors-npo-eo", width: 80, height: 24)
        try terminal.tmux.wait(for: "authors-npo › Prompts")
        try terminal.tmux.type("6")
        try terminal.tmux.wait(for: "A = authors-npo, B = authors-npo-eo")
        try terminal.tmux.send("Q")
        try terminal.tmux.wait(for: "LEFT")
    }

    /// A run of plain draws beside one without replacement: no pairs, and the exact limits of one run.
    @Test(arguments: [(80, 24), (160, 50)])
    func runsOfBothKindsAreCompared(width: Int, height: Int) throws {
        let runs = Program.checkout + "/SampleData/runs/"
        let terminal = try RecordingTerminal(
            "explore '\(runs)authors-npo-eo.run' '\(runs)authors-npo-eo-exact.run' --no-state "
                + "--theme mono", width: width, height: height)
        try terminal.tmux.wait(for: "authors-npo-eo › Prompts")
        try terminal.tmux.type("6")
        try terminal.tmux.wait(for: "from the limits of both")
        let screen = try terminal.tmux.settledScreen()
        #expect(!screen.contains(" pairs ·") && !screen.contains("n=24 pairs"), "\(screen)")
        try assertGolden(screen, "compare-kinds-\(width)x\(height).txt")
        try terminal.tmux.send("Q")
        try terminal.tmux.wait(for: "LEFT")
        let text = try Program.run(
            "compare", runs + "authors-npo-eo.run", runs + "authors-npo-eo-exact.run")
        #expect(text.output.contains("from the limits of both runs"), "\(text.output)")
    }

    @Test func theModelsAreListedWithTheirCards() throws {
        let result = try Program.run("demo", "--list")
        #expect(result.status == 0 && result.errors.isEmpty)
        let lines = result.output.split(separator: "\n").map(String.init)
        let files = try FileManager.default.contentsOfDirectory(
            atPath: Program.checkout + "/SampleData/models")
        #expect(lines.count == files.count { $0.hasSuffix(".gguf") })
        #expect(lines.allSatisfy { $0.wholeMatch(of: /authors-\S+  +[A-Za-z].+\./) != nil })
        #expect(!result.output.contains("`"))
    }

    @Test(arguments: [["--model", "authors-gb"], ["--compare", "authors-gb"]])
    func anUnknownModelIsOneErrorWithTheKnownNames(arguments: [String]) throws {
        let result = try Program.run(["demo"] + arguments)
        #expect(result.status == 64)
        #expect(result.output.isEmpty)
        let lines = result.errors.split(separator: "\n")
        #expect(lines.count == 1)
        #expect(result.errors.contains("authors-npo-eo") && result.errors.contains("Did you mean"))
        #expect(!result.errors.contains("\u{1B}"))
    }

    @Test(arguments: [
        ["--model", "/nonexistent/model.gguf"], ["--tour", "--model", "authors-gd"],
        ["--recorded", "--output", "x.run"], ["--adaptive", "1.5"], ["--probabilities", "-1"],
    ])
    func contradictionsAreRefusedBeforeAnythingStarts(arguments: [String]) throws {
        let result = try Program.run(["demo"] + arguments)
        #expect(result.status == 64)
        #expect(!result.errors.isEmpty && result.output.isEmpty)
    }

    @Test func theTourIsReadWithoutATerminal() throws {
        let result = try Program.run("demo", "--tour", "--plain")
        #expect(result.status == 0, "\(result.errors)")
        for (position, title) in Self.titles.enumerated() {
            #expect(result.output.contains("\(position + 1)/7 \(title)\n"))
        }
        try assertGolden(result.output, "tour.txt")
    }
}
