import Platform
import Statistics
import TestSupport

/// Prompts of which the chance of every answer is known.
struct SimulatedForecasts {
    /// What the model says and draws by: the truth's probabilities to this power, 1 where calibrated,
    /// 2 for a model at temperature ½ that is taken at its word.
    var sharpness = 1.0
    var draws = 8
    var answers = 4

    /// One prompt: the true chances of its answers, of which one is right; the model's; its draws.
    func group(using generator: inout SeededGenerator) throws -> ForecastGroup {
        let truth = chances(using: &generator)
        let right = Self.pick(truth, using: &generator)
        let said = Self.normalised(truth.map { pow($0, sharpness) })
        let drawn = (0..<draws).map { _ in Self.pick(said, using: &generator) }
        return try ForecastGroup(
            try drawn.map { try Forecast(said[$0], isRight: $0 == right) }, answers: drawn)
    }

    func groups(_ count: Int, using generator: inout SeededGenerator) throws -> [ForecastGroup] {
        try (0..<count).map { _ in try group(using: &generator) }
    }

    private func chances(using generator: inout SeededGenerator) -> [Double] {
        Self.normalised(
            (0..<answers).map { _ in
                let x = -log(Double.random(in: 1e-6..<1, using: &generator))
                return x * x
            })
    }

    static func normalised(_ weights: [Double]) -> [Double] {
        let total = weights.reduce(0, +)
        return weights.map { $0 / total }
    }

    static func pick(_ chances: [Double], using generator: inout SeededGenerator) -> Int {
        var place = Double.random(in: 0..<1, using: &generator)
        for (index, chance) in chances.enumerated() {
            place -= chance
            if place < 0 { return index }
        }
        return chances.count - 1
    }
}
