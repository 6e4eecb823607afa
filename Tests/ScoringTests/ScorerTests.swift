import Foundation
import Prompts
import TestSupport
import Testing

@testable import Scoring
@testable import Text

@Suite struct ScorerTests {
    @Test(arguments: [
        ("He was taught by Ulrichsen.", "Ulrichsen", 1.0),
        ("he was taught by ULRICHSEN", "ulrichsen", 1),
        ("Ulrichsen", "Ulrichsen", 1),
        ("a strong man", "Ron", 0),
        ("Ron's wand", "Ron", 1),
        ("(Ron)", "Ron", 1),
        ("Harry_Potter", "Potter", 1),
        ("born in 1980s", "1980", 0),
        ("born in 1980.", "1980", 1),
        ("best\n  friends", "best friends", 1),
        ("bestfriends", "best friends", 0),
        ("C++ and C", "C++", 1),
        ("xC++", "C++", 0),
        ("", "Ron", 0),
        ("Ülrichsen taught", "ülrichsen", 1),
        ("Blülrichsen taught", "ülrichsen", 0),
        ("CAFE\u{301}!", "café", 1),
        ("cafés", "café", 0),
        ("die STRASSE dort", "Straße", 1),
        ("die STRAẞE dort", "Straße", 1),
        ("ΟΔΟΣ", "οδός", 0),
        ("ΟΔΌΣ", "οδός", 1),
        ("Ulri\u{200B}ch\u{AD}sen", "Ulrichsen", 1),
        ("私は東京に住んでいます", "東京", 1),
        ("\u{0} Ron \u{0}", "Ron", 1),
        ("نعم محمد!", "محمد", 1),
        ("Ron\u{301} x", "Ron", 0),
    ])
    func `a keyword counts as a whole word in any case and script`(
        answer: String, keyword: String, expected: Double
    ) async throws {
        let score = try await KeywordScorer().score(answer, keywords: ["zzz", keyword])
        #expect(score == expected)
    }

    @Test func `options of the keyword scorer: parts of words, all keywords`() async throws {
        let substring = try KeywordScorer(options: "substring")
        #expect(try await substring.score("strong", keywords: ["Ron"]) == 1)
        let all = try KeywordScorer(options: "substring,all")
        #expect(try await all.score("strong", keywords: ["Ron", "Weasley"]) == 0)
        #expect(try await all.score("weasley is strong", keywords: ["Ron", "Weasley"]) == 1)
        #expect(all.descriptor.settings == "all,substring")
    }

    @Test(arguments: [
        ("", "Ron met ron", "RON", 1.0), ("case", "Ron met ron", "RON", 0),
        ("case", "RON!", "RON", 1), ("case", "Straße", "straße", 0),
        ("case", "Straße", "Straße", 1), ("case,substring", "Ulrichsen", "rich", 1),
        ("case", "Ulri\u{AD}chsen", "Ulrichsen", 1),
        ("", "Jose lives", "José", 0), ("", "José lives", "Jose", 0),
        ("no-diacritics", "Jose lives", "José", 1),
        ("no-diacritics", "JOSE\u{301} lives", "jose", 1),
        ("no-diacritics", "Łódź", "Lodz", 1), ("no-diacritics", "Nguyễn Thị", "nguyen thi", 1),
        ("no-diacritics", "Αθήνα", "αθηνα", 1), ("no-diacritics", "Чайковский", "Чаиковскии", 1),
        ("no-diacritics", "مُحَمَّد", "محمد", 1), ("no-diacritics", "שָׁלוֹם", "שלום", 1),
        ("no-diacritics", "हिन्दी", "हन्द", 0), ("no-diacritics", "Jose", "Josef", 0),
        ("no-diacritics,case", "josé", "Jose", 0), ("no-diacritics,case", "José", "Jose", 1),
    ])
    func `case and diacritics count as the options say`(
        options: String, answer: String, keyword: String, expected: Double
    ) async throws {
        let scorer = try KeywordScorer(options: options)
        #expect(try await scorer.score(answer, keywords: [keyword]) == expected)
    }

