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
    let journal: any RunRecord
    let onSnapshot: @Sendable (Snapshot) -> Void
    let inbox = Inbox<Report>()
    let result = Mutex(Outcome())

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
        self.servers = servers.map { server in
            switch plan.decoding.kind {
            case .adaptivePerToken: AdaptivePerTokenServer(server)
            case .explainFirst: ExplainFirstServer(server)
            case .greedy, .pure, .serverDefault, .custom, .adaptivePerAnswer: server
            }
        }
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
        let scores = ScoreBook(prompts: Array(plan.prompts), scorers: plan.scorers)
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
