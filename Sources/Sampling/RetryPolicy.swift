/// When something that failed is tried again.
///
/// A draw is retried with the same seed, so that retrying cannot select among answers, and a
/// bounded number of times, so that evidence always moves on.
package struct RetryPolicy: Sendable, Hashable {
    /// How often one draw is started before it is recorded as lost.
    package var attempts: Int
    /// The pause before the first retry; it doubles with each further failure.
    package var base: Duration
    /// The longest pause.
    package var cap: Duration
    /// How long no server may be reachable before the run fails; the journal stays complete.
    package var patience: Duration
    /// How long no server may be reachable before a run that a rule has ended waits no longer for
    /// the draws that were under way; continuing the run makes them.
    package var grace: Duration

    package init(
        attempts: Int = 5, base: Duration = .milliseconds(50), cap: Duration = .seconds(15),
        patience: Duration = .seconds(1800), grace: Duration = .seconds(10)
    ) {
        self.attempts = max(1, attempts)
        self.base = base
        self.cap = cap
        self.patience = patience
        self.grace = grace
    }

    /// The pause after the given number of failures in a row (1, 2, …).
    ///
    /// Between half and all of `base · 2^(failures − 1)`, at most the cap. The share is taken from
    /// `salt`, so that clients that failed together do not come back together, and the same failure
    /// always waits as long.
    package func pause(afterFailures failures: Int, salt: UInt64) -> Duration {
        let doublings = min(max(failures, 1) - 1, 24)
        let full = min(base * (1 << doublings), cap)
        let share = 0.5 + Double(mix(salt) >> 11) * 0x1p-54
        return full * share
    }
}
