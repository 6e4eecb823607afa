import Prompts

/// Decides what is asked of which server, and when.
///
/// A pure state machine: events go in with the time at which they happened, actions come out.
/// It knows launch numbers and servers, but no text, no network and no clock.
///
/// - Every launch number of a prompt below its target is launched, again after a failure, until
///   it has finished or is lost; none is ever in flight twice.
/// - No server ever works on more than its number of slots.
/// - Retries come first (the contiguous prefix waits for them), then greedy answers, then new
///   draws in the order policy's order.
struct Scheduler: Sendable {
    let ids: [PromptID]
    let seeds: SeedAllocation
    let order: OrderPolicy
    /// Whether a prompt's draws must wait for its greedy answer.
    let drawsNeedGreedy: Bool

    private(set) var prompts: [PromptState]
    private(set) var servers: [ServerState]
    private(set) var inFlight: [Int: Flight] = [:]
    private(set) var isPaused = false
    private var retries: RetryQueue
    private var greedyQueue: ArraySlice<(prompt: Int, kind: Block.Greedy)> = []
    private var queue: PromptQueue
    private var nextBlock = 0

    /// A block in flight and which of its draws have not finished.
    struct Flight: Sendable, Hashable {
        var block: Block
        var unfinished: Set<Int>
    }

    /// What is known about a prompt at the start: nothing for a new run.
    struct Start: Sendable {
        var target: Int
        /// Launch numbers that have an outcome, in increasing order.
        var done: [Int] = []
        var needsGreedy = true
        var needsGreedyCheck = true
        /// Whether nothing more is wanted, be it that the prompt failed or that a rule stopped it.
        var isClosed = false
    }

    init(
        ids: [PromptID], starts: [Start], serverCount: Int, seeds: SeedAllocation,
        retryPolicy: RetryPolicy = RetryPolicy(), order: OrderPolicy = .breadth,
        drawsNeedGreedy: Bool = false
    ) {
        self.ids = ids
        self.seeds = seeds
        retries = RetryQueue(policy: retryPolicy)
        self.order = order
        self.drawsNeedGreedy = drawsNeedGreedy
        servers = Array(repeating: ServerState(), count: serverCount)
        queue = PromptQueue(promptCount: ids.count)
        prompts = starts.map { start in
            PromptState(
                target: start.target,
                pending: IndexRanges(below: start.target, without: start.done),
                doneBeyond: start.done.filter { $0 >= start.target }, isClosed: start.isClosed,
                hasGreedy: !start.needsGreedy,
                needsGreedyCheck: start.needsGreedyCheck)
        }
        for position in prompts.indices where !prompts[position].isClosed {
            if !prompts[position].hasGreedy {
                greedyQueue.append((position, .answer))
            } else if prompts[position].pending.isEmpty {
                enqueueGreedyCheck(position)
            }
            enqueue(position)
        }
    }
}

// MARK: - Events

extension Scheduler {
    /// Takes in an event and returns what is to be done now.
    mutating func handle(_ event: Event, at now: Duration) -> [Command] {
        var actions: [Command] = []
        switch event {
        case .serverUp(let server, let slots, let largestBlock):
            servers[server].answered(slots: slots, largestBlock: largestBlock, at: now)
        case .serverDown(let server):
            servers[server].phase = .down(until: now)
            takeDown(server, at: now, atLeast: nil)
        case .serverLeftOut(let server):
            leaveOut(server, at: now, &actions)
        case .drawFinished(let id, let index):
            finish(index, of: id)
        case .greedyFinished(let id):
            finishGreedy(of: id)
        case .blockEnded(let id, let ending):
            if let flight = inFlight.removeValue(forKey: id) {
                end(flight, ending, at: now, &actions)
            }
        case .orderMore(let prompt, let draws):
            prompts[prompt].order(draws)
            enqueue(prompt)
        case .close(let prompt):
            prompts[prompt].isClosed = true
            queue.remove(prompt)
        case .fail(let prompt):
            fail(prompt)
        case .priority(let prompt, let value):
            prompts[prompt].priority = value
            if order == .need { enqueue(prompt) }
        case .paused(let paused):
            isPaused = paused
        case .timePassed:
            break
        }
        probe(at: now, &actions)
        launch(at: now, &actions)
        return actions
    }

    /// Whether everything wanted has an outcome.
    var isDone: Bool {
        inFlight.isEmpty && retries.isEmpty && greedyQueue.isEmpty
            && prompts.allSatisfy { $0.isClosed || $0.pending.isEmpty }
    }

    /// Whether no server is left that may be asked.
    var isForsaken: Bool { servers.allSatisfy { $0.phase == .leftOut } }

