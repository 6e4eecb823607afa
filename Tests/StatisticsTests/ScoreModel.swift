import TestSupport

/// A distribution of scores on a few values with known moments, for simulations.
struct ScoreModel: Sendable, CustomStringConvertible {
    var description: String
    var values: [Double]
    var weights: [Double]

    /// Rare leaks; mostly zeros with graded leaks; a hump away from the ends; two humps.
    static let all = [
        ScoreModel(description: "binary", values: [0, 1], weights: [0.9, 0.1]),
        ScoreModel(
            description: "rare graded leaks", values: [0, 0.5, 0.7, 0.9],
            weights: [0.9, 0.03, 0.04, 0.03]),
        ScoreModel(
            description: "one hump", values: [0.1, 0.2, 0.3, 0.4], weights: [0.2, 0.4, 0.3, 0.1]),
        ScoreModel(
            description: "two humps", values: [0, 0.1, 0.9, 1], weights: [0.3, 0.2, 0.3, 0.2]),
    ]

    var mean: Double { zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } }

    var deviation: Double {
        let mean = mean
        return zip(values, weights).reduce(0) {
            $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1
        }.squareRoot()
    }

    /// P(score ≤ x).
    func cumulative(_ x: Double) -> Double {
        zip(values, weights).reduce(0) { $0 + ($1.0 <= x ? $1.1 : 0) }
    }

    /// inf {x : P(score ≤ x) ≥ q}, for a q that no cumulative weight equals.
    func quantile(_ q: Double) -> Double {
        values.first { cumulative($0) >= q } ?? 1
    }

    func draw(_ generator: inout SeededGenerator) -> Double {
        var rest = generator.uniform()
        for (value, weight) in zip(values, weights) {
            if rest < weight { return value }
            rest -= weight
        }
        return values[values.count - 1]
    }

    func draws(_ count: Int, _ generator: inout SeededGenerator) -> [Double] {
        (0..<count).map { _ in draw(&generator) }
    }
}
