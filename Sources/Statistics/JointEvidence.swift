import Platform

/// The product of the per-prompt mixtures, grouped by equal counts.
struct JointEvidence {
    private struct Group {
        var multiplicity: Double
        var leaks: Double
        var draws: Double
        var evidence: MixtureEvidence
        /// ln M and its slope at m = 0, where the formula is a limit.
        var atZero: (log: Double, slope: Double)
    }

    private var groups: [Group] = []
    private var prompts = 0.0
    /// Prompts whose mᵢ is 1 whatever κ: no draws yet, or nothing but leaks.
    private var certain = 0.0
    /// Σ ln M of those.
    private var certainLog = 0.0

    init(_ counts: [PromptMean.Count]) {
        var multiplicity: [PromptMean.Count: Int] = [:]
        for count in counts { multiplicity[count, default: 0] += 1 }
        let s = MixtureEvidence.shape
        // A fixed order of summation gives the same digits for every order of the prompts.
        let ordered = multiplicity.sorted {
            ($0.key.draws, $0.key.leaks) < ($1.key.draws, $1.key.leaks)
        }
        for (count, number) in ordered {
            let (k, n) = (count.leaks, Double(count.draws))
            prompts += Double(number)
            if k >= n {
                certain += Double(number)
                certainLog += Double(number) * log(s / (k + s))
            } else {
                groups.append(
                    Group(
                        multiplicity: Double(number), leaks: k, draws: n,
                        evidence: MixtureEvidence(leaks: k, draws: count.draws),
                        atZero: (log(s / (k + s)), (n - k) * (1 - (k + s) / (k + s + 1)))))
            }
        }
    }

    /// The greatest average inside the confidence set, never below it.
    func upper(alpha: Double) -> Double {
        guard !groups.isEmpty else { return 1 }
        let goal = -log(alpha)
        var logits = groups.map { log(($0.leaks + 1) / ($0.draws - $0.leaks + 1)) }
        var best = prompts
        // Σ ln M grows with κ: bisect ln κ for the κ that just exhausts ln(1/α).
        var low = log(1e-6)
        var high = log(1e18)
        for _ in 0..<60 where high - low > 1e-7 {
            let middle = 0.5 * (low + high)
            let kappa = exp(middle)
            var sum = certain
            var total = certainLog
            for index in groups.indices {
                let point = maximizer(of: groups[index], kappa: kappa, logit: &logits[index])
                sum += groups[index].multiplicity * point.m
                total += groups[index].multiplicity * point.log
            }
            best = min(best, sum + (goal - total) / kappa)
            if total > goal { high = middle } else { low = middle }
        }
        return min(1, best / prompts * (1 + 1e-11))
    }

    /// The m that maximises m − ln M(m)/κ: the slope of ln M is κ there.
    private func maximizer(
        of group: Group, kappa: Double, logit v: inout Double
    ) -> (m: Double, log: Double) {
        guard group.atZero.slope * (1 + 1e-9) < kappa else { return (0, group.atZero.log) }
        var low = -60.0
        var high = 60.0
        v = min(max(v, -50), 50)
        var point = group.evidence.at(x: 0.5, complement: 0.5)
        for _ in 0..<80 {
            let (x, y) = SpecialFunctions.logistic(v)
            point = group.evidence.at(x: x, complement: y)
            // Solve ln(dM/dv) − ln(x y) = ln κ.
            let slope = point.slope / (x * y)
            if slope > kappa { high = v } else { low = v }
            let derivative = point.curvature / point.slope - (y - x)
            var step = slope > kappa ? -4.0 : 4.0
            if point.slope > 0, derivative > 0 {
                step = max(-4, min(4, (log(kappa) - log(slope)) / derivative))
            }
            if abs(step) < 1e-8 || high - low < 1e-12 { break }
            let next = v + step
            v = next > low && next < high ? next : 0.5 * (low + high)
        }
        return (SpecialFunctions.logistic(v).value, point.logEvidence)
    }
}
