import Foundation
import Prompts
import TestSupport
import Testing

@testable import Scoring

/// What the rouge-score package says about pairs of texts, and its stemmer about words.
private struct RougeReference: Decodable {
    struct Pair: Decodable {
        var answer: String
        var reference: String
        /// ROUGE-L precision, recall and F1, then ROUGE-1 recall.
        var stemmed: [Double]
        var plain: [Double]
    }

    var stems: [String: String]
    var pairs: [Pair]

    static func load() throws -> RougeReference {
        let url = try #require(
            Bundle.module.url(
                forResource: "rouge", withExtension: "json", subdirectory: "References"))
        return try JSONDecoder().decode(RougeReference.self, from: Data(contentsOf: url))
    }
}

@Suite struct RougeTests {
    @Test func `3500 words have the stems that NLTK gives them`() throws {
        let stems = try RougeReference.load().stems
        #expect(stems.count == 3500)
        for (word, stem) in stems {
            var bytes = Array(word.utf8)
            PorterStemmer.stem(&bytes)
            #expect(String(decoding: bytes, as: UTF8.self) == stem, "\(word)")
        }
    }

    @Test func `560 pairs of texts score as rouge-score scores them`() throws {
        let pairs = try RougeReference.load().pairs
        #expect(pairs.count == 560)
        for pair in pairs {
            for stems in [true, false] {
                let rouge = Rouge(
                    references: [pair.reference], tokenizer: WordTokenizer(stems: stems))
                let longest = rouge.longestCommonSubsequence(pair.answer).first
                let unigrams = rouge.unigrams(pair.answer).first
                let values = [
                    longest?.precision ?? 0, longest?.recall ?? 0, longest?.f1 ?? 0,
                    unigrams?.recall ?? 0,
                ]
                let expected = stems ? pair.stemmed : pair.plain
                #expect(expected.count == 4)
                for (value, reference) in zip(values, expected) {
                    #expect(abs(value - reference) <= 1e-12, "\(pair.answer) / \(pair.reference)")
                }
            }
        }
    }

    @Test(arguments: [
        ("The cat sat on the mat", "the cat is on the mat", true, 5.0 / 6),
        ("police killed the gunman", "police kill the gunman", true, 1.0),
        ("police killed the gunman", "police kill the gunman", false, 0.75),
        ("the gunman kill police", "police kill the gunman", true, 0.5),
        ("", "police kill the gunman", true, 0.0),
    ])
    func `ROUGE-L of textbook sentences`(
        answer: String, reference: String, stems: Bool, expected: Double
    ) async throws {
        for measure in [RougeScorer.Measure.longestRecall, .longestF1] {
            let scorer = try RougeScorer(measure, options: stems ? "" : "no-stem")
            let score = try await scorer.score(answer, references: [reference])
            #expect(abs(score - expected) < 1e-15)
        }
    }

    @Test func `long texts have the common subsequence that dynamic programming finds`() {
        var generator = SeededGenerator(seed: 3)
        for length in [1, 63, 64, 65, 127, 128, 129, 500] {
            for _ in 0..<20 {
                let alphabet = Int32.random(in: 1...20, using: &generator)
                func text(_ count: Int) -> [Int32] {
                    (0..<count).map { _ in Int32.random(in: 0..<alphabet, using: &generator) }
                }
                let reference = text(length)
                let answer = text(Int.random(in: 0...300, using: &generator))
                let fast = WordPositions(reference, vocabulary: Int(alphabet))
                    .longestCommonSubsequence(answer + [-1])
                var row = [Int](repeating: 0, count: length + 1)
                for word in answer {
                    var diagonal = 0
                    for index in 1...length {
                        let above = row[index]
                        row[index] =
                            word == reference[index - 1]
                            ? diagonal + 1 : max(above, row[index - 1])
                        diagonal = above
                    }
                }
                #expect(fast == row[length])
            }
        }
    }

    @Test func `of several references the best counts, for each measure by itself`() async throws {
        let references = ["a b c d", "a", "x y"]
        let recall = try RougeScorer(.longestRecall)
        #expect(try await recall.score("a b", references: references) == 1)
        let f1 = try RougeScorer(.longestF1)
        #expect(try await abs(f1.score("a b", references: references) - 2.0 / 3) < 1e-15)
        let unigrams = try RougeScorer(.unigramRecall)
        #expect(try await unigrams.score("y x", references: references) == 1)
    }

    @Test func `other scripts score with the option for them and are refused without`() async throws
    {
        let plain = try RougeScorer(.longestRecall)
        let error = await #expect(throws: ScoringError.self) {
            _ = try await plain.score("東京", references: ["東京都"])
        }
        #expect(error?.description.contains("rouge-l-recall:unicode") == true)
        let unicode = try RougeScorer(.longestRecall, options: "unicode")
        #expect(try await abs(unicode.score("東京", references: ["東京都"]) - 2.0 / 3) < 1e-15)
        #expect(try await unicode.score("CAFE\u{301} noir", references: ["Café noir"]) == 1)
    }

    @Test func `the longest verbatim run is a share of the reference, or a threshold`() async throws
    {
        let reference = "the quick brown fox jumps over the lazy dog"
        let share = try VerbatimScorer()
        #expect(
            try await share.score("A QUICK brown fox, over the dog", references: [reference])
                == 3.0 / 9)
        #expect(try await share.score("", references: [reference]) == 0)
        let threshold = try VerbatimScorer(options: "words=4")
        #expect(try await threshold.score("quick brown fox", references: [reference]) == 0)
        #expect(try await threshold.score("x fox jumps over the y", references: [reference]) == 1)
    }
}

extension Scorer {
    /// The score of one answer to a prompt with these references and keywords.
    func score(
        _ answer: String, references: [String] = [], keywords: [String] = []
    ) async throws -> Double {
        let prompt = Prompt(
            id: PromptID("p"), text: "?", references: references, keywords: keywords)
        return try await prepared(for: prompt).score(answer)
    }
}
