import Platform

extension OutputDiversity {
    /// The least number of possible answers that draws without a repetition allow.
    ///
    /// With K possible answers r draws are all different with a probability of at most
    /// ∏ₜ (1 − t/K), t from 1 to r − 1: that of K equally likely ones, since the chance is
    /// Schur-concave in the probabilities (Marshall, Olkin & Arnold 2011, chapter 12). The limit is
    /// the least K for which it exceeds α; about r²/(2 ln(1/α)). It holds at any time: being shown
    /// too high at some r takes that no draw repeated another up to the first such r, which has
    /// probability α at most. Independent draws.
    ///
    /// - Parameter run: draws from the first on of which none was lost or equals an earlier one.
    /// - Returns: at least `run`; at most 10¹⁵.
    package static func leastAnswers(run: Int, alpha: Double) throws(StatisticsError) -> Int {
        try Check.alpha(alpha)
        try Check.wholeNumber(run, "run", limit: 10_000_000)
        guard run > 1 else { return run }
        let goal = log(alpha)
        func isExcluded(_ answers: Int) -> Bool {
            guard answers >= run else { return true }
            let k = Double(answers)
            var sum = 0.0
            // One logarithm of sixteen factors: they are at least 10⁻¹⁵ each, so that none underflows.
            for start in stride(from: 1, to: run, by: 16) {
                var product = 1.0
                for t in start..<min(start + 16, run) { product *= Double(answers - t) / k }
                sum += log(product)
                if sum < goal { return true }
            }
            // Rounding of the sum must not raise the limit.
            return sum <= goal - 1e-12 * Double(run)
        }
        var low = run - 1
        var high = run
        while isExcluded(high), high < 1_000_000_000_000_000 {
            low = high
            high *= 2
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if isExcluded(middle) { low = middle } else { high = middle }
        }
        return high
    }
}
