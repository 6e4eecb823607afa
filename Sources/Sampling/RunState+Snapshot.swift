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
        facts.plannedDraws = plan.draws
        facts.alpha = plan.alpha
        return Snapshot(
            facts: facts, prompts: evidence, greedyScores: greedyScores,
            progress: progress(at: now))
    }

    private func progress(at now: Duration) -> Snapshot.Progress {
        var planned = 0
        for (position, prompt) in scheduler.prompts.enumerated() {
            planned += prompt.isClosed ? counts.outcomes[position] : prompt.end
        }
        return Snapshot.Progress(
            phase: phase, completed: counts.committed, planned: planned, lost: counts.lost,
            retried: counts.retried, rate: rate.rate(at: now), notices: notices)
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
