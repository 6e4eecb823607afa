import Canvas
import Evidence
import Findings
import Prompts
import Statistics
import TestSupport
import Testing

@testable import Explorer

/// Groups that a server is asked about: what is asked when, and what is said of the groups.
@Suite struct ServerGroupTests {
    private static let answers = ["Canberra.", "It is Canberra", "Sorry", "Canberra.", "I cannot"]
    private static let groups = ["Canberra.": 0, "It is Canberra": 0, "Sorry": 1, "I cannot": 1]

    private static func model(
        _ answers: [String] = answers, servers: Set<AnswerGrouping> = [.topic, .meaning]
    ) -> ExplorerModel {
        var options = ExplorerModel.Options()
        options.groupServers = servers
        return ExplorerModel(snapshot: AnswerFixture.snapshot(answers), options: options)
    }

    /// The effects of keys.
    private static func press(_ keys: String, _ model: inout ExplorerModel) throws -> [Effect] {
        try KeyScript.parse(keys).flatMap { model.update(.key($0)) }
    }

    private static func orders(_ effects: [Effect]) -> [GroupOrder] {
        effects.compactMap { if case .group(let order) = $0 { order } else { nil } }
    }

    private static func partition(
        _ grouping: AnswerGrouping, frozenAt: Int = 5, frozenGroups: Int = 2,
        groups: [String: Int] = groups
    ) -> AnswerPartition {
        AnswerPartition(
            grouping, rule: grouping == .topic ? "cosine at least 0.40, axes" : "judged by known",
            frozenAt: grouping == .topic ? frozenAt : 0,
            frozenGroups: grouping == .topic ? frozenGroups : 0,
            groups: Dictionary(uniqueKeysWithValues: groups.map { (ExactText($0), $1) }),
            likeness: [0.62, 0.46])
    }

    private static func tell(_ news: GroupNews, _ model: inout ExplorerModel) -> [Effect] {
        model.update(.groups(news))
    }

    // MARK: - Asking

    @Test func topicsAreAskedForWhileAnswersAreLookedAt() throws {
        var model = Self.model()
        let effects = try Self.press("2:group topic<Enter>", &model)
        let order = try #require(Self.orders(effects).first)
        #expect(Self.orders(effects).count == 1)
        #expect(order.texts == ["Canberra.", "It is Canberra", "Sorry", "I cannot"])
        #expect(order.draws == 5 && order.grouping == .topic && !order.isConfirmed)
        #expect(try Self.orders(Self.press("jk", &model)).isEmpty, "one order at a time")
        _ = Self.tell(.progress("topics: 2 of 4 texts embedded"), &model)
        #expect(PlainTextWriter.text(model.render()).contains("topics: 2 of 4 texts embedded"))
        _ = Self.tell(.groups(Self.partition(.topic), AnswerFixture.prompt.id, ofRun: 0), &model)
        #expect(Self.orders(Self.tell(.ended(nil), &model)).isEmpty, "nothing is left to ask")
        let text = PlainTextWriter.text(model.render())
        #expect(text.contains("Outputs: 2 topics of 4 texts in 5 draws"), "\(text)")
        #expect(text.contains("Topics: cosine at least 0.40, axes"))
        #expect(text.contains("found in the first 5 draws"))
        #expect(model.context.answers?.rows.map(\.count) == [3, 2])
    }

    /// Groups come while one reads; they have numbers of their own, and the reader's answer stays.
    @Test(arguments: ["2jj", "2:group topic<Enter>jj<Enter>"])
    func theReaderStaysAtAnAnswerWhileGroupsCome(keys: String) throws {
        var model = Self.model()
        _ = try Self.press(keys + ":group topic<Enter>", &model)
        let read = try #require(model.context.selectedAnswer?.text)
        #expect(read == "Sorry")
        let others = Self.partition(
            .topic, groups: ["Sorry": 0, "Canberra.": 1, "It is Canberra": 1, "I cannot": 1])
        _ = Self.tell(.groups(others, AnswerFixture.prompt.id, ofRun: 0), &model)
        #expect(model.context.answers?.groups.count == 2)
        #expect(model.context.selectedAnswer?.text == read)
        for rule in ["exact", "folded", "answer whole"] {
            _ = try Self.press(":group \(rule)<Enter>", &model)
            #expect(model.context.selectedAnswer?.text == read, "\(rule)")
        }
    }

