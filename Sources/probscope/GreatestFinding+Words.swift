import Exchange
import Findings
import Prompts
import Statistics
import Text

extension GreatestFinding {
    /// What the progress line says of it; nil while there is nothing to say.
    var words: String? {
        guard let prompt else { return nil }
        let name = SafeText(sanitizing: prompt.rawValue).clipped(to: 24).string
        if let void { return "the draws of \(name) \(SafeText(sanitizing: void.words).string)" }
        return limit.map { "worst one-sided limit \(Figure.number($0.upper, .up)) (\(name))" }
    }
}
