import Statistics

/// `conbo`: the mean and deviation intervals of the authors' package, to compare with published
/// numbers.
///
/// The deviation is no valid bound where scores are exactly 0, so the answer has no validity.
struct ConboQuestion: Question {
    private let scores: [Double]
    private let alpha: Double

    private enum Field: String, CaseIterable, CodingKey { case metric, alpha, scores }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.fields(Field.self)
        scores = try fields.decode([Double].self, forKey: .scores)
        alpha = try fields.decode(Double.self, forKey: .alpha)
    }

    func fields() throws -> AnswerFields {
        let scores = try ScoreDistribution(scores)
        func interval(_ limits: (lower: Double, upper: Double)) -> AnswerFields.Value {
            .object(AnswerFields(["lower": .number(limits.lower), "upper": .number(limits.upper)]))
        }
        return AnswerFields([
            "kind": .text("for comparison only"),
            "mean": interval(try Deviation.conboCompatibleMean(of: scores, alpha: alpha)),
            "std": interval(try Deviation.conboCompatible(of: scores, alpha: alpha)),
        ])
    }
}
