import Findings
import Journal
import Text

extension ReportRow {
    /// What follows from the answers seen without any α, in a plain sentence; nil for plain draws and
    /// where no limit holds.
    var exactSentence: String? {
        guard let limits = exactLimits, let left else { return nil }
        let early = decidedEarly ?? 0
        let seen = Figure.number(max(0, 1 - left - early), .down)
        let lower = Figure.number(limits.lower, .down)
        let upper = Figure.number(limits.upper, .up)
        var sentence =
            "For certain, \(words.quantity()) is between \(lower) and \(upper): "
            + (hasUnknownAnswers ? "answers of known probability" : "seen answers")
            + " make up \(seen) of everything that the model can say here"
        if early > 0 {
            sentence +=
                ", and answers whose beginning settles the score another "
                + Figure.number(early, .down)
        }
        if let error = exactError, left < 1 {
            sentence += ", known to within " + Figure.number(error, .up) + " of itself"
        }
        return sentence + "."
    }
}
