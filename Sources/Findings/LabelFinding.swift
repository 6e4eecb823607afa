import Evidence
import Prompts
import Statistics

/// What people's labels of a random subset of draws say about a scorer that says yes or no, and with
/// it about the rate of true cases.
///
/// The draws were picked in a random order, each of a prompt picked at random (or all of one
/// prompt), and the longest beginning of that order that is labelled counts. Draws are independent,
/// so in that order they are a sequence from one distribution, and those that a person calls true
/// cases have verdicts that are each right with the same chance, the scorer's sensitivity; the others
/// likewise its specificity. Both limits hold at any number of labels, so that one may stop whenever
/// one likes. What a person is not sure of counts at its worst for each limit.
package struct LabelFinding: Sendable, Hashable {
    /// Draws that were picked, and how many of them count: the labelled beginning of their order.
    package let picked: Int
    package let labelled: Int
    package let positives: Int
    package let negatives: Int
    package let unsure: Int
    /// The share of true cases that the scorer affirms, with a lower limit; nil without one.
    package let sensitivity: Bound?
    /// The share of other draws that it denies, with a lower limit; nil without one.
    package let specificity: Bound?
    /// The scorer's own rate of positive verdicts; nil where no limit holds.
    package let verdicts: Bound?
    /// The rate of true cases among the draws that have a score, from the scorer's verdicts on all of
    /// them and what is known of its errors; nil where no limit holds.
    ///
    /// Limits of ``JudgeAccuracy`` from sensitivity and specificity, and those of p = q + m − f, with
    /// q the rate of verdicts, m that of missed cases and f that of false alarms: where cases are
    /// rare little is known of the sensitivity, but that few were missed is.
    package let corrected: Bound?
    /// The same from the labels alone, without the scorer.
    package let byLabels: Bound?
    /// Whether limits of one rate exclude each other, so that one of them is wrong.
    package let isContradictory: Bool

    /// A draw that counts: the scorer's verdict and a person's.
    package struct Pair: Sendable, Hashable {
        package var verdict: Bool
        /// Nil for one that a person is not sure of.
        package var truth: Bool?

        package init(verdict: Bool, truth: Bool?) {
            self.verdict = verdict
            self.truth = truth
        }
    }

    /// - Parameters:
    ///   - pairs: the labelled beginning of the order in which draws were picked.
    ///   - picked: how many were.
    ///   - scores: the scores that the sample is from, an element per prompt.
    ///   - threshold: a score above it is a positive verdict; chosen before the draws.
    ///   - isVoid: whether no limit holds for the draws of some prompt.
    ///   - alpha: the error probability of the corrected rate. Half of it goes to the rate of
    ///     verdicts, an eighth to each of sensitivity, specificity, missed cases, false alarms.
    package init(
        _ pairs: [Pair], picked: Int, scores: [ScoreEvidence], threshold: Double, isVoid: Bool,
        alpha: Double
    ) {
        self.picked = picked
        labelled = pairs.count
        positives = pairs.count { $0.truth == true }
        negatives = pairs.count { $0.truth == false }
        unsure = pairs.count { $0.truth == nil }
        let doubtfulYes = pairs.count { $0.truth == nil && $0.verdict }
        let statement = Statement(alpha: alpha, side: .two, isBinary: true)
        let part = statement.shared(among: 8).each
        sensitivity = Self.least(
            right: pairs.count { $0.truth == true && $0.verdict },
            wrong: pairs.count { $0.truth == true && !$0.verdict },
            doubtful: unsure - doubtfulYes, alpha: part)
        specificity = Self.least(
            right: pairs.count { $0.truth == false && !$0.verdict },
            wrong: pairs.count { $0.truth == false && $0.verdict }, doubtful: doubtfulYes,
            alpha: part)
        byLabels = Self.rate(positives, unsure: unsure, of: pairs.count, alpha: alpha)
        verdicts = isVoid ? nil : Self.verdicts(scores, threshold, statement.shared(among: 2))
        // What nobody is sure of may be either error.
        let missed = Self.most(pairs.count { $0.truth != false && !$0.verdict }, pairs.count, part)
        let alarms = Self.most(pairs.count { $0.truth != true && $0.verdict }, pairs.count, part)
        let byAccuracy = Self.corrected(verdicts, sensitivity, specificity, alpha: alpha)
        let corrected = verdicts.map { verdicts in
            var bound = byAccuracy ?? verdicts
            bound.alpha = alpha
            if byAccuracy == nil { (bound.estimate, bound.lower, bound.upper) = (.nan, 0, 1) }
            bound.upper = min(bound.upper, (verdicts.upper + missed).nextUp)
            bound.lower = max(bound.lower, (verdicts.lower - alarms).nextDown)
            return bound
        }
        let isEmpty = corrected.map { $0.lower > $0.upper } ?? false
        isContradictory =
            isEmpty || Self.exclude(corrected, byLabels)
        // No rate is left between limits that have crossed.
        self.corrected = isEmpty ? nil : corrected
    }

    private static func exclude(_ a: Bound?, _ b: Bound?) -> Bool {
        guard let a, let b else { return false }
        return a.lower > b.upper || b.lower > a.upper
    }

    /// The lower limit on a share of right verdicts: doubtful ones would be wrong.
    private static func least(right: Int, wrong: Int, doubtful: Int, alpha: Double) -> Bound? {
        let draws = right + wrong + doubtful
        guard right + wrong > 0,
            var bound = try? Proportion.bound(
                leaks: Double(right), draws: draws, alpha: alpha, side: .lower,
                method: .anytimeProportion(.lower))
        else { return nil }
        bound.estimate = Double(right) / Double(right + wrong)
        return bound
    }

    /// The upper limit on a rate; 1 without a draw.
    private static func most(_ count: Int, _ draws: Int, _ alpha: Double) -> Double {
        let bound = try? Proportion.bound(
            leaks: Double(count), draws: draws, alpha: alpha, side: .upper,
            method: .anytimeProportion(.upper))
        return bound?.upper ?? 1
    }

    private static func rate(_ positives: Int, unsure: Int, of draws: Int, alpha: Double) -> Bound?
    {
        func limits(_ count: Int) -> Bound? {
            try? Proportion.bound(
                leaks: Double(count), draws: draws, alpha: alpha, side: .two,
                method: .anytimeProportion(.two))
        }
        guard draws > unsure, var bound = limits(positives), let most = limits(positives + unsure)
        else { return nil }
        bound.upper = most.upper
        bound.estimate = Double(positives) / Double(draws - unsure)
        return bound
    }

    /// The rate of positive verdicts over the prompts, each with the same weight.
    private static func verdicts(
        _ scores: [ScoreEvidence], _ threshold: Double, _ statement: Statement
    ) -> Bound? {
        guard !scores.contains(where: { $0.isWithoutReplacement || $0.count == 0 }) else {
            return nil
        }
        let verdicts = scores.map { $0.above(threshold) }
        return verdicts.count == 1
            ? try? verdicts[0].meanBound(statement) : MeanFinding(verdicts, statement).reading.bound
    }

    /// The limits of ``JudgeAccuracy`` for the accuracy that the labels prove.
    private static func corrected(
        _ verdicts: Bound?, _ sensitivity: Bound?, _ specificity: Bound?, alpha: Double
    ) -> Bound? {
        // A scorer of which nothing is known gives no limit of its own.
        func share(_ bound: Bound?) -> Double { max(1e-12, bound?.lower ?? 0) }
        guard let verdicts, sensitivity != nil || specificity != nil,
            let judge = try? JudgeAccuracy(
                sensitivity: share(sensitivity), specificity: share(specificity))
        else { return nil }
        var bound = judge.widening(verdicts)
        bound.alpha = alpha
        bound.estimate = estimate(verdicts.estimate, sensitivity, specificity) ?? .nan
        return bound
    }

    /// Rogan and Gladen's estimate, which is no limit; nil where it has no meaning.
    private static func estimate(
        _ rate: Double, _ sensitivity: Bound?, _ specificity: Bound?
    ) -> Double? {
        guard let sensitivity, let specificity else { return nil }
        let gain = sensitivity.estimate + specificity.estimate - 1
        guard gain > 0 else { return nil }
        return min(1, max(0, (rate - (1 - specificity.estimate)) / gain))
    }
}

