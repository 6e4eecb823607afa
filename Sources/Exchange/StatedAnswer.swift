import Evidence
import Findings
import Statistics

/// An answer to a prompt, with limits on the chance that it is drawn.
struct StatedAnswer: Sendable {
    var text: String
    /// The draws that gave it.
    var count: Int
    /// The scores of these draws by the finding's scorer.
    var scores: OutputScores
    var isGreedy: Bool
    /// The draw that brought it up, from 0 as in exports; nil for the greedy answer, which was named before any.
    ///
    /// Limits of the greedy answer stand on their own; those of answers that the draws brought up
    /// hold together for all of them, however many there are.
    var foundAt: Int?
    var share: Reading
}

extension RunReport {
    /// How many answers of a prompt reports list.
    static let mostAnswers = 5

    /// The answers that were drawn most, the earliest of equals first; none of draws without
    /// replacement, which give every answer once.
    func answers(of finding: ReportRow) -> [StatedAnswer] {
        let drawn = finding.stated(statement)
        guard drawn.exact == nil else { return [] }
        let greedy = finding.greedy?.answer.text
        let shares = ShareLimits(drawn)
        let places = drawn.outputs.indices.sorted {
            (drawn.outputs[$1].count, $0) < (drawn.outputs[$0].count, $1)
        }
        return places.prefix(Self.mostAnswers).map { place in
            let output = drawn.outputs[place]
            let isGreedy = output.text == greedy
            let target = ShareLimits.Target(
                count: output.count,
                discovery: isGreedy
                    ? nil : ShareLimits.Discovery(rank: place + 1, draw: output.firstIndex))
            return StatedAnswer(
                text: output.text, count: output.count,
                scores: output.scores[finding.scorerPosition], isGreedy: isGreedy,
                foundAt: isGreedy ? nil : output.firstIndex,
                share: shares.reading(
                    of: target, question: statement, planned: statement.planned,
                    void: finding.void))
        }
    }
}

/// An answer as JSON reports have it.
struct JSONAnswer: Encodable {
    var text: String
    var draws: Int
    /// The score of all of these draws; absent where they were scored unequally.
    var score: Double?
    /// Of those the least, the greatest and the mean score; absent otherwise.
    var leastScore: Double?
    var greatestScore: Double?
    var meanScore: Double?
    /// Absent where it is not.
    var greedy: Bool?
    /// The draw that brought it up, from 0 as in exports; absent for the greedy answer.
    var foundAt: Int?
    /// Limits on the chance that it is drawn.
    var share: JSONBound?
    /// What these hold for: "alone", or "all found" together.
    var holds: String?

    init(_ answer: StatedAnswer) {
        text = answer.text
        draws = answer.count
        score = answer.scores.common
        if answer.scores.areUnequal, let range = answer.scores.range {
            (leastScore, greatestScore) = (range.lowerBound, range.upperBound)
            meanScore = answer.scores.mean
        }
        greedy = answer.isGreedy ? true : nil
        foundAt = answer.foundAt
        share = answer.share.bound.map(JSONBound.init)
        holds = share.map { _ in answer.foundAt == nil ? "alone" : "all found" }
    }

    private enum CodingKeys: String, CodingKey {
        case text, draws, score, greedy, share, holds
        case foundAt = "found_at"
        case leastScore = "least_score"
        case greatestScore = "greatest_score"
        case meanScore = "mean_score"
    }
}
