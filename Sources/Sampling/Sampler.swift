import Evidence
import Findings
import Inference
import Journal
import Prompts
import Synchronization

/// Samples a run: asks the servers for draws, scores them, commits them to the journal and shows
/// them, until the plan is met or somebody stops it.
///
/// One task owns all state and sleeps until something happens; requests run in child tasks of it
/// and leave reports in an inbox. The journal has every draw before a snapshot shows it, so that a
/// process killed at any moment has shown nothing that reopening the run does not show again.
///
///     let sampler = Sampler(plan: plan, servers: [server], journal: journal) { snapshot in
///         mailbox.replace(with: snapshot)
///     }
///     let end = await sampler.run()
package final class Sampler: Sendable {
    let plan: SamplingPlan
    let servers: [any CompletionServer]
    private let journal: any RunRecord
    private let onSnapshot: @Sendable (Snapshot) -> Void
    let inbox = Inbox<Report>()
    private let result = Mutex(Outcome())

    /// What a run came to beside its draws.
    package struct Outcome: Sendable, Hashable {
        /// Servers that were given up, and why.
        package var leftOut: [String] = []
        /// Draws of this session that have no text, and the commonest reason.
        package var lost = 0
        package var lostReason: String?
    }

    /// What the last call of ``run(staysOpen:)`` came to.
    package var outcome: Outcome { result.withLock { $0 } }

    /// Prepares sampling; nothing happens before ``run(staysOpen:)``.
    ///
    /// - Parameters:
    ///   - plan: what to sample. What belongs to a run's identity must agree with the journal's.
    ///   - servers: at least one; the work is shared out among them.
    ///   - journal: open for writing. Draws that it has already are not drawn again.
    ///   - onSnapshot: called with the newest picture of the run, at most once in
    ///     ``SamplingLimits/snapshotInterval`` and once at the end. It must return quickly.
    package convenience init(
        plan: SamplingPlan, servers: [any CompletionServer], journal: Journal,
        onSnapshot: @escaping @Sendable (Snapshot) -> Void = { _ in }
    ) {
        self.init(plan: plan, servers: servers, record: journal, onSnapshot: onSnapshot)
    }

    init(
        plan: SamplingPlan, servers: [any CompletionServer], record: any RunRecord,
        onSnapshot: @escaping @Sendable (Snapshot) -> Void
    ) {
        precondition(!servers.isEmpty, "sampling needs a server")
        self.plan = plan
        self.servers =
            plan.decoding.isAdaptivePerToken
            ? servers.map { AdaptivePerTokenServer($0) } : servers
        journal = record
        self.onSnapshot = onSnapshot
    }

    /// Launches nothing more for the moment; what is running comes to its end.
    package func pause() { inbox.post(.order(.pause)) }

    /// Goes on after ``pause()``.
    package func resume() { inbox.post(.order(.resume)) }

    /// Ends the run now.
    ///
    /// Running requests are cancelled, not lost: the same draws are made when the
    /// run is continued.
    package func stop() { inbox.post(.order(.stop)) }

    /// Wants more draws of one prompt than were planned.
    package func orderMore(prompt: PromptID, draws: Int) {
        inbox.post(.order(.more(prompt, draws: draws)))
    }

    /// Wants a prompt to have so many draws, those that are still to come included.
    ///
    /// Nothing happens where as many are planned anyway.
    package func order(prompt: PromptID, until draws: Int) {
        inbox.post(.order(.until(prompt, draws: draws)))
    }

    /// Gives up draws of a prompt that were ordered, as far as they are not launched.
    package func takeBack(prompt: PromptID, draws: Int) {
        inbox.post(.order(.takeBack(prompt, draws: draws)))
    }

    /// Samples until the plan is met, a rule or somebody stops it, or it fails.
    ///
    /// Cancelling the task is the same as ``stop()``. To be called once.
    ///
    /// - Parameter staysOpen: whether to wait for further orders when the plan is met.
    /// - Returns: how it ended, as in the last snapshot: `finished` or `failed`.
    package func run(staysOpen: Bool = false) async -> Snapshot.Phase {
        let restored: RestoredRun
        let notice: String?
        let scores = ScoreBook(prompts: plan.prompts.prompts, scorers: plan.scorers)
        do {
            (restored, notice) = try await searched(try journal.restore(), scores)
        } catch {
            return .failed(reason: "\(error)")
        }
        var state = RunState(
            plan: plan, journal: journal, restored: restored, scores: scores,
            addresses: servers.map(\.address))
        if let notice { state.standingNotices.append(notice) }
        let runner = RequestRunner(
            plan: plan, servers: servers, scores: scores, inbox: inbox,
            seedRule: journal.identity.seedRule, sent: restored.sent)
        return await withTaskCancellationHandler {
            await loop(state, runner, staysOpen: staysOpen)
        } onCancel: {
            inbox.post(.order(.stop))
        }
    }
}

