import Statistics

/// `credible`: what is believed about one leak probability, or about two, under Beta priors.
///
/// Nothing here is a guarantee, so the answers have neither method nor validity; they say
/// `"kind":"credible"` and name the prior.
struct CredibleQuestion: Question {
    private let alpha: Double
    private let sample: BoundQuestion.Sample
    private let a: BoundQuestion.Sample?
    private let b: BoundQuestion.Sample?
    private let target: Double?
    private let priorA: Double
    private let priorB: Double

    private enum Field: String, CaseIterable, CodingKey {
        case metric, alpha, n, k, a, b, x
        case priorA = "prior_a"
        case priorB = "prior_b"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.fields(Field.self)
        alpha = try fields.decode(Double.self, forKey: .alpha)
        sample = try BoundQuestion.Sample(
            leaks: fields.decodeIfPresent(Double.self, forKey: .k),
            draws: fields.decodeIfPresent(Int.self, forKey: .n))
        a = try fields.decodeIfPresent(BoundQuestion.Sample.self, forKey: .a)
        b = try fields.decodeIfPresent(BoundQuestion.Sample.self, forKey: .b)
        target = try fields.decodeIfPresent(Double.self, forKey: .x)
        priorA = try fields.decodeIfPresent(Double.self, forKey: .priorA) ?? 0.5
        priorB = try fields.decodeIfPresent(Double.self, forKey: .priorB) ?? 0.5
    }

    func fields() throws -> AnswerFields {
        guard let a, let b else {
            let posterior = try posterior(of: sample)
            var fields = AnswerFields(try posterior.credibleInterval(mass: 1 - alpha))
            if let target {
                fields.append("below_x", .number(try posterior.probabilityBelow(target)))
            }
            return fields
        }
        let (first, second) = (try posterior(of: a), try posterior(of: b))
        return AnswerFields([
            "kind": .text("credible"), "a_below_b": .number(first.probabilityLess(than: second)),
            "a": .object(AnswerFields(try first.credibleInterval(mass: 1 - alpha))),
            "b": .object(AnswerFields(try second.credibleInterval(mass: 1 - alpha))),
        ])
    }

    private func posterior(of sample: BoundQuestion.Sample) throws -> BetaPosterior {
        guard let draws = sample.draws, let leaks = sample.leaks else {
            throw QuestionError(
                "metric credible needs the fields n and k, or the objects \"a\" and \"b\" with them"
            )
        }
        guard alpha > 0, alpha < 1 else {
            throw QuestionError("alpha is \(alpha); it must be in (0, 1)")
        }
        return try BetaPosterior(leaks: leaks, draws: draws, priorA: priorA, priorB: priorB)
    }
}

/// `shrinkage`: the leak rates of a set of prompts under a prior that they share.
struct ShrinkageQuestion: Question {
    private let alpha: Double
    private let prompts: [PromptCount]
    private let target: Double?

    private enum Field: String, CaseIterable, CodingKey { case metric, alpha, prompts, x }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.fields(Field.self)
        alpha = try fields.decode(Double.self, forKey: .alpha)
        prompts = try fields.decode([PromptCount].self, forKey: .prompts)
        target = try fields.decodeIfPresent(Double.self, forKey: .x)
    }

    func fields() throws -> AnswerFields {
        let posterior = try HierarchicalPosterior(prompts.map(\.count))
        var fields = AnswerFields(try posterior.populationMean(mass: 1 - alpha))
        fields.append(
            "prompts", .list(try prompts.map { .number(try posterior.mean(of: $0.count)) }))
        if let target {
            // Once for all prompts with one count: it takes milliseconds.
            var known: [PromptMean.Count: Double] = [:]
            for prompt in prompts where known[prompt.count] == nil {
                known[prompt.count] = try posterior.probabilityAbove(target, for: prompt.count)
            }
            fields.append("above_x", .list(prompts.map { .number(known[$0.count] ?? .nan) }))
        }
        return fields
    }
}

extension AnswerFields {
    /// An interval of belief, labelled as such.
    fileprivate init(_ interval: CredibleInterval) {
        self.init([
            "kind": .text("credible"), "mean": .number(interval.mean),
            "lower": .number(interval.lower), "upper": .number(interval.upper),
            "mass": .number(interval.mass), "prior": .text("\(interval.prior)"),
        ])
    }
}
