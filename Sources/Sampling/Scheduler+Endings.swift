/// How blocks end, and what becomes of what they leave.
extension Scheduler {
    mutating func end(
        _ flight: Flight, _ ending: Ending, at now: Duration, _ actions: inout [SchedulerCommand]
    ) {
        let block = flight.block
        servers[block.server].busy -= flight.unfinished.count
        switch ending {
        case .complete:
            // A stream that ended well without all its draws broke its promise.
            giveBack(flight, isCounted: true, at: now, &actions)
        case .failed(.answer):
            let isQueued = giveBack(flight, isCounted: true, waits: false, at: now, &actions)
            if !isQueued { noteRefused(flight, at: now) }
        case .failed(let fault):
            blame(block.server, fault, at: now)
            giveBack(flight, isCounted: true, at: now, &actions)
        case .notStarted(let retryAfter):
            servers[block.server].refused(at: now)
            takeDown(block.server, at: now, atLeast: retryAfter)
            giveBack(flight, isCounted: false, at: now, &actions)
        case .unanswered:
            takeDown(block.server, at: now, atLeast: nil)
            // So that a draw for which nothing ever comes is lost some day, and its prompt goes on.
            giveBack(
                flight, isCounted: block.delays >= Block.mostDelays,
                delays: min(block.delays + 1, Block.mostDelays), at: now, &actions)
        case .tooSlow:
            lose(flight, tooSlow: true, &actions)
        case .unrepeatable(.answer):
            noteRefused(flight, at: now)
            lose(flight, tooSlow: false, &actions)
        case .unrepeatable(let fault):
            blame(block.server, fault, at: now)
            lose(flight, tooSlow: false, &actions)
        case .blocksUnsupported:
            servers[block.server].largestBlock = 1
            giveBack(flight, isCounted: false, at: now, &actions)
        case .alone:
            servers[block.server].isAskedAlone = true
            servers[block.server].largestBlock = 1
            giveBack(flight, isCounted: false, at: now, &actions)
        case .refused:
            break
        }
    }

    /// Failures of single requests in a row after which the whole server is suspected.
    private static let failuresBeforeProbe = 5

    /// Draws that failed count against their server, which may have to be asked before it gets more.
    private mutating func blame(_ server: Int, _ fault: Fault, at now: Duration) {
        if fault == .stream { servers[server].needsLook = true }
        let isAlone = fault == .stream && servers[server].busy == 0
        let isSuspect = servers[server].failures + 1 >= Self.failuresBeforeProbe
        if fault == .server || isAlone || isSuspect {
            takeDown(server, at: now, atLeast: nil)
        } else {
            servers[server].failures += 1
        }
    }

    /// So many draws in a row that are lost for what came of them make the whole server suspect, however
    /// well it sounds: it is asked whether it is still itself, and gets less and less until one comes.
    private static let mostRefused = 64

    /// What is refused for its content counts by draw: a server may give every other answer so.
    private mutating func noteRefused(_ flight: Flight, at now: Duration) {
        let server = flight.block.server
        servers[server].unanswering += flight.unfinished.count
        if servers[server].unanswering >= Self.mostRefused {
            takeDown(server, at: now, atLeast: nil)
        }
    }

    /// Queues a block's unfinished draws again under the same launch numbers, or loses them.
    ///
    /// - Returns: false where they are lost.
    @discardableResult
    private mutating func giveBack(
        _ flight: Flight, isCounted: Bool, waits: Bool = true, delays: Int? = nil,
        at now: Duration, _ actions: inout [SchedulerCommand]
    ) -> Bool {
        let block = flight.block
        guard !prompts[block.prompt].isFailed else { return true }
        let isQueued = retries.add(
            block, unfinished: flight.unfinished, isCounted: isCounted, waits: waits,
            delays: delays ?? block.delays, at: now)
        if !isQueued { lose(flight, tooSlow: false, &actions) }
        return isQueued
    }

    private mutating func lose(_ flight: Flight, tooSlow: Bool, _ actions: inout [SchedulerCommand])
    {
        let block = flight.block
        if case .greedy = block.work { return loseGreedy(block, &actions) }
        for index in flight.unfinished.sorted() {
            actions.append(
                .lose(
                    prompt: block.prompt, index: index, attempts: block.attempt, tooSlow: tooSlow))
        }
    }

    private mutating func loseGreedy(_ block: Block, _ actions: inout [SchedulerCommand]) {
        guard case .greedy(let kind) = block.work else { return }
        actions.append(.loseGreedy(prompt: block.prompt, kind))
        if kind == .answer { prompts[block.prompt].needsGreedyCheck = false }
        settleGreedy(block.prompt, kind)
    }

    /// Gives what a server was working on to the others; that was no attempt.
    mutating func leaveOut(_ server: Int, at now: Duration, _ actions: inout [SchedulerCommand]) {
        servers[server].phase = .leftOut
        if servers[server].downSince == nil { servers[server].downSince = now }
        for (id, flight) in inFlight.sorted(by: { $0.key < $1.key })
        where flight.block.server == server {
            inFlight[id] = nil
            servers[server].busy -= flight.unfinished.count
            giveBack(flight, isCounted: false, at: now, &actions)
        }
    }

    mutating func takeDown(_ server: Int, at now: Duration, atLeast: Duration?) {
        servers[server].failures += 1
        // The first question is asked at once: one broken connection says little.
        let failures = servers[server].failures
        var delay: Duration = .zero
        if failures > 1 {
            delay = retries.policy.pause(
                afterFailures: failures - 1, salt: UInt64(server) &<< 32 | UInt64(failures))
        }
        // Whatever a server wishes, it is asked again while a person would still wait.
        if let atLeast { delay = max(delay, min(atLeast, retries.policy.patience)) }
        switch servers[server].phase {
        case .ready: servers[server].phase = .down(until: now + delay)
        case .down(let until): servers[server].phase = .down(until: max(until, now + delay))
        case .probing, .probingAgain: servers[server].phase = .probingAgain
        case .leftOut: break
        }
        if servers[server].downSince == nil { servers[server].downSince = now }
    }
}
