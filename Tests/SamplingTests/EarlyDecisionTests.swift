import Evidence
import Findings
import Inference
import Journal
import Prompts
import Scoring
import Statistics
import Synchronization
import Testing

@testable import Sampling

/// Answers whose beginning settles the score leave the rest together, seen or not.
@Suite("Early decisions without replacement")
struct EarlyDecisionTests {
    private let fixture = Fixture()

    static func plan(
        prompts: Int = 2, draws: Int = 40, tokens: Int = 5, part: AnswerPart = AnswerPart(.whole)
    ) throws -> SamplingPlan {
        var plan = Fixture.plan(
            prompts: prompts, draws: draws, decoding: .pure(maxTokens: tokens),
            scorers: [PartScorer(try KeywordScorer(), finder: AnswerFinder(part))])
        for place in plan.prompts.indices {
            plan.prompts[place].keywords = ["secret"]
        }
        plan.rest = try RestPlan(
            alternatives: 4, decoding: plan.decoding, facts: TableServer.facts)
        return plan
    }

    private func sample(
        _ plan: SamplingPlan, slots: Int = 4, record: (any RunRecord)? = nil
    ) async throws -> [PromptEvidence] {
        let journal: any RunRecord =
            if let record { record } else { try fixture.journal(plan, of: TableServer.facts) }
        _ = await Sampler(plan: plan, servers: [TableServer(.init(slots: slots))], record: journal)
        {
            snapshot in
            fixture.snapshots.withLock { $0.append(snapshot) }
        }.run()
        return try fixture.restored().evidence
    }

    /// What is known agrees with the table: limits, each answer's own probability, and what is unseen.
    private func check(_ evidence: PromptEvidence, tokens: Int) throws {
        let table = TableServer.table(evidence.prompt.text, maxTokens: tokens)
        let truth = table.reduce(0) { $0 + ($1.key.contains("secret") ? $1.value : 0) }
        let exact = try #require(evidence.scores[0].exactLimits)
        #expect(exact.lower <= truth && truth <= exact.upper)
        var seen = 0.0
        for output in evidence.outputs {
            let probability = try #require(output.probability)
            let expected = try #require(table[output.text])
            #expect(abs(probability - expected) <= 1e-5 * expected)
            seen += probability
        }
        let mass = try #require(evidence.exact)
        let early = mass.early?.mass ?? 0
        #expect(abs(mass.left + early + seen - 1) < 1e-6)
        #expect(early <= truth + 1e-6)
        // Only answers with the keyword are settled: each by a score of 1.
        #expect(mass.early?.known ?? [0] == [early])
        let bound = try evidence.scores[0].meanBound(Statement(alpha: 0.001, isBinary: true))
        #expect(bound.lower <= truth && truth <= bound.upper)
    }

    @Test(
        "What a beginning settles is taken out with it, in any number of requests at once",
        arguments: [1, 8, 64])
    func taken(slots: Int) async throws {
        let plan = try Self.plan()
        let run = try await sample(plan, slots: slots)
        let live = try #require(fixture.lastSnapshot).prompts
        for (evidence, live) in zip(run, live) {
            try check(evidence, tokens: 5)
            #expect(evidence.exact?.early?.mass ?? 0 > 0.01)
            #expect(live.exact == evidence.exact)
            #expect(live.outputs == evidence.outputs)
            #expect(live.scores == evidence.scores)
        }
    }

    @Test("It proves more with the same draws")
    func narrower() async throws {
        let early = try await sample(try Self.plan(prompts: 4))
        let other = EarlyDecisionTests()
        let late = try await other.sample(try Self.plan(prompts: 4, part: .standard))
        func width(_ run: [PromptEvidence]) -> Double {
            run.compactMap { $0.scores[0].exactLimits }.reduce(0) { $0 + $1.upper - $1.lower }
        }
        #expect(width(early) < 0.8 * width(late))
        for evidence in late {
            #expect(evidence.exact?.early == nil, "thoughts may begin behind it")
            try check(evidence, tokens: 5)
        }
    }

    @Test("A run that was stopped goes on to the same tree", arguments: [3, 9, 17, 40])
    func resumed(stopAt: Int) async throws {
        let plan = try Self.plan(draws: 30)
        let journal = try fixture.journal(plan, of: TableServer.facts)
        await Fixture.sample(plan, stoppingAt: stopAt, record: journal)
        let run = try await sample(plan, slots: 6, record: journal)
        let scores = ScoreBook(prompts: Array(plan.prompts), scorers: plan.scorers)
        let ids = plan.prompts.map(\.id)
        var book = RestBook(
            plan.rest!, prompts: ids, scorers: 1, open: [],
            settling: { scores.settling($0, $1, prompt: $2) })
        for (prompt, evidence) in run.enumerated() {
            try check(evidence, tokens: 5)
            #expect(evidence.drawCount == 30)
            #expect(evidence.exact?.early != nil)
            for index in 0..<evidence.drawCount {
                var entry = try #require(try journal.draw(prompt: ids[prompt], index: index))
                book.takeIn(&entry, prompt: prompt)
            }
            #expect(book.exact(prompt) == evidence.exact)
        }
    }

    @Test("The place that settles the score is the first one, and within no character")
    func place() throws {
        let prompt = Prompt(id: PromptID("p"), text: "", keywords: ["été"])
        let book = ScoreBook(prompts: [prompt], scorers: [try KeywordScorer()])
        func answer(_ tokens: [[UInt8]], before: String = "") -> Answer {
            Answer(
                text: before + String(decoding: tokens.joined(), as: UTF8.self), stop: .endOfText,
                tokenCount: tokens.count,
                tokens: tokens.enumerated().map {
                    Answer.Token(
                        text: "\u{FFFD}", id: $0.offset, bytes: $0.element, logProbability: -1)
                })
        }
        let pieces: [[UInt8]] = [
            Array("En ".utf8), [0xC3], [0xA9] + Array("t".utf8), [0xC3], [0xA9], Array(", ".utf8),
            Array("et".utf8), [],
        ]
        #expect(book.settling(answer(pieces), [1], prompt: 0) == 6)
        #expect(book.settling(answer(pieces, before: "<think>\n"), [1], prompt: 0) == 6)
        // What the tokens say is not the answer's text.
        var other = answer(pieces)
        other.text += "."
        #expect(book.settling(other, [1], prompt: 0) == nil)
        // Only what scored so is settled.
        #expect(book.settling(answer(pieces), [0], prompt: 0) == nil)
        #expect(book.settling(answer([Array("En".utf8)]), [0], prompt: 0) == nil)
    }
}