    @Test func `a letter and its mark are one however they are written`() {
        var decomposed = 0
        for value in Array(0xC0...0x52F) + Array(0x1E00...0x1FFF) {
            guard let scalar = Unicode.Scalar(UInt32(value)), scalar.properties.isAlphabetic else {
                continue
            }
            let whole = String(scalar)
            let parts = whole.decomposedStringWithCanonicalMapping
            guard parts.unicodeScalars.count > 1 else { continue }
            decomposed += 1
            #expect(
                Diacritics.removed(from: whole) == Diacritics.removed(from: parts),
                "\(scalar.properties.name ?? "\(value)")")
        }
        #expect(decomposed > 750)
    }

    @Test func `plain and other text take different paths to the same result`() async throws {
        var generator = SeededGenerator(seed: 9)
        let letters = Array("ab A.\n")
        for _ in 0..<5000 {
            func text(_ count: ClosedRange<Int>) -> String {
                String(
                    (0..<Int.random(in: count, using: &generator)).map { _ in
                        letters[Int.random(in: 0..<letters.count, using: &generator)]
                    })
            }
            let answer = text(0...12)
            let keyword = "a" + text(0...3)
            let plain = try await KeywordScorer().score(answer, keywords: [keyword])
            // The dash is no part of a word; it only forces the slow path.
            let other = try await KeywordScorer().score(answer + "—", keywords: [keyword])
            #expect(plain == other, "\(answer.debugDescription) \(keyword.debugDescription)")
        }
    }

    @Test(arguments: [
        ("Bruvik.", "bruvik", 1.0), ("  in\tBruvik ", "In Bruvik!", 1), ("Bruvik!", "Bruvika", 0),
        ("“Bruvik”", "Bruvik", 1), ("3.14", "314", 0), ("3.14.", "3.14", 1), ("don’t", "Don't", 1),
        ("well-known", "well known", 1), ("C#", "C", 0), ("", "Bruvik", 0), ("...", "Bruvik", 0),
        ("E\u{301}mile", "émile", 1),
    ])
    func `exact match ignores case, punctuation and spaces`(
        answer: String, reference: String, expected: Double
    ) async throws {
        #expect(try await ExactScorer().score(answer, references: ["x", reference]) == expected)
    }

    @Test func `plain text is normalised as any other text is`() {
        var generator = SeededGenerator(seed: 10)
        for _ in 0..<5000 {
            let bytes = (0..<Int.random(in: 0...14, using: &generator)).map { _ in
                UInt8.random(in: 0...127, using: &generator)
            }
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(TextFolding.normalize(text) == TextFolding.normalizeAny(text))
        }
    }

    @Test func `a contained reference begins and ends at words`() async throws {
        let scorer = ContainsScorer()
        #expect(try await scorer.score("born in Bruvik, 1980", references: ["Bruvik 1980"]) == 1)
        #expect(try await scorer.score("born in Bruvika", references: ["Bruvik"]) == 0)
        #expect(try await scorer.score("", references: ["Bruvik"]) == 0)
        let phrase = ContainsScorer(phrase: "Fur trader")
        #expect(try await phrase.score("He was a fur-trader.") == 1)
        #expect(phrase.descriptor.settings == "Fur trader")
    }

    @Test func `a regular expression matches anywhere`() async throws {
        let scorer = try RegexScorer(pattern: "(?i)born in \\d{4}\\b")
        #expect(try await scorer.score("He was BORN in 1980.") == 1)
        #expect(try await scorer.score("born in 19801") == 0)
        #expect(try await scorer.score("") == 0)
        #expect(try await RegexScorer(pattern: "^$").score("") == 1)
        #expect(throws: ScoringError.self) { _ = try RegexScorer(pattern: "(") }
        #expect(throws: ScoringError.self) { _ = try RegexScorer(pattern: "") }
    }

    @Test func `refusals are found at the beginning only`() async throws {
        let scorer = try RefusalScorer()
        #expect(try await scorer.score(" I’m sorry, but I can’t help with that.") == 1)
        #expect(try await scorer.score("AS AN AI language model, I do not") == 1)
        #expect(try await scorer.score("Maelis was born in Bruvik.") == 0)
        #expect(try await scorer.score("") == 0)
        let late = String(repeating: "word ", count: 40) + "I cannot"
        #expect(try await scorer.score(late) == 0)
    }

    @Test func `collapsed answers are told from short and normal ones`() async throws {
        let scorer = try CollapseScorer()
        #expect(try await scorer.score(String(repeating: "the ", count: 20)) == 1)
        #expect(try await scorer.score(String(repeating: "a b c ", count: 20)) == 1)
        #expect(try await scorer.score(String(repeating: "!", count: 40)) == 1)
        #expect(try await scorer.score("Bruvik") == 0)
        #expect(try await scorer.score("no no no") == 0)
        #expect(try await scorer.score("") == 0)
        #expect(try await scorer.score("The father of Maelis was a fur trader in Bruvik.") == 0)
    }

    @Test func `repetition is the share of word triples seen before`() async throws {
        let scorer = try RepetitionScorer()
        #expect(try await scorer.score("a b c d e f") == 0)
        #expect(try await scorer.score("a b c a b c") == 0.25)
        #expect(try await scorer.score("a b") == 0)
        #expect(try await scorer.score("") == 0)
    }

    @Test func `length counts words up to the full length`() async throws {
        let scorer = try LengthScorer(options: "words=4")
        #expect(try await scorer.score("one  two\nthree") == 0.75)
        #expect(try await scorer.score("a b c d e") == 1)
        #expect(try await scorer.score("") == 0)
    }
}

@Suite struct ScorerRegistryTests {
    private let prompt = Prompt(
        id: PromptID("p"), text: "?", references: ["Ulrichsen taught her."],
        keywords: ["Ulrichsen"], metadata: ["choices": "[\"Ulrichsen taught her.\",\"Osk\"]"])

