import Journal
import Statistics

/// How often a judge is right at least, as its settings say, and what that does to limits.
///
/// With a share p of true cases, a sensitivity of at least s and a specificity of at least c, the
/// rate q of positive verdicts obeys p·s ≤ q ≤ p + (1 − p)(1 − c). So limits on q give
/// p ≤ q/s and p ≥ (q − (1 − c))/c, for any true sensitivity and specificity that are no worse.
struct JudgeErrors {
    var sensitivity = 1.0
    var specificity = 1.0

    /// Reads them from a scorer's settings; nil for a scorer without.
    init?(_ scorer: RunIdentity.ScorerIdentity) {
        guard scorer.name == "judge", scorer.isBinary else { return nil }
        for part in scorer.settings.split(separator: ",") {
            // The pattern comes last and may have anything in it.
            if part.hasPrefix("pattern=") { break }
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, let value = Double(pair[1]), value > 0, value <= 1 else {
                continue
            }
            if pair[0] == "sensitivity" { sensitivity = value }
            if pair[0] == "specificity" { specificity = value }
        }
        if sensitivity == 1, specificity == 1 { return nil }
    }

    /// Limits on the share of true cases from limits on the rate of positive verdicts.
    func widening(_ bound: Bound) -> Bound {
        var wide = bound
        wide.upper = min(1, (bound.upper / sensitivity).nextUp)
        wide.lower = max(0, ((bound.lower - (1 - specificity)) / specificity).nextDown)
        return wide
    }
}
