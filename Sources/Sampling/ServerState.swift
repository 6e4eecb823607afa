/// What the scheduler knows about one server.
struct ServerState: Sendable, Hashable {
    var phase: Phase = .down(until: .zero)
    /// Requests that it works on at once.
    var slots = 1
    /// The most requests at once that may be tried; nil where what it says counts.
    var mostAtOnce: Int?
    /// How many it is given at once, where that is looked for.
    private(set) var search: SlotSearch?
    /// The most draws that one request may ask for.
    var largestBlock = 1
    /// Whether each request asks for one draw, whatever it can do.
    var isAskedAlone = false
    /// Draws and greedy answers that it is working on.
    var busy = 0
    /// Failures since the last success; the circuit breaker's memory.
    var failures = 0
    /// Draws that were lost for what came of them since the last good one.
    var unanswering = 0
    /// How often the time for the first byte had to be doubled until it was enough.
    var delays = 0
    /// Since when nothing has come from it; nil while it is of use.
    var downSince: Duration? = .zero
    /// Whether it is to be asked, while it is at work, whether it is still itself.
    var needsLook = false
    /// Whether it is being asked so.
    private(set) var isLookedAt = false

    /// How long a draw takes, the latest ones counting most; nil before the first.
    private(set) var drawTime: Duration?
    /// Since when free slots wait until there are enough for a whole block.
    var waitingSince: Duration?

    /// One of the answers that a block asks for has come: it is of use.
    mutating func finished(_ block: Block, since start: Duration, at now: Duration) {
        let known = drawTime ?? now - start
        drawTime = known + (now - start - known) / 16
        search?.finish(busy: busy, at: now)
        slots = search?.slots ?? slots
        busy -= 1
        failures = 0
        unanswering = 0
        downSince = nil
        // What was slow once is not asked with less patience.
        delays = max(delays, block.delays)
    }

    /// It has not begun what it was asked for.
    mutating func refused(at now: Duration) {
        search?.refuse(at: now)
        slots = search?.slots ?? slots
    }

    enum Phase: Sendable, Hashable {
        /// It answered and is the server that it was.
        case ready
        /// It is being asked whether it is there and still the same.
        case probing
        /// It is being asked, and failed meanwhile, so the answer will not count.
        case probingAgain
        /// It failed; it is asked again at this time.
        case down(until: Duration)
        /// It is not asked again: another model, or no use.
        case leftOut
    }

    /// It says that it is there and what it can do.
    mutating func answered(slots: Int, largestBlock: Int, at now: Duration) {
        if let mostAtOnce, search == nil { search = SlotSearch(from: slots, most: mostAtOnce) }
        self.slots = search?.slots ?? max(1, slots)
        self.largestBlock = isAskedAlone ? 1 : min(max(1, largestBlock), max(1, slots))
        isLookedAt = false
        switch phase {
        case .ready, .probing: phase = .ready
        case .probingAgain: phase = .down(until: now)
        // It has failed since it was asked, so this says nothing about now.
        case .down, .leftOut: break
        }
    }

    /// It did not say that it is there.
    mutating func failedToAnswer(at now: Duration) {
        isLookedAt = false
        phase = .down(until: now)
    }

    /// Whether it is to be asked now; it is taken to be asked then.
    ///
    /// One question at a time: an answer must not be taken for that to a later one.
    mutating func isAsked(at now: Duration) -> Bool {
        switch phase {
        case .down(let until) where until <= now:
            phase = isLookedAt ? .probingAgain : .probing
            needsLook = false
            return phase == .probing
        case .ready where needsLook && !isLookedAt:
            needsLook = false
            isLookedAt = true
            return true
        default: return false
        }
    }

    var free: Int { phase == .ready ? max(0, slots - busy) : 0 }

    /// How many draws a request asks for by preference.
    ///
    /// Half the slots: while one block runs out, its last answers being longer than the others,
    /// the next one works already.
    var preferredBlock: Int { min(largestBlock, max(1, slots / 2)) }

    /// How long free slots wait for others, so that a request can ask for a whole block: a twentieth of a
    /// draw's time, which is the most that a slot stands idle for that, or as long as a request is dear.
    private var longestWait: Duration { max(.milliseconds(20), (drawTime ?? .zero) / 20) }

    /// When its free slots have waited long enough for a whole block; nil where none wait.
    var waitsUntil: Duration? { waitingSince.map { $0 + longestWait } }

    /// Whether its free slots have waited long enough, the first time being when that is asked first.
    mutating func hasWaited(at now: Duration) -> Bool {
        guard let waitsUntil else {
            waitingSince = now
            return false
        }
        return waitsUntil <= now
    }
}
