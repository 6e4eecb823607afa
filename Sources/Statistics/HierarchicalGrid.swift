import Platform

/// Where the posterior of μ and κ has its mass, and its integration there.
struct HierarchicalGrid {
    /// One point of the posterior.
    struct Node: Sendable {
        var mean: Double
        var complement: Double
        var concentration: Double
        var weight: Double
    }

    /// A stretch of ln(μ/(1−μ)) with the posterior density at six Gauss–Legendre points.
    struct Panel: Sendable {
        var start: Double
        var width: Double
        var densities: [Double]

        /// The mass from the start to a share of the width, of the polynomial through the points.
        func mass(to share: Double) -> Double {
            var sum = 0.0
            for (point, weight) in GaussLegendre.rule {
                sum += weight * density(at: share * point)
            }
            return sum * share * width
        }

        private func density(at position: Double) -> Double {
            var sum = 0.0
            for (index, (own, _)) in GaussLegendre.rule.enumerated() {
                var factor = densities[index]
                for (other, (point, _)) in GaussLegendre.rule.enumerated() where other != index {
                    factor *= (position - point) / (own - point)
                }
                sum += factor
            }
            return sum
        }
    }

    /// Six points on [0, 1] with their weights.
    enum GaussLegendre {
        static let rule: [(point: Double, weight: Double)] = [
            (-0.9324695142031519, 0.17132449237917027), (-0.6612093864662645, 0.3607615730481387),
            (-0.2386191860831969, 0.46791393457269104), (0.2386191860831969, 0.46791393457269104),
            (0.6612093864662645, 0.3607615730481387), (0.9324695142031519, 0.17132449237917027),
        ].map { (0.5 * (1 + $0.0), 0.5 * $0.1) }
    }

    private let groups: [(count: PromptMean.Count, multiplicity: Double)]
    private static let logits = (low: -90.0, high: 90.0)
    private static let logConcentrations = (low: log(0.5), high: log(1e6))
    /// Densities below e⁻³⁰ of the greatest hold no mass that three digits could show.
    private static let drop = 30.0

    init(_ groups: [(PromptMean.Count, Double)]) {
        self.groups = groups.map { (count: $0.0, multiplicity: $0.1) }
    }

    /// The logarithm of the density in ln(μ/(1−μ)) and ln κ, up to a constant.
    func logDensity(_ logit: Double, _ logConcentration: Double) -> Double {
        let (mean, complement) = SpecialFunctions.logistic(logit)
        let concentration = exp(logConcentration)
        let (a, b) = (mean * concentration, complement * concentration)
        guard a > 0, b > 0 else { return -.infinity }
        let prior = SpecialFunctions.logBeta(a, b)
        var sum = 0.5 * (log(mean) + log(complement))
        for (count, multiplicity) in groups {
            let clean = Double(count.draws) - count.leaks
            sum +=
                multiplicity
                * (SpecialFunctions.logBeta(a + count.leaks, b + clean) - prior)
        }
        return sum
    }

    /// What is known about μ and κ.
    struct Posterior: Sendable {
        /// The points with their normalised weights.
        var nodes: [Node]
        /// The marginal of ln(μ/(1−μ)).
        var panels: [Panel]
        /// The same for each κ.
        var slices: [HierarchicalSlice]
    }

    /// The posterior of μ and κ, of mass 1.
    func posterior() -> Posterior {
        let ranges = ranges()
        let rule = GaussLegendre.rule
        let columns = Self.points(ranges.concentration, panels: ranges.concentrationPanels)
        let stretches = zip(ranges.edges, ranges.edges.dropFirst()).map {
            (start: $0, width: $1 - $0)
        }
        var logs: [Double] = []
        var nodes: [Node] = []
        for (start, width) in stretches {
            for (point, weight) in rule {
                let logit = start + point * width
                let (mean, complement) = SpecialFunctions.logistic(logit)
                for column in columns {
                    logs.append(logDensity(logit, column.value))
                    nodes.append(
                        Node(
                            mean: mean, complement: complement, concentration: exp(column.value),
                            weight: weight * width * column.weight))
                }
            }
        }
        let greatest = logs.max() ?? 0
        var total = 0.0
        for index in nodes.indices {
            nodes[index].weight *= exp(logs[index] - greatest)
            total += nodes[index].weight
        }
        let logTotal = greatest + log(total)
        let slices = columns.indices.map { column in
            HierarchicalSlice(
                concentration: exp(columns[column].value), edges: ranges.edges,
                logs: stride(from: column, to: logs.count, by: columns.count).map {
                    logs[$0] + log(columns[column].weight) - logTotal
                })
        }
        for index in nodes.indices { nodes[index].weight /= total }
        let panels = stretches.enumerated().map { index, stretch in
            let densities = rule.enumerated().map { place, entry in
                let first = (index * rule.count + place) * columns.count
                let mass = nodes[first..<(first + columns.count)].reduce(0) { $0 + $1.weight }
                return mass / (entry.weight * stretch.width)
            }
            return Panel(start: stretch.start, width: stretch.width, densities: densities)
        }
        return Posterior(nodes: nodes.filter { $0.weight > 0 }, panels: panels, slices: slices)
    }

    // MARK: - Where the mass is

