import Statistics

/// The draws of one prompt in a question about a set of prompts.
struct PromptCount: Decodable, Sendable {
    var draws: Int
    var leaks: Double

    private enum Field: String, CaseIterable, CodingKey { case n, k }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.fields(Field.self)
        draws = try fields.decode(Int.self, forKey: .n)
        leaks = try fields.decode(Double.self, forKey: .k)
    }

    var count: PromptMean.Count { PromptMean.Count(leaks: leaks, draws: draws) }
}

/// `prompt_mean`: the average leak rate over a fixed set of prompts.
struct PromptMeanQuestion: Question {
    private let prompts: [PromptCount]
    private let alpha: Double
    private let side: Bound.Side
    private let method: Method

    private enum Method: String, CaseIterable {
        case joint
        /// Pooled counts, at complete rounds of equally many draws.
        case mixture
        /// Pooled and joint at half of α each, as on screen.
        case pooled
        /// Pooled counts of equally many draws each, fixed in advance.
        case pooledClopperPearson = "pooled-clopper-pearson"
    }

    private enum Field: String, CaseIterable, CodingKey {
        case metric, alpha, side, validity, method, prompts
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.fields(Field.self)
        prompts = try fields.decode([PromptCount].self, forKey: .prompts)
        alpha = try fields.decode(Double.self, forKey: .alpha)
        side = try fields.choice(.side, among: Bound.Side.self)
        let validity = try fields.choice(.validity, among: Validity.self)
        let named = try fields.choiceIfPresent(.method, among: Method.self)
        method = named ?? (validity == .fixed ? .pooledClopperPearson : .joint)
        guard (method == .pooledClopperPearson) == (validity == .fixed) else {
            throw QuestionError("the method \(method.rawValue) is not \(validity.rawValue)")
        }
    }

    func fields() throws -> AnswerFields {
        let counts = prompts.map(\.count)
        let bound =
            switch method {
            case .joint: try PromptMean.joint(counts, alpha: alpha, side: side)
            case .mixture: try PromptMean.pooled(counts, alpha: alpha, side: side)
            case .pooled: try PromptMean.pooledAndJoint(counts, alpha: alpha, side: side)
            case .pooledClopperPearson:
                try PromptMean.pooledFixed(counts, alpha: alpha, side: side)
            }
        return AnswerFields(bound)
    }
}

/// `simultaneous`: one bound for each prompt, all of which hold together.
struct SimultaneousQuestion: Question {
    private let prompts: [PromptCount]
    private let alpha: Double
    private let side: Bound.Side
    private let isAnytime: Bool
    private let method: Bound.Method?
    /// The target that prompts are proven to lie above or below.
    private let target: Double?

    private enum Field: String, CaseIterable, CodingKey {
        case metric, alpha, side, validity, method, prompts, x
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.fields(Field.self)
        prompts = try fields.decode([PromptCount].self, forKey: .prompts)
        alpha = try fields.decode(Double.self, forKey: .alpha)
        side = try fields.choice(.side, among: Bound.Side.self)
        isAnytime = try fields.choice(.validity, among: Validity.self) == .anytime
        method = try fields.choiceIfPresent(.method, among: Bound.Method.self)
        target = try fields.decodeIfPresent(Double.self, forKey: .x)
    }

    private func bounds(alpha: Double, side: Bound.Side) throws -> [Bound] {
        try prompts.map { prompt in
            try BoundQuestion(
                metric: .proportion, alpha: alpha, side: side, isAnytime: isAnytime,
                method: method, sample: .init(leaks: prompt.leaks, draws: prompt.draws)
            ).answer()
        }
    }

    /// The limits that verdicts are read from: "above?" and "at or below?" are one question each, by
    /// one limit at the whole of a prompt's α, as only one of the answers can be false.
    private func deciding(_ bounds: [Bound], alpha: Double) throws -> [Bound] {
        guard side == .two else { return bounds }
        return zip(
            try self.bounds(alpha: alpha, side: .lower), try self.bounds(alpha: alpha, side: .upper)
        ).map { lower, upper in
            var both = upper
            (both.lower, both.side) = (lower.lower, .two)
            return both
        }
    }

    func fields() throws -> AnswerFields {
        let share = try Simultaneous.bonferroni(alpha: alpha, statements: prompts.count)
        let bounds = try bounds(alpha: share, side: side)
        var fields = AnswerFields([
            "bounds": .list(bounds.map { .object(AnswerFields($0)) }),
            "alpha_each": .number(share),
            "validity": .text((isAnytime ? Validity.anytime : .fixed).rawValue),
        ])
        if let target {
            let decisive = try deciding(bounds, alpha: share)
            let verdicts = decisive.map { TargetVerdict($0, target: target) }
            let shares = try TargetShares(decisive, target: target)
            func places(_ verdict: TargetVerdict) -> AnswerFields.Value {
                .wholes(verdicts.indices.filter { verdicts[$0] == verdict })
            }
            fields.append("above", places(.above))
            fields.append("below", places(.below))
            fields.append("share_above", .number(shares.shareAbove))
            fields.append("share_below", .number(shares.shareBelow))
        }
        return fields
    }
}

/// `hidden_leak`: whether draws are proven to leak while the greedy answer does not.
struct HiddenLeakQuestion: Question {
    private let prompt: BoundQuestion
    private let greedy: Double
    private let target: Double

    private enum Field: String, CaseIterable, CodingKey {
        case metric, alpha, validity, method, n, k, x, greedy
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.fields(Field.self)
        prompt = BoundQuestion(
            metric: .proportion, alpha: try fields.decode(Double.self, forKey: .alpha),
            side: .lower,
            isAnytime: try fields.choice(.validity, among: Validity.self) == .anytime,
            method: try fields.choiceIfPresent(.method, among: Bound.Method.self),
            sample: .init(
                leaks: try fields.decode(Double.self, forKey: .k),
                draws: try fields.decode(Int.self, forKey: .n)))
        greedy = try fields.decode(Double.self, forKey: .greedy)
        target = try fields.decodeIfPresent(Double.self, forKey: .x) ?? 0
    }

    func fields() throws -> AnswerFields {
        let bound = try prompt.answer()
        var fields = AnswerFields(bound)
        fields.append(
            "proven",
            .truth(try HiddenLeak.isProven(bound: bound, greedyScore: greedy, target: target)))
        return fields
    }
}
