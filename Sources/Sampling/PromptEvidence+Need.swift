import Evidence
import Glibc
import Statistics

extension PromptEvidence {
    /// How much a prompt needs the next draws; the least value comes first.
    ///
    /// With a verdict as the aim it is the predicted number of draws that are still missing,
    /// `ln(1/α) / kl(p, target) − n`, with kl the relative entropy of coins and p the mean score
    /// shrunk by half a draw of each kind: the verdict that is nearest comes first, as in racing
    /// algorithms (Maron & Moore 1994). Otherwise it is the negative width of the interval: the
    /// widest is sharpened first. Until a prompt has its first draws it precedes all others.
    func need(alpha: Double, rules: [StopRule]) -> Double {
        guard drawCount >= 8, let scores = scores.first else { return -.infinity }
        for case .verdict(let target) in rules {
            let mean = (scores.sum + 0.5) / Double(scores.count + 1)
            let entropy = relativeEntropy(mean, target)
            return entropy > 0 ? log(1 / alpha) / entropy - Double(drawCount) : .infinity
        }
        guard let bound = ruleBound(alpha: alpha) else { return -.infinity }
        return bound.lower - bound.upper
    }

    private func relativeEntropy(_ p: Double, _ q: Double) -> Double {
        func term(_ a: Double, _ b: Double) -> Double { a > 0 ? a * log(a / b) : 0 }
        return term(p, q) + term(1 - p, 1 - q)
    }
}
