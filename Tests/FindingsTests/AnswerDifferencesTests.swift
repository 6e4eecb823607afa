import Evidence
import Prompts
import Statistics
import Testing

@testable import Findings

/// What two runs answer differently.
@Suite struct AnswerDifferencesTests {
    private static func evidence(_ answers: [String?], greedy: String? = nil) -> PromptEvidence {
        let prompt = Prompt(id: PromptID("p"), text: "p")
        var evidence = PromptEvidence(prompt: prompt, scorerCount: 0)
        for (index, text) in answers.enumerated() {
            evidence.add(
                Draw(
                    prompt: prompt.id, index: index, seed: UInt32(index),
                    outcome: text.map {
                        .completed(Answer(text: $0, stop: .endOfText, tokenCount: 1))
                    } ?? .lost(reason: "x")), scores: [])
        }
        evidence.greedy = greedy.map {
            GreedyAnswer(
                prompt: prompt.id, answer: Answer(text: $0, stop: .endOfText, tokenCount: 1))
        }
        return evidence
    }

    private static func differences(
        _ a: [String?], _ b: [String?], grouping: AnswerGrouping = .folded, isVoid: Bool = false,
        numbersAgree: Bool = true, alpha: Double = 0.01,
        greedy: (String?, String?) = ("yes", "No!")
    ) -> AnswerDifferences {
        AnswerDifferences(
            evidence(a, greedy: greedy.0), evidence(b, greedy: greedy.1), grouping: grouping,
            parts: (.standard, .standard), isVoid: isVoid, numbersAgree: numbersAgree,
            alpha: alpha)
    }

