import Foundation
import Prompts
import Scoring
import TestSupport
import Testing

/// ROUGE against the rouge-score package, which runs beside.
@Suite struct RougePackageTests {
    private struct Pair: Encodable {
        var answer: String
        var reference: String
    }

    @Test func `2000 generated pairs score as rouge-score scores them, to 1e-12`() async throws {
        var generator = SeededGenerator(seed: 20)
        let pairs = (0..<2000).map { _ in Self.pair(using: &generator) }
        #expect(pairs.contains { $0.answer.isEmpty } && pairs.contains { $0.reference.isEmpty })
        let lines = try pairs.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
        let output = try PeerScript.rouge.run(input: lines.joined(separator: "\n") + "\n")
        let expected = try output.split(separator: "\n").map {
            try JSONDecoder().decode([Double].self, from: Data($0.utf8))
        }
        try #require(expected.count == pairs.count)
        let scorers = try ["", ":no-stem"].flatMap { options in
            try ["rouge-1-recall", "rouge-l-recall", "rouge-l-f1"].map {
                try ScorerRegistry.scorer($0 + options)
            }
        }
        var positive = 0
        for (pair, values) in zip(pairs, expected) {
            try #require(values.count == scorers.count)
            for (scorer, value) in zip(scorers, values) {
                let prompt = Prompt(id: PromptID("p"), text: "?", references: [pair.reference])
                // A reference without a word that the package knows scores 0 there, and is refused
                // here, as no answer could score anything else.
                guard let ready = try? scorer.prepared(for: prompt) else {
                    #expect(value == 0 && !Self.hasWords(pair.reference), "\(pair)")
                    continue
                }
                let score = try await ready.score(pair.answer)
                #expect(abs(score - value) <= 1e-12, "\(scorer.descriptor.name): \(pair)")
                if value > 0 { positive += 1 }
            }
        }
        #expect(positive > 3000)
    }

    private static func hasWords(_ text: String) -> Bool {
        text.lowercased().unicodeScalars.contains {
            ("a"..."z").contains($0) || ("0"..."9").contains($0)
        }
    }

    private static let words = [
        "the", "cat", "cats", "running", "ran", "happily", "relational", "ponies", "flies", "died",
        "agreed", "caf\u{E9}", "na\u{EF}ve", "e\u{301}t\u{E9}", "東京", "\u{130}stanbul",
        "\u{212A}elvin",
        "stra\u{DF}e", "42", "3.14", "x1y", "don't", "U.S.A.", "_under_", "\u{1F600}", "\u{FB01}ne",
        "organization", "generalizations", "being", "was", "\u{0}", "\u{2028}", "A", "THE",
        "Oscillators",
    ]
    private static let gaps = [" ", "  ", ", ", ". ", "\n", "-", "", "\t", "\u{A0}", "; ", "…"]

    private static func text(using generator: inout SeededGenerator, vocabulary: Int) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...14, using: &generator) {
            text += words[Int.random(in: 0..<vocabulary, using: &generator)]
            text += gaps.randomElement(using: &generator) ?? " "
        }
        return text
    }

    private static func pair(using generator: inout SeededGenerator) -> Pair {
        let vocabulary = Int.random(in: 3...words.count, using: &generator)
        return Pair(
            answer: text(using: &generator, vocabulary: vocabulary),
            reference: text(using: &generator, vocabulary: vocabulary))
    }
}