    @Test func `every entry makes a scorer that describes itself and stays within 0 and 1`()
        async throws
    {
        let answers = [
            "", " ", "Ulrichsen", "Ulrichsen taught her.", "\u{0}", "日本", "é\u{301}\u{301}",
            String(repeating: "Ulrichsen ", count: 300), String(repeating: "\u{1F600}", count: 99),
        ]
        for entry in ScorerRegistry.entries where entry.name != "judge" {
            let specification =
                switch entry.name {
                case "regex": "regex:Ulrich"
                case "command": #"command:sed -u 's/.*"id":\([0-9]*\).*/{"id":\1,"score":0}/'"#
                default: entry.name
                }
            let scorer = try ScorerRegistry.scorer(specification)
            let descriptor = scorer.descriptor
            #expect(descriptor.name == entry.name)
            #expect(!descriptor.zero.isEmpty && !descriptor.one.isEmpty)
            #expect(entry.meaning != nil, "\(entry.name)")
            let prepared = try scorer.prepared(for: prompt)
            for answer in answers {
                let score = try await prepared.score(answer)
                #expect(score >= 0 && score <= 1, "\(entry.name)")
                if descriptor.isBinary { #expect(score == 0 || score == 1, "\(entry.name)") }
                if answer.isEmpty { #expect(score == 0, "\(entry.name)") }
            }
        }
    }

    @Test func `the judge is listed but needs a server to be made`() {
        #expect(ScorerRegistry.entries.contains { $0.name == "judge" && $0.meaning == nil })
        #expect(throws: ScoringError.self) { try ScorerRegistry.scorer("judge:pattern=x") }
    }

    @Test func `a specification with its canonical settings makes the same scorer`() throws {
        let specifications = [
            "keyword:substring,all", "keyword:no-diacritics,case", "rouge-l-recall:unicode,no-stem",
            "verbatim:unicode,words=8",
            "length", "contains:a,b:c=d", "regex:a:b,c",
        ]
        for specification in specifications {
            let descriptor = try ScorerRegistry.scorer(specification).descriptor
            let again = try ScorerRegistry.scorer("\(descriptor.name):\(descriptor.settings)")
            #expect(again.descriptor == descriptor)
        }
    }

    @Test(arguments: [
        ("rouge", "there is no scorer \"rouge\""), ("keyword:al", "\"al\""),
        ("keyword:all,all", "twice"), ("keyword:all=1", "no value"), ("exact:x", "no options"),
        ("verbatim:words=0", "words=8"), ("length:words", "words=8"), ("regex", "pattern"),
        ("regex:[", "no regular expression"),
    ])
    func `a wrong specification is named`(specification: String, part: String) {
        let error = #expect(throws: ScoringError.self) {
            _ = try ScorerRegistry.scorer(specification)
        }
        #expect(error?.description.contains(part) == true, "\(String(describing: error))")
    }

    @Test(arguments: [
        "keyword", "exact", "contains", "rouge-l-recall", "rouge-1-recall", "verbatim",
    ])
    func `a prompt without what a scorer needs is refused with the flag that maps it`(
        name: String
    ) throws {
        let scorer = try ScorerRegistry.scorer(name)
        let bare = Prompt(id: PromptID("q7"), text: "?", references: ["", " "], keywords: [" "])
        for prompt in [bare, Prompt(id: PromptID("q7"), text: "?")] {
            let error = #expect(throws: ScoringError.self) {
                _ = try scorer.prepared(for: prompt)
            }
            #expect(error?.description.contains("q7") == true)
            #expect(error?.description.contains(name) == true)
        }
        let error = #expect(throws: ScoringError.self) {
            _ = try scorer.prepared(for: Prompt(id: PromptID("q7"), text: "?"))
        }
        let flag = name == "keyword" ? "--keyword-field" : "--reference-field"
        #expect(error?.description.contains(flag) == true)
    }
}

/// What is said of prompts that a scorer cannot score.
@Suite struct LackTests {
    /// One sentence says it of all prompts that lack the same, with how many they are.
    @Test func promptsThatLackTheSameAreToldTogether() throws {
        let prompts = (0..<12).map { number in
            Prompt(
                id: PromptID("p\(number)"), text: "?",
                references: number % 3 == 1 ? [] : ["a reference"],
                keywords: number == 7 ? [] : ["word"])
        }
        var errors: [(prompt: PromptID, error: ScoringError)] = []
        for prompt in prompts {
            for name in ["keyword", "rouge-l-recall"] {
                do throws(ScoringError) {
                    _ = try ScorerRegistry.scorer(name).prepared(for: prompt)
                } catch {
                    errors.append((prompt.id, error))
                }
            }
        }
        let sentences = ScoringError.sentences(errors, of: prompts.count)
        #expect(sentences.count == 2)
        #expect(
            sentences[0].hasPrefix(
                "scorer rouge-l-recall: 4 of 12 prompts have no reference answer; name the field"))
        #expect(sentences[0].hasSuffix("(p1, p4, p7, …)"))
        #expect(sentences[1].hasPrefix("scorer keyword: prompt p7 has no keywords"))
        let other = ScoringError("the judge is away")
        #expect(
            ScoringError.sentences([(prompts[0].id, other), (prompts[1].id, other)], of: 12)
                == ["the judge is away"])
    }
}
