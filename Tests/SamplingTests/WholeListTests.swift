import Evidence
import Findings
import Inference
import Journal
import Platform
import Prompts
import Scoring
import Testing

@testable import Sampling

/// Decodings that cut tokens off: a list has to name every token that is left, and what is too rare
/// to be missed in its sum is none that cannot come.
@Suite("Lists that have to be whole")
struct WholeListTests {
    private let fixture = Fixture()
    private static let secret = 3

    /// Twenty words, of which all but a few are rare; the fourth is the secret.
    private static func wide(_ tokens: [Int]) -> [Double] {
        let weights = (0..<20).map { exp(-0.25 * Double(($0 * 7 + tokens.count) % 20)) }
        let sum = weights.reduce(0, +)
        return weights.map { Double(Float($0 / sum)) }
    }

    /// A secret of probability 5e-5 at each of many tokens, the third of four that are left.
    private static func rare(_ tokens: [Int]) -> [Double] {
        var all = Array(repeating: 1e-9, count: 7)
        (all[1], all[2], all[secret], all[4]) = (0.6, 0.39994, 5e-5, 1e-5)
        return all
    }

    /// The probability that the secret comes among so many tokens, by recursion over beginnings.
    private static func truth(
        _ distribution: ([Int]) -> [Double], topK: Int, tokens: Int, _ path: [Int] = []
    ) -> Double {
        guard path.count < tokens, path.last != TableServer.end || path.isEmpty else { return 0 }
        var all = distribution([0] + path)
        for token in all.indices.sorted(by: { all[$0] > all[$1] }).dropFirst(topK) {
            all[token] = 0
        }
        let sum = all.reduce(0, +)
        return all.indices.reduce(0) { result, token in
            guard all[token] > 0 else { return result }
            let behind =
                token == secret
                ? 1 : truth(distribution, topK: topK, tokens: tokens, path + [token])
            return result + all[token] / sum * behind
        }
    }

    private func run(
        topK: Int, alternatives: Int, tokens: Int, near: Int? = nil,
        _ distribution: @escaping @Sendable ([Int]) -> [Double]
    ) async throws -> (phase: Snapshot.Phase, evidence: PromptEvidence) {
        var decoding = Decoding.pure(maxTokens: tokens)
        decoding.kind = .custom
        decoding.topK = topK
        var facts = TableServer.facts
        facts.vocabularySize = distribution([0]).count
        var plan = Fixture.plan(prompts: 1, draws: 60, decoding: decoding)
        plan.prompts = PromptSet(
            name: "test",
            prompts: [Prompt(id: PromptID("p"), text: "text", references: ["one secret"])],
            provenance: "")
        plan.rest = try RestPlan(alternatives: alternatives, decoding: decoding, facts: facts)
        plan.searchNear = near
        let server = TableServer(
            .init(vocabularySize: facts.vocabularySize, distribution: distribution))
        let phase = await Sampler(
            plan: plan, servers: [server], record: try fixture.journal(plan, of: facts)
        ) { _ in }.run()
        return (phase, try fixture.restored().evidence[0])
    }

    @Test("Answers that were looked for keep every token that could come", arguments: [0, 1])
    func namedAnswers(near: Int) async throws {
        let (_, evidence) = try await run(
            topK: 15, alternatives: 16, tokens: 2, near: near, Self.wide)
        let truth = Self.truth(Self.wide, topK: 15, tokens: 2)
        let exact = try #require(evidence.scores[0].exactLimits)
        #expect(exact.lower <= truth && truth <= exact.upper)
        #expect(exact.lower > 0)
        #expect(evidence.exact.map { $0.error < 1e-3 } == true)
    }

    /// The run ends with all its draws, or with nothing left, and its limits hold the truth.
    private func expectTruth(
        _ result: (phase: Snapshot.Phase, evidence: PromptEvidence), _ truth: Double
    ) throws {
        guard case .finished = result.phase else {
            Issue.record("\(result.phase)")
            return
        }
        let exact = try #require(result.evidence.scores[0].exactLimits)
        #expect(exact.lower <= truth && truth <= exact.upper)
        #expect(exact.lower > 0)
        #expect(result.evidence.lost == 0)
        #expect((result.evidence.exact?.left ?? 1) < 0.8)
    }

    @Test("Lists shorter than what a decoding leaves are enough", arguments: [nil, 0, 1])
    func shorter(near: Int?) async throws {
        let truth = Self.truth(Self.wide, topK: 15, tokens: 2)
        for alternatives in [2, 9] {
            try expectTruth(
                try await run(
                    topK: 15, alternatives: alternatives, tokens: 2, near: near, Self.wide), truth)
        }
    }

