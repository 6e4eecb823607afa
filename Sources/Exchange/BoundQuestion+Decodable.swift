import Statistics

extension BoundQuestion {
    /// Reads one line.
    ///
    /// - Throws: ``QuestionError`` that names the field and what it accepts.
    package init(jsonLine line: String) throws(QuestionError) {
        try self.init(questionLine: line)
    }
}

extension BoundQuestion: Decodable {
    private enum Field: String, CaseIterable, CodingKey {
        case metric, alpha, side, validity, method, n, k, scores, lost, x, q, a, b, lambda
        case known, left, absorbed, split
        case lostAt = "lost_at"
        case attempts = "at_k"
        case knownNow = "known_now"
        case leftNow = "left_now"
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.fields(Field.self)
        metric = try fields.choice(.metric, among: Quantity.self)
        alpha = try fields.decode(Double.self, forKey: .alpha)
        side = try fields.choice(.side, among: Bound.Side.self)
        isAnytime = try fields.choice(.validity, among: Validity.self) == .anytime
        method = try fields.choiceIfPresent(.method, among: Bound.Method.self)
        sample = try Sample(
            leaks: fields.decodeIfPresent(Double.self, forKey: .k),
            draws: fields.decodeIfPresent(Int.self, forKey: .n),
            scores: fields.decodeIfPresent([Double].self, forKey: .scores),
            lost: fields.decodeIfPresent(Int.self, forKey: .lost),
            lostAt: fields.decodeIfPresent([Int].self, forKey: .lostAt))
        try sample.setMasses(
            known: fields.decodeIfPresent([Double].self, forKey: .known),
            left: fields.decodeIfPresent([Double].self, forKey: .left))
        sample.absorbed = try fields.decodeIfPresent([Double].self, forKey: .absorbed)
        massNow = try KnownMass(
            now: fields.decodeIfPresent(Double.self, forKey: .knownNow),
            fields.decodeIfPresent(Double.self, forKey: .leftNow))
        split = try fields.decodeIfPresent(Double.self, forKey: .split)
        x = try fields.decodeIfPresent(Double.self, forKey: .x)
        q = try fields.decodeIfPresent(Double.self, forKey: .q)
        attempts = try fields.decodeIfPresent(Int.self, forKey: .attempts)
        deviationWeight = try fields.decodeIfPresent(Double.self, forKey: .lambda)
        a = try fields.decodeIfPresent(Sample.self, forKey: .a) ?? Sample()
        b = try fields.decodeIfPresent(Sample.self, forKey: .b) ?? Sample()
    }
}

extension BoundQuestion.Sample: Decodable {
    private enum Field: String, CaseIterable, CodingKey {
        case n, k, scores, lost
        case lostAt = "lost_at"
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.fields(Field.self)
        try self.init(
            leaks: fields.decodeIfPresent(Double.self, forKey: .k),
            draws: fields.decodeIfPresent(Int.self, forKey: .n),
            scores: fields.decodeIfPresent([Double].self, forKey: .scores),
            lost: fields.decodeIfPresent(Int.self, forKey: .lost),
            lostAt: fields.decodeIfPresent([Int].self, forKey: .lostAt))
    }

    /// Checks that the lost draws and their places agree.
    init(
        leaks: Double?, draws: Int?, scores: [Double]?, lost: Int?, lostAt: [Int]?
    ) throws(QuestionError) {
        self.leaks = leaks
        self.draws = draws
        self.scores = scores
        self.lostAt = lostAt
        self.lost = lost ?? lostAt?.count ?? 0
        guard (0...10_000_000).contains(self.lost) else {
            throw QuestionError("lost is \(self.lost); it must be from 0 to 10000000")
        }
        guard let lostAt else { return }
        guard let scores else {
            throw QuestionError("lost_at needs scores; beside n and k give the number \"lost\"")
        }
        guard lostAt.count == self.lost else {
            throw QuestionError("lost is \(self.lost), but lost_at has \(lostAt.count) places")
        }
        let total = scores.count + lostAt.count
        guard Set(lostAt).count == lostAt.count, lostAt.allSatisfy({ (0..<total).contains($0) })
        else {
            throw QuestionError(
                "lost_at must hold different places from 0 to \(total - 1), counted over all draws")
        }
    }
}