    /// Since when every server has failed and given nothing, whatever it said when it was asked.
    func uselessness(at now: Duration) -> Duration? {
        let since = servers.filter { $0.phase != .leftOut && $0.failures > 1 }.map(\.downSince)
        guard since.count == servers.count(where: { $0.phase != .leftOut }), !since.isEmpty,
            let latest = since.compactMap({ $0 }).max(), !since.contains(nil)
        else { return nil }
        return now - latest
    }

    /// How long no server has been of any use; nil where one is ready.
    func outage(at now: Duration) -> Duration? {
        guard servers.allSatisfy({ $0.phase != .ready }) else { return nil }
        return servers.compactMap(\.downSince).max().map { now - $0 }
    }

    /// When the next thing is due without any event, if there is such a thing.
    ///
    /// What is due already waits for a server, so an event will come.
    func wakeUp(after now: Duration) -> Duration? {
        var times: [Duration] = servers.compactMap { server in
            guard case .down(let until) = server.phase else { return nil }
            return until
        }
        if !isPaused { times += retries.times }
        return times.filter { $0 > now }.min()
    }

    private mutating func finish(_ index: Int, of id: Int) {
        guard var flight = inFlight[id], flight.unfinished.remove(index) != nil else { return }
        inFlight[id] = flight
        servers[flight.block.server].finished(flight.block)
    }

    private mutating func finishGreedy(of id: Int) {
        guard let flight = inFlight.removeValue(forKey: id) else { return }
        let block = flight.block
        servers[block.server].finished(block)
        guard case .greedy(let kind) = block.work else { return }
        settleGreedy(block.prompt, kind)
    }

    private mutating func settleGreedy(_ prompt: Int, _ kind: Block.Greedy) {
        switch kind {
        case .answer:
            prompts[prompt].hasGreedy = true
            if prompts[prompt].hasLaunched || prompts[prompt].pending.isEmpty {
                enqueueGreedyCheck(prompt)
            }
            enqueue(prompt)
        case .check:
            break
        }
    }

    private mutating func fail(_ prompt: Int) {
        prompts[prompt].isClosed = true
        prompts[prompt].isFailed = true
        prompts[prompt].pending = IndexRanges()
        queue.remove(prompt)
        greedyQueue.removeAll { $0.prompt == prompt }
        retries.removeAll(of: prompt)
    }
}

// MARK: - Endings

extension Scheduler {
    private mutating func end(
        _ flight: Flight, _ ending: Ending, at now: Duration, _ actions: inout [Command]
    ) {
        let block = flight.block
        servers[block.server].busy -= flight.unfinished.count
        switch ending {
        case .complete:
            // A stream that ended well without all its draws broke its promise.
            giveBack(flight, isCounted: true, at: now, &actions)
        case .failed:
            servers[block.server].failures += 1
            if servers[block.server].failures >= Self.failuresBeforeProbe {
                takeDown(block.server, at: now, atLeast: nil)
            }
            giveBack(flight, isCounted: true, at: now, &actions)
        case .broken:
            takeDown(block.server, at: now, atLeast: nil)
            giveBack(flight, isCounted: true, at: now, &actions)
        case .notStarted(let retryAfter):
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
        case .blocksUnsupported:
            servers[block.server].largestBlock = 1
            giveBack(flight, isCounted: false, at: now, &actions)
        case .refused:
            break
        }
    }

    /// Failures of single requests in a row after which the whole server is suspected.
    private static let failuresBeforeProbe = 5

    /// Queues a block's unfinished draws again under the same launch numbers, or loses them.
    private mutating func giveBack(
        _ flight: Flight, isCounted: Bool, delays: Int? = nil, at now: Duration,
        _ actions: inout [Command]
    ) {
        let block = flight.block
        guard !prompts[block.prompt].isFailed else { return }
        let isQueued = retries.add(
            block, unfinished: flight.unfinished, isCounted: isCounted,
            delays: delays ?? block.delays, at: now)
        if !isQueued { lose(flight, tooSlow: false, &actions) }
    }

    private mutating func lose(_ flight: Flight, tooSlow: Bool, _ actions: inout [Command]) {
        let block = flight.block
        if case .greedy = block.work { return loseGreedy(block, &actions) }
        for index in flight.unfinished.sorted() {
            actions.append(
                .lose(
                    prompt: block.prompt, index: index, attempts: block.attempt, tooSlow: tooSlow))
        }
    }

    private mutating func loseGreedy(_ block: Block, _ actions: inout [Command]) {
        guard case .greedy(let kind) = block.work else { return }
        actions.append(.loseGreedy(prompt: block.prompt, kind))
        if kind == .answer { prompts[block.prompt].needsGreedyCheck = false }
        settleGreedy(block.prompt, kind)
    }

