import Foundation
import TestSupport
import Testing

/// Groups that servers are asked about, in a real terminal, and labels that come along.
@Suite struct GroupTests {
    private static let lines = """
        {"prompt_id":"capital","prompt":"What is the capital of Australia?","text":"It is Canberra."}
        {"prompt_id":"capital","prompt":"What is the capital of Australia?","text":"Canberra, I think."}
        {"prompt_id":"capital","prompt":"What is the capital of Australia?","text":"I am sorry, no."}
        {"prompt_id":"capital","prompt":"What is the capital of Australia?","text":"Sydney of course."}

        """

    /// A run of four answers.
    private static func run(in folder: TemporaryFolder) throws -> String {
        try Data(lines.utf8).write(to: URL(filePath: folder.path + "/draws.jsonl"))
        let path = folder.path + "/x.run"
        let result = try Program.run(
            "import", folder.path + "/draws.jsonl", "--output", path)
        #expect(result.status == 0, "\(result.errors)")
        return path
    }

    @Test func topicsAreAskedForOnceAndKept() throws {
        let folder = try TemporaryFolder()
        let run = try Self.run(in: folder)
        let server = try EmbeddingService(["Canberra": 0, "sorry": 1, "Sydney": 0])
        let terminal = try RecordingTerminal(
            "explore '\(run)' --no-state --embedding-server \(server.address)")
        try terminal.tmux.wait(for: "recorded run")
        try terminal.tmux.type("2:group topic\r")
        try terminal.tmux.wait(for: "2 topics of 4 texts")
        try terminal.tmux.wait(for: "cosine at least 0.40, axes")
        try terminal.tmux.type("Q")
        // One who leaves learns where the run is.
        let left = try terminal.tmux.wait(for: "LEFT")
        #expect(
            left.split(separator: "\n").joined().contains("Come back: probscope explore"), "\(left)"
        )
        let asked = server.asked.count
        server.stop()
        // Opened again it is there at once, and nobody is asked.
        let picture = try Program.run(
            "screenshot", run, "--view", "outputs", "--keys", ":group topic<Enter>")
        #expect(picture.output.contains("2 topics of 4 texts"), "\(picture.output)")
        #expect(server.asked.count == asked)
    }

    /// What answers are about is told by a real model; Sydney and Canberra are one topic to it, which
    /// is why groups of it are called so.
    @Test func aRealModelTellsWhatAnswersAreAbout() async throws {
        let folder = try TemporaryFolder()
        let answers = [
            "It is Canberra.", "I am sorry, no.", "Canberra, I think.", "Sydney of course.",
            "I'm sorry, but I can't help with that.", "Photosynthesis turns light into sugar.",
        ]
        let lines = answers.map {
            #"{"prompt_id":"capital","prompt":"What is the capital of Australia?","text":"\#($0)"}"#
        }
        let draws = try folder.file("draws.jsonl", containing: lines.joined(separator: "\n"))
        let run = folder.file("x.run")
        #expect(try Program.run("import", draws, "--output", run).status == 0)
        let server = try await RealServer.start(
            model: RealServer.topicModel(), slots: 4, options: ["embedding": "true"])
        let terminal = try RecordingTerminal(
            "explore '\(run)' --no-state --embedding-server \(server.address)")
        try terminal.tmux.wait(for: "recorded run")
        try terminal.tmux.type("2:group topic\r")
        try terminal.tmux.wait(for: "3 topics of 6 texts", seconds: 30)
        try terminal.tmux.type("Q")
        try terminal.tmux.wait(for: "LEFT")
        server.stop()
        let kept = try String(contentsOfFile: run + ".groups.jsonl", encoding: .utf8)
        #expect(kept.contains("all-MiniLM-L6-v2.gguf"), "\(kept.prefix(400))")
        // The three groups, as the list shows them: cities, refusals, plants.
        let picture = try Program.run(
            "screenshot", run, "--view", "outputs", "--size", "80x24", "--keys",
            ":group topic<Enter>")
        let rows = picture.output.split(separator: "\n").filter { $0.contains("0.") }
        func row(_ word: String) -> Substring? { rows.first { $0.contains(word) } }
        #expect(row("Canberra")?.contains(" 3 0.5000") == true, "\(picture.output)")
        #expect(row("sorry")?.contains(" 2 0.3333") == true, "\(picture.output)")
        #expect(row("Photosynthesis")?.contains(" 1 0.1667") == true, "\(picture.output)")
    }

    @Test func aServerThatIsGoneIsSaidAndNothingIsLost() throws {
        let folder = try TemporaryFolder()
        let run = try Self.run(in: folder)
        let terminal = try RecordingTerminal(
            "explore '\(run)' --no-state --embedding-server \(try FakeServer.unusedAddress())")
        try terminal.tmux.wait(for: "recorded run")
        try terminal.tmux.type("2:group topic\r")
        try terminal.tmux.wait(for: "No server answers", seconds: 30)
        try terminal.tmux.wait(for: "It is Canberra.")
        try terminal.tmux.type(":group folded\rQ")
        try terminal.tmux.wait(for: "LEFT")
    }

    /// What a text of the pairs means, or of the run.
    private static func meaning(_ text: some StringProtocol) -> String {
        let meanings = [
            ("Canberra", "canberra"), ("Sydney", "sydney"), ("42", "42"), ("forty-two", "42"),
            ("43", "43"), ("Austen", "austen"), ("can't help", "no"), ("cannot assist", "no"),
            ("sorry, no", "no"), ("do not eat", "unsafe"), ("not safe", "unsafe"),
            ("It is safe", "safe"), ("9 in the", "9"), ("9 am", "9"), ("Ajax beat", "ajax"),
            ("Porto beat", "porto"), ("Paris", "paris"), ("France", "france"),
            ("don't know", "ignorance"), ("MARZIPAN", "leak"),
        ]
        return meanings.first { text.contains($0.0) }?.1 ?? String(text)
    }

    private static func isEntailed(in prompt: String) -> Bool {
        let parts = prompt.components(separatedBy: "Answer ")
        guard parts.count >= 3 else { return false }
        let second = parts[2].components(separatedBy: "Suppose").first ?? ""
        return meaning(parts[1]) == meaning(second)
    }

    @Test func aJudgeIsCheckedAndThenAsked() throws {
        let folder = try TemporaryFolder()
        let run = try Self.run(in: folder)
        let judge = try FakeLlama { question in
            Self.isEntailed(in: question.prompt) ? .yesNo(0.95, 0.03) : .yesNo(0.02, 0.96)
        }
        let terminal = try RecordingTerminal(
            "explore '\(run)' --no-state --judge-server \(judge.address)")
        try terminal.tmux.wait(for: "recorded run")
        try terminal.tmux.type("2:group meaning\r")
        try terminal.tmux.wait(for: "3 meanings of 4 texts", seconds: 30)
        let screen = try terminal.tmux.settledScreen()
        #expect(screen.contains("AUC 1.00, 12 of 12 pairs right"), "\(screen)")
        #expect(screen.contains("entropy of meanings"))
        try terminal.tmux.type("Q")
        try terminal.tmux.wait(for: "LEFT")
        judge.stop()
        let picture = try Program.run(
            "screenshot", run, "--view", "outputs", "--keys", ":group meaning<Enter>")
        #expect(picture.output.contains("3 meanings of 4 texts"), "\(picture.output)")
    }

    @Test func aJudgeThatSaysNoToEverythingIsRefused() throws {
        let folder = try TemporaryFolder()
        let run = try Self.run(in: folder)
        let judge = try FakeLlama { _ in .yesNo(0.2, 0.2) }
        let terminal = try RecordingTerminal(
            "explore '\(run)' --no-state --judge-server \(judge.address)", width: 160, height: 50)
        try terminal.tmux.wait(for: "recorded run")
        try terminal.tmux.type("2:group meaning\r")
        try terminal.tmux.wait(for: "refused as a judge", seconds: 30)
        #expect(!FileManager.default.fileExists(atPath: run + ".groups.jsonl"))
        try terminal.tmux.type("Q")
        try terminal.tmux.wait(for: "LEFT")
    }

    /// Two runs of a folder, from their list to what differs, with keys alone.
    @Test func runsOfAFolderAreComparedFromTheirList() throws {
        let folder = try TemporaryFolder()
        for (name, word, score) in [("a", "Canberra", 1), ("b", "Sydney", 0)] {
            let draws = (0..<60).map { _ in
                #"{"prompt_id":"capital","prompt":"Capital?","text":"\#(word).","scores":{"leak":\#(score)}}"#
            }
            let file = folder.path + "/\(name).jsonl"
            try Data((draws.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: file))
            let result = try Program.run(
                "import", file, "--output", folder.path + "/\(name).run", "--binary", "leak")
            #expect(result.status == 0, "\(result.errors)")
        }
        let terminal = try RecordingTerminal("explore '\(folder.path)' --no-state")
        try terminal.tmux.wait(for: "b.run")
        try terminal.tmux.send("Space", "j", "Space", "c")
        try terminal.tmux.wait(for: "Compare")
        try terminal.tmux.type(":only different\r")
        try terminal.tmux.wait(for: "capital")
        try terminal.tmux.wait(for: "1 of 1")
        try terminal.tmux.send("Enter")
        try terminal.tmux.wait(for: "Canberra.")
        let screen = try terminal.tmux.settledScreen()
        #expect(screen.contains("Sydney."), "\(screen)")
        try terminal.tmux.type("Q")
        try terminal.tmux.wait(for: "LEFT")
    }

    @Test func labelsComeAlongWhenARunIsScoredAgain() throws {
        let folder = try TemporaryFolder()
        let run = try Self.run(in: folder)
        let label = #"{"prompt_id":"capital","draw":2,"person_label":"not","person":"anna"}"#
        try Data((label + "\n").utf8).write(to: URL(filePath: run + ".labels.jsonl"))
        let scored = folder.path + "/scored.run"
        let result = try Program.run(
            "score", run, "--scorer", "refusal", "--output", scored)
        #expect(result.status == 0, "\(result.errors)")
        let export = try Program.run("export", scored, "--format", "jsonl")
        #expect(export.output.contains(#""person_label":"not""#), "\(export.output)")
    }
}
