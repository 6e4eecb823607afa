import Platform

/// Shrinkage over a set of prompts with few draws each: pᵢ ~ Beta(μκ, (1−μ)κ).
///
/// μ, the mean leak rate of the set, has the weight μ^(−½)(1−μ)^(−½), and κ, how alike the prompts
/// are, is evenly spread in ln κ on [½, 10⁶]. Their posterior is integrated in ln(μ/(1−μ)) and ln κ,
/// panel by panel with six Gauss–Legendre points, where it is within e³⁰ of its greatest density:
/// rates down to 10⁻⁷ and posteriors of any narrowness keep three digits. Prompts borrow strength
/// from each other, so a prompt with an outstanding rate is pulled towards the rest. It is Bayesian
/// and depends on the prior; nothing here is a guarantee, and an adversarial prompt is not protected
/// against. Cost: about 10⁴ × (number of distinct (k, n)).
package struct HierarchicalPosterior: Sendable {
    private var nodes: [HierarchicalGrid.Node]
    /// The panels of ln(μ/(1−μ)) with the posterior mass at each point of a panel.
    private let panels: [HierarchicalGrid.Panel]
    /// The same for each κ.
    private let slices: [HierarchicalSlice]

    /// Learns μ and κ from all prompts of the set; prompts without draws add nothing.
    package init(_ counts: [PromptMean.Count]) throws(StatisticsError) {
        guard !counts.isEmpty else { throw .empty(name: "counts") }
        var multiplicity: [PromptMean.Count: Double] = [:]
        for (index, count) in counts.enumerated() {
            if count.draws == 0, count.leaks == 0 { continue }
            try Check.count(count.leaks, of: count.draws, "counts[\(index)].leaks")
            multiplicity[count, default: 0] += 1
        }
        // A fixed order of summation gives the same digits for every order of the prompts.
        let groups = multiplicity.sorted {
            ($0.key.draws, $0.key.leaks) < ($1.key.draws, $1.key.leaks)
        }
        let grid = HierarchicalGrid(groups.map { ($0.key, $0.value) })
        let posterior = grid.posterior()
        (nodes, panels, slices) = (posterior.nodes, posterior.panels, posterior.slices)
    }

    /// The interval for μ, the mean leak rate of the population of prompts.
    package func populationMean(mass: Double) throws(StatisticsError) -> CredibleInterval {
        try Check.openUnit(mass, "mass")
        let tail = (1 - mass) / 2
        return CredibleInterval(
            mean: min(1, nodes.reduce(0) { $0 + $1.weight * $1.mean }),
            lower: quantile(tail), upper: quantile(1 - tail), mass: mass, prior: .hierarchical)
    }

    /// The shrunken leak rate of one prompt of the set.
    package func mean(of count: PromptMean.Count) throws(StatisticsError) -> Double {
        try check(count)
        return nodes.reduce(0) { sum, node in
            sum + node.weight * (count.leaks + node.mean * node.concentration)
                / (Double(count.draws) + node.concentration)
        }
    }

    /// P(p > `target` | all draws) for one prompt of the set.
    ///
    /// Good to 0.001 of its value, see ``HierarchicalSlice``. Cost: about 10⁴ beta tails.
    package func probabilityAbove(
        _ target: Double, for count: PromptMean.Count
    ) throws(StatisticsError) -> Double {
        try check(count)
        try Check.unit(target, "target")
        if target <= 0 { return 1 }
        if target >= 1 { return 0 }
        return min(1, slices.reduce(0) { $0 + $1.mass(above: target, count) })
    }

    /// The μ below which the given mass lies: the panel by sums, the point in it by bisection.
    private func quantile(_ mass: Double) -> Double {
        var below = 0.0
        for panel in panels {
            let total = panel.mass(to: 1)
            guard below + total >= mass else {
                below += total
                continue
            }
            var (low, high) = (0.0, 1.0)
            for _ in 0..<50 {
                let middle = 0.5 * (low + high)
                if below + panel.mass(to: middle) < mass { low = middle } else { high = middle }
            }
            return SpecialFunctions.logistic(panel.start + panel.width * high).value
        }
        return 1
    }

    private func check(_ count: PromptMean.Count) throws(StatisticsError) {
        if count.draws != 0 || count.leaks != 0 { try Check.count(count.leaks, of: count.draws) }
    }
}
