/// How many draws a server is given at once where nobody says how many it can take: more as long as
/// more come back in the same time, fewer where it refuses or becomes slow.
///
/// A pure value that is told of finished draws. It doubles the number while that gives a fifth more
/// draws in the same time, and goes back otherwise; it halves it at each refusal. By Little's law a
/// server that is kept full gives draws at the number in flight over their latency, so that at one
/// number of draws a falling rate is a rising latency: below seven tenths of what was usual a quarter
/// is taken off. Now and then half the number is tried, and kept where it gives nearly as much, and
/// then twice the number.
struct SlotSearch: Sendable, Hashable {
    /// The most draws in flight at once.
    let most: Int
    /// The draws in flight at once that are wanted now.
    private(set) var slots: Int
    private var trial = Trial.more
    /// What the number gave that is the best known; nil until one was measured.
    private var known: Measured?
    /// Finished draws that still belong to the number of before.
    private var stale: Int
    private var windowStart: Duration?
    private var finished = 0
    /// Windows since the number was last settled.
    private var quietWindows = 0
    /// What is tried when the number has stood for a while.
    private var next = Trial.less
    private var lastRefusal: Duration?

    /// What a number of draws in flight gave.
    private struct Measured: Hashable {
        let slots: Int
        /// Draws per second, the mean of so many windows.
        var rate: Double
        var windows = 1

        mutating func add(_ new: Double) {
            windows = min(windows + 1, 16)
            rate += (new - rate) / Double(windows)
        }
    }

    /// Which number the present one is compared with.
    private enum Trial: Hashable { case more, less, none }

    /// - Parameters:
    ///   - slots: the number to begin with.
    ///   - most: the largest number to try.
    init(from slots: Int, most: Int) {
        self.most = max(1, most)
        self.slots = min(max(1, slots), self.most)
        stale = self.slots
    }

    /// Answers are of unlike lengths: the rate of so many has a relative error of some hundredths.
    private static let leastWindow = 128
    /// Windows at one number after which another is tried, since servers change.
    private static let patience = 16
    /// Refusals within this time are of one kind: the draws that were in flight together.
    private static let breath = Duration.seconds(1)

    /// A draw has finished while so many, itself included, were in flight.
    mutating func finish(busy: Int, at now: Duration) {
        // Where there is not enough to do, the rate says nothing about the server.
        guard busy * 3 >= slots else { return restart() }
        if stale > 0 {
            stale -= 1
            return
        }
        guard let start = windowStart else {
            windowStart = now
            return
        }
        finished += 1
        guard finished >= max(Self.leastWindow, 4 * slots), now > start else { return }
        let rate = Double(finished) / ((now - start) / .seconds(1))
        windowStart = now
        finished = 0
        switch trial {
        case .more: judgeMore(rate)
        case .less: judgeLess(rate)
        case .none: hold(rate)
        }
    }

    /// The server has refused a request because it is busy, or was not there.
    mutating func refuse(at now: Duration) {
        if let lastRefusal, now - lastRefusal < Self.breath { return }
        lastRefusal = now
        known = nil
        settle(at: slots / 2)
    }

    private mutating func judgeMore(_ rate: Double) {
        if let before = known, rate < 1.2 * before.rate { return settle(at: before.slots) }
        known = Measured(slots: slots, rate: rate)
        guard slots < most else { return settle(at: slots) }
        set(slots * 2)
    }

    private mutating func judgeLess(_ rate: Double) {
        guard let before = known, rate < 0.95 * before.rate else {
            known = Measured(slots: slots, rate: rate)
            return settle(at: slots)
        }
        settle(at: before.slots)
    }

    private mutating func hold(_ rate: Double) {
        quietWindows += 1
        guard let usual = known, usual.slots == slots else {
            known = Measured(slots: slots, rate: rate)
            return
        }
        if rate < 0.7 * usual.rate {
            known = nil
            return settle(at: slots - max(1, slots / 4))
        }
        known?.add(rate)
        guard quietWindows >= Self.patience else { return }
        trial = next
        next = next == .less ? .more : .less
        set(trial == .less ? slots / 2 : slots * 2)
    }

    private mutating func settle(at wanted: Int) {
        trial = .none
        quietWindows = 0
        set(wanted)
    }

    private mutating func set(_ wanted: Int) {
        slots = min(max(1, wanted), most)
        restart()
    }

    private mutating func restart() {
        stale = slots
        windowStart = nil
        finished = 0
    }
}
