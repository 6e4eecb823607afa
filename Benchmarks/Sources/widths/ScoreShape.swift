import Platform
import TestSupport

/// The distributions of scores for which widths are compared.
enum ScoreShape: String, CaseIterable {
    case bernoulli = "leak at 0.1"
    case rareGraded = "0 with 0.9, else Beta(5, 2)"
    case skewed = "Beta(½, 5)"
    case twoHumps = "half Beta(2, 20), half Beta(20, 2)"
    case oneHump = "Beta(10, 30)"
    case allZero = "all 0"

    func draw(_ generator: inout SeededGenerator) -> Double {
        switch self {
        case .bernoulli: generator.uniform() < 0.1 ? 1 : 0
        case .rareGraded: generator.uniform() < 0.1 ? Self.beta(5, 2, &generator) : 0
        case .skewed: Self.betaHalf(5, &generator)
        case .twoHumps:
            generator.uniform() < 0.5 ? Self.beta(2, 20, &generator) : Self.beta(20, 2, &generator)
        case .oneHump: Self.beta(10, 30, &generator)
        case .allZero: 0
        }
    }

    /// The a-th smallest of a + b − 1 uniform numbers is Beta(a, b).
    private static func beta(_ a: Int, _ b: Int, _ generator: inout SeededGenerator) -> Double {
        (0..<(a + b - 1)).map { _ in generator.uniform() }.sorted()[a - 1]
    }

    /// Beta(½, b) from half the square of a normal variable and b exponential ones.
    private static func betaHalf(_ b: Int, _ generator: inout SeededGenerator) -> Double {
        let angle = cos(2 * Double.pi * generator.uniform())
        let half = -log(1 - generator.uniform()) * angle * angle
        let rest = (0..<b).reduce(0.0) { sum, _ in sum - log(1 - generator.uniform()) }
        return half / (half + rest)
    }
}
