import Statistics

/// `test`: an exact test of two samples at numbers of draws fixed in advance.
struct TestQuestion: Question {
    private let method: Method
    private let alternative: ExactTest.Alternative
    private let a: BoundQuestion.Sample
    private let b: BoundQuestion.Sample
    private let onlyA: Int?
    private let onlyB: Int?
    private let seed: UInt64
    private let resamples: Int

    private enum Method: String, CaseIterable {
        case boschloo, fisher, mcnemar, permutation
        case pairedPermutation = "paired-permutation"
    }

    private enum Field: String, CaseIterable, CodingKey {
        case metric, method, alternative, a, b, seed, resamples
        case onlyA = "only_a"
        case onlyB = "only_b"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.fields(Field.self)
        method = try fields.choice(.method, among: Method.self)
        alternative =
            try fields.choiceIfPresent(.alternative, among: ExactTest.Alternative.self)
            ?? .different
        a = try fields.decodeIfPresent(BoundQuestion.Sample.self, forKey: .a) ?? .init()
        b = try fields.decodeIfPresent(BoundQuestion.Sample.self, forKey: .b) ?? .init()
        onlyA = try fields.decodeIfPresent(Int.self, forKey: .onlyA)
        onlyB = try fields.decodeIfPresent(Int.self, forKey: .onlyB)
        seed = try fields.decodeIfPresent(UInt64.self, forKey: .seed) ?? 1
        resamples = try fields.decodeIfPresent(Int.self, forKey: .resamples) ?? 9999
        guard a.lost == 0, b.lost == 0 else {
            throw QuestionError("a test takes no lost draws; use the difference")
        }
    }

    func fields() throws -> AnswerFields {
        AnswerFields([
            "p_value": .number(try pValue()), "method": .text(method.rawValue),
            "alternative": .text(alternative.rawValue),
            "validity": .text(Validity.fixed.rawValue),
        ])
    }

    private func pValue() throws -> Double {
        switch method {
        case .boschloo:
            let (a, b) = (try counts(a, "a"), try counts(b, "b"))
            return try ExactTest.boschloo(
                leaksA: a.leaks, drawsA: a.draws, leaksB: b.leaks, drawsB: b.draws,
                alternative: alternative)
        case .fisher:
            let (a, b) = (try counts(a, "a"), try counts(b, "b"))
            return try ExactTest.fisher(
                leaksA: a.leaks, drawsA: a.draws, leaksB: b.leaks, drawsB: b.draws,
                alternative: alternative)
        case .mcnemar:
            guard let onlyA, let onlyB else {
                throw QuestionError("the test mcnemar needs the fields \"only_a\" and \"only_b\"")
            }
            return try ExactTest.mcNemar(onlyA: onlyA, onlyB: onlyB, alternative: alternative)
        case .permutation:
            return try ExactTest.permutation(
                scores(a, "a"), scores(b, "b"), alternative: alternative, resamples: resamples,
                seed: seed)
        case .pairedPermutation:
            return try ExactTest.pairedPermutation(
                scores(a, "a"), scores(b, "b"), alternative: alternative, resamples: resamples,
                seed: seed)
        }
    }

    private func counts(
        _ sample: BoundQuestion.Sample, _ name: String
    ) throws -> (leaks: Int, draws: Int) {
        guard let leaks = sample.leaks, let draws = sample.draws else {
            throw QuestionError(
                "the test \(method.rawValue) needs the object \"\(name)\" with n and k")
        }
        guard let whole = Int(exactly: leaks) else {
            throw QuestionError("\(name).k is \(leaks); it must be a whole number")
        }
        return (whole, draws)
    }

    private func scores(_ sample: BoundQuestion.Sample, _ name: String) throws -> [Double] {
        guard let scores = sample.scores else {
            throw QuestionError(
                "the test \(method.rawValue) needs the object \"\(name)\" with scores")
        }
        return scores
    }
}
