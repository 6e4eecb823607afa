import Evidence
import Statistics

/// Complete rounds of a prompt set: in round t each prompt has its t-th draw.
///
/// A statement that is pooled over rounds holds at all numbers of rounds at once, whatever decided
/// how often a prompt was drawn: the t-th draw of a prompt is what it is, drawn or not. So the
/// number of rounds may be chosen after the draws, and several may be intersected. Draws that a
/// round lacks are read at their worst, as lost ones are.
enum Rounds {
    /// Numbers of rounds that are worth a look, ascending: few rounds lack few draws, many have more.
    ///
    /// Powers of two tell whether the first draws agree with all; nothing is stated by these, which would
    /// narrow hardly any limit.
    ///
    /// - Parameter draws: how often each prompt was drawn.
    static func choices(_ draws: [Int]) -> [(rounds: Int, isStated: Bool)] {
        let sorted = draws.sorted()
        guard let last = sorted.last, last > 0 else { return [] }
        let places = [0, sorted.count / 50, sorted.count / 10, sorted.count / 4, sorted.count / 2]
        let powers = (0..<Int.bitWidth - 1).lazy.map { 1 << $0 }.prefix { $0 < last }
        let stated = Set(places.map { sorted[$0] } + [last])
        return stated.union(powers).filter { $0 > 0 }.sorted()
            .map { ($0, stated.contains($0)) }
    }

    /// What several numbers of rounds prove together, beginning with few.
    struct Limits {
        /// The intersection of what is stated; where it is empty it stays as it was, since to start anew
        /// would forget what fewer rounds have proven.
        var bound: Bound { stated ?? all }
        private var stated: Bound?
        /// The same of all that was looked at.
        private var all: Bound
        /// Whether the estimate lies outside of what was looked at.
        var excludesMean: Bool {
            bound.excludesEstimate || all.isContradicted(by: bound.estimate)
        }
        /// The first number of rounds whose limits exclude those of fewer; nil while all is well.
        private(set) var contradictedAt: Int?

        init(_ bound: Bound, isStated: Bool = true) {
            all = bound
            stated = isStated ? bound : nil
        }

        /// Adds the limits of so many rounds.
        mutating func add(_ other: Bound, rounds: Int, isStated: Bool = true) {
            if isStated { stated = stated.map { $0.meeting(other) ?? $0 } ?? other }
            if let both = all.meeting(other) {
                all = both
            } else {
                contradictedAt = contradictedAt ?? rounds
                all = other
            }
        }

        /// The same limits, widened or renamed.
        mutating func change(_ change: (inout Bound) -> Void) {
            var bound = bound
            change(&bound)
            stated = bound
        }
    }
}
