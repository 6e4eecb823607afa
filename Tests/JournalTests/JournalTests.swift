import Evidence
import GRDB
import Prompts
import Testing

@testable import Journal

@Suite struct JournalTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func `a reopened run gives the evidence that live sampling had`() throws {
        let path = folder.file()
        do {
            let journal = try Fixture.create(path)
            try journal.append(Fixture.draws("a", 0..<40))
            try journal.append(Fixture.draws("b", 0..<3))
            try journal.append(Fixture.draws("a", 40..<300))
        }
        let run = try Journal.open(at: path).restore()
        #expect(run.identity == Fixture.identity)
        #expect(run.plan == Fixture.plan)
        #expect(run.prompts == Fixture.prompts)
        #expect(run.evidence == [Fixture.evidence(0, 300), Fixture.evidence(1, 3)])
        #expect(run.evidence[0].lost > 0)
        #expect(run.waiting == [[], []])
    }

    @Test func `a run that was never closed is complete for another connection`() throws {
        let path = folder.file()
        let writer = try Fixture.create(path)
        try writer.append(Fixture.draws("a", 0..<64))
        let reader = try Journal.open(at: path, mode: .readOnly)
        #expect(try reader.restore().evidence[0].drawCount == 64)
        try writer.append(Fixture.draws("a", 64..<70))
        #expect(try reader.restore().evidence[0].drawCount == 70)
    }

    @Test func `appending the same draws again changes nothing`() throws {
        let journal = try Fixture.create(folder.file())
        try journal.append(Fixture.draws("a", 0..<50))
        try journal.append(Fixture.draws("a", 30..<60))
        try journal.append(Fixture.draws("a", 0..<60))
        #expect(try journal.restore().evidence[0] == Fixture.evidence(0, 60))
    }

    @Test(arguments: ["text", "seed", "score", "outcome", "number of attempts", "ending"])
    func `a taken launch number with other content is refused and nothing is kept`(
        field: String
    ) throws {
        let journal = try Fixture.create(folder.file())
        try journal.append(Fixture.draws("a", 0..<3))
        var changed = Fixture.draw("a", 2)
        var answer = try #require(changed.draw.answer)
        switch field {
        case "text": answer.text += " "
        case "ending": answer.tokenCount += 1
        case "score": changed.scores[1] = 0.5
        case "seed": changed.draw.seed += 1
        default: changed.draw.attempts += 1
        }
        changed.draw.outcome = .completed(answer)
        if field == "outcome" {
            changed.draw.outcome = .lost(reason: "gone")
            changed.draw.attempts = 1
        }
        #expect(throws: JournalError.conflict(prompt: "a", index: 2, field: field)) {
            try journal.append([Fixture.draw("b", 0), changed, Fixture.draw("a", 3)])
        }
        let run = try journal.restore()
        #expect(run.evidence.map(\.drawCount) == [3, 0])
    }

    @Test func `draws beyond a gap are kept and wait`() throws {
        let path = folder.file()
        try Fixture.create(path).append(Fixture.draws("a", [0, 1, 3, 4, 7]))
        let journal = try Journal.open(at: path)
        var run = try journal.restore()
        #expect(run.evidence[0].drawCount == 2)
        #expect(run.evidence[0].waiting == 3)
        #expect(run.waiting[0] == Fixture.draws("a", [3, 4, 7]))
        try journal.append(Fixture.draws("a", [2, 6, 5]))
        run = try journal.restore()
        #expect(run.evidence[0] == Fixture.evidence(0, 8))
    }

    @Test func `texts come back byte for byte`() throws {
        let texts = [
            "", "\u{0}", "a\u{0}b", "é", "e\u{301}", "\u{FEFF}x", "\u{1B}[31m", "日本語", "\r\n",
            String(repeating: "long ", count: 100_000),
        ]
        let journal = try Fixture.create(folder.file())
        let draws = texts.enumerated().map { index, text in
            JournalDraw(
                draw: Draw(
                    prompt: "b", index: index, seed: 1,
                    outcome: .completed(
                        Answer(text: text, stop: .stopString(text), tokenCount: 1))),
                scores: [0, 1])
        }
        try journal.append(draws)
        try journal.append(draws)
        for (index, text) in texts.enumerated() {
            let stored = try #require(try journal.draw(prompt: "b", index: index))
            let answer = try #require(stored.draw.answer)
            #expect(Array(answer.text.utf8) == Array(text.utf8))
            guard case .stopString(let stop) = answer.stop else {
                Issue.record("not a stop string: \(answer.stop)")
                continue
            }
            #expect(Array(stop.utf8) == Array(text.utf8))
        }
        #expect(try journal.restore().evidence[1].outputs.count == texts.count)
    }

    @Test func `equal texts are stored once per prompt`() throws {
        let journal = try Fixture.create(folder.file())
        for start in stride(from: 0, to: 200, by: 20) {
            try journal.append(Fixture.draws("a", start..<start + 20))
            try journal.append(Fixture.draws("b", start..<start + 20))
        }
        let rows = try journal.database.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM answer")
        }
        // Of each prompt three answers, and three that were lost on the way.
        #expect(rows == 12)
    }

    @Test func `tokens are kept with a draw and with the greedy answer`() throws {
        let tokens = [
            Answer.Token(
                text: " Gri\u{0}", logProbability: -0.125,
                alternatives: [.init(text: "é", logProbability: -.infinity)]),
            Answer.Token(text: "", logProbability: -1.0 / 3),
        ]
        let answer = Answer(text: " Gri", stop: .limit, tokenCount: 2, tokens: tokens)
        var entry = Fixture.draw("a", 0)
        entry.draw.outcome = .completed(answer)
        let greedy = GreedyAnswer(prompt: "b", answer: answer, isStable: false)
        let path = folder.file()
        do {
            let journal = try Fixture.create(path)
            try journal.append([entry])
            try journal.append([entry])
            try journal.appendGreedy(
                GreedyAnswer(prompt: "b", answer: Fixture.greedyBefore), scores: [0, nil])
            try journal.appendGreedy(greedy, scores: [1, nil])
        }
        let journal = try Journal.open(at: path)
        #expect(try journal.draw(prompt: "a", index: 0) == entry)
        #expect(try journal.draw(prompt: "a", index: 1) == nil)
        let run = try journal.restore()
        #expect(run.evidence[1].greedy == greedy)
        #expect(run.greedyScores == [[nil, nil], [1, nil]])
    }

    @Test func `events, failures and the plan are kept`() throws {
        let path = folder.file()
        var plan = Fixture.plan
        plan.draws = 1024
        do {
            let journal = try Fixture.create(path)
            try journal.recordEvent(.notice, "server lost", at: "2025-03-01T12:00:01Z")
            try journal.recordEvent(.stopped, "32 draws\u{0}", at: "2025-03-01T12:00:02Z")
            try journal.setFailure("the prompt has 9000 tokens", prompt: "a")
            try journal.setFailure("gone", prompt: "b")
            try journal.setFailure(nil, prompt: "b")
            try journal.setPlan(plan)
            #expect(journal.plan == plan)
        }
        let run = try Journal.open(at: path).restore()
        #expect(run.plan == plan)
        #expect(run.events.map(\.kind) == [.notice, .stopped])
        #expect(run.events.map(\.text) == ["server lost", "32 draws\u{0}"])
        #expect(run.evidence.map(\.failure) == ["the prompt has 9000 tokens", nil])
    }

    @Test func `a full disk is told as such, keeps nothing of the batch and can be retried`() throws
    {
        let journal = try Fixture.create(folder.file())
        try journal.append(Fixture.draws("a", 0..<10))
        func limit(_ pages: Int) throws {
            try journal.database.writeWithoutTransaction { database in
                _ = try Int.fetchOne(database, sql: "PRAGMA max_page_count = \(pages)")
            }
        }
        let big = Fixture.draws("a", 10..<20).map { entry in
            var entry = entry
            entry.draw.outcome = .completed(
                Answer(
                    text: String(repeating: "\(entry.draw.index)", count: 50_000), stop: .limit,
                    tokenCount: 9))
            entry.scores = [0, 0]
            return entry
        }
        try limit(1)
        let error = #expect(throws: JournalError.self) { try journal.append(big) }
        #expect(error == .diskFull(path: journal.path))
        #expect(error?.isTransient == true)
        #expect(try journal.restore().evidence[0].drawCount == 10)
        try limit(1_000_000)
        try journal.append(big)
        #expect(try journal.restore().evidence[0].drawCount == 20)
    }

    @Test func `wrong calls are refused with a sentence`() throws {
        let path = folder.file()
        let journal = try Fixture.create(path)
        #expect(throws: JournalError.unknownPrompt("c")) {
            try journal.append([Fixture.draw("c", 0)])
        }
        var entry = Fixture.draw("a", 0)
        entry.scores = [1]
        #expect(throws: JournalError.scoreCount(prompt: "a", index: 0, found: 1, expected: 2)) {
            try journal.append([entry])
        }
        let reader = try Journal.open(at: path, mode: .readOnly)
        #expect(throws: JournalError.readOnly(path: path)) {
            try reader.append([Fixture.draw("a", 0)])
        }
        #expect(try journal.restore().evidence[0].drawCount == 0)
    }
}

