import Statistics

/// `entropy`: how varied the distinct outputs are, from their counts; estimates in nats.
struct EntropyQuestion: Question {
    private let counts: [Int]

    private enum Field: String, CaseIterable, CodingKey { case metric, counts }

    init(from decoder: any Decoder) throws {
        counts = try decoder.fields(Field.self).decode([Int].self, forKey: .counts)
    }

    func fields() throws -> AnswerFields {
        let diversity = try OutputDiversity(counts: counts)
        return AnswerFields([
            "kind": .text("estimate"),
            // Where all draws differ there is nothing to estimate from: null.
            "entropy": .number(diversity.tellsEntropy ? diversity.chaoShenEntropy : .nan),
            "miller_madow": .number(diversity.millerMadowEntropy),
            "plugin": .number(diversity.pluginEntropy),
            "effective_number": .number(
                diversity.tellsEntropy ? diversity.effectiveNumber : .nan),
            "at_least": .whole(diversity.distinct),
            "distinct": .whole(diversity.distinct), "draws": .whole(diversity.draws),
            "unseen_mass": .number(diversity.unseenMass),
        ])
    }
}

/// `unseen_mass`: the upper limit of the chance that a further draw gives a new output.
struct UnseenMassQuestion: Question {
    private let counts: [Int]
    private let alpha: Double
    private let isAnytime: Bool

    private enum Field: String, CaseIterable, CodingKey {
        case metric, counts, alpha, side, validity
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.fields(Field.self)
        counts = try fields.decode([Int].self, forKey: .counts)
        alpha = try fields.decode(Double.self, forKey: .alpha)
        isAnytime = try fields.choice(.validity, among: Validity.self) == .anytime
        guard try fields.choiceIfPresent(.side, among: Bound.Side.self) ?? .upper == .upper else {
            throw QuestionError("metric unseen_mass has an upper limit only")
        }
    }

    func fields() throws -> AnswerFields {
        AnswerFields(
            try OutputDiversity(counts: counts).unseenMassBound(alpha: alpha, anytime: isAnytime))
    }
}
