import Evidence
import Statistics

/// What is known about the mean over all prompts of their mean scores.
///
/// Every prompt counts: one without draws, or whose draws no limit holds for, may have any mean.
package struct MeanFinding: Sendable {
    /// The limits on the mean over all prompts, or why there are none.
    ///
    /// Void where the draws of the prompts contradict each other, although those of each prompt alone
    /// need not.
    package let reading: Reading
    /// The mean over the prompts that have a mean; NaN without any.
    package let estimate: Double
    /// The draws that the limits speak of, lost ones included.
    package let draws: Int
    /// Prompts without a completed draw: the limits hold whatever their means are.
    package let undrawn: Int
    /// Prompts whose draws contradict each other.
    ///
    /// They are read as lost, each at its worst for each limit: limits from draws of a prompt that
    /// leaks always, or never, hold for every prompt whatever its mean is.
    package let void: Int

    /// - Parameters:
    ///   - prompts: the scores of one scorer, an element per prompt.
    ///   - voids: for each of them whether no limit holds for its draws.
    ///   - own: the limits of the only prompt, where these are known already: they are the mean's.
    package init(
        _ prompts: [ScoreEvidence], voids: [Bool] = [], _ statement: Statement, own: Bound? = nil
    ) {
        let allowed = prompts.enumerated().map { position, scores in
            let allowed = scores.allowed(by: statement)
            return position < voids.count && voids[position]
                ? ScoreEvidence(repeatElement(nil, count: allowed.draws)) : allowed
        }
        void = voids.count { $0 }
        draws = allowed.reduce(0) { $0 + $1.draws }
        undrawn = allowed.count { $0.count == 0 } - void
        let least = allowed.map(\.draws).min() ?? 0
        // The statement that tells of contradictions is as a rule the one that is asked for.
        let isAlarm = statement.isSame(statement.setAlarm) && statement.judge == nil
        var alarm: (contradictedAt: Int?, excludesMean: Bool) = (nil, false)
        if !isAlarm { alarm = PromptMean.alarm(over: allowed, statement) }
        let found: Reading
        if let rounds = alarm.contradictedAt {
            found = .void(.drift(at: rounds))
        } else if let reason = statement.unstated(
            of: least, isWithoutReplacement: allowed.contains(where: \.isWithoutReplacement))
        {
            found = reason
        } else if let own, prompts.count == 1 {
            found = .bound(own)
        } else {
            let limits = try? PromptMean.limits(over: allowed, statement)
            if isAlarm {
                alarm = (limits?.contradictedAt, limits?.excludesMean == true)
            }
            found =
                alarm.contradictedAt.map { .void(.drift(at: $0)) }
                ?? limits.map { .bound($0.bound) } ?? .none
        }
        reading = found.contradicted(alarm.excludesMean && prompts.count > 1)
        estimate = reading.bound?.estimate ?? allowed.meanOfMeans
    }
}
