import Evidence
import Prompts
import Statistics
import TestSupport
import Testing

@testable import Findings

/// Two runs that are compared while their draws come are what they are at once.
@Suite struct RunPairsTests {
    private static let scorers = [
        RunFacts.Scorer(name: "leak", isBinary: true, zero: "", one: ""),
        RunFacts.Scorer(name: "grade", isBinary: false, zero: "", one: ""),
    ]

    /// One run that comes in steps: prompts that the other run lacks, lost draws, drift.
    private struct Run {
        var prompts: [PromptEvidence]
        var rates: [Double]
        var drifts: [Bool]
        /// Whether draws are made from what earlier ones have left.
        var isWithoutReplacement = false

        init(_ names: [String], _ generator: inout SeededGenerator, drifting: Double) {
            prompts = names.map {
                PromptEvidence(prompt: Prompt(id: PromptID($0), text: $0 + "?"), scorerCount: 2)
            }
            rates = names.map { _ in generator.uniform() * 0.5 }
            drifts = names.map { _ in generator.uniform() < drifting }
        }

        mutating func draw(_ position: Int, _ count: Int, _ generator: inout SeededGenerator) {
            for _ in 0..<count {
                let draw = prompts[position].drawCount
                let rate = drifts[position] ? (draw < 60 ? 0.02 : 0.95) : rates[position]
                let score = generator.uniform() < rate ? 1.0 : 0
                let isLost = generator.uniform() < 0.03
                var next = Draw(
                    prompt: prompts[position].prompt.id, index: draw, seed: UInt32(draw),
                    outcome: isLost
                        ? .lost(reason: "time limit")
                        : .completed(
                            Answer(text: "\(score)", stop: .endOfText, tokenCount: 1)))
                if isWithoutReplacement {
                    let part = min(0.4, 0.001 * Double(draw))
                    next.launch = Launch(path: [], left: 1 - 2 * part, known: [part, part])
                }
                prompts[position].add(
                    next, scores: [score, (generator.uniform() * 4).rounded() / 8])
            }
        }
    }

    private func expectEqual(_ live: RunPairs, _ whole: RunPairs) {
        #expect(live.rows.map(\.prompt.id) == whole.rows.map(\.prompt.id))
        #expect(live.unmatched == whole.unmatched && live.strays == whole.strays)
        #expect(live.isVoid == whole.isVoid)
        #expect(live.set == whole.set && live.contradictions == whole.contradictions)
        for (a, b) in zip(live.rows, whole.rows) {
            #expect(a.difference == b.difference && a.isVoid == b.isVoid)
            for (one, other) in [(a.first, b.first), (a.second, b.second)] {
                #expect(one.reading == other.reading && one.void == other.void)
                #expect(one.scores == other.scores && one.position == other.position)
                #expect(one.excludesEstimate == other.excludesEstimate)
            }
        }
    }

    @Test(arguments: 1..<17) func whatComesInStepsIsWhatComesAtOnce(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let drifting = seed % 3 == 0 ? 0.3 : 0
        var (a, b) = (
            Run(["x", "p", "q", "r"], &generator, drifting: drifting),
            Run(["q", "p", "y", "r", "z"], &generator, drifting: drifting)
        )
        // Of draws that do not drift: what is known of the rest is made up here.
        a.isWithoutReplacement = seed % 4 == 1 && drifting == 0
        let scorer = seed % 2
        // The second run may lack the scorer.
        let place = seed % 8 == 7 ? nil : scorer
        let statement = Statement(alpha: 0.05).about(Self.scorers[scorer])
        var live = RunPairs()
        var bounds = BinaryBounds()
        for step in 0..<12 {
            for position in a.prompts.indices where generator.uniform() < 0.6 {
                a.draw(position, Int(generator.uniform() * 30), &generator)
            }
            for position in b.prompts.indices where generator.uniform() < 0.6 {
                b.draw(position, Int(generator.uniform() * 30), &generator)
            }
            if seed % 5 == 0, step == 6 {
                b.prompts[1].void = .copies("equal texts")
                b.prompts[1].rejudge(1)
            }
            live.update(
                ComparedRun(a.prompts, by: scorer, scorers: Self.scorers),
                ComparedRun(b.prompts, by: place, scorers: Self.scorers), statement,
                // At times there is no time.
                budget: step % 3 == 1 ? 0 : .max, sharing: &bounds)
            // What was found of the set stays until it is asked again.
            if step % 4 == 0, let question = live.setQuestion { live.keep(question.answer()) }
            if step % 3 == 1 { continue }
            var now = live
            if let question = now.setQuestion { now.keep(question.answer()) }
            expectEqual(
                now,
                RunPairs(
                    a.prompts, by: scorer, b.prompts, by: place, statement,
                    scorers: (Self.scorers, Self.scorers)))
            #expect(!live.isUnfinished)
        }
        #expect(live.rows.count == 3 && live.unmatched == 3)
    }

    /// What the list keeps of the first run is what the pairs would find out themselves.
    @Test(arguments: 0..<2) func theListsFindingsAreThoseOfTheSide(scorer: Int) {
        var generator = SeededGenerator(seed: 5)
        var run = Run(["p", "q", "r"], &generator, drifting: 0)
        run.drifts[1] = true
        for position in run.prompts.indices { run.draw(position, 200, &generator) }
        let snapshot = Snapshot(
            facts: RunFacts(
                name: "a", model: "m", servers: [], decoding: "d", scorers: Self.scorers,
                plannedDraws: 200, alpha: 0.05, seed: 1, created: "2026-01-01T00:00:00Z"),
            prompts: run.prompts, greedyScores: [[0, 0], [0, 0], [0, 0]],
            progress: Snapshot.Progress(phase: .recorded))
        let question = Statement(alpha: 0.05)
        var list = PromptFindings()
        var bounds = BinaryBounds()
        list.extend(
            to: snapshot, of: snapshot, by: scorer, question, target: 0.05, budget: .max,
            sharing: &bounds)
        let other = ComparedRun(run.prompts, by: scorer, scorers: Self.scorers)
        let statement = question.about(Self.scorers[scorer])
        var (given, own) = (RunPairs(), RunPairs())
        given.update(
            ComparedRun(
                run.prompts, by: scorer, scorers: Self.scorers, findings: list.limits), other,
            statement, sharing: &bounds)
        own.update(other, other, statement, sharing: &bounds)
        #expect(own.rows.contains(where: \.isVoid) && !own.rows.allSatisfy(\.isVoid))
        expectEqual(given, own)
    }

    /// Nothing is believed where nothing is decided.
    @Test func aPromptOfOneRunAloneThatDriftsLeavesNoBelief() throws {
        var generator = SeededGenerator(seed: 2)
        var (a, b) = (
            Run(["p", "x"], &generator, drifting: 0), Run(["p"], &generator, drifting: 0)
        )
        a.drifts[1] = true
        for position in a.prompts.indices { a.draw(position, 200, &generator) }
        b.draw(0, 200, &generator)
        func pairs(_ first: [PromptEvidence]) -> RunPairs {
            RunPairs(
                first, by: 0, b.prompts, by: 0, Statement(alpha: 0.05).about(Self.scorers[0]),
                scorers: (Self.scorers, Self.scorers))
        }
        let (void, well) = (pairs(a.prompts), pairs([a.prompts[0]]))
        #expect(void.isVoid && void.set == nil && void.strays.map(\.prompt) == [PromptID("x")])
        #expect(void.firstHigher(void.rows[0], judge: nil) == nil)
        #expect(!well.isVoid && well.set != nil)
        #expect(well.firstHigher(well.rows[0], judge: nil) != nil)
    }
}
