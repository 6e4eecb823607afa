import Foundation
import TestSupport
import Testing

/// Answers and explanations that are put back to a model of known table, on real servers.
@Suite(.serialized, .timeLimit(.minutes(5))) struct AskedTests {
    private struct Report: Decodable {
        struct Asked: Decodable {
            var model: String
            var draws: Int
            var refused: Int
            var mean_mass: Double
            var least_mass: Double
        }
        struct Answer: Decodable {
            var answer: String
            var share: Double
            var posterior: Double?
            var right: Bool?
        }
        struct Prompt: Decodable {
            var prompt: String
            var n: Int
            var missing: Int
            var confidence: Double?
            var posterior: [Answer]?
        }
        struct Confidence: Decodable {
            struct Area: Decodable { var estimate: Double }
            var confidence: String
            var answer: String
            var aurc: Double
            var auroc: Area?
        }
        var confidence: String
        var draws: Int
        var missing: Int
        var asked: Asked?
        var prompts: [Prompt]
        var confidences: [Confidence]
        var remarks: [String]
    }

    private func report(_ arguments: String...) throws -> Report {
        let told = try Program.run(arguments + ["--format", "json"])
        #expect(told.status == 0, "\(told.errors)")
        return try JSONDecoder().decode(Report.self, from: Data(told.output.utf8))
    }

    private static let answers = MarkovModel(rows: [
        "who": ["alpha": 0.5, "beta": 0.3, "gamma": 0.2],
        "what": ["alpha": 0.2, "beta": 0.5, "gamma": 0.3],
        "alpha": [nil: 1], "beta": [nil: 1], "gamma": [nil: 1],
    ])
    /// What it says behind whatever it is asked, whose last token is that of its template.
    private static let witness = MarkovModel(rows: [
        "<3E>": ["True": 0.72, "False": 0.18, "maybe": 0.1], "True": [nil: 1], "False": [nil: 1],
        "maybe": [nil: 1],
    ])

    private func sample(_ folder: TemporaryFolder, _ options: String...) async throws -> String {
        let server = try await RealServer.start(Self.answers, slots: 4)
        defer { server.stop() }
        let prompts = try folder.file(
            "questions.jsonl",
            containing: """
                {"id":"who","prompt":" who","answer":"alpha"}
                {"id":"what","prompt":" what","answer":"gamma"}

                """)
        let run = folder.file("questions.run")
        let sampled = try Program.run(
            [
                "run", prompts, "--server", server.address, "--scorer", "exact", "--draws", "40",
                "--max-tokens", "3", "--seed", "3", "--output", run, "--quiet",
            ] + options)
        #expect(sampled.status == 0, "\(sampled.errors)")
        return run
    }

    @Test func confidenceIsWhatTheWitnessReplies() async throws {
        let folder = try TemporaryFolder()
        let run = try await sample(folder, "--probabilities", "3")
        let none = try Program.run("calibration", run, "--confidence", "asked")
        #expect(none.status == 1 && none.errors.contains("--ask URL"), "\(none.errors)")

        let question = try folder.file("question.txt", containing: "say {answer}")
        let server = try await RealServer.start(Self.witness, slots: 2)
        let first = try report("calibration", run, "--ask", server.address, "--question", question)
        server.stop()
        #expect(first.confidence == "asked" && first.draws + first.missing == 80)

        for prompt in first.prompts {
            #expect(prompt.n == 40 && abs((prompt.confidence ?? .nan) - 0.8) < 1e-4)
        }
        let asked = try #require(first.asked)
        #expect(asked.draws == 80 && asked.refused == 0)
        #expect(abs(asked.mean_mass - 0.9) < 1e-4 && abs(asked.least_mass - 0.9) < 1e-4)
        #expect(first.remarks.contains { $0.contains(asked.model) && $0.contains("put back") })

        // What was said is kept, and nobody is asked again.
        let kept = try String(contentsOfFile: run + ".asked.jsonl", encoding: .utf8)
        #expect(!kept.contains("alpha"))
        let again = try report("calibration", run, "--confidence", "asked")
        #expect(again.prompts.map(\.confidence) == first.prompts.map(\.confidence))
        let text = try Program.run("report", run, "--calibration", "--confidence", "asked")
        #expect(text.output.contains("probability of True, asked back"), "\(text.output)")
        let page = try Program.run(
            "report", run, "--calibration", "--confidence", "asked", "--format", "html")
        #expect(
            page.output.contains("reliability diagram of") && page.output.contains("asked back"))
        let picture = try Program.run(
            "screenshot", run, "--view", "calibration", "--size", "160x50", "--keys", "uuu")
        #expect(picture.output.contains("probability of True"), "\(picture.output)")
        let wrong = try Program.run("report", run, "--confidence", "asked")
        #expect(wrong.status == 64)
    }

    @Test func aModelThatSaysNeitherIsRefused() async throws {
        let folder = try TemporaryFolder()
        let run = try await sample(folder)
        let server = try await RealServer.start(Self.answers, slots: 2)
        defer { server.stop() }
        let told = try Program.run("calibration", run, "--ask", server.address)
        #expect(
            told.status == 1 && told.errors.contains("neither True nor False"), "\(told.errors)")
        let file = try Program.run(
            "calibration", run, "--ask", server.address, "--question", folder.file("none.txt"))
        #expect(file.status == 64, "\(file.errors)")
    }

    private static func score(_ row: Substring) -> Double? {
        let cells = row.split(separator: ",", omittingEmptySubsequences: false)
        return cells.count > 5 ? Double(cells[5]) : nil
    }

    /// From a run without a word of the model's own: explanations first, their weights, the posterior.
    @Test func explanationsWeighAsMuchAsTheyAreEntailed() async throws {
        let folder = try TemporaryFolder()
        let model = MarkovModel(rows: [
            "step.": ["red": 0.5, "blue": 0.5], "red": [nil: 1], "blue": [nil: 1],
            "is:": ["four": 0.5, "five": 0.5], "four": [nil: 1], "five": [nil: 1],
            "what": [nil: 1], "Let's": [nil: 1], "think": [nil: 1], "by": [nil: 1],
            "step": [nil: 1],
            "So": [nil: 1], "the": [nil: 1], "answer": [nil: 1],
        ])
        let prompts = try folder.file(
            "q.jsonl", containing: #"{"id":"q","prompt":" what","answer":"four"}"# + "\n")
        let run = folder.file("q.run")
        let server = try await RealServer.start(model, slots: 4)
        let sampled = try Program.run(
            "run", prompts, "--server", server.address, "--scorer", "exact", "--draws", "60",
            "--explain-first", "3", "--max-tokens", "3", "--seed", "3", "--probabilities", "1",
            "--output", run, "--quiet")
        #expect(sampled.status == 0, "\(sampled.errors)")
        server.stop()
        let rows = try Program.run("report", run, "--format", "csv").output.split(separator: "\n")
        #expect(rows.dropFirst().allSatisfy { $0.contains("<think>") })
        // Scorers read the answer alone: "four" behind any explanation is right.
        for row in rows.dropFirst() {
            #expect(row.contains("</think> four") == (Self.score(row) == 1), "\(row)")
        }

        let judge = try await RealServer.start(
            MarkovModel(rows: [
                "<3E>": ["yes": 0.6, "no": 0.4], "yes": [nil: 1], "no": [nil: 1],
            ]), slots: 2)
        let weighing = try folder.file("weighing.txt", containing: "weigh {answer}")
        let found = try report(
            "calibration", run, "--weigh", judge.address, "--weighing", weighing)
        judge.stop()
        let answers = try #require(found.prompts.first?.posterior)
        var weights: [String: Double] = [:]
        for row in rows.dropFirst() {
            let answer = row.contains("</think> four") ? "four" : "five"
            weights[answer, default: 0] += 0.6
        }
        let total = weights.values.reduce(0, +)
        #expect(answers.count == 2)
        for answer in answers {
            let word = answer.answer.contains("four") ? "four" : "five"
            #expect(abs(try #require(answer.posterior) - weights[word, default: 0] / total) < 1e-4)
            #expect(answer.right == (word == "four"))
        }
        #expect(abs(answers.reduce(0) { $0 + $1.share } - 1) < 1e-12)
        #expect(
            found.confidences.contains { $0.confidence == "posterior" && $0.answer == "favoured" })
        let text = try Program.run("calibration", run)
        #expect(text.output.contains("Answer posterior") && text.output.contains("posterior"))
        // Another decoding is another run.
        let other = try Program.run(
            "run", prompts, "--server", server.address, "--scorer", "exact", "--draws", "60",
            "--explain-first", "4", "--max-tokens", "3", "--seed", "3", "--output", run, "--quiet")
        #expect(other.status != 0)
        let both = try Program.run(
            "run", prompts, "--server", server.address, "--scorer", "exact", "--explain-first", "4",
            "--adaptive", "0.9", "--output", folder.file("x.run"))
        #expect(both.status == 64 && both.errors.contains("--explain-first"))
    }
}
