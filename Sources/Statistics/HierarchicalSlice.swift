import Platform

/// The posterior density of ln(μ/(1−μ)) at one κ, and what it makes of the tail of one prompt.
///
/// P(p > x | μ, κ) rises with μ, at a large κ as a step at μ = x that no fixed points would see. So
/// the panels are halved until the step is wide in them; the logarithm of the density is taken from
/// its values at the points of the panel.
struct HierarchicalSlice: Sendable {
    private let concentration: Double
    /// Of the panels, ascending.
    private let edges: [Double]
    /// At the six points of each panel, ascending; the mass of all slices together is 1.
    private let logs: [Double]
    private let panels: Int
    /// The mass of each panel.
    private let masses: [Double]

    private static let rule = HierarchicalGrid.GaussLegendre.rule
    /// The barycentric weights of the points: Πⱼ 1/(pointᵢ − pointⱼ).
    private static let barycentric: [Double] = rule.indices.map { own in
        rule.indices.reduce(1.0) {
            $1 == own ? $0 : $0 / (rule[own].point - rule[$1].point)
        }
    }
    /// Tails below this one, and panels with less mass, are taken for nothing.
    private static let negligible = 1e-14

    init(concentration: Double, edges: [Double], logs: [Double]) {
        self.concentration = concentration
        self.edges = edges
        // Where the density vanishes its logarithm has to be a number for the polynomial.
        self.logs = logs.map { max($0, -700) }
        panels = logs.count / Self.rule.count
        masses = (0..<panels).map { panel in
            let width = edges[panel + 1] - edges[panel]
            return Self.rule.enumerated().reduce(0) {
                $0 + $1.element.weight * width * exp(logs[panel * Self.rule.count + $1.offset])
            }
        }
    }

    /// ∫ P(p > x | μ, κ, count) over this slice.
    func mass(above x: Double, _ count: PromptMean.Count) -> Double {
        let tail = Tail(x: x, count: count, concentration: concentration)
        var sum = 0.0
        // From above, where the tail is greatest; below its last place nothing comes.
        var right = tail.at(edges[panels])
        for panel in stride(from: panels - 1, through: 0, by: -1) {
            guard right.upper > Self.negligible else { break }
            let left = tail.at(edges[panel])
            if masses[panel] > Self.negligible {
                sum += mass(panel, 0, 1, left, right, tail)
            }
            right = left
        }
        return sum
    }

    /// The same over a part of a panel, from one share of its width to another.
    private func mass(
        _ panel: Int, _ from: Double, _ to: Double, _ left: Tail.Value, _ right: Tail.Value,
        _ tail: Tail
    ) -> Double {
        guard right.upper > Self.negligible else { return 0 }
        let isWhole = left.lower < 1e-12
        if isWhole, from == 0, to == 1 { return masses[panel] }
        let width = edges[panel + 1] - edges[panel]
        let logit = { edges[panel] + width * $0 }
        guard
            isWhole || (to - from) * width <= tail.scale(logit(from), logit(to)) || to - from < 1e-6
        else {
            let middle = 0.5 * (from + to)
            let between = tail.at(logit(middle))
            return mass(panel, from, middle, left, between, tail)
                + mass(panel, middle, to, between, right, tail)
        }
        return Self.rule.reduce(0) { sum, entry in
            let share = from + entry.point * (to - from)
            let density = exp(logDensity(panel, share))
            return sum + entry.weight * (to - from) * width * density
                * (isWhole ? 1 : tail.at(logit(share)).upper)
        }
    }

    /// The polynomial through the logarithms at the points of a panel.
    private func logDensity(_ panel: Int, _ share: Double) -> Double {
        var (numerator, denominator) = (0.0, 0.0)
        for (index, weight) in Self.barycentric.enumerated() {
            let value = logs[panel * Self.rule.count + index]
            let distance = share - Self.rule[index].point
            guard distance != 0 else { return value }
            numerator += weight / distance * value
            denominator += weight / distance
        }
        return numerator / denominator
    }
}

/// P(p > x) of one prompt as a function of ln(μ/(1−μ)) at one κ.
private struct Tail {
    struct Value {
        var lower: Double
        var upper: Double
    }

    let x: Double
    let count: PromptMean.Count
    let concentration: Double

    func at(_ logit: Double) -> Value {
        let (mean, complement) = SpecialFunctions.logistic(logit)
        let tails = BetaDistribution(
            a: count.leaks + mean * concentration,
            b: Double(count.draws) - count.leaks + complement * concentration
        ).tails(x: x, complement: 1 - x)
        return Value(lower: exp(tails.logLower), upper: exp(tails.logUpper))
    }

    /// The standard deviation of p at x, as a distance of ln(μ/(1−μ)) where that moves it most.
    func scale(_ from: Double, _ to: Double) -> Double {
        let total = Double(count.draws) + concentration
        let deviation = (x * (1 - x) / (total + 1)).squareRoot() * total / concentration
        let nearest = max(from, min(to, 0))
        let (mean, complement) = SpecialFunctions.logistic(nearest)
        return deviation / (mean * complement)
    }
}
