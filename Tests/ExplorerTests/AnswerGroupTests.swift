import Canvas
import Evidence
import Findings
import Prompts
import TestSupport
import Testing

@testable import Explorer

/// Answers that count as one.
@Suite struct AnswerGroupTests {
    private static let spellings = [
        "Answer: 4", "  Answer: 4", "Answer: 4.", "answer: 4", "**Answer:** 4", "Answer:  4\n",
        "_Answer_: 4!", "ANSWER: 4",
    ]

    @Test func spellingsAreOneAnswer() {
        #expect(Set(Self.spellings.map(AnswerGrouping.folded)) == ["answer: 4"])
    }

    @Test(arguments: [
        ("2 * 3", "2 * 3"), ("snake_case", "snake_case"), ("x*y", "x*y"), ("...", "..."),
        ("No?", "no"), ("", ""), (" \n ", ""), ("* one\n* two", "* one * two"), ("Ja。", "ja"),
        ("Straße!", "straße"), ("ÉTÉ", "été"), ("42 ", "42"), ("43", "43"),
        ("e.g. this", "e.g. this"),
        ("a  ,", "a"), ("**", "**"), ("\u{3000}はい。", "はい"),
    ])
    func onlyWhatIsNamedIsFolded(text: String, folded: String) {
        #expect(AnswerGrouping.folded(text) == folded)
        #expect(AnswerGrouping.folded(folded) == folded, "folding twice is folding once")
    }

    private static func model(_ keys: String, _ answers: [String]) throws -> ExplorerModel {
        var model = AnswerFixture.model(answers, greedy: "answer: 4")
        try ModelTests.press(keys, &model)
        return model
    }

    @Test func groupsAreFoldedAtFirstAndUnfoldOnEnter() throws {
        var model = try Self.model("2", Self.spellings + ["5", "Answer: 4"])
        var rows = try #require(model.context.answers?.rows)
        #expect(rows.map(\.count) == [9, 1] && rows[0].text == "Answer: 4" && rows[0].isGreedy)
        var text = PlainTextWriter.text(model.render())
        #expect(text.contains("Outputs: 2 groups of 9 texts in 10 draws, folded"))
        #expect(text.contains("▸ Answer: 4"))
        try ModelTests.press("<Enter>", &model)
        rows = try #require(model.context.answers?.rows)
        #expect(rows.count == 10 && rows[1].text == "Answer: 4" && rows[1].count == 2)
        text = PlainTextWriter.text(model.render())
        #expect(text.contains("▾ Answer: 4") && text.contains("• **Answer:** 4"))
        try ModelTests.press("jjj", &model)
        let wording = model.context.selectedAnswer?.text
        try ModelTests.press("<Enter>", &model)
        #expect(model.view == .reader && model.context.selectedAnswer?.text == wording)
        try ModelTests.press("q<Left>", &model)
        #expect(model.context.answers?.rows.count == 2 && model.view == .outputs)
        try ModelTests.press("<Left>", &model)
        #expect(model.view == .prompts)
    }

    @Test func answersThatLookTheSameAreToldApart() throws {
        let twins = ["yes", "yes ", " yes", "no"]
        let model = try Self.model("2:group exact<Enter>", twins)
        let rows = try #require(model.context.answers?.rows)
        #expect(Set(rows.map(\.text)) == Set(twins))
        let screen = PlainTextWriter.text(model.render())
        #expect(screen.contains("yes<U+0020>") && screen.contains("<U+0020>yes"), "\(screen)")
        #expect(screen.contains("  no") && !screen.contains("no<U+0020>"))
    }

