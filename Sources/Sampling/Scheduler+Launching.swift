/// What is sent where.
extension Scheduler {
    mutating func probe(at now: Duration, _ actions: inout [SchedulerCommand]) {
        for server in servers.indices where servers[server].isAsked(at: now) {
            actions.append(.probe(server: server))
        }
    }

    mutating func launch(at now: Duration, _ actions: inout [SchedulerCommand]) {
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
            return start(next.prompt, .greedy(next.kind), on: server, at: now)
        }
        guard let prompt = queue.first(), let range = prompts[prompt].pending.first else {
            return nil
        }
        let most = min(range.count, prompts[prompt].allowance ?? .max)
        var wanted = wholeBlock(
            prompt, from: range.lowerBound, atMost: min(most, servers[server].preferredBlock))
        // Rather a whole block a little later than a request for each slot that comes free.
        if wanted > free {
            guard servers[server].hasWaited(at: now) else { return nil }
            wanted = wholeBlock(prompt, from: range.lowerBound, atMost: min(most, free))
        }
        prompts[prompt].launch(wanted)
        if prompts[prompt].hasGreedy { enqueueGreedyCheck(prompt) }
        let indexes = range.lowerBound..<(range.lowerBound + wanted)
        let block = start(prompt, .draws(indexes), on: server, at: now)
        enqueue(prompt)
        return block
    }

    private mutating func nextRetry(for server: Int, at now: Duration) -> Block? {
        guard let (position, retry) = retries.first(at: now) else { return nil }
        guard case .draws(let indexes) = retry.work else {
            retries.take(1, at: position)
            return start(retry, retry.work, on: server, at: now)
        }
        // From the second retry on each draw is alone, so that one that breaks its whole request
        // cannot take others with it.
        let limit = retry.attempt > 2 ? 1 : servers[server].largestBlock
        let count = wholeBlock(
            retry.prompt, from: indexes.lowerBound,
            atMost: min(indexes.count, limit, servers[server].free))
        retries.take(count, at: position)
        let launched = indexes.lowerBound..<(indexes.lowerBound + count)
        return start(retry, .draws(launched), on: server, at: now)
    }

    private func wholeBlock(_ prompt: Int, from index: Int, atMost count: Int) -> Int {
        seeds.wholeBlock(of: ids[prompt], from: index, atMost: count)
    }

    private mutating func start(
        _ retry: Retry, _ work: Block.Work, on server: Int, at now: Duration
    ) -> Block {
        start(
            retry.prompt, work, attempt: retry.attempt, delays: retry.delays, on: server, at: now)
    }

    private mutating func start(
        _ prompt: Int, _ work: Block.Work, attempt: Int = 1, delays: Int = 0, on server: Int,
        at now: Duration
    ) -> Block {
        let block = Block(
            id: nextBlock, prompt: prompt, work: work, server: server, attempt: attempt,
            delays: max(delays, servers[server].delays))
        nextBlock += 1
        servers[server].busy += block.count
        servers[server].waitingSince = nil
        let unfinished: Set<Int> =
            if case .draws(let indexes) = work { Set(indexes) } else { [0] }
        inFlight[block.id] = Flight(block: block, unfinished: unfinished, start: now)
        return block
    }

    /// Puts a prompt where the order policy wants it, or takes it out.
    mutating func enqueue(_ prompt: Int) {
        let state = prompts[prompt]
        let mayDraw = state.hasGreedy || !drawsNeedGreedy
        guard !state.isClosed, mayDraw, let range = state.pending.first else {
            queue.remove(prompt)
            return
        }
        switch order {
        case .breadth, .leaks:
            let inFlight = turn > 1 ? drawsInFlight(of: prompt) : 0
            queue.place(
                prompt, priority: Double(inFlight) * 0x1p32 + Double(range.lowerBound / turn))
        case .depth: queue.place(prompt, priority: 0)
        case .need: queue.place(prompt, priority: state.priority)
        }
    }

    private func drawsInFlight(of prompt: Int) -> Int {
        inFlight.values.count { $0.block.prompt == prompt && !$0.unfinished.isEmpty }
    }

    mutating func enqueueGreedyCheck(_ prompt: Int) {
        guard prompts[prompt].needsGreedyCheck else { return }
        prompts[prompt].needsGreedyCheck = false
        greedyQueue.append((prompt, .check))
    }
}