extension Fixture {
    static let greedyBefore = Answer(
        text: " before", stop: .endOfText, tokenCount: 1,
        tokens: [.init(text: " before", logProbability: -1)])
}

/// Versions before kept the scores of answers that were cut behind their thoughts, or within them.
@Suite struct CutAnswersOfOlderRunsTests {
    private static let texts: [(text: String, stop: Answer.Stop, isLost: Bool)] = [
        ("<think>a</think>\n", .limit, true), ("<think>a</think>\n", .endOfText, false),
        ("<think>a", .limit, true), ("<think>a</think> no", .limit, false), ("no", .limit, false),
        ("a</think>", .endOfText, true),
    ]

    @Test(arguments: [AnswerPart.standard, AnswerPart("whole")].compactMap { $0 })
    func theyAreLostWhereThePartOfAnAnswerSaysSo(part: AnswerPart) throws {
        let folder = try TemporaryFolder()
        var identity = Fixture.identity
        identity.answerPart = part
        let journal = try Journal.create(
            at: folder.file(), identity: identity, plan: Fixture.plan, prompts: Fixture.prompts)
        let draws = Self.texts.enumerated().map { index, known in
            JournalDraw(
                draw: Draw(
                    prompt: "a", index: index, seed: UInt32(index),
                    outcome: .completed(
                        Answer(text: known.text, stop: known.stop, tokenCount: 3)), attempts: 1),
                scores: [0, 0.5])
        }
        try journal.append(draws)
        try journal.appendGreedy(
            GreedyAnswer(
                prompt: "a",
                answer: Answer(text: Self.texts[0].text, stop: .limit, tokenCount: 3)),
            scores: [0, 0])
        let isJudged = part == .standard
        let expected = Self.texts.map { isJudged && $0.isLost }
        let run = try journal.restore()
        #expect(run.evidence[0].lost == expected.count(where: \.self))
        #expect(run.evidence[0].sequence.map { $0 < 0 } == expected)
        #expect(run.greedyScores[0] == (isJudged ? [nil, nil] : [0, 0]))
        var seen: [Bool] = []
        try journal.forEachDraw { entry in
            seen.append(entry.draw.answer == nil)
            if entry.draw.answer == nil {
                #expect(entry.draw.lostText == Self.texts[entry.draw.index].text)
                #expect(entry.scores == [nil, nil])
            }
        }
        #expect(seen == expected)
        for (index, isLost) in expected.enumerated() {
            #expect((try journal.draw(prompt: "a", index: index)?.draw.answer == nil) == isLost)
        }
        // They stay what they are written as: the same draw again is no other one.
        try journal.append(draws)
    }

