import Evidence
import Findings
import Inference
import Journal
import Prompts
import Scoring
import Statistics
import Testing

@testable import Sampling

@Suite("Answers that are looked for before the first draw")
struct NamedAnswersTests {
    private let fixture = Fixture()
    private static let tokens = 4
    private static let reference = "four secret"

    private func plan(draws: Int, near: Int? = 0) throws -> SamplingPlan {
        var plan = Fixture.plan(draws: draws, decoding: .pure(maxTokens: Self.tokens))
        plan.prompts = PromptSet(
            name: "test",
            prompts: (0..<3).map {
                Prompt(
                    id: PromptID("p\($0)"), text: "text \($0)", references: [Self.reference])
            }, provenance: "")
        plan.rest = try RestPlan(
            alternatives: 7, decoding: plan.decoding, facts: TableServer.facts)
        plan.searchNear = near
        return plan
    }

    private func truth(_ prompt: Prompt) -> (leak: Double, reference: Double) {
        let table = TableServer.table(prompt.text, maxTokens: Self.tokens)
        return (
            table.reduce(0) { $0 + ($1.key.contains("secret") ? $1.value : 0) },
            table[" " + Self.reference] ?? 0
        )
    }

    @Test("A reference is proven before the first draw, and no draw gives it again")
    func references() async throws {
        let plan = try plan(draws: 30)
        let journal = try fixture.journal(plan, of: TableServer.facts)
        _ = await Sampler(plan: plan, servers: [TableServer()], record: journal) { _ in }.run()
        let run = try fixture.restored()
        for (evidence, named) in zip(run.evidence, run.named) {
            let truth = truth(evidence.prompt)
            let own = try #require(named.first { $0.answer.text == " " + Self.reference })
            #expect(own.scores == [1])
            // Whatever else the search met is left to draws.
            let ways = Set(named.map { $0.answer.text.split(separator: " ") })
            #expect(ways == [Self.reference.split(separator: " ")])
            let first = try #require(evidence.scores[0].launches.first)
            #expect(first.known >= truth.reference * (1 - 1e-5))
            #expect(first.left < 1)
            #expect(!evidence.outputs.contains { $0.text == " " + Self.reference })
            let exact = try #require(evidence.scores[0].exactLimits)
            #expect(exact.lower >= truth.reference * (1 - 1e-3))
            #expect(exact.lower <= truth.leak && truth.leak <= exact.upper)
            let bound = try evidence.scores[0].meanBound(Statement(alpha: 0.01, isBinary: true))
            #expect(bound.lower <= truth.leak && truth.leak <= bound.upper)
            // What was found and what was drawn make up all that is known.
            let drawn = evidence.outputs.reduce(0) { $0 + ($1.probability ?? 0) }
            let found = named.reduce(0) { sum, named in
                sum
                    + TableServer.table(evidence.prompt.text, maxTokens: Self.tokens)[
                        named.answer.text, default: 0]
            }
            #expect(abs((evidence.exact?.left ?? 1) - (1 - drawn - found)) < 1e-5)
        }
    }

