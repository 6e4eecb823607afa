import Exchange
import Findings
import Text

extension WorstLimit {
    /// What the progress line says of it; nil while there is nothing to say.
    var words: String? {
        let name = SafeText(sanitizing: prompt).clipped(to: 24).string
        if let void { return "the draws of \(name) \(SafeText(sanitizing: void.words).string)" }
        return limit.map { "worst one-sided limit \(Figure.number($0, .up)) (\(name))" }
    }
}
