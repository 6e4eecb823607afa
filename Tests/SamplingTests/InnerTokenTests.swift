import Evidence
import Findings
import Inference
import Journal
import Prompts
import Scoring
import Statistics
import Testing

@testable import Sampling

/// Tokens that end inside a character, of which a server tells nothing but their ids.
@Suite("Tokens inside characters")
struct InnerTokenTests {
    private let fixture = Fixture()
    /// 中 is three tokens, of which the first is the beginning of 丢 and many more.
    private static let bytes: [Int: [UInt8]] = [2: [0xE4], 4: [0xB8], 5: [0xAD]]

    /// Every answer's bytes with its probability, and whether it has the secret.
    private static func table(_ prompt: String, tokens: Int) -> [String: Double] {
        var table: [String: Double] = [:]
        func go(_ path: [Int], _ said: [UInt8], _ mass: Double, _ left: Int) {
            if left == 0 || path.last == TableServer.end {
                table[String(decoding: said, as: UTF8.self), default: 0] += mass
                return
            }
            for (token, q) in TableServer.distribution(path).enumerated() {
                let own = bytes[token] ?? Array(TableServer.word(token).utf8)
                go(path + [token], said + own, mass * q, left - 1)
            }
        }
        go(TableServer.promptTokens(prompt), [], 1, tokens)
        return table
    }

    private func run(
        draws: Int, tokens: Int, alternatives: Int = 3, topK: Int? = nil, slots: Int = 4,
        tellsTokens: Bool = true, before: Double = 1
    ) async throws -> [PromptEvidence] {
        var decoding = Decoding.pure(maxTokens: tokens)
        if let topK {
            decoding.kind = .custom
            decoding.topK = topK
        }
        var plan = Fixture.plan(prompts: 2, draws: draws, decoding: decoding)
        plan.rest = try RestPlan(
            alternatives: alternatives, decoding: plan.decoding, facts: TableServer.facts)
        let server = TableServer(
            .init(slots: slots, before: before, bytes: Self.bytes, tellsTokens: tellsTokens))
        let journal = try fixture.journal(plan, of: TableServer.facts)
        let phase = await Sampler(plan: plan, servers: [server], record: journal) { _ in }.run()
        guard case .finished = phase else {
            Issue.record("\(phase)")
            return []
        }
        return try fixture.restored().evidence
    }

    /// Probabilities from before the samplers may all be told too high.
    @Test(
        "No draw that begins inside a character is lost, and what is seen is known exactly",
        arguments: [1, 1.001])
    func nothingIsLost(before: Double) async throws {
        for evidence in try await run(draws: 150, tokens: 4, before: before) {
            #expect(evidence.lost == 0)
            let table = Self.table(evidence.prompt.text, tokens: 4)
            let truth = table.reduce(0) { $0 + ($1.key.contains("secret") ? $1.value : 0) }
            let limits = try #require(evidence.scores[0].exactLimits)
            #expect(limits.lower <= truth && truth <= limits.upper)
            // Most of it is known, with what ends inside characters: 0.2 to 0.26 is left.
            #expect(limits.upper - limits.lower < 0.4)
            var left = 1.0
            for output in evidence.outputs {
                let probability = try #require(output.probability, "\(output.text)")
                let most = try #require(table[output.text], "\(output.text)")
                #expect(probability <= most + 1e-6)
                left -= probability
            }
            #expect(abs(left - (evidence.exact?.left ?? 1)) < 1e-6)
        }
    }

    @Test("A prompt of such answers comes to its end, and its mean is known")
    func everything() async throws {
        for evidence in try await run(draws: 2_000, tokens: 2, alternatives: 7) {
            #expect(evidence.stopped == "every answer was seen" && evidence.lost == 0)
            let truth = Self.table(evidence.prompt.text, tokens: 2)
                .reduce(0) { $0 + ($1.key.contains("secret") ? $1.value : 0) }
            let limits = try #require(evidence.scores[0].exactLimits)
            #expect(abs(limits.lower - truth) < 2e-5 && abs(limits.upper - truth) < 2e-5)
        }
    }

    @Test("Under a decoding that cuts tokens off they have their text, and stay in the rest")
    func cutOff() async throws {
        for evidence in try await run(draws: 100, tokens: 4, alternatives: 6, topK: 6) {
            #expect(evidence.lost == 0)
            for output in evidence.outputs where output.probability == nil {
                #expect(output.text.unicodeScalars.contains { $0 == "\u{FFFD}" || $0 == "中" })
            }
        }
    }

    @Test("Long answers that begin inside a character go on in pieces")
    func long() async throws {
        for evidence in try await run(draws: 20, tokens: 200) {
            #expect(evidence.lost == 0 && evidence.drawCount == 20)
        }
    }

    @Test("A server that does not tell ids loses them, as before, and says why")
    func untold() async throws {
        let evidence = try await run(draws: 150, tokens: 4, tellsTokens: false)
        #expect(evidence.contains { $0.lost > 0 })
    }
}
