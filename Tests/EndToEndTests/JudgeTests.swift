import Foundation
import TestSupport
import Testing

/// A judge on the real server, and import and export by the program.
@Suite(.serialized, .timeLimit(.minutes(3))) struct JudgeTests {
    @Test func aJudgeScoresARunOnARealServer() async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 4)
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let draws = try folder.file(
            "draws.jsonl",
            containing: """
                {"prompt_id":"a","text":" In the town of Dorrimouth."}
                {"prompt_id":"a","text":" In the year 1945."}
                """)
        let made = try Program.run("import", draws, "--output", folder.file("d.run"))
        #expect(made.status == 0, "\(made.errors)")
        let template = try folder.file(
            "judge.txt", containing: "Question: Who?\nAnswer:{answer}\nQuestion: Who?\nAnswer:")
        // The tiny model says something after any question; what matters is that it is asked.
        let judged = try Program.run(
            "score", folder.file("d.run"), "--format", "json", "--scorer",
            "judge:server=\(server.address),template=\(template),sensitivity=0.8,pattern=(?s).+")
        #expect(judged.status == 0, "\(judged.errors)")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(judged.output.utf8)) as? [String: Any])
        let prompt = try #require((object["prompts"] as? [[String: Any]])?.first)
        #expect(prompt["n"] as? Int == 2)
        #expect(prompt["leaks"] as? Int == 2)

        let yes = try Program.run(
            "score", folder.file("d.run"), "--format", "json", "--scorer",
            "judge:server=\(server.address),template=\(template)")
        #expect(yes.status == 0, "\(yes.errors)")
        let graded = try #require(
            try JSONSerialization.jsonObject(with: Data(yes.output.utf8)) as? [String: Any])
        let mean = (graded["prompts"] as? [[String: Any]])?.first?["mean"] as? Double
        #expect(try (0...1).contains(#require(mean)))
    }

    @Test func aJudgeThatIsNotThereIsOneClearSentence() throws {
        let folder = try TemporaryFolder()
        let template = try folder.file("judge.txt", containing: "{answer}")
        let result = try Program.run(
            "score", Program.recordedRun, "--scorer",
            "judge:server=http://127.0.0.1:9,template=\(template)")
        #expect(result.status == 1)
        #expect(result.errors.contains("No server answers"))
        let bad = try Program.run("score", Program.recordedRun, "--scorer", "judge:sever=x")
        #expect(bad.status == 64)
        #expect(bad.errors.contains("sever=x"))
    }

    /// A run that was just sampled, with tokens and greedy answers, and a recorded one.
    @Test func aRunSurvivesExportAndImport() async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 8)
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let sampled = folder.file("sampled.run")
        let run = try Program.run(
            "run", Program.prompts, "--where", "author=Jessamel Rushbeck", "--server",
            server.address, "--output", sampled, "--draws", "16", "--max-tokens", "28",
            "--probabilities", "2", "--quiet")
        #expect(run.status == 0, "\(run.errors)")
        for (number, file) in [sampled, Program.smallRun].enumerated() {
            let before = try tables(of: file)
            for format in ["jsonl", "leak-at-k", "lm-eval", "inspect"] {
                let (exported, imported) = (
                    folder.file("\(number).\(format)"), folder.file("\(number).\(format).run")
                )
                let made = try Program.run(
                    "export", file, "--format", format, "--output", exported)
                #expect(made.status == 0, "\(made.errors)")
                let read = try Program.run("import", exported, "--output", imported)
                #expect(read.status == 0, "\(read.errors)")
                #expect(try tables(of: imported) == before, "\(format) of \(file)")
            }
        }
    }

    /// Every draw, and what is found of every prompt, but for what is said about the decoding.
    private func tables(of run: String) throws -> [Substring] {
        let draws = try Program.run("report", run, "--format", "csv").output
        let prompts = try Program.run("report", run, "--format", "csv", "--rows", "prompts").output
        #expect(draws.contains(",1.0,\"") || draws.contains(",,\""))
        // The sentence is the last column; the temperature of imported draws is a claim.
        return draws.replacing(",1.0,\"", with: ",,\"").split(separator: "\n")
            + prompts.split(separator: "\n").map { line in
                line.range(of: ",\"With ").map { line[..<$0.lowerBound] } ?? line
            }
    }
}