extension Sampler {
    /// The run with the answers that are looked for before the first draw, and what has to be said of
    /// those that were not found.
    ///
    /// Where a server fails meanwhile, draws begin with what was found.
    private func searched(
        _ run: RestoredRun, _ scores: ScoreBook
    ) async throws -> (RestoredRun, notice: String?) {
        guard plan.rest != nil, let edits = plan.searchNear else { return (run, nil) }
        var notice: String?
        do {
            notice = try await NamedAnswers(
                plan: plan, server: servers[0], scores: scores, edits: edits
            ).search(run, record: journal)
        } catch let error as InferenceError {
            notice = "The search near references ended early: \(error)"
        } catch is CancellationError {
            return (run, nil)
        }
        if let notice { try journal.recordEvent(.notice, notice) }
        return (try journal.restore(), notice)
    }
}

// MARK: - The loop

extension Sampler {
    private func loop(
        _ initial: RunState, _ runner: RequestRunner, staysOpen: Bool
    ) async -> Snapshot.Phase {
        let start = ContinuousClock.now
        let inbox = self.inbox
        var state = initial
        var rules = RuleBook(plan: plan)
        var pace = SnapshotPace(interval: plan.limits.snapshotInterval)
        await withDiscardingTaskGroup { group in
            var alarm: Duration?
            // Often at first: a run may be over before the first look would come.
            var modelCheck = min(.seconds(1), plan.limits.modelCheck)
            var nextModelCheck = modelCheck
            var effects = state.begin(&rules)
            while true {
                // Nothing is asked of a server before the journal has it.
                let mayLaunch = state.recordLaunches(at: start.duration(to: .now))
                for effect in effects {
                    switch effect {
                    case .launchRest(let block, let order):
                        note(block)
                        if mayLaunch {
                            group.addTask { await runner.run(block, order) }
                        } else {
                            inbox.post(
                                .ended(
                                    block, .notStarted(retryAfter: plan.limits.diskRetry),
                                    reason: "the run file has no room"))
                        }
                    case .launch(let block):
                        note(block)
                        group.addTask { await runner.run(block) }
                    case .repeatGreedy(let block):
                        if let greedy = state.repeated(block.prompt) {
                            runner.repeatGreedy(greedy.answer, scores: greedy.scores, block)
                        }
                    case .probe(let server):
                        group.addTask { await runner.probe(server) }
                    case .ask(let repeated):
                        group.addTask { await runner.ask(about: repeated) }
                    case .drawAlone(let question):
                        group.addTask { await runner.drawAlone(question) }
                    }
                }
                effects = []
                let now = start.duration(to: .now)
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
                    rules = RuleBook(plan: plan)
                }
                effects += state.apply(&rules, to: grown, at: now)
                if now >= nextModelCheck {
                    modelCheck = min(modelCheck * 2, plan.limits.modelCheck)
                    nextModelCheck = now + modelCheck
                    effects += state.readyServers.map { .probe(server: $0) }
                }
                state.settle(rules, staysOpen: staysOpen, at: now)
                if staysOpen { effects += state.lastQuestions(at: now) }
                if pace.isDue(at: now), state.isChanged {
                    onSnapshot(state.snapshot(at: now))
                    state.isChanged = false
                    pace.posted(at: now)
                }
                if state.ending != nil { break }
                guard effects.isEmpty else { continue }

                let wakeUp = [
                    state.scheduler.wakeUp(after: now), state.commitTime, nextModelCheck,
                    rules.deadline, state.patienceEnd(at: now),
                    state.isChanged ? pace.next : nil,
                ].compactMap { $0 }.min()
                if let wakeUp, alarm.map({ $0 <= now || wakeUp < $0 }) ?? true {
                    alarm = wakeUp
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
        // What finished before its request was cancelled belongs to the run.
        let now = start.duration(to: .now)
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
