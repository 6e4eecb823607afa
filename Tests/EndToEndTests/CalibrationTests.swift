import Foundation
import TestSupport
import Testing

/// `calibration` on a real server whose probabilities are known, and on recorded runs.
@Suite(.serialized, .timeLimit(.minutes(5))) struct CalibrationTests {
    private static let questions = 160
    private static let answers = ["alpha", "beta", "gamma", "delta"]
    private static let draws = 8

    /// What is true: for each question the chance that each answer is the right one.
    private static let truth: [[Double]] = {
        var generator = SeededGenerator(seed: 2024)
        return (0..<questions).map { _ in
            normalised(
                answers.map { _ in pow(-log(Double.random(in: 1e-4..<1, using: &generator)), 2) })
        }
    }()

    private static func normalised(_ weights: [Double]) -> [Double] {
        let total = weights.reduce(0, +)
        return weights.map { $0 / total }
    }

    /// What a model says whose temperature is not the truth's, and takes for 1.
    private static func said(temperature: Double) -> [[Double]] {
        truth.map { normalised($0.map { pow($0, 1 / temperature) }) }
    }

    private static func model(_ said: [[Double]]) -> MarkovModel {
        var rows: [String: [String?: Double]] = [:]
        for (question, chances) in said.enumerated() {
            rows[word(question)] = Dictionary(
                uniqueKeysWithValues: zip(answers.map(Optional.init), chances))
        }
        for answer in answers { rows[answer] = [nil: 1] }
        return MarkovModel(rows: rows)
    }

    private static func word(_ question: Int) -> String { "what\(1000 + question)" }

    /// Questions whose reference was drawn from the truth.
    private static func prompts() -> String {
        var generator = SeededGenerator(seed: 7)
        return truth.enumerated().map { question, chances in
            var place = Double.random(in: 0..<1, using: &generator)
            var right = answers.count - 1
            for (index, chance) in chances.enumerated() {
                place -= chance
                if place < 0 {
                    right = index
                    break
                }
            }
            return """
                {"id":"q\(question)","prompt":" \(word(question))","answer":"\(answers[right])"}
                """
        }.joined(separator: "\n") + "\n"
    }

    private struct Report: Decodable {
        struct Figure: Decodable {
            var estimate: Double?
            var lower: Double?
            var upper: Double?
            var p: Double?
        }
        struct Prompt: Decodable {
            var prompt: String
            var n: Int
            var confidence: Double
            var right: Double
        }
        struct Bin: Decodable {
            var n: Int
            var right: Int
            var lower: Double?
            var upper: Double?
        }
        var draws: Int
        var missing: Int
        var figures: [String: Figure]
        var bins: [Bin]
        var prompts: [Prompt]
    }

    private func report(temperature: Double) async throws -> Report {
        let said = Self.said(temperature: temperature)
        let server = try await RealServer.start(Self.model(said), slots: 8)
        defer { server.stop() }
        let folder = try TemporaryFolder()
        try Self.prompts().write(
            toFile: folder.file("questions.jsonl"), atomically: true, encoding: .utf8)
        let run = folder.file("questions.run")
        let sampled = try Program.run(
            "run", folder.file("questions.jsonl"), "--server", server.address, "--scorer", "exact",
            "--draws", "\(Self.draws)", "--max-tokens", "3", "--seed", "5", "--probabilities", "4",
            "--output", run, "--quiet")
        #expect(sampled.status == 0, "\(sampled.errors)")
        let told = try Program.run("calibration", run, "--format", "json", "--alpha", "0.05")
        #expect(told.status == 0, "\(told.errors)")
        let report = try JSONDecoder().decode(Report.self, from: Data(told.output.utf8))

        // What the server says of each draw is what its table has.
        let lines = try Program.run("report", run, "--format", "csv").output
            .split(separator: "\n")
        var sums: [String: Double] = [:]
        for (question, chances) in said.enumerated() {
            for line in lines where line.hasPrefix("q\(question),") {
                for (answer, chance) in zip(Self.answers, chances)
                where line.contains("\" \(answer)\"") {
                    sums["q\(question)", default: 0] += chance / Double(Self.draws)
                }
            }
        }
        #expect(sums.count == Self.questions)
        for prompt in report.prompts {
            #expect(abs(prompt.confidence - (sums[prompt.prompt] ?? .nan)) < 1e-4)
        }
        #expect(report.draws == Self.questions * Self.draws && report.missing == 0)
        return report
    }

    @Test func aCalibratedModelPassesAndASharpenedOneFails() async throws {
        let honest = try await report(temperature: 1)
        let figure = { (report: Report, key: String) in try #require(report.figures[key]) }
        #expect(try #require(try figure(honest, "skce_p").p) > 0.05)
        #expect(try #require(try figure(honest, "martingale_p").p) > 0.05)

        // With 160 questions the tests notice it in at least nine of ten runs.
        let sharp = try await report(temperature: 0.5)
        #expect(try #require(try figure(sharp, "skce_p").p) <= 0.05)
        #expect(try #require(try figure(sharp, "martingale_p").p) <= 0.05)
        let excess = try figure(sharp, "overconfidence")
        #expect(try #require(excess.lower) > 0)
        #expect(
            try #require(try figure(sharp, "ece").estimate)
                > 1.5 * #require(try figure(sharp, "ece_if_calibrated").estimate))
        let filled = sharp.bins.filter { $0.n > 0 }
        #expect(filled.allSatisfy { $0.lower != nil && $0.upper != nil })
    }

    @Test func runsWithoutTheModelsWordSaySo() throws {
        let none = try Program.run("calibration", Program.smallRun)
        #expect(none.status == 1 && none.errors.contains("--probabilities"))
        let unknown = try Program.run("calibration", Program.recordedRun, "--scorer", "nothing")
        #expect(unknown.status == 1 && unknown.errors.contains("no scorer nothing"))
        let bins = try Program.run("calibration", Program.recordedRun, "--bins", "0")
        #expect(bins.status == 64)
    }

    @Test func everyFormSaysTheSame() throws {
        let text = try Program.run("calibration", Program.recordedRun)
        #expect(text.status == 0, "\(text.errors)")
        // Of 34 draws some token's probability was not kept, as it ends inside a character.
        for word in [
            "over-confidence", "Brier score", "balance score", "34 without probability",
            "No p-value of all draws",
        ] {
            #expect(text.output.contains(word))
        }
        let json = try Program.run("calibration", Program.recordedRun, "--format", "json")
        let report = try JSONDecoder().decode(Report.self, from: Data(json.output.utf8))
        let csv = try Program.run("calibration", Program.recordedRun, "--format", "csv")
        let rows = csv.output.split(separator: "\n").dropFirst()
        #expect(rows.count == report.prompts.count)
        for (row, prompt) in zip(rows, report.prompts) {
            let cells = row.split(separator: ",", omittingEmptySubsequences: false)
            #expect(cells[0] == prompt.prompt && Double(cells[5]) == prompt.confidence)
        }
        let keys = [
            "overconfidence", "confidence", "accuracy", "brier", "balance", "ece", "reliability",
            "resolution", "uncertainty", "skce", "skce_p", "rank_accuracy",
        ]
        for key in keys { #expect(report.figures[key] != nil, "\(key)") }
        #expect(report.figures["martingale_p"] == nil)
        for (key, figure) in report.figures {
            guard let lower = figure.lower, let upper = figure.upper else { continue }
            #expect(lower <= upper, "\(key)")
        }
    }

    @Test func reportsCarryTheSameFigures() throws {
        struct Whole: Decodable { var calibration: Report }
        let json = try Program.run(
            "report", Program.recordedRun, "--format", "json", "--calibration")
        #expect(json.status == 0, "\(json.errors)")
        let whole = try JSONDecoder().decode(Whole.self, from: Data(json.output.utf8))
        let alone = try JSONDecoder().decode(
            Report.self,
            from: Data(
                try Program.run("calibration", Program.recordedRun, "--format", "json").output.utf8)
        )
        #expect(whole.calibration.figures["brier"]?.lower == alone.figures["brier"]?.lower)
        #expect(whole.calibration.draws == alone.draws)
        let html = try Program.run(
            "report", Program.recordedRun, "--format", "html", "--calibration")
        #expect(html.output.contains("Calibration: Brier score"))
        let none = try Program.run("report", Program.smallRun, "--calibration")
        #expect(none.status == 1 && none.errors.contains("--probabilities"))
        let csv = try Program.run(
            "report", Program.recordedRun, "--format", "csv", "--calibration")
        #expect(csv.status == 64)
    }
}
