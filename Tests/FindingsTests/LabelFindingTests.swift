import Evidence
import Prompts
import Statistics
import Testing

@testable import Findings

/// What labels of random draws prove about a scorer, and about the rate with it.
@Suite struct LabelFindingTests {
    private typealias Pair = LabelFinding.Pair

    private static func pairs(
        _ right: Int, missed: Int, alarms: Int, denied: Int, unsure: [Bool] = []
    )
        -> [Pair]
    {
        Array(repeating: Pair(verdict: true, truth: true), count: right)
            + Array(repeating: Pair(verdict: false, truth: true), count: missed)
            + Array(repeating: Pair(verdict: true, truth: false), count: alarms)
            + Array(repeating: Pair(verdict: false, truth: false), count: denied)
            + unsure.map { Pair(verdict: $0, truth: nil) }
    }

    private static func finding(
        _ pairs: [Pair], ones: Int = 100, of draws: Int = 400, isVoid: Bool = false
    ) -> LabelFinding {
        let scores = (0..<draws).map { $0 < ones ? 1.0 : 0.0 }
        return LabelFinding(
            pairs, picked: 100, scores: [ScoreEvidence(scores)], threshold: 0.5, isVoid: isVoid,
            alpha: 0.04)
    }

    /// Each part has its share of α, so that all hold together at level 1 − α.
    @Test func eachPartIsTheKnownLimitAtItsShareOfAlpha() throws {
        let finding = Self.finding(Self.pairs(18, missed: 2, alarms: 3, denied: 57))
        let sensitivity = try Proportion.bound(
            leaks: 18, draws: 20, alpha: 0.005, side: .lower, method: .anytimeProportion(.lower))
        let specificity = try Proportion.bound(
            leaks: 57, draws: 60, alpha: 0.005, side: .lower, method: .anytimeProportion(.lower))
        #expect(finding.sensitivity?.lower == sensitivity.lower)
        #expect(finding.specificity?.lower == specificity.lower)
        #expect(finding.sensitivity?.estimate == 0.9 && finding.specificity?.estimate == 0.95)
        let verdicts = try Proportion.bound(
            leaks: 100, draws: 400, alpha: 0.02, side: .two, method: .anytimeProportion(.two))
        #expect(
            finding.verdicts?.lower == verdicts.lower && finding.verdicts?.upper == verdicts.upper)
        let judge = try JudgeAccuracy(
            sensitivity: sensitivity.lower, specificity: specificity.lower)
        let corrected = try #require(finding.corrected)
        #expect(corrected.upper <= judge.widening(verdicts).upper)
        #expect(corrected.lower >= judge.widening(verdicts).lower)
        // Rogan and Gladen: (0.25 − 0.05)/(0.9 + 0.95 − 1).
        #expect(abs(corrected.estimate - 0.2 / 0.85) < 1e-12)
        #expect(corrected.alpha == 0.04)
    }

    /// With few true cases nothing is known of the sensitivity, but few were missed.
    @Test func missedCasesBoundTheRateWhereTheSensitivityDoesNot() throws {
        let finding = Self.finding(Self.pairs(1, missed: 0, alarms: 0, denied: 199), ones: 4)
        let verdicts = try #require(finding.verdicts)
        let missed = try Proportion.bound(
            leaks: 0, draws: 200, alpha: 0.005, side: .upper, method: .anytimeProportion(.upper))
        #expect(finding.corrected?.upper == (verdicts.upper + missed.upper).nextUp)
        #expect(try #require(finding.corrected).upper < 0.15)
    }

    @Test func whatNobodyIsSureOfIsAtItsWorst() throws {
        let sure = Self.finding(Self.pairs(18, missed: 2, alarms: 3, denied: 57))
        let unsure = Self.finding(
            Self.pairs(18, missed: 2, alarms: 3, denied: 57, unsure: [true, true, false]))
        let failures = Self.finding(Self.pairs(18, missed: 3, alarms: 5, denied: 57))
        #expect(unsure.sensitivity?.lower == failures.sensitivity?.lower)
        #expect(unsure.specificity?.lower == failures.specificity?.lower)
        #expect(unsure.sensitivity?.estimate == sure.sensitivity?.estimate)
        #expect(unsure.unsure == 3 && unsure.labelled == 83)
        let labels = try #require(unsure.byLabels)
        let most = try Proportion.bound(
            leaks: 23, draws: 83, alpha: 0.04, side: .two, method: .anytimeProportion(.two))
        #expect(labels.upper == most.upper)
    }

    @Test func withoutLabelsNothingIsKnown() {
        let finding = Self.finding([])
        #expect(finding.sensitivity == nil && finding.specificity == nil && finding.byLabels == nil)
        #expect(finding.corrected?.lower == 0 && finding.corrected?.upper == 1)
        let void = Self.finding(Self.pairs(5, missed: 0, alarms: 0, denied: 5), isVoid: true)
        #expect(void.corrected == nil && void.verdicts == nil && void.byLabels != nil)
        let undrawn = LabelFinding(
            [], picked: 0, scores: [ScoreEvidence(), ScoreEvidence([1])], threshold: 0.5,
            isVoid: false, alpha: 0.05)
        #expect(undrawn.corrected == nil)
    }

    /// Looked at after every label, the limits are ever wrong in at most α of all runs.
    @Test func theCorrectedRateIsEverWrongInAtMostAlphaOfRuns() {
        var generator = SplitMix64(seed: 3)
        let alpha = 0.2
        var wrong = 0
        let runs = 300
        for run in 0..<runs {
            let rate = [0.02, 0.2, 0.6][run % 3]
            let (sensitivity, specificity) = run % 2 == 0 ? (0.7, 0.95) : (0.95, 0.6)
            func draw() -> Pair {
                let truth = Double.random(in: 0..<1, using: &generator) < rate
                let right =
                    Double.random(in: 0..<1, using: &generator)
                    < (truth ? sensitivity : specificity)
                return Pair(verdict: truth == right, truth: truth)
            }
            let draws = (0..<400).map { _ in draw() }
            let scores = [ScoreEvidence(draws.map { $0.verdict ? 1 : 0 })]
            let isWrong = stride(from: 5, through: 120, by: 5).contains { count in
                let bound = LabelFinding(
                    Array(draws.prefix(count)), picked: 120, scores: scores, threshold: 0.5,
                    isVoid: false, alpha: alpha
                ).corrected
                return bound.map { rate < $0.lower || rate > $0.upper } ?? true
            }
            if isWrong { wrong += 1 }
        }
        #expect(wrong <= Int(alpha * Double(runs)), "\(wrong) of \(runs)")
    }

    @Test func agreementIsTheKnownInterval() throws {
        // 20 draws in four cells: kappa by hand, (0.85 − 0.525)/(1 − 0.525).
        let pairs =
            Array(repeating: ("leak", "leak"), count: 7)
            + Array(repeating: ("not", "not"), count: 10)
            + Array(repeating: ("leak", "not"), count: 1)
            + Array(repeating: ("not", "leak"), count: 2)
        let agreement = try #require(LabelAgreement(pairs, alpha: 0.05))
        let share = try Proportion.bound(
            leaks: 17, draws: 20, alpha: 0.05, side: .two, method: .anytimeProportion(.two))
        #expect(agreement.agreed == 17 && agreement.share.lower == share.lower)
        let chance = 0.4 * 0.45 + 0.6 * 0.55
        #expect(abs((agreement.kappa ?? 0) - (0.85 - chance) / (1 - chance)) < 1e-12)
        #expect(LabelAgreement([], alpha: 0.05) == nil)
        #expect(LabelAgreement([("not", "not")], alpha: 0.05)?.kappa == nil)
    }

    /// The scorer affirms all draws, a person none of the picked ones: both cannot be right, and no
    /// interval is shown that is empty.
    @Test func limitsThatExcludeEachOtherAreSaid() throws {
        let honest = Self.finding(Self.pairs(18, missed: 2, alarms: 3, denied: 57))
        #expect(!honest.isContradictory)
        let odd = Self.finding(Self.pairs(0, missed: 0, alarms: 0, denied: 100), ones: 400)
        #expect(odd.isContradictory)
        for bound in [odd.corrected, odd.byLabels].compactMap({ $0 }) {
            #expect(bound.lower <= bound.upper)
        }
        #expect(!Self.finding([]).isContradictory)
    }

    // MARK: - Picking

    private static func evidence(_ id: String, _ draws: Int, lost: Set<Int> = []) -> PromptEvidence
    {
        var evidence = PromptEvidence(prompt: Prompt(id: PromptID(id), text: id), scorerCount: 1)
        for index in 0..<draws {
            let outcome: Draw.Outcome =
                lost.contains(index)
                ? .lost(reason: "x")
                : .completed(Answer(text: "\(index % 3)", stop: .endOfText, tokenCount: 1))
            evidence.add(
                Draw(prompt: PromptID(id), index: index, seed: UInt32(index), outcome: outcome),
                scores: [0])
        }
        return evidence
    }

    @Test func eachPromptIsPickedAlikeWhateverItsDraws() {
        var generator = SplitMix64(seed: 5)
        let prompts = [Self.evidence("few", 400), Self.evidence("many", 4000)]
        let sample = LabelSample(300, from: prompts, of: nil, scorer: 0, using: &generator)
        let few = sample.draws.count { $0.prompt == PromptID("few") }
        #expect(sample.draws.count == 300 && Set(sample.draws).count == 300)
        // Five standard deviations.
        #expect(abs(few - 150) < 44)
    }

    /// A draw that the scorer failed on is none of its draws, whatever others of the same text have.
    @Test func aDrawWithoutAScoreIsNotPicked() {
        var evidence = PromptEvidence(prompt: Prompt(id: PromptID("a"), text: "a"), scorerCount: 1)
        for index in 0..<6 {
            evidence.add(
                Draw(
                    prompt: PromptID("a"), index: index, seed: 1,
                    outcome: .completed(Answer(text: "same", stop: .endOfText, tokenCount: 1))),
                scores: [index % 2 == 0 ? 1 : nil])
        }
        var generator = SplitMix64(seed: 6)
        let sample = LabelSample(10, from: [evidence], of: nil, scorer: 0, using: &generator)
        #expect(Set(sample.draws.map(\.index)) == [0, 2, 4])
    }

    @Test func aSampleEndsWithTheFirstPromptThatHasNoMoreAndHasNoLostDraw() {
        var generator = SplitMix64(seed: 6)
        let prompts = [Self.evidence("a", 5, lost: [1, 3]), Self.evidence("b", 100)]
        let sample = LabelSample(1000, from: prompts, of: nil, scorer: 0, using: &generator)
        #expect(sample.draws.count < 40)
        #expect(!sample.draws.contains(DrawName(prompt: PromptID("a"), index: 1)))
        let one = LabelSample(10, from: prompts, of: PromptID("a"), scorer: 0, using: &generator)
        #expect(Set(one.draws.map(\.index)) == [0, 2, 4] && one.prompt == PromptID("a"))
        #expect(LabelSample(10, from: [], of: nil, scorer: 0, using: &generator).draws.isEmpty)
    }
}
