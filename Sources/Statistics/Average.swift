extension Sequence<Double> {
    /// The mean, with the same weight for every value; NaN for none, and where one is NaN.
    ///
    /// Every average over prompts in the program is this one: that of their means, of their limits,
    /// of the greedy answers' scores. Who leaves prompts out says so.
    package var average: Double {
        var (sum, count) = (0.0, 0)
        for value in self {
            sum += value
            count += 1
        }
        return count > 0 ? sum / Double(count) : .nan
    }
}