/// How far two people's labels of the same random draws agree.
package struct LabelAgreement: Sendable, Hashable {
    /// The draws that both labelled, from the beginning of their order on.
    package let labelled: Int
    package let agreed: Int
    /// The chance that both say the same of a draw; limits that hold at any number of labels.
    package let share: Bound
    /// Cohen's κ: agreement beyond what two people reach who say each word as often as these do, but
    /// whatever the draw; nil where that is all there can be.
    package let kappa: Double?

    /// - Parameter pairs: their words on the draws that both labelled, in the order in which these
    ///   were picked. Nil without any.
    package init?(_ pairs: [(String, String)], alpha: Double) {
        labelled = pairs.count
        agreed = pairs.count { $0.0 == $0.1 }
        guard
            let share = try? Proportion.bound(
                leaks: Double(agreed), draws: pairs.count, alpha: alpha, side: .two,
                method: .anytimeProportion(.two))
        else { return nil }
        self.share = share
        let total = Double(pairs.count)
        let first = Dictionary(grouping: pairs, by: { $0.0 }).mapValues { Double($0.count) / total }
        let second = Dictionary(grouping: pairs, by: { $0.1 }).mapValues {
            Double($0.count) / total
        }
        let chance = first.keys.sorted().reduce(0) {
            $0 + first[$1, default: 0] * second[$1, default: 0]
        }
        kappa = chance < 1 ? (Double(agreed) / total - chance) / (1 - chance) : nil
    }
}

extension LabelSample {
    /// Picks draws that have a score at random, each of a prompt picked at random, or all of one
    /// prompt; no draw twice.
    ///
    /// Where the draws of a prompt come to their end the sample ends too: going on with the others
    /// would give those more weight.
    ///
    /// - Parameters:
    ///   - prompt: the prompt that all of them are to be of; nil for any.
    ///   - scorer: the scorer that is to be judged by them.
    package init(
        _ wanted: Int, from prompts: [PromptEvidence], of prompt: PromptID?, scorer: Int,
        using generator: inout some RandomNumberGenerator
    ) {
        var left = prompts.filter { prompt == nil || $0.prompt.id == prompt }.map { evidence in
            (
                evidence.prompt.id,
                evidence.sequence.indices.filter {
                    evidence.score(ofDraw: $0, by: scorer) != nil
                }
            )
        }
        var draws: [DrawName] = []
        while draws.count < wanted, let place = left.indices.randomElement(using: &generator) {
            guard let last = left[place].1.indices.last else { break }
            // The drawn one leaves its place to the last one.
            let index = Int.random(in: 0...last, using: &generator)
            draws.append(DrawName(prompt: left[place].0, index: left[place].1[index]))
            left[place].1.swapAt(index, last)
            left[place].1.removeLast()
        }
        self.init(draws: draws, prompt: prompt)
    }
}