    @Test func groupsOfBothRunsAreCountedTogether() throws {
        let found = Self.differences(
            ["Yes", "yes.", "no", "maybe", "yes"], ["No", "no", "no.", "perhaps"])
        #expect(
            found.rows.map(\.text) == ["yes", "no", "perhaps", "maybe"] || found.rows.count == 4)
        let yes = try #require(found.rows.first { AnswerGrouping.folded($0.text) == "yes" })
        #expect(yes.first.count == 3 && yes.second.count == 0 && yes.onlyIn == .first)
        #expect(yes.first.isGreedy && !yes.second.isGreedy)
        let no = try #require(found.rows.first { AnswerGrouping.folded($0.text) == "no" })
        #expect(no.first.count == 1 && no.second.count == 3 && no.onlyIn == nil)
        #expect(no.second.isGreedy && !no.first.isGreedy)
        #expect(found.rows.first { $0.text == "perhaps" }?.onlyIn == .second)
        #expect(Self.differences(["Yes", "yes"], ["yes"], grouping: .exact).rows.count == 2)
    }

    /// The limits are those of the two shares, by the draws behind the one that named the answer.
    @Test func theLimitsAreThoseOfTheShares() throws {
        let a = Array(repeating: "x", count: 60) + Array(repeating: "y", count: 40)
        let found = Self.differences(a, Array(repeating: "y", count: 80), alpha: 0.08)
        let row = try #require(found.rows.first { $0.text == "x" })
        // Named by the first draw of the first run: 59 of the 99 behind it, none of the other
        // run's 79 behind a draw of that number, whose own may have the same seed.
        let one = try Proportion.bound(
            leaks: 59, draws: 99, alpha: 0.005, side: .two, method: .anytimeProportion(.two))
        let other = try Proportion.bound(
            leaks: 0, draws: 79, alpha: 0.005, side: .two, method: .anytimeProportion(.two))
        let bound = try #require(found.bound(of: row))
        #expect(bound.lower == (one.lower - other.upper).nextDown)
        #expect(bound.upper == (one.upper - other.lower).nextUp)
        #expect(bound.estimate == 0.6 && bound.lower > 0.2)
    }

    /// The answers of a run without replacement with their probabilities; what is left was not seen.
    private static func exact(_ answers: [(String, Double)]) -> PromptEvidence {
        let prompt = Prompt(id: PromptID("p"), text: "p")
        var evidence = PromptEvidence(prompt: prompt, scorerCount: 0)
        var left = 1.0
        for (index, (text, probability)) in answers.enumerated() {
            evidence.add(
                text, tokenCount: 1, isTruncated: false, attempts: 1, scores: [],
                launch: Launch(path: [], left: left, known: []), absorbed: probability)
            _ = index
            left -= probability
        }
        evidence.setExact(ExactMass(left: left, known: [], error: 1e-5))
        return evidence
    }

    private static func differences(_ a: PromptEvidence, _ b: PromptEvidence, alpha: Double = 0.08)
        -> AnswerDifferences
    {
        AnswerDifferences(
            a, b, grouping: .folded, parts: (.standard, .standard), isVoid: false,
            numbersAgree: true, alpha: alpha)
    }

    /// Each answer comes once without replacement, by construction: its count is no share.
    @Test func whatIsDrawnWithoutReplacementIsNotCounted() throws {
        let a = Self.evidence(
            Array(repeating: "x", count: 60) + Array(repeating: "y", count: 40))
        let b = Self.exact([("y", 0.3), ("X.", 0.15), ("x", 0.05), ("z", 0.1)])
        let found = Self.differences(a, b)
        #expect(found.hasLimits && found.unseen.first == nil)
        #expect(abs(try #require(found.unseen.second) - 0.4) < 1e-12)
        let x = try #require(found.rows.first { AnswerGrouping.folded($0.text) == "x" })
        // Two wordings of one answer add up.
        #expect(abs(try #require(x.second.probability) - 0.2) < 1e-12)
        #expect(abs(try #require(found.estimate(of: x)) - 0.4) < 1e-12)
        // The counted run has its whole part of α, as nothing is risked of the known one.
        let one = try DiscoveredShare(rank: 1, again: 59, later: 99).bound(
            alpha: 0.04, side: .two, method: .anytimeProportion(.two))
        let bound = try #require(found.bound(of: x))
        #expect(abs(bound.upper - (one.upper - 0.2)) < 2e-5 && bound.upper >= one.upper - 0.2)
        #expect(bound.lower <= one.lower - 0.6 && bound.lower >= -1)
        // What the known run alone gave is no nothing in the other.
        let z = try #require(found.rows.first { $0.text == "z" })
        #expect(z.onlyIn == .second && found.estimate(of: z) == -0.1)
        let limits = try #require(found.bound(of: z))
        #expect(limits.lower >= -0.5 - 2e-5 && limits.upper < 0.2 && limits.upper > -0.1)
    }

    @Test func twoKnownRunsDifferForCertain() throws {
        let found = Self.differences(
            Self.exact([("x", 0.7), ("y", 0.2)]), Self.exact([("y", 0.6), ("x", 0.1)]))
        let x = try #require(found.rows.first { $0.text == "x" })
        let bound = try #require(found.bound(of: x))
        #expect(bound.lower > 0.299 && bound.lower <= 0.3 && bound.upper < 0.701)
        #expect(bound.estimate == 0.7 - 0.1)
        // At any level alike.
        let other = try #require(
            Self.differences(
                Self.exact([("x", 0.7), ("y", 0.2)]), Self.exact([("y", 0.6), ("x", 0.1)]),
                alpha: 1e-9
            ).bound(of: x))
        #expect(other.lower == bound.lower && other.upper == bound.upper)
    }

    /// What the other run gave before the naming draw's number is no evidence about its share.
    @Test func drawsBeforeTheNamingOneCountForNothing() throws {
        let a = Array(repeating: "y", count: 10) + Array(repeating: "x", count: 50)
        let b = Array(repeating: "x", count: 10) + Array(repeating: "y", count: 70)
        let found = Self.differences(a, b, alpha: 0.08, greedy: (nil, nil))
        let row = try #require(found.rows.first { $0.text == "x" })
        // By the first run, whose eleventh draw names it, second of its answers: 49 of the 49 behind
        // it, and none of the other run's 69 behind a draw of that number.
        let one = try DiscoveredShare(rank: 2, again: 49, later: 49).bound(
            alpha: 0.02, side: .two, method: .anytimeProportion(.two))
        let other = try Proportion.bound(
            leaks: 0, draws: 69, alpha: 0.02 / 6, side: .two, method: .anytimeProportion(.two))
        #expect(try #require(found.bound(of: row)).lower == (one.lower - other.upper).nextDown)
    }

    /// A joined run has the other one's draws at other places: what that one brought up is no evidence
    /// about it.
    @Test func joinedRunsHaveTheLimitsThatEachHasByItself() throws {
        let part = Array(repeating: "y", count: 30) + ["rare"] + Array(repeating: "y", count: 30)
        let whole = Array(repeating: "x", count: 20) + part
        let found = Self.differences(
            whole, part, numbersAgree: false, alpha: 0.08, greedy: (nil, nil))
        let alone = try #require(found.rows.first { $0.text == "x" })
        let limits = try #require(found.bound(of: alone))
        #expect(limits.lower == -1 && limits.upper == 1)
        let both = try #require(found.rows.first { $0.text == "y" })
        let first = try DiscoveredShare(rank: 2, again: 59, later: 60).bound(
            alpha: 0.02, side: .two, method: .anytimeProportion(.two))
        let second = try DiscoveredShare(rank: 1, again: 59, later: 60).bound(
            alpha: 0.02, side: .two, method: .anytimeProportion(.two))
        let bound = try #require(found.bound(of: both))
        #expect(bound.lower == (first.lower - second.upper).nextDown)
        #expect(bound.upper == (first.upper - second.lower).nextUp)
    }

    /// Runs that share their seeds have the very draw that brought an answer up in common: it is no
    /// evidence about the other run.
    @Test func theOtherRunsDrawOfTheSameNumberCountsForNothing() throws {
        let a = ["rare"] + Array(repeating: "y", count: 49)
        let shared = Self.differences(a, a)
        let apart = Self.differences(a, Array(repeating: "y", count: 50))
        let one = try #require(shared.rows.first { $0.text == "rare" })
        let other = try #require(apart.rows.first { $0.text == "rare" })
        #expect(one.second.count == 1 && one.second.later == 0 && other.second.later == 0)
        // By the naming of the first run; by its own the second one has limits of its own too.
        #expect(try #require(shared.bound(of: one)).lower <= 0)
        #expect(try #require(apart.bound(of: other)).lower <= 0)
        let late = Self.differences(["y", "y", "rare"], ["rare", "rare", "rare", "rare"])
        let row = try #require(late.rows.first { $0.text == "rare" })
        #expect(row.second.later == 1 && row.first.later == 1)
    }

    /// A greedy answer was named before the draws: all of them tell its share, as they would alone.
    @Test func greedyAnswersHavePlainLimits() throws {
        let a = (0..<48).map { "a\($0)" } + Array(repeating: "x", count: 16)
        let b = (0..<4).map { "b\($0)" } + Array(repeating: "x", count: 60)
        let found = Self.differences(a, b, greedy: ("X.", "other"))
        let row = try #require(found.rows.first { $0.text == "x" })
        let one = try Proportion.bound(
            leaks: 16, draws: 64, alpha: 0.01 / 8, side: .two, method: .anytimeProportion(.two))
        let other = try Proportion.bound(
            leaks: 60, draws: 64, alpha: 0.01 / 8, side: .two, method: .anytimeProportion(.two))
        let bound = try #require(found.bound(of: row))
        #expect(bound.lower >= (one.lower - other.upper).nextDown)
        #expect(bound.upper <= (one.upper - other.lower).nextUp)
        #expect(bound.upper < 0, "16 and 60 of 64 are proven to differ: \(bound)")
        let unnamed = Self.differences(a, b, greedy: (nil, nil))
        // Without greedy answers all of α is for what the draws bring up.
        let rare = try #require(unnamed.rows.first { $0.text == "a0" }.flatMap(unnamed.bound(of:)))
        let rarer = try #require(found.rows.first { $0.text == "a0" }.flatMap(found.bound(of:)))
        #expect(rare.upper - rare.lower <= rarer.upper - rarer.lower)
    }

    /// One that no draw of its run gave is of that run's greedy answer all the same.
    @Test func aGreedyAnswerThatItsRunNeverDrewIsMarked() throws {
        let found = Self.differences(["no"], ["yes", "no"])
        let yes = try #require(found.rows.first { $0.text == "yes" })
        #expect(yes.first.isGreedy && yes.first.count == 0 && yes.onlyIn == .second)
    }

    @Test func lostDrawsAreAtTheirWorst() throws {
        let a: [String?] = Array(repeating: "x", count: 60)
        let whole = Self.differences(a, Array(repeating: "y", count: 60))
        let holes = Self.differences(
            a + Array(repeating: nil, count: 20),
            Array(repeating: "y", count: 60) + Array(repeating: nil, count: 20))
        for (one, other) in zip(whole.rows, holes.rows) {
            let (narrow, wide) = (whole.bound(of: one), holes.bound(of: other))
            #expect(try #require(wide).lower <= (try #require(narrow)).lower)
            #expect(try #require(wide).upper >= (try #require(narrow)).upper)
        }
    }

    @Test func withoutDrawsOrWhereTheyAreVoidThereIsNoClaim() throws {
        let none = Self.differences(["x"], [])
        let bound = try #require(none.bound(of: none.rows[0]))
        #expect(bound.lower <= -1 + 1e-9 && bound.upper >= 1 - 1e-9)
        let void = Self.differences(["x"], ["y"], isVoid: true)
        #expect(void.bound(of: void.rows[0]) == nil)
        #expect(Self.differences([], []).rows.isEmpty)
    }

    /// Equal runs with very many rare answers, looked at again and again.
    ///
    /// That any row is ever proven to differ happens in at most α of all pairs.
    @Test func equalRunsAreHardlyEverProvenToDiffer() throws {
        var generator = SplitMix64(seed: 11)
        let alpha = 0.1
        var wrong = 0
        for _ in 0..<60 {
            func draw() -> String {
                Bool.random(using: &generator)
                    ? "a\(Int.random(in: 0..<4, using: &generator))"
                    : "r\(Int.random(in: 0..<4000, using: &generator))"
            }
            let (a, b) = ((0..<240).map { _ in draw() }, (0..<200).map { _ in draw() })
            let isWrong = stride(from: 20, through: 240, by: 20).contains { count in
                let found = Self.differences(
                    Array(a.prefix(count)), Array(b.prefix(count)), grouping: .exact, alpha: alpha,
                    greedy: ("a0", "a1"))
                return found.rows.contains { row in
                    found.bound(of: row).map { $0.lower > 0 || $0.upper < 0 } ?? true
                }
            }
            if isWrong { wrong += 1 }
        }
        #expect(wrong <= 6, "\(wrong) of 60")
    }
}
