import Platform
import Statistics

/// `e_bh`: the hypotheses rejected with a false discovery rate of at most α, at any time.
///
/// From e-values, or from prompts and a target x: there the evidence is that of the sixteen bets
/// that the prompt leaks more than x.
struct DiscoveryQuestion: Question {
    private let evidence: [Double]?
    private let prompts: [PromptCount]?
    private let target: Double?
    private let alpha: Double

    private enum Field: String, CaseIterable, CodingKey {
        case metric, alpha, evidence, prompts, x
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.fields(Field.self)
        evidence = try fields.decodeIfPresent([Double].self, forKey: .evidence)
        prompts = try fields.decodeIfPresent([PromptCount].self, forKey: .prompts)
        target = try fields.decodeIfPresent(Double.self, forKey: .x)
        alpha = try fields.decode(Double.self, forKey: .alpha)
    }

    func fields() throws -> AnswerFields {
        let evidence = try evidence ?? evidenceOfPrompts()
        let rejected = try Simultaneous.eBenjaminiHochberg(evidence: evidence, alpha: alpha)
        return AnswerFields([
            "rejected": .wholes(rejected), "evidence": .list(evidence.map { .number($0) }),
            "method": .text("e-bh"), "validity": .text(Validity.anytime.rawValue),
        ])
    }

    private func evidenceOfPrompts() throws -> [Double] {
        guard let prompts, let target else {
            throw QuestionError(
                "metric e_bh needs the field \"evidence\", or \"prompts\" with n and k and \"x\"")
        }
        return try prompts.map { prompt in
            // Infinite evidence would be no JSON, and no threshold asks for this much.
            min(
                .greatestFiniteMagnitude,
                exp(
                    try Proportion.betsLogEvidence(
                        leaks: prompt.leaks, draws: prompt.draws, againstAtMost: target)))
        }
    }
}

/// `holm`: the hypotheses rejected with a family-wise error of at most α.
struct HolmQuestion: Question {
    private let pValues: [Double]
    private let alpha: Double

    private enum Field: String, CaseIterable, CodingKey {
        case metric, alpha
        case pValues = "p_values"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.fields(Field.self)
        pValues = try fields.decode([Double].self, forKey: .pValues)
        alpha = try fields.decode(Double.self, forKey: .alpha)
    }

    func fields() throws -> AnswerFields {
        AnswerFields([
            "rejected": .wholes(try Simultaneous.holm(pValues: pValues, alpha: alpha)),
            "adjusted": .list(
                try Simultaneous.holmAdjusted(pValues: pValues).map { .number($0) }),
            "method": .text("holm"),
        ])
    }
}
