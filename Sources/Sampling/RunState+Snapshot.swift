import Evidence
import Journal

extension RunState {
    /// The picture of the run at this moment.
    ///
    /// Cheap: arrays and dictionaries are shared until the next draw of a prompt changes its own.
    func snapshot(at now: Duration) -> Snapshot {
        var facts = RunFacts(journal.identity, journal.plan)
        facts.name = plan.name
        facts.servers = addresses
        facts.settings = settings
        facts.warnings = warnings
        facts.stopRules = plan.stopRules.map(\.description)
        facts.plannedDraws = plan.draws
        facts.alpha = plan.alpha
        if case .finished(let reason) = phase { facts.ending = reason }
        return Snapshot(
            facts: facts, prompts: evidence, greedyScores: greedyScores,
            progress: progress(at: now))
    }

    private func progress(at now: Duration) -> Snapshot.Progress {
        var planned = 0
        var expected = 0
        for (position, prompt) in scheduler.prompts.enumerated() {
            let done = counts.outcomes[position]
            let end = prompt.isClosed ? done : prompt.end
            planned += end
            expected += max(done, min(end, expectedDraws[position] ?? end))
        }
        let speed = rate.rate(at: now)
        let completed = counts.committed
        expected = min(expected, expectedWithinBudget(completed))
        var secondsToGo: Double?
        if phase == .sampling, speed > 0 {
            secondsToGo = Double(max(0, expected - completed)) / speed
            for case .wallTime(let limit) in plan.stopRules {
                let left = max(.zero, limit - now) / .seconds(1)
                if left < secondsToGo ?? .infinity {
                    secondsToGo = left
                    expected = completed + Int(left * speed)
                }
            }
        }
        return Snapshot.Progress(
            phase: phase, completed: completed, planned: planned, lost: counts.lost,
            retried: counts.retried, rate: speed, expected: expected, secondsToGo: secondsToGo,
            notices: notices)
    }

    /// How many draws the tokens and requests that may be spent are likely to pay for.
    private func expectedWithinBudget(_ completed: Int) -> Int {
        var expected = Int.max
        for rule in plan.stopRules where completed > 0 {
            var share = 0.0
            switch rule {
            case .tokens(let limit): share = Double(counts.tokens) / Double(limit)
            case .requests(let limit): share = Double(counts.requests) / Double(limit)
            case .width, .verdict, .wallTime: continue
            }
            let total = Double(completed) / max(share, 1e-9)
            expected = min(expected, max(completed, Int(min(total, 1e15))))
        }
        return expected
    }

    /// What the sampler is doing.
    var phase: Snapshot.Phase {
        switch ending ?? idleReason {
        case .finished(let reason): return .finished(reason: reason)
        case .failed(let reason): return .failed(reason: reason)
        case nil: break
        }
        if isPausedByUser || diskProblem != nil { return .paused }
        if scheduler.servers.allSatisfy({ $0.phase != .ready }) { return .waitingForServer }
        return .sampling
    }

    private var notices: [String] {
        (diskProblem.map { [$0] } ?? [])
            + serverNotices.sorted { $0.key < $1.key }.map { server, text in
                text.contains(addresses[server]) ? text : "\(addresses[server]): \(text)"
            } + standingNotices
    }
}
