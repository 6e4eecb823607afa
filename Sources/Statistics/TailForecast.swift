import Platform

/// How great the largest of many prompts' rates may become, extrapolated from the largest of a few.
///
/// Jones et al. (2025, arXiv 2502.16797): where the tail of −log(−log p) falls off exponentially, as it
/// does for many distributions, log(−log Q(n)) is a straight line in log n, Q(n) being the rate that one
/// of n prompts exceeds. The i-th largest of m rates stands for n = m/i; the line is that of least squares
/// through the largest ones. It supposes that the prompts are an independent sample, that the line goes
/// on, and that rates are known: it is a forecast, without level or limit.
package struct TailForecast: Sendable, Hashable {
    /// The line: log(−log Q) = intercept + slope · log n.
    package let intercept: Double
    package let slope: Double
    /// The share of the variance of log(−log Q) that the line explains.
    package let determination: Double
    /// The rates that it was drawn through, the largest first.
    package let rates: [Double]
    /// How many prompts there are.
    package let prompts: Int

    /// As many as in the paper.
    package static let usualPoints = 10
    /// Two points are on a line whatever they are.
    package static let leastPoints = 3

    /// Why there is no line.
    package enum Fault: Error, Sendable, Hashable {
        /// Fewer rates above 0 than a line needs.
        case tooFew(Int)
        /// Some rate is 1, so that the largest is known.
        case certain
        /// The largest rates are all equal.
        case flat
    }

    /// - Parameters:
    ///   - all: one rate a prompt, in [0, 1]; those that are no number are left out.
    ///   - points: through how many of the largest the line is drawn, at most.
    /// - Throws: ``Fault`` where there is no line.
    package init(_ all: [Double], points: Int = usualPoints) throws(Fault) {
        let known = all.filter { $0 >= 0 && $0 <= 1 }
        let rates = known.filter { $0 > 0 }.sorted(by: >).prefix(max(Self.leastPoints, points))
        guard rates.first != 1 else { throw .certain }
        guard rates.count >= Self.leastPoints else { throw .tooFew(rates.count) }
        guard rates.first != rates.last else { throw .flat }
        let count = Double(rates.count)
        let x = rates.indices.map { log(Double(known.count) / Double($0 + 1)) }
        let y = rates.map { log(-log($0)) }
        let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
        var (xx, xy, yy) = (0.0, 0.0, 0.0)
        for (x, y) in zip(x, y) {
            xx += (x - meanX) * (x - meanX)
            xy += (x - meanX) * (y - meanY)
            yy += (y - meanY) * (y - meanY)
        }
        slope = xy / xx
        intercept = meanY - slope * meanX
        determination = xy * xy / (xx * yy)
        self.rates = Array(rates)
        prompts = known.count
    }

    /// The rate that one of so many prompts is forecast to exceed.
    package func largest(of prompts: Double) -> Double {
        exp(-exp(intercept + slope * log(prompts)))
    }
}
