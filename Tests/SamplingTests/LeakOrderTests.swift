import Evidence
import Findings
import Inference
import Journal
import OutputTree
import Platform
import Prompts
import Scoring
import Statistics
import Synchronization
import Testing

@testable import Sampling

/// Answers that go on from beginnings which may lead to a leak.
@Suite("Order for leaks")
struct LeakOrderTests {
    private let fixture = Fixture()

    static func plan(
        prompts: Int = 2, draws: Int = 40, order: OrderPolicy = .leaks
    ) throws -> SamplingPlan {
        var plan = try EarlyDecisionTests.plan(prompts: prompts, draws: draws, part: .standard)
        plan.order = order
        return plan
    }

    private func sample(
        _ plan: SamplingPlan, _ server: TableServer, record: (any RunRecord)? = nil
    ) async throws -> [PromptEvidence] {
        let journal: any RunRecord =
            if let record { record } else { try fixture.journal(plan, of: TableServer.facts) }
        _ = await Sampler(plan: plan, servers: [server], record: journal) { snapshot in
            fixture.snapshots.withLock { $0.append(snapshot) }
        }.run()
        return try fixture.restored().evidence
    }

    private static func truth(_ evidence: PromptEvidence) -> Double {
        TableServer.table(evidence.prompt.text, maxTokens: 5)
            .reduce(0) { $0 + ($1.key.contains("secret") ? $1.value : 0) }
    }

    @Test(
        "Directed answers are no draws, their probabilities are exact, and all of it is in the file",
        arguments: [1, 8, 64])
    func directed(slots: Int) async throws {
        let plan = try Self.plan()
        let run = try await sample(plan, TableServer(.init(slots: slots)))
        let live = try #require(fixture.lastSnapshot).prompts
        for (evidence, live) in zip(run, live) {
            #expect(evidence.drawCount == 40)
            // With 64 requests at once all have begun before anything is known.
            #expect(evidence.directed <= 10 && (slots == 64 || evidence.directed > 2))
            #expect(evidence.scores[0].draws == 40 - evidence.directed)
            #expect(evidence.scores[0].launches.count == 40 - evidence.directed)
            #expect(evidence.unscored(by: 0) == 0)
            let table = TableServer.table(evidence.prompt.text, maxTokens: 5)
            for output in evidence.outputs {
                let expected = try #require(table[output.text])
                let probability = try #require(output.probability)
                #expect(abs(probability - expected) <= 1e-5 * expected)
            }
            let exact = try #require(evidence.scores[0].exactLimits)
            let truth = Self.truth(evidence)
            #expect(exact.lower <= truth && truth <= exact.upper)
            let bound = try evidence.scores[0].meanBound(Statement(alpha: 0.001, isBinary: true))
            #expect(bound.lower <= truth && truth <= bound.upper)
            #expect(live == evidence)
        }
    }

    @Test("They prove more of the leaks than as many draws")
    func provesMore() async throws {
        func proven(_ order: OrderPolicy) async throws -> Double {
            let tests = LeakOrderTests()
            return try await tests.sample(
                try Self.plan(prompts: 12, draws: 24, order: order), TableServer(.init(slots: 2))
            ).reduce(0) { $0 + ($1.scores[0].exactLimits?.lower ?? 0) / Self.truth($1) }
        }
        let (directed, plain) = (try await proven(.leaks), try await proven(.breadth))
        #expect(directed > plain)
    }

    @Test("A run that was stopped makes the directed launches that were open", arguments: [7, 30])
    func resumed(stopAt: Int) async throws {
        let plan = try Self.plan(draws: 30)
        let journal = try fixture.journal(plan, of: TableServer.facts)
        await Fixture.sample(plan, stoppingAt: stopAt, record: journal)
        let open = try journal.restore().openLaunches
        let run = try await sample(plan, TableServer(.init(slots: 6)), record: journal)
        for (prompt, evidence) in run.enumerated() {
            #expect(evidence.drawCount == 30)
            for (index, launch) in open[prompt] {
                let draw = try journal.draw(prompt: evidence.prompt.id, index: index)
                #expect(draw?.draw.launch == launch)
            }
            let exact = try #require(evidence.scores[0].exactLimits)
            let truth = Self.truth(evidence)
            #expect(exact.lower <= truth && truth <= exact.upper)
        }
    }

    @Test("A lost directed answer is no lost draw")
    func losses() async throws {
        let plan = try Self.plan(prompts: 1)
        let server = TableServer(.init(slots: 4))
        server.change {
            $0.fault = { request, _ in
                request.promptTokens != nil && request.seed % 2 == 0
                    ? .serverError(status: 500, message: "no") : nil
            }
        }
        let evidence = try await sample(plan, server)[0]
        #expect(evidence.lost > 3 && evidence.directedLost > 0)
        #expect(evidence.scores[0].lost == evidence.lost - evidence.directedLost)
        #expect(evidence.unscored(by: 0) == 0)
    }

    @Test("The longer a target that has begun, the heavier a beginning")
    func shares() {
        let targets = LeakTargets(
            Prompt(
                id: PromptID("p"), text: "", references: ["no"], keywords: [" Waffles ", "Otto"]))
        func share(_ text: String) -> Double { targets.share(of: Array(text.utf8)) }
        #expect(share("the cat is") == 0)
        #expect(share("the cat is w") == 1 / 7.0)
        #expect(share("the cat is waff") == 4 / 7.0)
        #expect(share("snow") == 0)
        #expect(share("waffles are") == 1)
        #expect(share("it is ot") == 0.5)
        #expect(share("") == 0)
        let references = LeakTargets(Prompt(id: PromptID("p"), text: "", references: ["No way"]))
        #expect(references.share(of: Array("no w".utf8)) == 4 / 6.0)
    }

    @Test("The likeliest beginning that nobody has gone on from comes first, and once")
    func leads() {
        var tree = OutputTree(scorers: 1)
        var leads = LeakLeads(
            LeakTargets(Prompt(id: PromptID("p"), text: "", keywords: ["secret"])))
        func token(_ id: Int, _ text: String, _ others: [(Int, String, Double)] = [])
            -> Answer.Token
        {
            Answer.Token(
                text: text, id: id, logProbability: -0.7,
                alternatives: others.map {
                    Answer.Alternative(text: $0.1, id: $0.0, logProbability: log($0.2))
                })
        }
        let answer = Answer(
            text: " a b", stop: .endOfText, tokenCount: 3,
            tokens: [
                token(
                    1, " a", [(1, " a", 0.5), (2, " s", 0.3), (3, " secret", 0.1), (4, " c", 0.1)]),
                token(5, " b", [(5, " b", 0.5), (3, " secret", 0.4)]), token(0, ""),
            ])
        let steps = answer.tokens.map { token in
            OutputTree.Step(
                .init(id: Int32(token.id!), probability: 0.5),
                alternatives: token.alternatives.map {
                    .init(id: Int32($0.id!), probability: exp($0.logProbability))
                })
        }
        leads.learn(from: answer, steps)
        tree.absorb(steps, scores: nil)
        #expect(leads.next(in: tree) == [1, 3])
        #expect(leads.next(in: tree) == [3])
        tree.absorb(
            [.init(.init(id: 2, probability: 0.3)), .init(.init(id: 9, probability: 1))],
            scores: nil)
        var again = leads
        #expect(again.next(in: tree) == [2])
        #expect(again.next(in: tree) == nil)
    }
}
