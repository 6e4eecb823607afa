import Platform

/// A test of calibration that uses all draws and holds at any number of prompts at once.
///
/// Prompt by prompt, in their order, it bets on the residuals y − p. The bet at a probability p is
/// the kernel's witness of the prompts before, w(p) = Σ k(p, p′)(y′ − p′), scaled to [−1, 1]: where
/// earlier answers were right too seldom for what was said, on fewer right ones. The gain D of a
/// prompt is the mean of w(p)(y − p) over its draws; where every answer is right with the probability
/// that the model gives it, whatever else was drawn, its expectation is 0 given the probabilities, so
/// that Π(1 + λD) is a martingale and 1/its greatest value a p-value (Ville 1939). Six stakes λ share
/// the start; each is cut to 0.9 of what the prompt's probabilities let it lose at most.
package struct CalibrationMartingale: Sendable, Hashable {
    private static let stakes = [0.25, 0.5, 1, 2, 4, 8]
    private static let cells = 100
    private var logWealth = Array(repeating: 0.0, count: stakes.count)
    private var witness = Array(repeating: 0.0, count: cells + 1)
    /// The greatest logarithm of the evidence so far.
    package private(set) var greatestLogEvidence = 0.0

    package init() {}

    package init(_ groups: [ForecastGroup]) {
        for group in groups { append(group) }
    }

    /// Adds the next prompt.
    package mutating func append(_ group: ForecastGroup) {
        var residuals = Array(repeating: 0.0, count: Self.cells + 1)
        let weight = 1 / Double(group.forecasts.count)
        let greatest = witness.reduce(0) { max($0, abs($1)) }
        var (gain, worst) = (0.0, 0.0)
        for forecast in group.forecasts {
            let cell = Self.cell(forecast.probability)
            residuals[cell] -= forecast.excess * weight
            guard greatest > 0 else { continue }
            let bet = witness[cell] / greatest * weight
            gain -= bet * forecast.excess
            worst += max(bet * forecast.probability, -bet * (1 - forecast.probability))
        }
        if worst > 0 {
            for (index, stake) in Self.stakes.enumerated() {
                logWealth[index] += log1p(min(stake, 0.9 / worst) * gain)
            }
            let evidence =
                SpecialFunctions.logSumExp(logWealth) - log(Double(Self.stakes.count))
            greatestLogEvidence = max(greatestLogEvidence, evidence)
        }
        for (cell, residual) in residuals.enumerated() where residual != 0 {
            for other in witness.indices {
                let distance = Double(abs(cell - other)) / Double(Self.cells)
                witness[other] += residual * exp(-distance / KernelCalibration.width)
            }
        }
    }

    /// The chance of so much evidence, at any number of prompts, against a calibrated model.
    package var pValue: Double { min(1, exp(-greatestLogEvidence)) }

    private static func cell(_ probability: Double) -> Int {
        Int((probability * Double(cells)).rounded())
    }
}
