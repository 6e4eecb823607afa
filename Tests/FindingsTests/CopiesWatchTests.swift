import Findings
import Platform
import Testing

/// What repeated requests win, by the formula.
@Suite struct CopiesWatchTests {
    /// Three different answers have six orders: a bet of a share s on the same one wins 1 − s + 6 s.
    @Test func aRepetitionWinsByItsNumberOfOrders() {
        var watch = CopiesWatch()
        #expect(watch.logWealth == 0)
        watch.take([1, 2, 3], from: 0, prompt: 0, server: 0)
        #expect(abs(watch.logWealth) < 1e-12)
        watch.take([1, 2, 3], from: 3, prompt: 0, server: 0)
        func mean(_ value: (Double) -> Double) -> Double {
            [0.05, 0.5, 0.9].reduce(0) { $0 + value($1) } / 3
        }
        #expect(watch.repeats == 1)
        #expect(abs(watch.logWealth - log(mean { 1 - $0 + 6 * $0 })) < 1e-12)
        // One that is no repetition loses what was bet.
        watch.take([1, 3, 2], from: 6, prompt: 0, server: 0)
        #expect(abs(watch.logWealth - log(mean { (1 - $0 + 6 * $0) * (1 - $0) })) < 1e-12)
    }

    /// Of two equal answers and another one there are three orders.
    @Test func equalAnswersHaveFewerOrders() {
        #expect(abs(CopiesWatch.logOrders([4, 4, 9]) - log(3)) < 1e-12)
        #expect(CopiesWatch.logOrders([4, 4, 4]) == 0)
        #expect(abs(CopiesWatch.logOrders(Array(0..<20)) - 42.335616460753485) < 1e-9)
    }
}