    @Test("A run whose every answer was seen ends, however short its lists are")
    func exhausted() async throws {
        let (phase, evidence) = try await run(topK: 3, alternatives: 2, tokens: 2, Self.wide)
        let truth = Self.truth(Self.wide, topK: 3, tokens: 2)
        try expectTruth((phase, evidence), truth)
        #expect(evidence.stopped == "every answer was seen")
        #expect(evidence.drawCount < 60)
        #expect((evidence.exact?.left ?? 1) < 1e-6)
    }

    @Test("Lists that were short stay short, however many tokens are asked for later")
    func longerListsLater() async throws {
        let decoding = Decoding.pure(maxTokens: 6)
        var plan = Fixture.plan(prompts: 1, draws: 8, decoding: decoding)
        plan.rest = try RestPlan(alternatives: 2, decoding: decoding, facts: TableServer.facts)
        let server = TableServer(.init(distribution: Self.rare))
        let journal = try fixture.journal(plan, of: TableServer.facts)
        _ = await Sampler(plan: plan, servers: [server], record: journal) { _ in }.run()
        plan.rest = try RestPlan(alternatives: 7, decoding: decoding, facts: TableServer.facts)
        plan.draws = 60
        _ = await Sampler(plan: plan, servers: [server], record: journal) { _ in }.run()
        let evidence = try fixture.restored().evidence[0]
        let truth = Self.truth(Self.rare, topK: 7, tokens: 6)
        let exact = try #require(evidence.scores[0].exactLimits)
        #expect(exact.lower <= truth && truth <= exact.upper)
        let seen = evidence.outputs.reduce(0) { $0 + ($1.probability ?? 0) }
        #expect(abs((evidence.exact?.left ?? 1) - (1 - seen)) < 1e-9)
    }

    @Test("Lists that cannot be end the run with one sentence")
    func impossible() async throws {
        let decoding = Decoding.pure(maxTokens: 3)
        var plan = Fixture.plan(prompts: 1, draws: 8, decoding: decoding)
        plan.rest = try RestPlan(alternatives: 7, decoding: decoding, facts: TableServer.facts)
        let server = TableServer(.init(listed: { list, _ in list.map { $0 * 1.4 } }))
        let phase = await Sampler(
            plan: plan, servers: [server], record: try fixture.journal(plan, of: TableServer.facts)
        ) { _ in }.run()
        guard case .failed(let reason) = phase else {
            Issue.record("\(phase)")
            return
        }
        #expect(reason.contains("add up to 1.4"), "\(reason)")
        let exact = try fixture.restored().evidence[0].exact
        #expect(exact.map { $0.left == 1 } ?? true)
    }

    @Test("A list that adds up to nearly 1 is not whole for it")
    func sumsTellNothing() async throws {
        let result = try await run(topK: 4, alternatives: 2, tokens: 8, Self.rare)
        let truth = Self.truth(Self.rare, topK: 4, tokens: 8)
        let exact = try #require(result.evidence.scores[0].exactLimits)
        #expect(exact.lower <= truth && truth <= exact.upper)
        #expect(exact.upper >= 1e-4)
    }

    @Test("Penalties leave all tokens, and need no list of them")
    func penalties() async throws {
        var decoding = Decoding.pure(maxTokens: 3)
        (decoding.kind, decoding.repeatPenalty, decoding.extras) =
            (.custom, 1.1, ["repeat_last_n": 64])
        var facts = TableServer.facts
        facts.vocabularySize = 49_152
        let plan = try RestPlan(alternatives: 64, decoding: decoding, facts: facts)
        #expect(plan.forbidsListed && !plan.listsAreWhole && plan.shortList < 10)
        for change: (inout Decoding) -> Void in [
            { $0.topK = 5 }, { $0.topP = 0.9 }, { $0.minP = 0.1 }, { $0.typicalP = 0.9 },
            { $0.extras["top_n_sigma"] = 1 }, { $0.samplerOrder = ["top_k", "temperature"] },
        ] {
            var cut = decoding
            change(&cut)
            #expect(
                try !RestPlan(alternatives: 64, decoding: cut, facts: facts).forbidsListed)
        }
    }

    @Test("With lists as long as the decoding needs the limits hold the truth")
    func longEnough() async throws {
        let (_, evidence) = try await run(topK: 4, alternatives: 4, tokens: 8, Self.rare)
        let truth = Self.truth(Self.rare, topK: 4, tokens: 8)
        let exact = try #require(evidence.scores[0].exactLimits)
        #expect(exact.lower <= truth && truth <= exact.upper)
    }
}
