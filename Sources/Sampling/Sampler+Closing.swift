import Evidence
import Findings
import Inference
import Journal
import Prompts

/// What is asked once all draws are there.
extension Sampler {
    /// How much longer than before the questions of a look may take.
    private static let slack = 3
    /// How long draws are made alone, whatever else they might tell.
    static let longestAlone = Duration.seconds(60)

    /// Looks a last time at the models of the servers whose last draws have not been followed by a
    /// look, has open questions answered and draws alone, unless the run failed or somebody wants it to end.
    ///
    /// One order to stop ends it. What was not asked is said.
    func verify(
        _ state: inout RunState, _ runner: RequestRunner, from start: ContinuousClock.Instant
    ) async {
        if case .finished(let reason) = state.ending, reason != RunState.userStop {
            let isStopped = await look(&state, runner)
            if let question = state.askAlone(at: start.duration(to: .now)), !isStopped {
                _ = await answers(within: question.time, &state) {
                    [{ await runner.drawAlone(question) }]
                }
            }
        }
        if state.isAskedAlone { state.noteAlone(isSettled: false) }
    }

    /// - Returns: whether somebody wanted no more of it.
    private func look(_ state: inout RunState, _ runner: RequestRunner) async -> Bool {
        let servers = state.unverifiedServers
        let question = state.openQuestion
        guard !servers.isEmpty || question != nil else { return false }
        var before = servers.map { runner.timeOfALook($0) }.max() ?? .zero
        if question != nil { before = max(before, state.timeOfADraw * RepeatedAnswers.mostInARow) }
        let limits = plan.limits.look
        let time = min(max(before * Self.slack, limits.lowerBound), limits.upperBound)
        let isStopped = await answers(within: time, &state) {
            servers.map { server in { await runner.probe(server) } }
                + (question.map { question in [{ await runner.ask(about: question) }] } ?? [])
        }
        for server in state.unverifiedServers { state.warnOfUnverified(server) }
        if let question, state.openQuestion != nil { state.warn(question.unansweredWarning) }
        return isStopped
    }

    /// Has questions answered at once.
    ///
    /// - Returns: whether somebody wanted no more of it.
    private func answers(
        within time: Duration, _ state: inout RunState,
        _ questions: () -> [@Sendable () async -> Void]
    ) async -> Bool {
        let inbox = self.inbox
        let questions = questions()
        var isStopped = false
        await withDiscardingTaskGroup { group in
            var open = questions.count
            for question in questions {
                group.addTask {
                    await question()
                    if !Task.isCancelled { inbox.post(.asked) }
                }
            }
            group.addTask { if (try? await Task.sleep(for: time)) != nil { inbox.post(.late) } }
            var isLate = false
            while open > 0, !isLate, !isStopped {
                for report in await inbox.take() {
                    switch report {
                    case .asked: open -= 1
                    case .late: isLate = true
                    case .order(.stop): isStopped = true
                    default: takeAnswer(report, &state)
                    }
                }
            }
            group.cancelAll()
        }
        for report in inbox.takeWithoutWaiting() { takeAnswer(report, &state) }
        return isStopped
    }

    /// Takes in what a question has come to, and draws that had finished.
    private func takeAnswer(_ report: Report, _ state: inout RunState) {
        switch report {
        case .probed, .unfit, .otherTemplate, .rendered, .drawn, .copies, .noCopies, .answers,
            .alone, .caution:
            _ = state.take(report, at: .zero)
        default: break
        }
    }
}
