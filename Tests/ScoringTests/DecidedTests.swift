import Prompts
import TestSupport
import Testing

@testable import Scoring

/// Scores that are settled before an answer ends.
@Suite("Settled scores")
struct DecidedTests {
    private static let prompt = Prompt(
        id: PromptID("p"), text: "", references: ["The Lonesome Notary"],
        keywords: ["secret", "Ron", "été 3"])

    private static func scorer(_ specification: String) throws -> any PromptScorer {
        try ScorerRegistry.scorer(specification).prepared(for: prompt)
    }

    @Test(
        arguments: [
            ("keyword", "The secret", nil), ("keyword", "The secret ", 1),
            ("keyword", "The secret i", 1), ("keyword", "The secret.", 1),
            ("keyword", "The secretary", nil), ("keyword", "strong.", nil), ("keyword", "Ron's", 1),
            ("keyword:substring", "The secret", nil), ("keyword:substring", "The secrets", 1),
            ("keyword:all", "The secret Ron is", nil),
            ("keyword:all", "The secret Ron: Été  3, 4", 1),
            ("contains", "It is The Lonesome Notary", nil),
            ("contains", "It is The Lonesome Notary. It", 1),
            ("contains", "It is The Lonesome Notary-3", nil),
            ("contains:the vault", "In the vault, and", 1),
            ("regex:[0-9]{3}", "No 12", nil), ("regex:[0-9]{3}", "No 123", 1),
            ("regex:x$", "ax", nil), ("regex:\\bRon\\b", "Ron", nil),
            ("regex:\\bRon\\b", "Ron ", 1),
            ("regex:Ron(?! Weasley)", "Ron is", nil), ("regex:(?<=a)b", "ab", 1),
            ("rouge-l-recall", "The Lonesome Notary.", nil), ("exact", "The Lonesome Notary.", nil),
        ] as [(String, String, Double?)])
    func `a score is settled where nothing that follows can change it`(
        specification: String, beginning: String, expected: Double?
    ) throws {
        #expect(try Self.scorer(specification).decided(beginning) == expected)
    }

    @Test func `only the whole of an answer stays what it is`() throws {
        let prompt = Self.prompt
        func decided(_ part: AnswerPart, _ text: String) throws -> Double? {
            try PartScorer(try KeywordScorer(), finder: AnswerFinder(part)).prepared(for: prompt)
                .decided(text)
        }
        #expect(try decided(AnswerPart(.whole), "The secret is") == 1)
        #expect(try decided(.standard, "The secret is") == nil)
        for part in ["last-line", "last-number", "regex:(.*)"] {
            #expect(try decided(try #require(AnswerPart(part)), "The secret is 3 and") == nil)
        }
    }

    /// Whatever follows a settled beginning, marks, joiners and other scripts among it, has its score.
    @Test(arguments: [
        "keyword", "keyword:all", "keyword:substring", "keyword:case", "keyword:no-diacritics",
        "contains", "contains:3.5 et", "regex:\\bsecret\\b", "regex:(?m)^ron$", "regex:é.*3",
    ])
    func `no continuation changes a settled score`(specification: String) async throws {
        let scorer = try Self.scorer(specification)
        let pieces = [
            "secret", " secret", "Secret", "ary", "Ron", " ron", "'s", " ", "\n", "\r", ".", ",",
            "-",
            "\u{301}", "\u{308}", "\u{200D}", "\u{AD}", "\u{FE0F}", "é", "e", "\u{301}t", "té",
            "été", " 3",
            "3", ".5", "5 et", "5", " et", "The ", "Lonesome ", "Lonesome", "Notary", "notary", "…",
            "’",
            "ｓ", "中", "ไ", "가", "ᆨ", "\u{1F1E9}", "\u{1F1EA}", "ß", "İ", "K", "\u{0}", "_", "*",
            "x",
            " secret Ron été 3", "\nron\n", " 3.5 et", " The Lonesome Notary",
        ]
        var random = SeededGenerator(seed: 41)
        var settled = 0
        for _ in 0..<6_000 {
            var beginning = ""
            for _ in 0..<Int.random(in: 1...9, using: &random) {
                beginning += pieces.randomElement(using: &random)!
            }
            guard let score = scorer.decided(beginning) else { continue }
            settled += 1
            #expect(try await scorer.score(beginning) == score, "\(beginning.debugDescription)")
            var text = beginning
            for _ in 0..<6 {
                // By scalars, as a server sends them: a mark may join the last character.
                text.unicodeScalars.append(
                    contentsOf: pieces.randomElement(using: &random)!.unicodeScalars)
                let isSame = try await scorer.score(text) == score
                #expect(isSame, "\(beginning.debugDescription) → \(text.debugDescription)")
                #expect(scorer.decided(text) == score, "\(text.debugDescription)")
            }
        }
        #expect(settled > 20)
    }
}