    /// How far the judge has come is read at every width; the count of texts gives way to it.
    @Test(arguments: [160, 80, 60])
    func theProgressIsInSight(width: Int) throws {
        var model = Self.model()
        _ = model.update(.resize(width: width, height: 24))
        _ = try Self.press("2:group meaning<Enter>:group meaning<Enter>", &model)
        let words = "meanings: 1208 of at most 1806 questions to the judge"
        _ = Self.tell(.progress(words), &model)
        let text = PlainTextWriter.text(model.render())
        #expect(text.contains(width >= 80 ? words : "asking the server"), "\(text)")
    }

    /// New draws are asked about by themselves, the others not again; after a fault nothing is asked
    /// until the reader says so.
    @Test func newTextsAreAskedAbout() throws {
        var model = Self.model()
        _ = try Self.press("2:group topic<Enter>", &model)
        _ = Self.tell(.groups(Self.partition(.topic), AnswerFixture.prompt.id, ofRun: 0), &model)
        _ = Self.tell(.ended(nil), &model)
        let more = model.update(.snapshot(AnswerFixture.snapshot(Self.answers + ["new"])))
        #expect(Self.orders(more).first?.texts.last == "new")
        #expect(
            PlainTextWriter.text(model.render()).contains("not asked about")
                || model.context.answers?.unaskedTexts == 1)
        let after = Self.tell(.ended("no topics from here: it is gone"), &model)
        #expect(Self.orders(after).isEmpty)
        #expect(model.context.messages.status?.isError == true)
        #expect(try Self.orders(Self.press("jk", &model)).isEmpty)
        #expect(try Self.orders(Self.press(":group topic<Enter>", &model)).count == 1)
    }

    @Test func whatIsCostlyIsBegunTwice() throws {
        var model = Self.model()
        let first = try Self.orders(Self.press("2:group meaning<Enter>", &model))
        #expect(first.count == 1 && first[0].isConfirmed == false)
        let after = Self.tell(.cost("64 answers take at most 4032 questions"), &model)
        #expect(Self.orders(after).isEmpty)
        #expect(model.context.messages.status?.text.contains("4032") == true)
        #expect(try Self.orders(Self.press("jk", &model)).isEmpty)
        let second = try Self.orders(Self.press(":group meaning<Enter>", &model))
        #expect(second.count == 1 && second[0].isConfirmed)
    }

    /// Looking at another prompt puts no questions to a judge.
    @Test func meaningsAreAskedForByTheReaderAlone() throws {
        var model = Self.model()
        model.context.answerList.grouping = .meaning
        #expect(try Self.orders(Self.press("2jk", &model)).isEmpty)
    }

    @Test func aThresholdAndAnewForgetWhatWasFound() throws {
        var model = Self.model()
        _ = try Self.press("2:group topic<Enter>", &model)
        _ = Self.tell(.groups(Self.partition(.topic), AnswerFixture.prompt.id, ofRun: 0), &model)
        _ = Self.tell(.ended(nil), &model)
        let moved = try Self.orders(Self.press(":group topic 0.5<Enter>", &model))
        #expect(moved.first?.threshold == 0.5 && moved.first?.isAnew == true)
        _ = Self.tell(.ended(nil), &model)
        #expect(try Self.orders(Self.press(":group! topic<Enter>", &model)).first?.isAnew == true)
        for wrong in ["topic 2", "topic x", "folded 0.5", "topic 0.4 0.5", "subject"] {
            #expect(try Self.orders(Self.press(":group \(wrong)<Enter>", &model)).isEmpty)
            #expect(model.context.messages.status?.isError == true, "\(wrong)")
        }
    }

    @Test func anotherRuleStopsTheQuestions() throws {
        var model = Self.model()
        _ = try Self.press("2:group meaning<Enter>", &model)
        let effects = try Self.press(":group folded<Enter>", &model)
        #expect(effects.contains(.stopGrouping))
        #expect(model.context.groupings.order == nil)
    }

    @Test func withoutAServerTheKeyPassesOver() throws {
        var model = Self.model(servers: [])
        var seen: [AnswerGrouping] = []
        _ = try Self.press("2", &model)
        for _ in 0..<3 {
            _ = try Self.press("u", &model)
            seen.append(model.context.answerList.grouping)
        }
        #expect(Set(seen) == [.exact, .folded, .answer])
        _ = try Self.press(":group topic<Enter>", &model)
        #expect(model.context.messages.status?.text.contains("--embedding-server") == true)
        // What was kept beside the run can be looked at.
        _ = Self.tell(.groups(Self.partition(.topic), AnswerFixture.prompt.id, ofRun: 0), &model)
        #expect(try Self.orders(Self.press(":group topic<Enter>", &model)).isEmpty)
        #expect(model.context.answers?.rows.map(\.count) == [3, 2])
    }

    // MARK: - What is said

    /// Draws that the topics were found in give no limits; those after the freeze do, and hold
    /// together.
    @Test func limitsAreThoseOfDrawsAfterTheFreeze() throws {
        var model = Self.model()
        _ = try Self.press("2:group topic<Enter>", &model)
        _ = Self.tell(.groups(Self.partition(.topic), AnswerFixture.prompt.id, ofRun: 0), &model)
        _ = Self.tell(.ended(nil), &model)
        var answers = try #require(model.context.answers)
        #expect(
            answers.rows.allSatisfy {
                OutputTable.reading(of: $0, detail: answers, context: model.context).bound == nil
            })
        #expect(PlainTextWriter.text(model.render()).contains("Shares are estimates"))
        let later = Self.answers + (0..<40).map { $0 % 4 == 0 ? "Sorry" : "Canberra." }
        _ = model.update(.snapshot(AnswerFixture.snapshot(later)))
        answers = try #require(model.context.answers)
        for (row, found) in zip(answers.rows, [(rank: 1, later: 30), (rank: 2, later: 10)]) {
            let bound = try #require(
                OutputTable.reading(of: row, detail: answers, context: model.context).bound)
            let expected = try DiscoveredShare(rank: found.rank, again: found.later, later: 40)
                .bound(
                    alpha: model.context.question.each, side: .two,
                    method: model.context.question.proportionMethod)
            #expect(bound.lower == expected.lower && bound.upper == expected.upper)
            #expect(abs(bound.estimate - Double(row.count) / 45) < 1e-12)
        }
    }

    /// A group of meanings is fixed by the draw that founded it, as an answer is.
    @Test func meaningsHaveTheLimitsOfDiscoveries() throws {
        var model = Self.model(Self.answers + Array(repeating: "Canberra.", count: 20))
        _ = try Self.press("2:group meaning<Enter>", &model)
        _ = Self.tell(.groups(Self.partition(.meaning), AnswerFixture.prompt.id, ofRun: 0), &model)
        let answers = try #require(model.context.answers)
        let bound = try #require(
            OutputTable.reading(of: answers.rows[0], detail: answers, context: model.context).bound)
        let expected = try DiscoveredShare(rank: 1, again: 22, later: 24).bound(
            alpha: model.context.question.each, side: .two,
            method: model.context.question.proportionMethod)
        #expect(bound.lower == expected.lower && bound.upper == expected.upper)
    }

    @Test func entropyOfMeaningsStandsBesideThatOfTexts() throws {
        var model = Self.model(Self.answers + Self.answers)
        _ = try Self.press("2:group meaning<Enter>", &model)
        #expect(model.context.answers?.meanings == nil, "not before all answers were judged")
        _ = Self.tell(
            .groups(
                Self.partition(.meaning, groups: ["Canberra.": 0, "Sorry": 1]),
                AnswerFixture.prompt.id, ofRun: 0), &model)
        #expect(model.context.answers?.meanings == nil && model.context.answers?.unaskedTexts == 2)
        _ = Self.tell(.groups(Self.partition(.meaning), AnswerFixture.prompt.id, ofRun: 0), &model)
        let answers = try #require(model.context.answers)
        let meanings = try #require(answers.meanings)
        #expect(try meanings == OutputDiversity(counts: [6, 4]))
        #expect(try answers.diversity == OutputDiversity(counts: [4, 2, 2, 2]))
        let text = PlainTextWriter.text(model.render())
        #expect(text.contains("entropy of meanings") && text.contains("of texts"), "\(text)")
        #expect(text.contains("Meanings: judged by known"))
    }

    /// Nothing is inferred from topics: no entropy of them.
    @Test func topicsHaveNoEntropy() throws {
        var model = Self.model(Self.answers + Self.answers)
        _ = try Self.press("2:group topic<Enter>", &model)
        _ = Self.tell(.groups(Self.partition(.topic), AnswerFixture.prompt.id, ofRun: 0), &model)
        #expect(model.context.answers?.meanings == nil)
        #expect(!PlainTextWriter.text(model.render()).contains("entropy"))
    }

    /// Only the greedy answer itself was named before the draws, not the other wordings of its group.
    @Test func aWordingOfTheGreedyGroupIsNoGreedyAnswer() throws {
        var model = AnswerFixture.model(["yes", "Yes.", "no", "yes"], greedy: "yes")
        try ModelTests.press("2<Enter>", &model)
        let rows = try #require(model.context.answers?.rows)
        #expect(rows[0].isGreedy && rows[0].isNamed && rows[0].variants == 2)
        #expect(rows[1].text == "yes" && rows[1].isNamed)
        #expect(rows[2].text == "Yes." && !rows[2].isNamed && !rows[2].isGreedy)
    }

    @Test func hostileNamesAndTextsStayInTheirRows() throws {
        let hostile = [
            "\u{1B}[2J\u{202E}evil", "a\r\nb", "\u{0}", String(repeating: "W", count: 9999),
        ]
        var model = Self.model(hostile)
        _ = try Self.press("2:group topic<Enter>", &model)
        _ = Self.tell(.progress("topics \u{1B}]0;x\u{7}\n\n of"), &model)
        _ = model.render()
        let partition = AnswerPartition(
            .topic, rule: "cosine at least 0.40, \u{1B}]0;owned\u{7}\n\u{202E}evil", frozenAt: 4,
            frozenGroups: 1,
            groups: Dictionary(uniqueKeysWithValues: hostile.map { (ExactText($0), 0) }),
            likeness: [0.1], remarks: ["1 \u{1B}[31m"])
        _ = Self.tell(.groups(partition, AnswerFixture.prompt.id, ofRun: 0), &model)
        _ = Self.tell(.ended("\u{1B}[31m"), &model)
        for (width, height) in [(80, 24), (160, 50), (40, 12), (10, 3)] {
            _ = model.update(.resize(width: width, height: height))
            let text = PlainTextWriter.text(model.render())
            #expect(
                !text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" || $0 == "\u{202E}" })
        }
    }

    @Test(arguments: [(80, 24), (160, 50)])
    func pictures(width: Int, height: Int) throws {
        for grouping in [AnswerGrouping.topic, .meaning] {
            var model = Self.model(
                Self.answers + (0..<40).map { $0 % 4 == 0 ? "Sorry" : "Canberra." })
            _ = model.update(.resize(width: width, height: height))
            _ = try Self.press("2:group \(grouping.rawValue)<Enter>", &model)
            _ = Self.tell(
                .groups(Self.partition(grouping), AnswerFixture.prompt.id, ofRun: 0), &model)
            _ = Self.tell(.ended(nil), &model)
            try assertGolden(
                PlainTextWriter.text(model.render()),
                "outputs-\(grouping.rawValue)-\(width)x\(height).txt")
        }
    }
}