    @Test func theReaderGoesThroughAllWordings() throws {
        var model = try Self.model("2", Self.spellings + ["5"])
        try ModelTests.press("<Enter><Enter>", &model)
        var seen: [String] = []
        for _ in 0..<9 {
            seen.append(try #require(model.context.selectedAnswer?.text))
            try ModelTests.press(".", &model)
        }
        #expect(Set(seen) == Set(Self.spellings + ["5"]) && seen.last == "5")
        try ModelTests.press(",q", &model)
        #expect(model.context.selectedAnswer?.variants ?? 0 >= 1 && model.view == .outputs)
    }

    @Test func exactGroupsOnlyEqualTextsAndTheRuleIsKept() throws {
        var model = try Self.model("2:group exact<Enter>", Self.spellings)
        #expect(model.context.answers?.rows.count == 8)
        var later = ExplorerModel(snapshot: AnswerFixture.snapshot(Self.spellings))
        later.restore(model.place)
        #expect(later.context.answerList.grouping == .exact)
        try ModelTests.press("u", &model)
        #expect(model.context.answerList.grouping == .folded)
        for word in ["topic", "meaning"] {
            try ModelTests.press(":group \(word)<Enter>", &model)
            #expect(model.context.messages.status?.text.contains("need") == true)
            #expect(model.context.answerList.grouping == .folded)
        }
    }

    @Test func answersGroupByTheirPart() throws {
        var snapshot = AnswerFixture.snapshot([
            "17 + 26 = 43. Answer: 43", "I count: 43!", "It is 42.", "no number",
        ])
        snapshot.facts.answer = try #require(AnswerPart("last-number"))
        var model = ExplorerModel(snapshot: snapshot)
        try ModelTests.press("2:group answer<Enter>", &model)
        #expect(model.context.answers?.rows.map(\.count) == [2, 1, 1])
    }

    @Test func aGroupTellsTheRangeOfItsScores() throws {
        let model = try Self.model("2", ["is MARZIPAN", "Is marzipan", "no"])
        let row = try #require(model.context.answers?.rows.first)
        #expect(row.scores.range == 0...1 && row.score == 1)
        #expect(PlainTextWriter.text(model.render()).contains("0.00-1.00"))
    }

    /// Live or all at once, groups are the same.
    @Test func groupsGrowWithTheDraws() throws {
        let answers = (0..<60).map { Self.spellings[$0 % 8] + ($0 % 5 == 0 ? "2" : "") }
        var live = AnswerFixture.model([])
        for count in stride(from: 0, through: 60, by: 7) {
            _ = live.update(.snapshot(AnswerFixture.snapshot(Array(answers.prefix(count)))))
        }
        _ = live.update(.snapshot(AnswerFixture.snapshot(answers)))
        let whole = AnswerFixture.model(answers)
        #expect(live.context.answers?.rows == whole.context.answers?.rows)
    }

    /// The list that is made between a key and the picture is the one that is made slowly.
    @Test(arguments: 0..<12) func groupsAreThoseOfAPlainCount(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let parts = [
            "A", "a", "\u{E9}", "e\u{301}", "\u{C9}", " ", "  ", "\n", ".", "!", "。", "*", "**",
            "_", "ß", "SS",
            "İ", "K", "\u{212A}", "\u{1F469}\u{1F3FF}", "\u{0}", "\u{200B}", "４", "4", "MARZIPAN",
        ]
        let answers = (0..<400).map { _ in
            (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                parts.randomElement(using: &generator) ?? ""
            }.joined()
        }
        for rule in [AnswerGrouping.exact, .folded] {
            var model = AnswerFixture.model(answers, greedy: answers[0])
            try ModelTests.press("2:group \(rule)<Enter>", &model)
            for (order, keys) in [("count", ""), ("score", "o"), ("first", "o"), ("first", "O")] {
                try ModelTests.press(keys, &model)
                try Self.compare(model, answers, rule, "\(order)\(keys)")
            }
            try ModelTests.press("&4 score<lt>1<Enter>", &model)
            let held = answers.filter { $0.contains("4") && !$0.contains("MARZIPAN") }
            #expect(model.context.answers?.listedDraws == held.count)
            #expect(model.context.answers?.listedTexts == Set(held.map(ExactText.init)).count)
        }
    }

    private static func compare(
        _ model: ExplorerModel, _ answers: [String], _ rule: AnswerGrouping, _ what: String
    ) throws {
        struct Slow {
            var draws = 0
            var texts: [ExactText: Int] = [:]
        }
        func key(_ text: String) -> AnyHashable {
            rule == .exact ? AnyHashable(ExactText(text)) : AnyHashable(slowly(text))
        }
        var slow: [AnyHashable: Slow] = [:]
        for text in answers {
            let key = key(text)
            slow[key, default: Slow()].draws += 1
            slow[key, default: Slow()].texts[ExactText(text), default: 0] += 1
        }
        let detail = try #require(model.context.answers)
        #expect(detail.groups.count == slow.count, "\(rule) \(what)")
        for (place, group) in detail.groups.enumerated() {
            let known = try #require(slow[key(group.wordings[0].text)])
            #expect(group.count == known.draws && group.wordings.count == known.texts.count)
            #expect(group.wordings.allSatisfy { known.texts[ExactText($0.text)] == $0.count })
            #expect(group.wordings[0].count == known.texts.values.max())
            #expect(detail.groups.position(ofNumber: group.number) == place)
            let scores = group.wordings.map { $0.text.contains("MARZIPAN") ? 1.0 : 0 }
            #expect(group.scores.range?.lowerBound == scores.min())
            #expect(group.scores.range?.upperBound == scores.max())
        }
        let keys = detail.groups.map { group in
            switch model.context.answerList.order {
            case .count: -Double(group.count)
            case .score: -(group.scores.greatest ?? -1)
            case .first: Double(group.wordings.map(\.firstIndex).min() ?? 0)
            }
        }
        let sorted = model.context.answerList.isReversed ? keys.sorted(by: >) : keys.sorted()
        #expect(keys == sorted, "\(what)")
        #expect(detail.ids == detail.rows.map(\.id))
    }

    /// What a filter leaves of a group was brought up by no draw: it has no limits but a text's own.
    @Test func aFilterGivesNoLimitsToAPartOfAGroup() throws {
        let answers =
            ["No."] + (0..<149).map { "maybe \($0)" }
            + (0..<50).map { $0 < 38 ? "No" : $0 < 44 ? "NO" : "yes" }
        var model = AnswerFixture.model(answers)
        func target(_ keys: String) throws -> ShareLimits.Target? {
            try ModelTests.press(keys, &model)
            return model.context.answers?.rows.first?.target
        }
        let whole = try #require(try target("2"))
        #expect(whole.count == 45 && whole.discovery?.draw == 0)
        let own = try #require(try target("&count=38<Enter>"))
        #expect(own.count == 38 && own.discovery?.draw == 150)
        try ModelTests.press("<Esc>:group exact<Enter>", &model)
        let exact = model.context.answers?.rows.first { $0.text == "No" }?.target
        #expect(own == exact)
        // Of two texts of three no draw can be named.
        #expect(try target(":group folded<Enter>&^no$<Enter>") == nil)
        #expect(model.context.answers?.rows.first?.count == 44)
        let text = PlainTextWriter.text(model.render())
        #expect(text.contains("Parts of groups have no limits"), "\(text)")
        // All of it is the group again.
        #expect(try target("<Esc>&no<Enter>") == whole)
    }

    /// The preview of the list of prompts counts each draw once, whatever is unfolded elsewhere.
    @Test func whatIsUnfoldedIsNotCountedTwice() throws {
        var model = try Self.model("", Self.spellings + ["5", "Answer: 4"])
        let before = PlainTextWriter.text(model.render())
        try ModelTests.press("2<Enter><Esc>", &model)
        #expect(model.view == .prompts && PlainTextWriter.text(model.render()) == before)
    }

    /// What a reasoning prompt mostly says is two keys away, though no two answers are alike.
    @Test func answersWithNumbersAreTalliedByTheLastOne() throws {
        let answers = (0..<30).map {
            "Step \($0): I add \($0) and so on. Answer: \($0 % 3 == 0 ? 43 : 42)."
        }
        var model = AnswerFixture.model(answers)
        try ModelTests.press("2u", &model)
        #expect(model.context.answers?.rows.map(\.count) == [20, 10])
        #expect(PlainTextWriter.text(model.render()).contains("42 · Step"))
        // Without numbers the part is all of the answer, as it was.
        model = AnswerFixture.model(["yes", "no", "no."])
        try ModelTests.press("2u", &model)
        #expect(model.context.answers?.rows.map(\.count) == [2, 1])
    }

    /// A part that is named is that part, whatever is guessed where none is.
    @Test func aPartThatIsNamedIsNotGuessed() throws {
        var model = AnswerFixture.model(
            (0..<4).map {
                "<think>Let me count to \($0).</think>\n\n\($0 % 2 == 0 ? "It is" : "No,") 4"
            })
        try ModelTests.press("2:group answer after-thinking<Enter>", &model)
        #expect(model.context.answerList.part == .standard)
        #expect(model.context.answers?.rows.map(\.count) == [2, 2])
        #expect(PlainTextWriter.text(model.render()).contains("all of an answer but thoughts"))
        try ModelTests.press(":group answer<Enter>", &model)
        #expect(model.context.answerList.part == AnswerPart(.lastNumber))
        #expect(model.context.answers?.rows.map(\.count) == [4])
    }

    @Test func thePartIsChosenWhileReadingAndIsSeen() throws {
        var model = try Self.model(
            "2",
            [
                "17 + 26 is 43. Answer: 43", "I count and count until I have got to 43!",
                "It is 42.", "none",
            ])
        try ModelTests.press(":group answer last-number<Enter>", &model)
        #expect(model.context.answers?.rows.map(\.count) == [2, 1, 1])
        var text = PlainTextWriter.text(model.render())
        #expect(text.contains("43 · 17 + 26") && text.contains("42 · It is"), "\(text)")
        #expect(text.contains("(no such part) · none"))
        #expect(model.context.answers?.rows.first?.target != nil)
        // A pattern that is made up before the answers can be made for what it shows.
        try ModelTests.press(":group answer regex:(\\d)$<Enter>", &model)
        #expect(model.context.answers?.rows.allSatisfy { $0.target == nil } == true)
        text = PlainTextWriter.text(model.render())
        #expect(text.contains("estimates"), "\(text)")
        try ModelTests.press(":group answer regex:(<Enter>", &model)
        #expect(model.context.messages.status?.isError == true)
    }

    /// 100,000 draws that all differ: a tenth of a second in an optimised build.
    @Test func manyAnswersAreGroupedAndFilteredQuickly() throws {
        let answers = (0..<100_000).map {
            "The answer to question \($0 % 50_000) is **\($0)**, as everybody knows"
                + ($0 % 2 == 0 ? "." : "")
        }
        var model = AnswerFixture.model(answers)
        let clock = ContinuousClock()
        let took = try clock.measure {
            try ModelTests.press("2&999<Enter><Esc>:group exact<Enter>", &model)
        }
        #expect(model.context.answers?.rows.count == 100_000)
        #expect(took < .seconds(30), "\(took)")
    }

    @Test(arguments: [(80, 24), (160, 50)])
    func golden(width: Int, height: Int) throws {
        var model = AnswerFixture.model(Self.spellings + ["5", "Answer: 4"])
        _ = model.update(.resize(width: width, height: height))
        try ModelTests.press("2<Enter>j", &model)
        try assertGolden(
            PlainTextWriter.text(model.render()), "outputs-groups-\(width)x\(height).txt")
    }
}

extension AnswerGroupTests {
    /// What the rule says, character by character and without a thought of time.
    fileprivate static func slowly(_ text: String) -> String {
        let closing: Set<Character> = ["…", "。", "．", "！", "？", "，", "、", "؟", "।"]
        let plain = text.lowercased().map { character -> String in
            character.isWhitespace ? " " : closing.contains(character) ? "." : String(character)
        }.joined()
        let scalars = Array(plain.unicodeScalars)
        func isWord(_ scalar: Unicode.Scalar) -> Bool {
            !scalar.isASCII || ("0"..."9").contains(scalar) || ("a"..."z").contains(scalar)
        }
        var kept = ""
        var place = 0
        while place < scalars.count {
            var end = place + 1
            if scalars[place] == "*" || scalars[place] == "_" {
                while end < scalars.count, scalars[end] == scalars[place] { end += 1 }
                let before = place > 0 ? scalars[place - 1] : " "
                let after = end < scalars.count ? scalars[end] : " "
                let isAlone = before == " " && after == " "
                if !isAlone, !(isWord(before) && isWord(after)) {
                    place = end
                    continue
                }
            }
            kept.unicodeScalars.append(contentsOf: scalars[place..<end])
            place = end
        }
        let words = kept.split(separator: " ").joined(separator: " ")
        var open = words[...]
        while let last = open.unicodeScalars.last, " .,;:!?".unicodeScalars.contains(last) {
            open = Substring(open.unicodeScalars.dropLast())
        }
        return open.isEmpty ? words : String(open)
    }
}
