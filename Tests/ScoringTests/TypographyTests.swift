import Prompts
import TestSupport
import Testing
import Text

@testable import Scoring

@Suite struct TypographyTests {
    @Test(arguments: ["'", "’", "‘", "ʼ", "′", "ʻ", "‛", "＇", "´", "ʹ"])
    func `a name with an apostrophe is found with any other`(mark: String) async throws {
        for other in ["'", "’", "ʼ", "′", "ʻ"] {
            let score = try await KeywordScorer().score(
                "It was O\(mark)Brien, they say.", keywords: ["O\(other)Brien"])
            #expect(score == 1, "\(mark) \(other)")
        }
    }

    @Test(arguments: ["-", "‐", "‑", "‒", "–", "—", "―", "−", "－", "﹣", "﹘"])
    func `a name with a hyphen is found with any dash`(mark: String) async throws {
        for other in ["-", "‑", "—", "−"] {
            let keywords = ["Yun\(other)Hwa", "zzz"]
            #expect(
                try await KeywordScorer().score("to Yun\(mark)Hwa.", keywords: keywords) == 1)
            #expect(
                try await KeywordScorer(options: "case").score(
                    "to Yun\(mark)Hwa.", keywords: keywords) == 1)
        }
    }

    @Test(arguments: [
        ("He wrote “The Gate…” here", "\"The Gate...\""), ("„Tor“ steht da", "\"Tor\""),
        ("so it is…", "it is..."), ("so it is...", "is…"), ("Ｔａｒｎ　Ｔｏｐ ７", "Tarn Top 7"),
        ("Tarn Top 7", "Ｔａｒｎ Ｔｏｐ ７"), ("at −40 degrees", "-40"), ("ﬁnd the ofﬁce", "office"),
        ("𝐁𝐫𝐞𝐥𝐥", "Brell"), ("ｶﾞｲﾄﾞ", "ガイド"), ("Tovikʼs boat", "Tovik"), ("№ 5", "No 5"),
    ])
    func `typesetting makes no other word`(answer: String, keyword: String) async throws {
        #expect(try await KeywordScorer().score(answer, keywords: [keyword]) == 1)
    }

    @Test(arguments: [
        ("I can’t say", "cant"), ("This is cant", "can’t"), ("Brell Osk", "Brell‑Osk"),
        ("BrellOsk", "Brell–Osk"), ("Brell‑Oskar", "Brell-Osk"), ("OʼTarrell", "OTarrell"),
        ("Ｔａｒｎ８", "Tarn 7"), ("Ｔａｒｎｓ", "Tarn"),
    ])
    func `different words stay different`(answer: String, keyword: String) async throws {
        #expect(try await KeywordScorer().score(answer, keywords: [keyword]) == 0)
    }

    @Test(arguments: ["contains", "exact", "rouge-l-recall:unicode", "verbatim:unicode"])
    func `all scorers that look for words see through typesetting`(name: String) async throws {
        let scorer = try ScorerRegistry.scorer(name)
        let prompt = Prompt(
            id: PromptID("p"), text: "?", references: ["Hawai'i, Ｏahu – ‘Yun-Hwa’ 3-4"])
        let score = try await scorer.prepared(for: prompt).score("Hawaiʻi, Oahu - 'Yun‑Hwa' 3–4")
        #expect(score == 1)
    }

    @Test func `compatibility forms are those of Unicode`() {
        // Python: unicodedata.normalize("NFKC", …) of the same characters.
        for (form, plain) in [
            ("Ａ", "A"), ("ﾊﾟ", "パ"), ("①", "1"), ("⒈", "1."), ("㎏", "kg"),
            ("ﷺ", "صلى الله عليه وسلم"),
            ("Ⅳ", "IV"), ("²", "2"), ("½", "1⁄2"), ("ﬃ", "ffi"), ("𝟗", "9"), ("ℝ", "R"),
            ("é", "é"), ("東", "東"), ("ß", "ß"),
        ] {
            #expect(Typography.plain(form) == plain, "\(form)")
        }
    }
}