    /// Gives what a server was working on to the others; that was no attempt.
    private mutating func leaveOut(_ server: Int, at now: Duration, _ actions: inout [Command]) {
        servers[server].phase = .leftOut
        if servers[server].downSince == nil { servers[server].downSince = now }
        for (id, flight) in inFlight.sorted(by: { $0.key < $1.key })
        where flight.block.server == server {
            inFlight[id] = nil
            servers[server].busy -= flight.unfinished.count
            giveBack(flight, isCounted: false, at: now, &actions)
        }
    }

    private mutating func takeDown(_ server: Int, at now: Duration, atLeast: Duration?) {
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

// MARK: - Launching

extension Scheduler {
    private mutating func probe(at now: Duration, _ actions: inout [Command]) {
        for server in servers.indices {
            if case .down(let until) = servers[server].phase, until <= now {
                servers[server].phase = .probing
                actions.append(.probe(server: server))
            }
        }
    }

    private mutating func launch(at now: Duration, _ actions: inout [Command]) {
        guard !isPaused else { return }
        // The server with the most free slots comes first, so that several share the work.
        let ready = servers.indices.filter { servers[$0].free > 0 }
            .sorted { (servers[$1].free, $0) < (servers[$0].free, $1) }
        for server in ready {
            while let block = nextBlock(for: server, at: now) {
                actions.append(.launch(block))
            }
        }
    }

    private mutating func nextBlock(for server: Int, at now: Duration) -> Block? {
        let free = servers[server].free
        guard free > 0 else { return nil }
        if let block = nextRetry(for: server, at: now) { return block }
        if !greedyQueue.isEmpty {
            let next = greedyQueue.removeFirst()
            return start(next.prompt, .greedy(next.kind), on: server)
        }
        guard let prompt = queue.first(), let range = prompts[prompt].pending.first else {
            return nil
        }
        let wanted = wholeBlock(
            prompt, from: range.lowerBound,
            atMost: min(
                range.count, servers[server].preferredBlock, prompts[prompt].allowance ?? .max))
        // Rather a whole block a little later than a request for each slot that comes free.
        guard wanted <= free else { return nil }
        prompts[prompt].launch(wanted)
        if prompts[prompt].hasGreedy { enqueueGreedyCheck(prompt) }
        enqueue(prompt)
        let indexes = range.lowerBound..<(range.lowerBound + wanted)
        return start(prompt, .draws(indexes), on: server)
    }

    private mutating func nextRetry(for server: Int, at now: Duration) -> Block? {
        guard let (position, retry) = retries.first(at: now) else { return nil }
        guard case .draws(let indexes) = retry.work else {
            retries.take(1, at: position)
            return start(retry, retry.work, on: server)
        }
        // From the second retry on each draw is alone, so that one that breaks its whole request
        // cannot take others with it.
        let limit = retry.attempt > 2 ? 1 : servers[server].largestBlock
        let count = wholeBlock(
            retry.prompt, from: indexes.lowerBound,
            atMost: min(indexes.count, limit, servers[server].free))
        retries.take(count, at: position)
        let launched = indexes.lowerBound..<(indexes.lowerBound + count)
        return start(retry, .draws(launched), on: server)
    }

    private func wholeBlock(_ prompt: Int, from index: Int, atMost count: Int) -> Int {
        seeds.wholeBlock(of: ids[prompt], from: index, atMost: count)
    }

    private mutating func start(
        _ retry: Retry, _ work: Block.Work, on server: Int
    ) -> Block {
        start(retry.prompt, work, attempt: retry.attempt, delays: retry.delays, on: server)
    }

    private mutating func start(
        _ prompt: Int, _ work: Block.Work, attempt: Int = 1, delays: Int = 0, on server: Int
    ) -> Block {
        let block = Block(
            id: nextBlock, prompt: prompt, work: work, server: server, attempt: attempt,
            delays: max(delays, servers[server].delays))
        nextBlock += 1
        servers[server].busy += block.count
        let unfinished: Set<Int> =
            if case .draws(let indexes) = work { Set(indexes) } else { [0] }
        inFlight[block.id] = Flight(block: block, unfinished: unfinished)
        return block
    }

    /// Puts a prompt where the order policy wants it, or takes it out.
    private mutating func enqueue(_ prompt: Int) {
        let state = prompts[prompt]
        let mayDraw = state.hasGreedy || !drawsNeedGreedy
        guard !state.isClosed, mayDraw, let range = state.pending.first else {
            queue.remove(prompt)
            return
        }
        switch order {
        case .breadth: queue.place(prompt, priority: Double(range.lowerBound))
        case .depth: queue.place(prompt, priority: 0)
        case .need: queue.place(prompt, priority: state.priority)
        }
    }

    private mutating func enqueueGreedyCheck(_ prompt: Int) {
        guard prompts[prompt].needsGreedyCheck else { return }
        prompts[prompt].needsGreedyCheck = false
        greedyQueue.append((prompt, .check))
    }
}