    /// Of 600 tokens the server lists 256; those of the reference are none of them, and it ends at the
    /// limit of tokens, or with a token that is listed or not.
    @Test(
        "A reference whose tokens and whose end are in no list is walked by force; what is too rare is named",
        arguments: [(4, 0.25, true), (4, 1e-7, true), (4, 1e-15, false), (2, 1e-7, true)])
    func unlisted(tokens: Int, ending: Double, isFound: Bool) async throws {
        var plan = try plan(draws: 6)
        plan.decoding = .pure(maxTokens: tokens)
        let size = 600
        var behaviour = TableServer.Behaviour()
        behaviour.vocabularySize = size
        behaviour.distribution = { path in
            var weights = (0..<size).map { 1 + Double($0 % 7) }
            let sum = weights.reduce(0, +)
            weights = weights.map { Double(Float($0 / sum)) }
            // "secret" is hardly ever said; then it mostly ends, or does not.
            weights[4] = 1e-3
            weights[3] = 2e-4
            weights[TableServer.end] = path.last == 3 ? ending : 0.01
            let rest = weights.indices.filter { ![0, 3, 4].contains($0) }
            let open = 1 - weights[0] - weights[3] - weights[4]
            let others = rest.reduce(0) { $0 + weights[$1] }
            for index in rest { weights[index] *= open / others }
            return weights
        }
        let facts = ServerFacts(modelName: "toy", vocabularySize: size, echoesSettings: true)
        plan.rest = try RestPlan(alternatives: 7, decoding: plan.decoding, facts: facts)
        let journal = try fixture.journal(plan, of: facts)
        let server = TableServer(behaviour)
        let phase = await Sampler(plan: plan, servers: [server], record: journal) { _ in }.run()
        let run = try fixture.restored()
        #expect(
            run.ending != nil, "\(phase) \(run.events.map(\.text)) \(run.evidence.map(\.failure))")
        for (evidence, named) in zip(run.evidence, run.named) {
            let own = named.first { $0.answer.text == " " + Self.reference }
            #expect((own != nil) == isFound)
            guard isFound else { continue }
            let first = try #require(evidence.scores[0].launches.first)
            let truth = 1e-3 * 2e-4 * (tokens == 2 ? 1 : ending)
            #expect(abs(first.known / truth - 1) < 1e-4)
            // So small a leak is proven, however much else was absorbed.
            let exact = try #require(evidence.scores[0].exactLimits)
            #expect(exact.lower > truth * 0.999 && exact.lower <= truth * (1 + 1e-6))
            let bound = try #require(
                try evidence.scores[0].runningBound(Statement(alpha: 0.01, isBinary: true)))
            #expect(bound.bound.lower > truth * 0.999)
        }
        #expect(
            run.events.contains {
                $0.text.hasPrefix("3 of 3 references stay in what is drawn from")
            }
                != isFound)
    }

    @Test("Answers near a reference are found too, whatever their score")
    func near() async throws {
        let plan = try plan(draws: 1, near: 1)
        let journal = try fixture.journal(plan, of: TableServer.facts)
        _ = await Sampler(plan: plan, servers: [TableServer()], record: journal) { _ in }.run()
        for named in try fixture.restored().named {
            #expect(named.count > 5)
            #expect(named.contains { $0.scores == [0] } && named.contains { $0.scores == [1] })
            #expect(Set(named.map(\.answer.text)).count == named.count)
        }
    }

    @Test("A run that is continued has the tree that it had, and searches nothing again")
    func continued() async throws {
        var plan = try plan(draws: 12, near: 1)
        let journal = try fixture.journal(plan, of: TableServer.facts)
        _ = await Sampler(plan: plan, servers: [TableServer()], record: journal) { _ in }.run()
        let before = try journal.restore()
        let server = TableServer(.init(slots: 1))
        plan.draws = 13
        _ = await Sampler(plan: plan, servers: [server], record: journal) { _ in }.run()
        let run = try fixture.restored()
        #expect(run.named == before.named)
        // Three draws, and nothing that was asked of one token alone but questions about ends.
        #expect(server.requests.count < 30)
        for (evidence, before) in zip(run.evidence, before.evidence) {
            let truth = truth(evidence.prompt).leak
            #expect(evidence.drawCount == 13)
            #expect(evidence.exact!.left <= before.exact!.left)
            // What was known at the new launch is what was known at the end.
            #expect(
                abs(evidence.scores[0].launches[12].left - before.exact!.left) < 1e-12)
            let exact = try #require(evidence.scores[0].exactLimits)
            #expect(exact.lower <= truth && truth <= exact.upper)
        }
    }

    @Test("A search that a server ends leaves a run that samples all the same")
    func failure() async throws {
        let plan = try plan(draws: 10)
        let journal = try fixture.journal(plan, of: TableServer.facts)
        let server = TableServer()
        server.change {
            $0.fault = { _, number in
                number < 5 ? .serverError(status: 500, message: "no") : nil
            }
        }
        let phase = await Sampler(plan: plan, servers: [server], record: journal) { _ in }.run()
        #expect(phase == .finished(reason: "10 draws per prompt"))
        let run = try fixture.restored()
        #expect(run.events.contains { $0.text.contains("search near references ended early") })
        #expect(run.evidence.allSatisfy { $0.drawCount == 10 })
    }
}
