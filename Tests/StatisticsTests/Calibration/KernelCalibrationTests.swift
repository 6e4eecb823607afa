import Platform
import Statistics
import TestSupport
import Testing

/// The kernel calibration error: its value, how often it is wrong, what it notices.
@Suite struct KernelCalibrationTests {
    /// The authors' formula for two classes with the kernel on forecasts times equality of outcomes,
    /// over all pairs of draws of different prompts.
    private func twoClasses(_ groups: [ForecastGroup]) -> Double {
        var (sum, pairs) = (0.0, 0.0)
        for (i, one) in groups.enumerated() {
            for (j, other) in groups.enumerated() where i != j {
                for a in one.forecasts {
                    for b in other.forecasts {
                        let weight =
                            1 / Double(one.forecasts.count) / Double(other.forecasts.count)
                        let (p, q) = (a.probability, b.probability)
                        let k = exp(-abs(p - q) / KernelCalibration.width)
                        let equal = a.isRight == b.isRight ? 1.0 : 0
                        // E over the outcome of one, of the other, and of both.
                        let first = b.isRight ? p : 1 - p
                        let second = a.isRight ? q : 1 - q
                        let both = p * q + (1 - p) * (1 - q)
                        sum += weight * k * (equal - first - second + both)
                    }
                }
                pairs += 1
            }
        }
        return sum / pairs
    }

    @Test func `the estimate is half of the two-class formula`() throws {
        var generator = SeededGenerator(seed: 11)
        for sharpness in [0.5, 1, 3] {
            let groups = try SimulatedForecasts(sharpness: sharpness, draws: 5)
                .groups(14, using: &generator)
            let found = KernelCalibration.unbiased(groups)
            #expect(abs(2 * found - twoClasses(groups)) < 1e-12)
        }
        #expect(KernelCalibration.unbiased([]).isNaN)
    }

    /// 1000 simulated runs of a calibrated model; draws of one prompt share the right answer.
    @Test func `a calibrated model is rejected as seldom as is said`() throws {
        var generator = SeededGenerator(seed: 21)
        let (runs, alpha) = (1000, 0.05)
        var (exact, martingale, estimate) = (0, 0, 0.0)
        for _ in 0..<runs {
            let groups = try SimulatedForecasts(draws: 6).groups(25, using: &generator)
            estimate += KernelCalibration.unbiased(groups) / Double(runs)
            let p = try #require(KernelCalibration.firstDrawPValue(groups, resamples: 199))
            if p <= alpha { exact += 1 }
            // The greatest evidence after any prompt.
            if CalibrationMartingale(groups).pValue <= alpha { martingale += 1 }
        }
        let most = Double(runs) * alpha + 4 * (Double(runs) * alpha).squareRoot()
        #expect(Double(exact) <= most && exact > 20 && Double(martingale) <= most)
        #expect(abs(estimate) < 0.002)
        print("calibrated: exact test \(exact), martingale \(martingale) of \(runs) at 0.05")
    }

    /// The power that the documentation states.
    @Test func `a model at temperature 0.5 taken at its word is noticed`() throws {
        var generator = SeededGenerator(seed: 31)
        var (exact, martingale) = (0, 0)
        for _ in 0..<100 {
            let groups = try SimulatedForecasts(sharpness: 2, draws: 8)
                .groups(100, using: &generator)
            if try #require(KernelCalibration.firstDrawPValue(groups, resamples: 199)) <= 0.05 {
                exact += 1
            }
            if CalibrationMartingale(groups).pValue <= 0.05 { martingale += 1 }
        }
        print("sharpened, 100 prompts of 8 draws: exact \(exact), martingale \(martingale) of 100")
        #expect(exact >= 85 && martingale >= 65)
    }
}