    private struct Ranges {
        /// Of the panels of ln(μ/(1−μ)), ascending.
        var edges: [Double]
        var concentration: (low: Double, high: Double)
        var concentrationPanels: Int
    }

    /// A peak in ln(μ/(1−μ)): its places at two neighbouring κ, and two standard deviations of it.
    private struct Peak {
        var from: Double
        var to: Double
        var reach: Double

        /// How wide a panel may be there: beyond six standard deviations the peak holds nothing.
        func width(at logit: Double) -> Double {
            max(reach, max(from - logit, logit - to) / 3)
        }
    }

    /// The rectangle outside of which the density is negligible, and panels of the size of a peak.
    private func ranges() -> Ranges {
        var concentration = Self.logConcentrations
        var profile: [(value: Double, mode: Double, peak: Double)] = []
        // Scan and zoom until the peak of the profile spans a good part of the scan.
        for _ in 0..<6 {
            let steps = 24
            profile = (0...steps).map { step in
                let value =
                    concentration.low
                    + (concentration.high - concentration.low) * Double(step) / Double(steps)
                let mode = mode(at: value)
                return (value, mode, logDensity(mode, value))
            }
            let best = profile.reduce(-Double.infinity) { max($0, $1.peak) }
            let kept = profile.indices.filter { profile[$0].peak > best - Self.drop }
            guard let first = kept.first, let last = kept.last else { break }
            let low = profile[max(0, first - 1)].value
            let high = profile[min(steps, last + 1)].value
            let isNarrow = last - first < steps / 2
            concentration = (low, high)
            if !isNarrow { break }
        }
        return ranges(concentration, profile)
    }

    private func ranges(
        _ concentration: (low: Double, high: Double),
        _ profile: [(value: Double, mode: Double, peak: Double)]
    ) -> Ranges {
        let best = profile.reduce(-Double.infinity) { max($0, $1.peak) }
        var low = Double.infinity
        var high = -Double.infinity
        var peaks: [Peak] = []
        for point in profile where point.peak > best - Self.drop {
            let left = reach(from: point, to: Self.logits.low, floor: best - Self.drop)
            let right = reach(from: point, to: Self.logits.high, floor: best - Self.drop)
            (low, high) = (min(low, left), max(high, right))
            guard point.peak > best - 12 else { continue }
            // Two standard deviations of a normal peak.
            let side = reach(from: point, to: Self.logits.high, floor: point.peak - 2) - point.mode
            if let last = peaks.last {
                peaks[peaks.count - 1].from = min(last.from, point.mode)
                peaks[peaks.count - 1].to = max(last.to, point.mode)
                peaks[peaks.count - 1].reach = min(last.reach, side)
            }
            peaks.append(Peak(from: point.mode, to: point.mode, reach: side))
        }
        return Ranges(
            edges: Self.edges(from: low, to: high, peaks), concentration: concentration,
            concentrationPanels: 8)
    }

    /// Panels of the size of the peaks where these are, and wider ones away from them.
    ///
    /// Of few prompts with many draws the posterior is a ridge, 10⁻³ wide at a great κ and as wide as
    /// the prior at a small one: even panels that see the one would be 10⁴ for the other.
    private static func edges(from low: Double, to high: Double, _ peaks: [Peak]) -> [Double] {
        let widest = (high - low) / 12
        var edges = [low]
        var last = low
        while last < high, edges.count < 1000 {
            let width = peaks.reduce(widest) { min($0, $1.width(at: last)) }
            last = min(high, last + max(width, 1e-6))
            edges.append(last)
        }
        edges[edges.count - 1] = high
        return edges
    }

    /// The logit where the density at one κ is greatest, by golden section.
    private func mode(at logConcentration: Double) -> Double {
        let golden = (5.0.squareRoot() - 1) / 2
        var (low, high) = Self.logits
        var left = high - golden * (high - low)
        var right = low + golden * (high - low)
        var atLeft = logDensity(left, logConcentration)
        var atRight = logDensity(right, logConcentration)
        while high - low > 1e-6 {
            if atLeft >= atRight {
                high = right
                (right, atRight) = (left, atLeft)
                left = high - golden * (high - low)
                atLeft = logDensity(left, logConcentration)
            } else {
                low = left
                (left, atLeft) = (right, atRight)
                right = low + golden * (high - low)
                atRight = logDensity(right, logConcentration)
            }
        }
        return 0.5 * (low + high)
    }

    /// Where the density falls below a floor on the way from a mode to an end.
    private func reach(
        from point: (value: Double, mode: Double, peak: Double), to end: Double, floor: Double
    ) -> Double {
        var (inside, outside) = (point.mode, end)
        for _ in 0..<40 where abs(outside - inside) > 1e-7 {
            let middle = 0.5 * (inside + outside)
            if logDensity(middle, point.value) > floor { inside = middle } else { outside = middle }
        }
        return outside
    }

    private static func points(
        _ range: (low: Double, high: Double), panels: Int
    ) -> [(value: Double, weight: Double)] {
        let width = (range.high - range.low) / Double(panels)
        return (0..<panels).flatMap { panel in
            GaussLegendre.rule.map {
                (range.low + (Double(panel) + $0.point) * width, $0.weight * width)
            }
        }
    }
}
