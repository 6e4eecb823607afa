import Glibc

/// Shrinkage over a set of prompts with few draws each: pᵢ ~ Beta(μκ, (1−μ)κ).
///
/// μ, the mean leak rate of the set, and κ, how alike the prompts are, get a posterior on a grid:
/// 250 points of μ with the weight μ^(−½)(1−μ)^(−½), 40 of κ evenly spaced in ln κ on [½, 500].
/// Prompts borrow strength from each other, so a prompt with an outstanding rate is pulled towards
/// the rest. It is Bayesian and depends on the prior; nothing here is a guarantee, and an
/// adversarial prompt is not protected against. Cost: 10⁴ × (number of distinct (k, n)).
public struct HierarchicalPosterior: Sendable {
    private struct Node {
        var mean: Double
        var concentration: Double
        var weight: Double
    }

    private var nodes: [Node] = []
    private static let means = 250
    private static let concentrations = 40

    /// Learns μ and κ from all prompts of the set; prompts without draws add nothing.
    public init(_ counts: [PromptMean.Count]) throws(StatisticsError) {
        guard !counts.isEmpty else { throw .empty(name: "counts") }
        var multiplicity: [PromptMean.Count: Double] = [:]
        for (index, count) in counts.enumerated() {
            if count.draws == 0, count.leaks == 0 { continue }
            try Check.count(count.leaks, of: count.draws, "counts[\(index)].leaks")
            multiplicity[count, default: 0] += 1
        }
        let groups = multiplicity.sorted {
            ($0.key.draws, $0.key.leaks) < ($1.key.draws, $1.key.leaks)
        }
        var logWeights: [Double] = []
        for i in 0..<Self.means {
            let mean = (Double(i) + 0.5) / Double(Self.means)
            for j in 0..<Self.concentrations {
                let position = Double(j) / Double(Self.concentrations - 1)
                let concentration = 0.5 * exp(position * log(1000))
                let a = mean * concentration
                let b = (1 - mean) * concentration
                let prior = SpecialFunctions.logBeta(a, b)
                var log = -0.5 * (Glibc.log(mean) + log1p(-mean))
                for (count, number) in groups {
                    log +=
                        number
                        * (SpecialFunctions.logBeta(
                            a + count.leaks, b + Double(count.draws) - count.leaks) - prior)
                }
                logWeights.append(log)
                nodes.append(Node(mean: mean, concentration: concentration, weight: 0))
            }
        }
        let total = SpecialFunctions.logSumExp(logWeights)
        for index in nodes.indices { nodes[index].weight = exp(logWeights[index] - total) }
    }

    /// The interval for μ, the mean leak rate of the population of prompts.
    public func populationMean(mass: Double) throws(StatisticsError) -> CredibleInterval {
        try Check.openUnit(mass, "mass")
        var marginal = [Double](repeating: 0, count: Self.means)
        for index in nodes.indices { marginal[index / Self.concentrations] += nodes[index].weight }
        let tail = (1 - mass) / 2
        return CredibleInterval(
            mean: nodes.reduce(0) { $0 + $1.weight * $1.mean },
            lower: Self.quantile(marginal, tail), upper: Self.quantile(marginal, 1 - tail),
            mass: mass, prior: .hierarchical)
    }

    /// The point below which the given mass of equal cells lies, linear inside a cell.
    private static func quantile(_ cells: [Double], _ mass: Double) -> Double {
        var below = 0.0
        for (index, cell) in cells.enumerated() {
            if below + cell >= mass, cell > 0 {
                return (Double(index) + (mass - below) / cell) / Double(cells.count)
            }
            below += cell
        }
        return 1
    }

    /// The shrunken leak rate of one prompt of the set.
    public func mean(of count: PromptMean.Count) throws(StatisticsError) -> Double {
        try check(count)
        return nodes.reduce(0) { sum, node in
            sum + node.weight * (count.leaks + node.mean * node.concentration)
                / (Double(count.draws) + node.concentration)
        }
    }

    /// P(p > `target` | all draws) for one prompt of the set.
    public func probabilityAbove(
        _ target: Double, for count: PromptMean.Count
    ) throws(StatisticsError) -> Double {
        try check(count)
        try Check.unit(target, "target")
        var sum = 0.0
        for node in nodes where node.weight > 1e-12 {
            let beta = BetaDistribution(
                a: count.leaks + node.mean * node.concentration,
                b: Double(count.draws) - count.leaks + (1 - node.mean) * node.concentration)
            sum += node.weight * exp(beta.tails(x: target, complement: 1 - target).logUpper)
        }
        return min(1, sum)
    }

    private func check(_ count: PromptMean.Count) throws(StatisticsError) {
        if count.draws != 0 || count.leaks != 0 { try Check.count(count.leaks, of: count.draws) }
    }
}
