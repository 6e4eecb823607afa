/// The input checks shared by all bounds: each throws an error that names the value.
enum Check {
    static func finite(_ value: Double, _ name: @autoclosure () -> String)
        throws(StatisticsError)
    {
        guard value.isFinite else { throw .notFinite(name: name(), value: value) }
    }

    static func alpha(_ alpha: Double) throws(StatisticsError) {
        guard alpha > 0, alpha <= 0.5 else { throw .alphaOutsideRange(alpha) }
    }

    /// Up to here the quantiles keep their accuracy; far above, counts are no longer exact as
    /// floating-point numbers and their sums could overflow.
    static let greatestCount = 1_000_000_000_000

    static func draws(_ draws: Int) throws(StatisticsError) {
        guard draws > 0 else { throw .noDraws(draws) }
        try notTooLarge(draws, "draws", limit: greatestCount)
    }

    static func notTooLarge(
        _ value: Int, _ name: @autoclosure () -> String, limit: Int
    ) throws(StatisticsError) {
        guard value <= limit else {
            throw .tooLarge(name: name(), value: Double(value), limit: Double(limit))
        }
    }

    /// A whole number from 0 to a limit.
    static func wholeNumber(
        _ value: Int, _ name: @autoclosure () -> String, limit: Int = greatestCount
    ) throws(StatisticsError) {
        guard value >= 0 else {
            throw .outsideRange(name: name(), value: Double(value), range: "[0, \(limit)]")
        }
        try notTooLarge(value, name(), limit: limit)
    }

    /// A closed unit interval check, for scores and probabilities.
    static func unit(_ value: Double, _ name: @autoclosure () -> String)
        throws(StatisticsError)
    {
        try finite(value, name())
        guard value >= 0, value <= 1 else {
            throw .outsideRange(name: name(), value: value, range: "[0, 1]")
        }
    }

    /// A share that is divided by: above 0, at most 1.
    static func share(_ value: Double, _ name: @autoclosure () -> String)
        throws(StatisticsError)
    {
        try finite(value, name())
        guard value > 0, value <= 1 else {
            throw .outsideRange(name: name(), value: value, range: "(0, 1]")
        }
    }

    /// An open unit interval check, for targets that can be certified or refuted.
    static func openUnit(_ value: Double, _ name: @autoclosure () -> String)
        throws(StatisticsError)
    {
        try finite(value, name())
        guard value > 0, value < 1 else {
            throw .outsideRange(name: name(), value: value, range: "(0, 1)")
        }
    }

    /// A (possibly fractional) number of leaks among draws: 0 ≤ k ≤ n, n ≥ 1.
    static func count(_ count: Double, of draws: Int, _ name: @autoclosure () -> String = "leaks")
        throws(StatisticsError)
    {
        try Check.draws(draws)
        try finite(count, name())
        guard count >= 0 else {
            throw .outsideRange(name: name(), value: count, range: "[0, \(draws)]")
        }
        guard count <= Double(draws) else {
            throw .countAboveTotal(name: name(), count: count, total: Double(draws))
        }
    }

    /// A non-empty list of scores in [0, 1]; the error names the position of a bad one.
    static func scores(_ scores: [Double], _ name: @autoclosure () -> String = "scores")
        throws(StatisticsError)
    {
        guard !scores.isEmpty else { throw .empty(name: name()) }
        for (index, score) in scores.enumerated() {
            try unit(score, "\(name())[\(index)]")
        }
    }
}
