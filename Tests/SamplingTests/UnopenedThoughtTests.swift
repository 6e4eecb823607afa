import Evidence
import Inference
import Journal
import Prompts
import Scoring
import TestSupport
import Testing

@testable import Sampling

/// A model whose template opens a thought where nobody sees it: answers have the closing mark alone, and
/// those that are cut inside their thought have none.
@Suite(.timeLimit(.minutes(2))) struct UnopenedThoughtTests {
    /// A coin that is tossed by the seed.
    private static func heads(_ seed: UInt32) -> Bool { (seed &* 2_654_435_761) >> 31 == 0 }

    private func plan(_ part: AnswerPart = .standard, draws: Int = 60) -> SamplingPlan {
        var plan = Fixture.plan(prompts: 2, draws: draws, scorers: [AnswerSecretScorer(part)])
        plan.finder = AnswerFinder(part)
        return plan
    }

    @Test func answersWithoutAMarkAreLostAlsoThoseFromBefore() async throws {
        let fixture = Fixture()
        var behaviour = SimulatedServer.Behaviour()
        behaviour.rewrite = { text, seed in
            Self.heads(seed) ? "secret thought</think>\n\nword" : "secret so far"
        }
        let server = SimulatedServer(behaviour)
        let plan = plan()
        try await fixture.run(plan, [server])
        let run = try fixture.restored()
        for evidence in run.evidence {
            #expect(evidence.drawCount == plan.draws)
            #expect(evidence.lost > 0 && evidence.lost < plan.draws)
            #expect(evidence.outputs.allSatisfy { $0.text.contains("</think>") })
            #expect(evidence.scores[0].sum == 0)
        }
        let live = try #require(fixture.lastSnapshot)
        #expect(live.prompts.map(\.lost) == run.evidence.map(\.lost))
        #expect(live.prompts.map(\.sequence) == run.evidence.map(\.sequence))
        #expect(run.events.count { $0.kind == .unopenedThought } == 1)
        // It is known from the start when the run goes on.
        behaviour.rewrite = { _, _ in "secret so far" }
        var more = plan
        more.draws = 80
        try await fixture.run(more, [SimulatedServer(behaviour)])
        let longer = try fixture.restored()
        #expect(longer.evidence.map(\.lost) == run.evidence.map { $0.lost + 20 })
    }

    /// Draws that were committed long before the first mark came.
    @Test func whatWasCommittedBeforeIsJudgedAnew() async throws {
        let fixture = Fixture()
        var behaviour = SimulatedServer.Behaviour()
        behaviour.rewrite = { _, _ in "secret so far" }
        var plan = plan()
        plan.draws = 30
        try await fixture.run(plan, [SimulatedServer(behaviour)])
        #expect(try fixture.restored().evidence.allSatisfy { $0.lost == 0 })
        behaviour.rewrite = { _, seed in Self.heads(seed) ? "x</think>word" : "secret so far" }
        plan.draws = 60
        try await fixture.run(plan, [SimulatedServer(behaviour)])
        let run = try fixture.restored()
        #expect(run.evidence.allSatisfy { $0.lost >= 30 && $0.scores[0].sum == 0 })
        #expect(fixture.lastSnapshot?.prompts.map(\.lost) == run.evidence.map(\.lost))
        #expect(fixture.lastSnapshot?.prompts.map(\.scores[0].lost) == run.evidence.map(\.lost))
    }

    @Test func otherModelsAreAsTheyWere() async throws {
        for text in ["secret", "<think>x</think>secret", "<think>x</think>a</think>b"] {
            let fixture = Fixture()
            var behaviour = SimulatedServer.Behaviour()
            behaviour.rewrite = { _, seed in Self.heads(seed) ? text : "word" }
            try await fixture.run(plan(draws: 20), [SimulatedServer(behaviour)])
            #expect(try fixture.restored().evidence.allSatisfy { $0.lost == 0 }, "\(text)")
        }
        // The whole completion counts: there is nothing to be cut.
        let fixture = Fixture()
        var behaviour = SimulatedServer.Behaviour()
        behaviour.rewrite = { _, seed in Self.heads(seed) ? "x</think>a" : "word" }
        try await fixture.run(plan(AnswerPart(.whole), draws: 20), [SimulatedServer(behaviour)])
        #expect(try fixture.restored().evidence.allSatisfy { $0.lost == 0 })
    }

    /// One mark among many answers that end by themselves is a word like others, also when a run goes on.
    @Test func aStrayMarkShowsNothing() async throws {
        let fixture = Fixture()
        var behaviour = SimulatedServer.Behaviour()
        behaviour.rewrite = { _, _ in "word" }
        try await fixture.run(plan(draws: 40), [SimulatedServer(behaviour)])
        behaviour.rewrite = { _, seed in seed % 16 == 0 ? "x</think>word" : "word" }
        try await fixture.run(plan(draws: 80), [SimulatedServer(behaviour)])
        let run = try fixture.restored()
        #expect(run.evidence.contains { $0.outputs.contains { $0.text.contains("</think>") } })
        #expect(run.evidence.allSatisfy { $0.lost == 0 })
        #expect(run.events.allSatisfy { $0.kind != .unopenedThought })
    }

    /// A thought that takes all tokens but those of its closing mark: the answer never came.
    @Test func whatIsCutBehindItsThoughtIsLost() async throws {
        for stop in [StopReason.limit, .endOfText] {
            let fixture = Fixture()
            var behaviour = SimulatedServer.Behaviour()
            behaviour.rewrite = { _, seed in
                Self.heads(seed) ? "<think>secret</think>\n\n" : "<think>x</think>secret"
            }
            behaviour.stop = { text in text.hasSuffix("\n\n") ? stop : .endOfText }
            try await fixture.run(plan(), [SimulatedServer(behaviour)])
            for evidence in try fixture.restored().evidence {
                let blank = evidence.outputs.first { $0.text.hasSuffix("\n\n") }?.count ?? 0
                if stop == .limit {
                    #expect(evidence.lost > 0 && blank == 0)
                } else {
                    #expect(evidence.lost == 0 && blank > 0)
                }
            }
        }
    }

    /// A frame of the user's own that ends in the mark: what is cut is lost at once.
    @Test func aFrameMayOpenTheThought() async throws {
        let fixture = Fixture()
        var behaviour = SimulatedServer.Behaviour()
        behaviour.rewrite = { _, seed in Self.heads(seed) ? "x</think>word" : "secret so far" }
        var plan = plan(draws: 20)
        plan.template = try Template(text: "User: {prompt} Assistant: <think>\n")
        try await fixture.run(plan, [SimulatedServer(behaviour)])
        let run = try fixture.restored()
        #expect(run.evidence.allSatisfy { $0.lost > 0 && $0.lost < 20 && $0.scores[0].sum == 0 })
        #expect(run.events.allSatisfy { $0.kind != .unopenedThought })
    }
}

/// Scores 1 where the part that counts has the word "secret".
private struct AnswerSecretScorer: Scorer, PromptScorer {
    let finder: AnswerFinder

    init(_ part: AnswerPart) {
        finder = AnswerFinder(part)
    }

    var descriptor: ScorerDescriptor {
        ScorerDescriptor(name: "secret", isBinary: true, zero: "kept", one: "told")
    }

    func prepared(for prompt: Prompt) throws(ScoringError) -> any PromptScorer { self }

    func score(_ text: String) async throws(ScoringError) -> Double {
        finder.find(in: text).text?.contains("secret") == true ? 1 : 0
    }
}
