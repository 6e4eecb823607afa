import Evidence
import Findings
import Inference
import Journal
import Prompts
import Synchronization

/// What the loop keeps between its turns beside the state of the run.
private struct LoopState {
    var rules: RuleBook
    var pace: SnapshotPace
    /// Until the servers are asked again whether they still are the same model.
    var modelCheck: Duration
    var nextModelCheck: Duration
    /// When a timer goes off.
    var alarm: Duration?

    init(_ plan: SamplingPlan) {
        rules = RuleBook(plan: plan)
        pace = SnapshotPace(interval: plan.limits.snapshotInterval)
        // Often at first: a run may be over before the first look would come.
        modelCheck = min(.seconds(1), plan.limits.modelCheck)
        nextModelCheck = modelCheck
    }

    /// Whether a timer is to be set for a moment: none is that goes off before it.
    mutating func setAlarm(_ moment: Duration, at now: Duration) -> Bool {
        guard alarm.map({ $0 <= now || moment < $0 }) ?? true else { return false }
        alarm = moment
        return true
    }
}

extension Sampler {
    /// Runs until the plan is met, a rule or somebody stops it, or it fails.
    func loop(
        _ initial: RunState, _ runner: RequestRunner, staysOpen: Bool
    ) async -> Snapshot.Phase {
        let start = ContinuousClock.now
        let inbox = self.inbox
        var state = initial
        var loop = LoopState(plan)
        await withDiscardingTaskGroup { group in
            var effects = state.begin(&loop.rules)
            while true {
                // Nothing is asked of a server before the journal has it.
                let mayLaunch = state.recordLaunches(at: start.duration(to: .now))
                for effect in effects {
                    if let work = work(of: effect, runner, state, mayLaunch: mayLaunch) {
                        group.addTask(operation: work)
                    }
                }
                let now = start.duration(to: .now)
                effects = turn(&state, &loop, staysOpen: staysOpen, at: now)
                if state.ending != nil { break }
                guard effects.isEmpty else { continue }

                if let wakeUp = wakeUp(state, loop, after: now),
                    loop.setAlarm(wakeUp, at: now)
                {
                    group.addTask {
                        try? await Task.sleep(until: start + wakeUp, clock: .continuous)
                        inbox.post(.timer)
                    }
                }
                for report in await inbox.take() {
                    note(report)
                    effects += state.take(report, at: start.duration(to: .now))
                }
            }
            group.cancelAll()
        }
        await verify(&state, runner, from: start)
        return finish(&state, at: start.duration(to: .now))
    }

    /// What is to be done beside the loop; nil where it is done at once, or cannot be.
    private func work(
        of effect: RunState.Effect, _ runner: RequestRunner, _ state: RunState, mayLaunch: Bool
    ) -> (@Sendable () async -> Void)? {
        switch effect {
        case .launchRest(let block, let order):
            note(block)
            guard mayLaunch else {
                inbox.post(
                    .ended(
                        block, .notStarted(retryAfter: plan.limits.diskRetry),
                        reason: "the run file has no room"))
                return nil
            }
            return { await runner.run(block, order) }
        case .launch(let block):
            note(block)
            return { await runner.run(block) }
        case .repeatGreedy(let block):
            if let greedy = state.repeated(block.prompt) {
                runner.repeatGreedy(greedy.answer, scores: greedy.scores, block)
            }
            return nil
        case .probe(let server): return { await runner.probe(server) }
        case .ask(let repeated): return { await runner.ask(about: repeated) }
        case .drawAlone(let question): return { await runner.drawAlone(question) }
        }
    }

    /// Commits what is due, applies the rules to it, and shows it.
    private func turn(
        _ state: inout RunState, _ loop: inout LoopState, staysOpen: Bool, at now: Duration
    ) -> [RunState.Effect] {
        var effects: [RunState.Effect] = []
        var grown = state.unruled
        state.unruled.removeAll(keepingCapacity: true)
        if state.isCommitDue(at: now) {
            let committed = state.commit(at: now)
            effects += committed.effects
            grown.formUnion(committed.grown)
            if plan.rest == nil {
                effects += state.question(about: committed.grown)
                state.lookForCopies()
            }
        }
        if state.isRejudged {
            state.rejudge()
            grown.formUnion(state.unruled)
            loop.rules = RuleBook(plan: plan)
        }
        effects += state.apply(&loop.rules, to: grown, at: now)
        if now >= loop.nextModelCheck {
            loop.modelCheck = min(loop.modelCheck * 2, plan.limits.modelCheck)
            loop.nextModelCheck = now + loop.modelCheck
            effects += state.readyServers.map { .probe(server: $0) }
        }
        state.settle(loop.rules, staysOpen: staysOpen, at: now)
        if staysOpen { effects += state.lastQuestions(at: now) }
        if loop.pace.isDue(at: now), state.isChanged {
            onSnapshot(state.snapshot(at: now))
            state.isChanged = false
            loop.pace.posted(at: now)
        }
        return effects
    }

    /// When there is something to do although no report comes; nil for never.
    private func wakeUp(_ state: RunState, _ loop: LoopState, after now: Duration) -> Duration? {
        [
            state.scheduler.wakeUp(after: now), state.commitTime, loop.nextModelCheck,
            loop.rules.deadline, state.patienceEnd(at: now),
            state.isChanged ? loop.pace.next : nil,
        ].compactMap { $0 }.min()
    }

    /// Commits what finished before its request was cancelled, which belongs to the run, and says how
    /// it ended.
    private func finish(_ state: inout RunState, at now: Duration) -> Snapshot.Phase {
        for report in inbox.takeWithoutWaiting() {
            switch report {
            case .rendered, .drawn, .answers: _ = state.take(report, at: now)
            default: break
            }
        }
        _ = state.commit(at: now)
        state.rejudge()
        _ = state.recordLaunches(at: now)
        let outcome = Outcome(
            leftOut: state.leftOut.sorted { $0.key < $1.key }.map(\.value),
            lost: state.lostReasons.values.reduce(0, +),
            lostReason: state.lostReasons.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key)
        result.withLock { $0 = outcome }
        let phase = state.phase
        if case .finished(let reason) = phase {
            state.tell { (journal) throws(JournalError) in
                try journal.recordEvent(.stopped, reason)
            }
        }
        onSnapshot(state.snapshot(at: now))
        return phase
    }
}