    /// Without replacement they have been taken out of what is left, and every limit is too low.
    @Test(arguments: [0.0, nil], [AnswerPart.standard, AnswerPart("whole")].compactMap { $0 })
    func withoutReplacementSuchARunIsRefused(score: Double?, part: AnswerPart) throws {
        let folder = try TemporaryFolder()
        var identity = Fixture.identity
        (identity.answerPart, identity.withoutReplacement) = (part, true)
        let journal = try Journal.create(
            at: folder.file(), identity: identity, plan: Fixture.plan, prompts: Fixture.prompts)
        let launch = Launch(path: [], left: 1, known: [0, 0])
        try journal.record(
            launches: [JournalLaunch(prompt: "a", index: 0, launch: launch)],
            leaves: [JournalLeaf(prompt: "a", index: 0, probability: 0.25)], exact: [:])
        var draw = Draw(
            prompt: "a", index: 0, seed: 0,
            outcome: .completed(Answer(text: "<think>a", stop: .limit, tokenCount: 3)), attempts: 1)
        draw.launch = launch
        try journal.append([JournalDraw(draw: draw, scores: [score, score])])
        guard score != nil, part == .standard else {
            #expect(try journal.restore().evidence[0].drawCount == 1)
            return
        }
        let error = #expect(throws: JournalError.self) { try journal.restore() }
        #expect(error?.description.contains("draw 0 of prompt a ends inside its thoughts") == true)
        #expect(error?.description.contains("sample it again") == true)
    }
}
