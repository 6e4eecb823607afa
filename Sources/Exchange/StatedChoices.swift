import Findings
import Journal
import Prompts
import Statistics
import Text

extension RunReport {
    /// How the draws of a question of multiple choice are spread over its letters; nil for others.
    func choices(of finding: ReportRow) -> ChoiceShares? {
        var reader = ChoiceReader(identity.answerPart)
        return ChoiceShares(
            finding.stated(statement), reader: &reader, statement, void: finding.void)
    }

    /// The same as a sentence; nil for other prompts.
    func choiceSentence(of finding: ReportRow) -> String? {
        guard let choices = choices(of: finding), choices.completed > 0 else { return nil }
        let parts = choices.rows.compactMap { row -> String? in
            guard row.count > 0 || row.place != nil else { return nil }
            let name = row.letter.map(String.init) ?? "none"
            return "\(name)\(row.isRight ? " (right)" : "") \(Figure.number(row.share))"
                + (row.limitWords.map { " [\($0)]" } ?? "")
        }
        let what = choices.rows.contains { $0.exact != nil } ? "exactly" : "each on its own"
        return "Letters, \(what): " + parts.joined(separator: ", ") + "."
    }
}

extension ChoiceShares.Row {
    /// Lower and upper limit, rounded outwards; nil without limits.
    var limitWords: String? {
        let limits =
            exact.map { ($0.lowerBound, $0.upperBound) }
            ?? self.limits.bound.map { ($0.lower, $0.upper) }
        return limits.map { Figure.number($0.0, .down) + " – " + Figure.number($0.1, .up) }
    }
}

/// A choice as JSON reports have it.
struct JSONChoice: Encodable {
    /// Absent for the answers that make no choice.
    var letter: String?
    var choice: String?
    var right: Bool
    var draws: Int
    /// Limits on the chance that it is made, which hold on their own.
    var share: JSONBound?
    /// What is known of it without any α, for draws without replacement.
    var exactLower: Double?
    var exactUpper: Double?

    init(_ row: ChoiceShares.Row) {
        letter = row.letter.map { String($0) }
        choice = row.place == nil ? nil : row.text
        right = row.isRight
        draws = row.count
        share = row.limits.bound.map(JSONBound.init)
        (exactLower, exactUpper) = (row.exact?.lowerBound, row.exact?.upperBound)
    }

    private enum CodingKeys: String, CodingKey {
        case letter, choice, right, draws, share
        case exactLower = "exact_lower"
        case exactUpper = "exact_upper"
    }
}
