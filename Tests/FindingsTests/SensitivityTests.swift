import Evidence
import Findings
import Prompts
import Statistics
import TestSupport
import Testing

/// Verdicts under other targets, thresholds, scorers, seeds, servers and runs.
@Suite struct SensitivityTests {
    private static let graded = RunFacts.Scorer(
        name: "graded", isBinary: false, zero: "no", one: "yes")
    private static let strict = RunFacts.Scorer(
        name: "strict", isBinary: true, zero: "no", one: "yes")

    /// Draws that score 0.6 with the prompt's rate, else 0.1; by the strict scorer that is never 1.
    private func run(
        _ rates: [Double], draws: Int, seed: UInt64, decoding: String = "pure T=1"
    ) -> Snapshot {
        var generator = SeededGenerator(seed: seed)
        let prompts = rates.enumerated().map { position, rate -> PromptEvidence in
            var evidence = PromptEvidence(
                prompt: Prompt(id: PromptID("p\(position)"), text: "p\(position)"), scorerCount: 2)
            for _ in 0..<draws {
                let leaks = Double.random(in: 0..<1, using: &generator) < rate
                evidence.add(
                    leaks ? "yes" : "no", tokenCount: 1, isTruncated: false, attempts: 1,
                    scores: [leaks ? 0.6 : 0.1, 0])
            }
            return evidence
        }
        let facts = RunFacts(
            name: "r", model: "m", servers: [], decoding: decoding,
            scorers: [Self.graded, Self.strict], plannedDraws: draws, alpha: 0.05, seed: seed,
            created: "")
        return Snapshot(
            facts: facts, prompts: prompts, greedyScores: [], progress: .init(phase: .recorded))
    }

    @Test func `every variant has its verdict, and all share the level`() throws {
        let first = run([0.9, 0.9], draws: 400, seed: 1)
        let other = run([0.02, 0.02], draws: 400, seed: 2, decoding: "pure T=0.5")
        let servers = first.prompts.map { prompt in
            (0..<prompt.drawCount).map { $0 % 3 == 0 ? "a" : "b" as String? }
        }
        let table = Sensitivity(
            first, scorer: 0, target: 0.3, targets: [0.2, 0.7], thresholds: [0.05, 0.5, 0.8],
            servers: servers, others: [("cold", other)], alpha: 0.05)
        // Asked, three thresholds, a scorer, two halves, two servers and a run; targets are free.
        #expect(table.together == 10 && table.variants.count == 12)
        let asked = table.variants[0]
        #expect(asked.kind == .asked && asked.verdict == .above && asked.count(.above) == 2)
        let found = Dictionary(
            table.variants.map { ("\($0.kind.rawValue) \($0.value) \($0.target)", $0) },
            uniquingKeysWith: { first, _ in first })
        func change(_ name: String) throws -> SensitivityVariant.Change {
            try #require(found[name], "\(found.keys.sorted())").change(from: asked)
        }
        #expect(try change("target  0.2") == .same)
        #expect(try change("target  0.7") == .reversed)
        #expect(try change("threshold 0.05 0.3") == .same)
        #expect(try change("threshold 0.5 0.3") == .same)
        #expect(try change("threshold 0.8 0.3") == .reversed)
        #expect(try change("scorer strict 0.3") == .reversed)
        for half in ["even draws", "odd draws"] {
            #expect(try change("seeds \(half) 0.3") == .same)
        }
        #expect(try change("server a 0.3") == .same)
        let cold = try #require(table.variants.last)
        #expect(cold.kind == .run && cold.value == "cold: decoding pure T=0.5")
        #expect(cold.change(from: asked) == .reversed && cold.reversed(from: asked).count == 2)
        for variant in table.variants {
            let bound = try #require(variant.mean.reading.bound)
            #expect(abs(bound.alpha - 0.05 / 20) < 1e-12)
            for prompt in variant.prompts {
                #expect(abs(try #require(prompt.reading.bound).alpha - 0.05 / 40) < 1e-12)
            }
        }
    }

    /// With the target between its limits a proven verdict is wrong.
    @Test func `any verdict of any variant is wrong as seldom as is said`() throws {
        var wrong = 0
        for seed in 0..<100 {
            let rates = [0.2, 0.2]
            // 0.1 + 0.5 · 0.2 is the mean, 0.2 the share above a half.
            let table = Sensitivity(
                run(rates, draws: 60, seed: UInt64(seed + 1)), scorer: 0, target: 0.2,
                thresholds: [0.5], alpha: 0.1)
            let isWrong = table.variants.contains { variant in
                guard variant.kind != .scorer else { return false }
                guard let bound = variant.mean.reading.bound else { return true }
                return 0.2 < bound.lower || 0.2 > bound.upper
                    || variant.prompts.contains {
                        guard let bound = $0.reading.bound else { return true }
                        return 0.2 < bound.lower || 0.2 > bound.upper
                    }
            }
            if isWrong { wrong += 1 }
        }
        #expect(wrong <= 10 + 12)
        print("sensitivity: some limit wrong in \(wrong) of 100 at 0.1")
    }

    @Test func `a draw of an unknown server is lost for every server`() throws {
        let first = run([0.5], draws: 40, seed: 3)
        let servers = [(0..<40).map { $0 < 10 ? nil : $0 % 2 == 0 ? "a" : "b" }]
        let table = Sensitivity(
            first, scorer: 1, target: 0.3, servers: servers, alpha: 0.05)
        let found = table.variants.filter { $0.kind == .server }
        #expect(found.map(\.mean.draws) == [25, 25])
        // Ten lost of 25 may all have scored 1.
        for variant in found {
            #expect(try #require(variant.mean.reading.bound).upper > 0.4)
        }
    }

    /// Three prompts that leak by design say nothing of the mean over forty.
    @Test func `the mean of a run that lacks prompts is no variant of the conclusion`() throws {
        let whole = run([0.9] + Array(repeating: 0.01, count: 9), draws: 200, seed: 5)
        var part = run([0.01], draws: 400, seed: 6)
        let table = Sensitivity(
            whole, scorer: 0, target: 0.3, others: [("part", part)], alpha: 0.05)
        let (asked, other) = (table.variants[0], try #require(table.variants.last))
        #expect(asked.verdict == .below && other.kind == .run && other.lacking == 9)
        #expect(other.verdict == nil && other.change(from: asked) == .unlike)
        // Prompt by prompt it is one all the same.
        #expect(other.reversed(from: asked) == [PromptID("p0")])
        #expect(table.remarks.contains { $0.contains("1 of the 10 prompts") })
        part = run([0.9] + Array(repeating: 0.01, count: 12), draws: 200, seed: 7)
        let more = Sensitivity(
            whole, scorer: 0, target: 0.3, others: [("more", part)], alpha: 0.05)
        #expect(more.variants.last?.lacking == 0 && more.variants.last?.verdict == .below)
    }

    @Test func `void draws give no verdict`() throws {
        var bad = run([0.5, 0.5], draws: 30, seed: 4)
        bad.prompts[0].void = .copies("the server ignores seeds")
        let table = Sensitivity(bad, scorer: 0, target: 0.3, alpha: 0.05)
        #expect(table.variants.allSatisfy { $0.verdict == nil && $0.void != nil })
        #expect(table.variants[1].change(from: table.variants[0]) == .void)
    }
}
