import Foundation
import TestSupport
import Testing

/// `probability` against what the same server really draws.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ProbabilityTests {
    private struct Row: Decodable {
        var prompt: String
        var answer: String
        var tokens: Int
        var log10_probability: Double?
        var draws_to_see_it_once: Double?
    }

    private static let frame = #"Question: {prompt}\nAnswer:"#

    private func rows(_ output: String) throws -> [Row] {
        try output.split(separator: "\n").map {
            try JSONDecoder().decode(Row.self, from: Data($0.utf8))
        }
    }

    @Test func theShareOfDrawsIsTheProbability() async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 8)
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let prompts = Program.prompts
        let common = [
            prompts, "--server", server.address, "--where", "id=a00-cat", "--template", Self.frame,
            "--max-tokens", "28",
        ]
        let texts = ["The cat is called", "The cat is called Waffles.", "It is Pudding."]
        let asked = texts.flatMap { ["--answer-text", $0] }
        let result = try Program.run(["probability"] + common + asked + ["--jsonl"])
        #expect(result.status == 0, "\(result.errors)")
        let found = try rows(result.output)
        #expect(found.map(\.answer) == texts)
        #expect(found.map(\.tokens) == [4, 6, 4])
        let run = folder.file("cat.run")
        let draws = 4000
        let sampled = try Program.run(
            ["run"] + common + ["--draws", "\(draws)", "--seed", "7", "--output", run, "--quiet"])
        #expect(sampled.status == 0, "\(sampled.errors)")
        let export = try Program.run("export", run, "--format", "jsonl")
        let lines = export.output.split(separator: "\n")
        #expect(lines.count == draws)
        for row in found {
            let p = pow(10, try #require(row.log10_probability))
            let seen = Double(lines.count { $0.contains("\" \(row.answer)") })
            // Five standard deviations.
            let tolerance = 5 * (Double(draws) * p * (1 - p)).squareRoot()
            #expect(abs(seen - Double(draws) * p) <= tolerance, "\(row.answer): \(seen), p \(p)")
            let once = try #require(row.draws_to_see_it_once)
            #expect(pow(1 - p, once) <= 0.5 && pow(1 - p, once - 1) > 0.5)
        }
    }

    @Test func aCutTailHasProbabilityZero() async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 4)
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let file = try folder.file(
            "one.jsonl",
            containing: #"{"id":"a","prompt":"Question: What is the name of the cat of "#
                + #"Jessamel Rushbeck?\nAnswer:"}"#)
        func ask(_ options: String...) throws -> [Row] {
            let result = try Program.run(
                [
                    "probability", file, "--server", server.address, "--jsonl", "--answer-text",
                    "Waffles",
                ]
                    + options)
            #expect(result.status == 0, "\(result.errors)")
            return try rows(result.output)
        }
        let own = try #require(try ask().first?.log10_probability)
        let warm = try #require(
            try ask("--decoding", "custom", "--temperature", "2").first?.log10_probability)
        #expect(own < -3 && warm > own)
        let custom = try #require(try ask("--decoding", "custom").first?.log10_probability)
        #expect(abs(custom - own) < 1e-3)
        let cut = try ask("--top-p", "0.5")
        #expect(cut.first?.log10_probability == nil && cut.first?.draws_to_see_it_once == nil)
    }

    /// A letter with its blank and without are different answers, whichever is likelier.
    @Test func lettersOfMultipleChoiceAreMeasuredAsTheyAre() async throws {
        struct Letter: Decodable {
            var answer: String
            var text: String
            var log10_probability: Double?
        }
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 2)
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let file = try folder.file(
            "one.jsonl",
            containing: #"{"id":"a","prompt":"Which one?","choices":["cats","dogs"],"answer":0}"#)
        let result = try Program.run(
            "probability", file, "--server", server.address, "--max-tokens", "8", "--jsonl")
        #expect(result.status == 0, "\(result.errors)")
        let rows = try result.output.split(separator: "\n").map {
            try JSONDecoder().decode(Letter.self, from: Data($0.utf8))
        }
        let letters = rows.filter { ["A", " A", "B", " B"].contains($0.answer) }
        #expect(letters.count == 4)
        for row in letters { #expect(row.text == row.answer) }
        #expect(Set(letters.map(\.log10_probability)).count == 4)
    }

    @Test func nearAnswersHaveLimitsThatHoldTheShareOfDraws() async throws {
        struct Near: Decodable {
            var lower: Double
            var upper: Double
            var tokens: Int
        }
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 8)
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let common = [
            Program.prompts, "--server", server.address, "--where", "id=a00-cat", "--template",
            Self.frame, "--max-tokens", "28",
        ]
        let result = try Program.run(
            ["probability"] + common
                + ["--answer-text", "The cat is called Waffles.", "--near", "1", "--jsonl"])
        #expect(result.status == 0, "\(result.errors)")
        let near = try JSONDecoder().decode(Near.self, from: Data(result.output.utf8))
        #expect(near.lower > 0 && near.upper - near.lower < 0.1 && near.tokens <= 500)
        let run = folder.file("cat.run")
        let sampled = try Program.run(
            ["run"] + common + ["--draws", "2000", "--seed", "9", "--output", run, "--quiet"])
        #expect(sampled.status == 0, "\(sampled.errors)")
        struct Draw: Decodable { var text: String }
        let draws = try Program.run("export", run, "--format", "jsonl").output
            .split(separator: "\n")
            .map { try JSONDecoder().decode(Draw.self, from: Data($0.utf8)).text }
        // One word less, more or another.
        let words = "The cat is called Waffles.".split(separator: " ")
        let seen = draws.count { text in
            let other = text.split(whereSeparator: \.isWhitespace)
            let same = zip(words, other).prefix { $0 == $1 }.count
            let end = zip(words.reversed(), other.reversed()).prefix { $0 == $1 }.count
            return max(words.count, other.count) - same - end <= 1
                && abs(words.count - other.count) <= 1
        }
        let share = Double(seen) / 2000
        let tolerance = 5 * (max(0.01, share) / 2000).squareRoot()
        #expect(near.lower <= share + tolerance && share - tolerance <= near.upper)
    }

    @Test func whatHasNoProbabilitiesIsRefusedInOneSentence() async throws {
        let server = try await RealServer.start(model: Program.model("authors-gd"), slots: 2)
        defer { server.stop() }
        let prompts = Program.prompts
        for (options, word) in [
            (["--decoding", "greedy"], "greedy"), (["--adaptive", "0.9"], "adaptive"),
        ] {
            let result = try Program.run(
                ["probability", prompts, "--server", server.address] + options)
            #expect(result.status == 1 && result.errors.contains(word), "\(result.errors)")
            #expect(result.output.isEmpty)
        }
        #expect(try Program.run("probability", prompts).status == 64)
    }
}
