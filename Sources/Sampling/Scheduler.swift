import Prompts

/// Decides what is asked of which server, and when.
///
/// A pure state machine: events go in with the time at which they happened, actions come out.
/// It knows launch numbers and servers, but no text, no network and no clock.
///
/// - Every launch number of a prompt below its target is launched, again after a failure, until
///   it has finished or is lost; none is ever in flight twice.
/// - No server ever gets more than its number of slots, or than what ``SlotSearch`` finds for it.
/// - Retries come first (the contiguous prefix waits for them), then greedy answers, then new
///   draws in the order policy's order.
struct Scheduler: Sendable {
    let ids: [PromptID]
    let seeds: SeedAllocation
    let order: OrderPolicy
    /// Whether a prompt's draws must wait for its greedy answer.
    let drawsNeedGreedy: Bool
    /// How many draws of a prompt are made before the next prompt's, one at a time, so that a server
    /// finds the prompt in its cache and each draw knows of the one before; 1 for plain draws.
    let turn: Int

    var prompts: [PromptState]
    var servers: [ServerState]
    var inFlight: [Int: Flight] = [:]
    private(set) var isPaused = false
    var retries: RetryQueue
    var greedyQueue: ArraySlice<(prompt: Int, kind: Block.Greedy)> = []
    var queue: PromptQueue
    var nextBlock = 0

    /// A block in flight and which of its draws have not finished.
    struct Flight: Sendable, Hashable {
        var block: Block
        var unfinished: Set<Int>
        var start: Duration
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
        drawsNeedGreedy: Bool = false, turn: Int = 1, mostAtOnce: Int? = nil
    ) {
        self.ids = ids
        self.seeds = seeds
        retries = RetryQueue(policy: retryPolicy)
        self.order = order
        self.drawsNeedGreedy = drawsNeedGreedy
        self.turn = turn
        servers = Array(repeating: ServerState(mostAtOnce: mostAtOnce), count: serverCount)
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
    mutating func handle(_ event: SchedulerEvent, at now: Duration) -> [SchedulerCommand] {
        var actions: [SchedulerCommand] = []
        switch event {
        case .serverUp(let server, let slots, let largestBlock):
            servers[server].answered(slots: slots, largestBlock: largestBlock, at: now)
        case .serverDown(let server):
            servers[server].failedToAnswer(at: now)
            takeDown(server, at: now, atLeast: nil)
        case .serverLeftOut(let server):
            leaveOut(server, at: now, &actions)
        case .drawFinished(let id, let index):
            finish(index, of: id, at: now)
        case .greedyFinished(let id):
            finishGreedy(of: id, at: now)
        case .blockEnded(let id, let ending):
            if let flight = inFlight.removeValue(forKey: id) {
                end(flight, ending, at: now, &actions)
            }
        case .orderMore(let prompt, let draws):
            prompts[prompt].order(draws)
            enqueue(prompt)
        case .takeBack(let prompt, let draws, let least):
            prompts[prompt].takeBack(draws, least: least)
            if prompts[prompt].isClosed || prompts[prompt].pending.isEmpty {
                queue.remove(prompt)
                if prompts[prompt].hasGreedy { enqueueGreedyCheck(prompt) }
            }
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
        if !isPaused { times += retries.times + servers.compactMap(\.waitsUntil) }
        return times.filter { $0 > now }.min()
    }

    private mutating func finish(_ index: Int, of id: Int, at now: Duration) {
        guard var flight = inFlight[id], flight.unfinished.remove(index) != nil else { return }
        inFlight[id] = flight
        servers[flight.block.server].finished(flight.block, since: flight.start, at: now)
        if turn > 1 { enqueue(flight.block.prompt) }
    }

    private mutating func finishGreedy(of id: Int, at now: Duration) {
        guard let flight = inFlight.removeValue(forKey: id) else { return }
        let block = flight.block
        servers[block.server].finished(block, since: flight.start, at: now)
        guard case .greedy(let kind) = block.work else { return }
        settleGreedy(block.prompt, kind)
    }

    mutating func settleGreedy(_ prompt: Int, _ kind: Block.Greedy) {
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
