import Evidence
import Inference
import Journal
import Platform
import Prompts
import Testing

@testable import Sampling

/// What a journal tells of draws without replacement beside the draws themselves.
@Suite("Where what was not seen lies")
struct UnseenTests {
    private let fixture = Fixture()

    private func run(draws: Int, near: Int? = nil) async throws -> (Journal, SamplingPlan) {
        var plan = Fixture.plan(prompts: 3, draws: draws, decoding: .pure(maxTokens: 3))
        plan.prompts = PromptSet(
            name: "test",
            prompts: (0..<3).map {
                Prompt(id: PromptID("p\($0)"), text: "text \($0)", references: ["one secret"])
            }, provenance: "")
        plan.rest = try RestPlan(
            alternatives: 4, decoding: plan.decoding, facts: TableServer.facts)
        plan.searchNear = near
        let journal = try fixture.journal(plan, of: TableServer.facts)
        _ = await Sampler(plan: plan, servers: [TableServer()], record: journal) { _ in }.run()
        return (try Journal.open(at: fixture.path, mode: .readOnly), plan)
    }

    @Test(
        "The limits of each beginning hold its probability, and all of them are what is left",
        arguments: [1, 8, 60], [nil, 0])
    func beginnings(draws: Int, near: Int?) async throws {
        let (journal, plan) = try await run(draws: draws, near: near)
        for (prompt, evidence) in zip(plan.prompts, try fixture.restored().evidence) {
            let table = TableServer.table(prompt.text, maxTokens: 3)
            let unseen = try #require(
                try journal.unseenBeginnings(of: prompt.id, after: evidence.drawCount))
            let sum = unseen.reduce(0) { $0 + $1.mass }
            #expect(abs(sum - (evidence.undrawn ?? 1)) < 1e-6)
            for first in TableServer.words.dropFirst() {
                for word in [first] + TableServer.words.dropFirst().map({ first + $0 }) {
                    func total(_ masses: [(String, Double)]) -> Double {
                        masses.reduce(0) { $0 + ($1.0.hasPrefix(word) ? $1.1 : 0) }
                    }
                    let seen = total(evidence.outputs.map { ($0.text, $0.probability ?? 0) })
                    let must = total(unseen.map { ($0.text, $0.mass) })
                    let may = unseen.reduce(must) {
                        $0 + ($1.isOpen && word.hasPrefix($1.text) && $1.text != word ? $1.mass : 0)
                    }
                    let truth = total(table.map { ($0.key, $0.value) })
                    #expect(seen + must <= truth + 1e-6, "\(word)")
                    #expect(truth <= seen + may + 1e-6, "\(word)")
                }
            }
            // A whole answer's tokens end it.
            #expect(draws < 60 || unseen.contains { !$0.isOpen })
        }
        // Draws that were not looked at yet are not taken for seen ones.
        if draws == 8 {
            let first = try #require(
                try journal.unseenBeginnings(of: plan.prompts[0].id, after: 1))
            let seen = try journal.draw(prompt: plan.prompts[0].id, index: 0)?.draw.absorbed
            #expect(abs(first.reduce(seen ?? 0) { $0 + $1.mass } - 1) < 1e-6)
        }
    }

    @Test("Tokens that a draw went on from come with what could have stood there")
    func pathLists() async throws {
        let (journal, plan) = try await run(draws: 40)
        var filled = 0
        for prompt in plan.prompts {
            for index in 0..<40 {
                guard let plain = try journal.draw(prompt: prompt.id, index: index)?.draw,
                    let told = try journal.drawWithLists(prompt: prompt.id, index: index)?.draw,
                    let path = plain.launch?.path, let answer = told.answer
                else { continue }
                #expect(plain.answer?.text == answer.text && plain.launch == told.launch)
                #expect(plain.answer?.tokens.map(\.id) == answer.tokens.map(\.id))
                for place in path.indices {
                    #expect(plain.answer?.tokens[place].alternatives.isEmpty == true)
                    let list = answer.tokens[place].alternatives
                    #expect(!list.isEmpty)
                    let before =
                        TableServer.promptTokens(prompt.text) + path[..<place].map { Int($0) }
                    let truth = TableServer.distribution(before)
                    for other in list {
                        #expect(abs(exp(other.logProbability) - truth[other.id ?? 0]) < 1e-6)
                    }
                    filled += 1
                }
            }
        }
        #expect(filled > 20)
    }
}
