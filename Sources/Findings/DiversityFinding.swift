import Evidence
import Prompts
import Statistics

/// How varied a run's answers are, averaged over its prompts.
package struct DiversityFinding: Sendable, Hashable {
    /// Distinct answers per prompt, with limits on the expected number.
    ///
    /// Nil where prompts have different numbers of draws, as more draws give more answers, and where
    /// no limit holds for the draws of some prompt.
    package var distinct: Bound?
    /// How many equally likely answers would be as varied: exp of the Chao–Shen entropy, an
    /// estimate without limits; nil where it cannot be told, as most draws to some prompt differ.
    package var effectiveNumber: Double?
    /// The chance that a further draw gives a new answer, by Good and Turing; an estimate.
    package var unseenMass: Double

    /// Nil without an answer.
    ///
    /// - Parameters:
    ///   - isVoid: whether no limit holds for the draws of some prompt.
    ///   - statement: what is asked; the limits are one statement, at its whole level.
    ///   - grouping: a rule that looks at the text alone.
    ///   - part: the part of an answer that counts.
    package init?(
        _ prompts: [PromptEvidence], isVoid: Bool, _ statement: Statement,
        by grouping: AnswerGrouping = .exact, _ part: AnswerPart = .standard
    ) {
        let prompts = prompts.map { $0.allowed(by: statement) }
        let groups = prompts.map { $0.diversity(by: grouping, part) }
        let known = groups.compactMap { $0 }
        guard !known.isEmpty else { return nil }
        if known.allSatisfy(\.tellsVariety) {
            effectiveNumber = known.lazy.map(\.effectiveNumber).average
        }
        unseenMass = known.lazy.map(\.unseenMass).average
        let draws = Set(prompts.map(\.drawCount))
        if !isVoid, draws.count == 1, let each = draws.first,
            statement.unstated(of: each, counted: true) == nil
        {
            distinct = try? OutputDiversity.distinctBound(
                groups.map { $0?.distinct ?? 0 }, draws: each,
                lost: prompts.reduce(0) { $0 + $1.lost }, alpha: statement.alpha,
                side: .two, anytime: statement.validity == .anytime)
        }
    }
}

/// What can be said of how varied the answers to one prompt are.
package enum VarietyFinding: Sendable, Hashable {
    /// As varied as so many equally likely answers, with the entropy in nats: an estimate.
    case estimate(number: Double, entropy: Double)
    /// Too few draws repeat for an estimate: so many answers are possible at least, at level 1 − α and
    /// at any number of draws.
    case least(Int)
    /// Too few draws repeat, and no more is known than the answers that were seen.
    case seen(Int)

    /// What it follows from.
    package struct Question: Sendable, Hashable {
        var diversity: OutputDiversity
        var drawsBeforeRepeat: Int
        var alpha: Double
        var isVoid: Bool

        /// - Parameters:
        ///   - drawsBeforeRepeat: draws from the first on of which none was lost or equals an earlier one.
        ///   - isVoid: whether no limit holds for the draws.
        package init(
            diversity: OutputDiversity, drawsBeforeRepeat: Int, alpha: Double, isVoid: Bool
        ) {
            self.diversity = diversity
            self.drawsBeforeRepeat = drawsBeforeRepeat
            self.alpha = alpha
            self.isVoid = isVoid
        }
    }

    package init(_ question: Question) {
        let diversity = question.diversity
        guard !diversity.tellsVariety else {
            self = .estimate(
                number: diversity.effectiveNumber, entropy: diversity.chaoShenEntropy)
            return
        }
        let least =
            question.isVoid
            ? nil
            : try? OutputDiversity.leastAnswers(
                run: question.drawsBeforeRepeat, alpha: question.alpha)
        // The answers that were seen exist for certain.
        self =
            least.flatMap { $0 > diversity.distinct ? .least($0) : nil }
            ?? .seen(diversity.distinct)
    }
}
