import Evidence
import Files
import Findings
import Prompts
import Statistics
import Text

/// Each kind of confidence beside the others, and answers by their posterior.
extension CalibrationReport {
    /// The table of confidences with what it is from; nothing without a question that is known.
    var confidenceLines: [String] {
        guard !finding.confidences.isEmpty else { return [] }
        var table = TextTable(
            ["confidence", "of the answer", "questions", "wrong", "AUROC", "from", "to", "AURC"],
            rightAligned: 2...7)
        for row in finding.confidences {
            table.add([
                row.name, row.answer.words, Figure.count(row.questions), Figure.count(row.wrong),
                plain(row.areaEstimate), plain(row.area.bound?.lower, .down),
                plain(row.area.bound?.upper, .up), plain(row.aurc),
            ])
        }
        return table.lines + [confidenceSentence, ""]
    }

    /// What the table says and what its limits hold for.
    var confidenceSentence: String {
        "AUROC is the chance that a right answer has more of it than a wrong one: limits at level "
            + "\(Figure.percent(finding.question.level, .down)) each, for questions that are a sample. AURC is the "
            + "mean share wrong among the surest answers, at every coverage (lower is better): an estimate."
    }

    /// The answers to each prompt by both shares; nothing where no explanation has a weight.
    var posteriorLines: [String] {
        let rows = finding.rows.filter { $0.posterior?.favoured != nil }
        guard !rows.isEmpty else { return [] }
        var table = TextTable(
            ["prompt", "answer", "share", "posterior", "right"], rightAligned: 2...3)
        for row in rows {
            guard let posterior = row.posterior else { continue }
            for answer in posterior.shown(Self.mostAnswers) {
                table.add([
                    SafeText(sanitizing: row.prompt.id.rawValue).clipped(to: 30).string,
                    SafeText(oneLine: answer.text).clipped(to: 40).string,
                    plain(answer.share), plain(answer.posterior),
                    answer.isRight.map { $0 ? "yes" : "no" } ?? "–",
                ])
            }
        }
        return [""] + table.lines + [posteriorSentence]
    }

    private static let mostAnswers = 3

    /// How often either choice is right.
    var posteriorSentence: String {
        let known = finding.rows.compactMap(\.posterior).filter {
            $0.favoured?.isRight != nil && $0.commonest?.isRight != nil
        }
        let common = known.count { $0.commonest?.isRight == true }
        let favoured = known.count { $0.favoured?.isRight == true }
        return
            "Answer posterior: each draw weighs as much as its question entails the explanation before its "
            + "answer. Of \(Figure.count(known.count, "prompt", "prompts")) the answer drawn most is right for "
            + "\(common), the one with the greatest posterior for \(favoured): estimates."
    }

    private func plain(_ value: Double?, _ rounding: Figure.Rounding = .nearest) -> String {
        guard let value, value.isFinite else { return "–" }
        return Figure.number(value, rounding)
    }
}

/// A kind of confidence in JSON.
struct JSONConfidence: Encodable {
    var row: ConfidenceRow

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: JSONKey.self)
        try fields.encode(row.key, forKey: JSONKey("confidence"))
        try fields.encode(row.answer.rawValue, forKey: JSONKey("answer"))
        try fields.encode(row.questions, forKey: JSONKey("questions"))
        try fields.encode(row.wrong, forKey: JSONKey("wrong"))
        try fields.encode(row.aurc, forKey: JSONKey("aurc"))
        if let bound = row.area.bound {
            try fields.encode(JSONBound(bound), forKey: JSONKey("auroc"))
        } else if row.areaEstimate.isFinite {
            try fields.encode(["estimate": row.areaEstimate], forKey: JSONKey("auroc"))
        }
    }
}

/// An answer with both of its shares in JSON.
struct JSONPosteriorAnswer: Encodable {
    var answer: String
    var draws: Int
    var share: Double
    var posterior: Double?
    var right: Bool?

    init(_ row: AnswerPosterior.Row) {
        (answer, draws, share) = (row.text, row.count, row.share)
        (posterior, right) = (row.posterior, row.isRight)
    }
}
