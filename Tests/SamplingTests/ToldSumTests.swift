import Evidence
import Inference
import Journal
import Platform
import Prompts
import Scoring
import Statistics
import Testing

@testable import Sampling

/// Servers that divide by another sum than that of all tokens, as llama.cpp does before its samplers.
@Suite("Probabilities that do not add up to 1")
struct ToldSumTests {
    private let fixture = Fixture()
    private static let tokens = 4

    /// Answers of a run, each prompt with its table.
    private func run(
        _ server: TableServer, draws: Int = 60, alternatives: Int, temperature: Double
    ) async throws -> [(evidence: PromptEvidence, table: [String: Double])] {
        var plan = Fixture.plan(
            prompts: 2, draws: draws,
            decoding: .pure(temperature: temperature, maxTokens: Self.tokens))
        plan.rest = try RestPlan(
            alternatives: alternatives, decoding: plan.decoding, facts: TableServer.facts)
        let journal = try fixture.journal(plan, of: TableServer.facts)
        _ = await Sampler(plan: plan, servers: [server], record: journal) { _ in }.run()
        return try fixture.restored().evidence.map { evidence in
            (
                evidence,
                TableServer.table(evidence.prompt.text, maxTokens: Self.tokens) {
                    $0.map { pow($0, 1 / temperature) }
                }
            )
        }
    }

    @Test(
        "Answers have their probability, whatever is told before the samplers",
        arguments: [2, 7], [0.7, 1])
    func before(alternatives: Int, temperature: Double) async throws {
        let server = TableServer(.init(before: 1.002))
        for (evidence, table) in try await run(
            server, alternatives: alternatives, temperature: temperature)
        {
            #expect(evidence.drawCount == 60 && evidence.lost == 0 && evidence.void == nil)
            let truth = table.reduce(0) { $0 + ($1.key.contains("secret") ? $1.value : 0) }
            let exact = try #require(evidence.scores[0].exactLimits)
            #expect(exact.lower <= truth && truth <= exact.upper)
            #expect(evidence.exact?.error == RestBook.leastError)
            for output in evidence.outputs {
                let probability = try #require(output.probability)
                let expected = try #require(table[output.text])
                #expect(abs(probability - expected) <= 1e-5 * expected, "\(output.text)")
            }
        }
    }

    @Test(
        "Where all that is told is too high or too low, the limits are widened by as much",
        arguments: [(1.0002, 4), (1.0002, 7), (0.9998, 4)])
    func everywhere(factor: Double, alternatives: Int) async throws {
        let server = TableServer(.init(listed: { list, _ in list.map { $0 * factor } }))
        for (evidence, table) in try await run(
            server, alternatives: alternatives, temperature: 1)
        {
            #expect(evidence.lost == 0 && evidence.void == nil)
            let truth = table.reduce(0) { $0 + ($1.key.contains("secret") ? $1.value : 0) }
            let exact = try #require(evidence.scores[0].exactLimits)
            #expect(exact.lower <= truth && truth <= exact.upper)
            let known = try #require(evidence.exact)
            #expect(known.error > 2 * 0.0002 * Double(Self.tokens) * 0.99 && known.error < 0.002)
            for output in evidence.outputs {
                let probability = try #require(output.probability)
                let expected = try #require(table[output.text])
                // What is told too high leaves too little to those that are not listed.
                #expect(probability <= expected * (1 + known.error), "\(output.text)")
                #expect(abs(probability - expected) <= known.error, "\(output.text)")
            }
        }
    }

    @Test("What is off by much is said")
    func notice() async throws {
        let server = TableServer(.init(listed: { list, _ in list.map { $0 * 1.0004 } }))
        _ = try await run(server, draws: 8, alternatives: 4, temperature: 1)
        #expect(
            try fixture.restored().events.contains {
                $0.kind == .notice && $0.text.contains("add up to 1.0004")
                    && $0.text.contains("approximate")
            })
    }

    /// Eight tokens are likely, and the text is of others.
    @Test("A text that no list has has its probability, and so has what is near it")
    func forced() async throws {
        let likely = (7..<40).map { _ in 0.97 / 33 }
        let list = [0.01, 0.004, 0.006, 1e-6, 0.005, 0.002] + [0.003 - 1e-6] + likely
        let server = TableServer(
            .init(vocabularySize: 40, distribution: { _ in list }, before: 1.002))
        let probabilities = try AnswerProbabilities(
            server: server, facts: try await server.facts(), decoding: .pure(maxTokens: 3))
        let start = try await probabilities.start("text")
        let told = try await probabilities.probability(of: " secret two", after: start)
        #expect(abs(exp(told.logProbability) / (1e-6 * 0.006) - 1) < 1e-6)
        #expect(server.requests.count == 4)
        #expect(abs((try await probabilities.sum(after: start) ?? 0) - 1) < 1e-6)
        let found = try await NearbySearch(
            probabilities, near: Neighbourhood(of: "secret two", distance: 0, unit: .words), list: 4
        ).search(after: start, requests: 20)
        let truth = 1e-6 * 0.006 * 0.01
        #expect(found.lower <= truth && found.lower > truth * (1 - 2e-5))
        // Where the server's sum is another one the limits are as far apart.
        let wide = try await NearbySearch(
            probabilities, near: Neighbourhood(of: "secret two", distance: 0, unit: .words),
            list: 4,
            sum: 1.001
        ).search(after: start, requests: 20)
        #expect(wide.lower < truth * (1 - 0.005))
    }
}
