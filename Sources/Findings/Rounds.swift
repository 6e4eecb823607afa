import Evidence
import Statistics

/// Complete rounds of a prompt set: in round t each prompt has its t-th draw.
///
/// A statement that is pooled over rounds holds at all numbers of rounds at once, whatever decided
/// how often a prompt was drawn: the t-th draw of a prompt is what it is, drawn or not. So the
/// number of rounds may be chosen after the draws, and several may be intersected. Draws that a
/// round lacks are read at their worst, as lost ones are.
enum Rounds {
    /// Numbers of rounds that are worth a look, ascending: few rounds lack few draws, many have more, and
    /// powers of two tell whether the first draws agree with all.
    ///
    /// - Parameter draws: how often each prompt was drawn.
    static func choices(_ draws: [Int]) -> [Int] {
        let sorted = draws.sorted()
        guard let last = sorted.last, last > 0 else { return [] }
        let places = [0, sorted.count / 50, sorted.count / 10, sorted.count / 4, sorted.count / 2]
        let powers = (0..<Int.bitWidth - 1).lazy.map { 1 << $0 }.prefix { $0 < last }
        return Set(places.map { sorted[$0] } + [last] + powers).filter { $0 > 0 }.sorted()
    }

    /// What several numbers of rounds prove together, beginning with few.
    struct Limits {
        /// The intersection; it starts anew where it is empty.
        private(set) var bound: Bound
        /// The first number of rounds whose limits exclude those of fewer; nil while all is well.
        private(set) var contradictedAt: Int?

        init(_ bound: Bound) { self.bound = bound }

        /// Adds the limits of so many rounds.
        mutating func add(_ other: Bound, rounds: Int) {
            if let both = bound.meeting(other) {
                bound = both
            } else {
                contradictedAt = contradictedAt ?? rounds
                bound = other
            }
        }

        /// The same limits, widened or renamed.
        mutating func change(_ change: (inout Bound) -> Void) { change(&bound) }
    }
}
