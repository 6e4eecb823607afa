import Evidence
import Journal
import Prompts

/// What people order, and prompts that end.
extension RunState {
    /// Why a run is over that a person ended.
    static let userStop = "stopped by the user"

    mutating func fail(
        _ prompt: Int, _ reason: String, block: Int?, at now: Duration
    ) -> [Effect] {
        evidence[prompt].failure = reason
        isChanged = true
        let id = plan.prompts[prompt].id
        tell { (journal) throws(JournalError) in try journal.setFailure(reason, prompt: id) }
        var effects = pass(.fail(prompt: prompt), at: now)
        if let block { effects += pass(.blockEnded(block, .refused), at: now) }
        return effects
    }

    mutating func obey(_ order: SamplingOrder, at now: Duration) -> [Effect] {
        isChanged = true
        switch order {
        case .pause:
            isPausedByUser = true
            return pass(.paused(true), at: now)
        case .resume:
            isPausedByUser = false
            return diskProblem == nil ? pass(.paused(false), at: now) : []
        case .stop:
            end(.finished(Self.userStop))
            return []
        case .more(let id, let draws):
            return extend(id, by: draws, at: now)
        case .until(let id, let draws):
            guard let prompt = positions[id] else { return [] }
            let (missing, _) = draws.subtractingReportingOverflow(
                scheduler.prompts[prompt].expected)
            return extend(id, by: missing, at: now)
        case .takeBack(let id, let draws):
            return takeBack(id, draws, at: now)
        }
    }

    /// Gives up draws that were ordered and records it for a run that is continued.
    private mutating func takeBack(_ id: PromptID, _ draws: Int, at now: Duration) -> [Effect] {
        guard draws > 0, let prompt = positions[id], ordered.contains(prompt) else { return [] }
        // The same as the scheduler does before it launches anything more.
        var state = scheduler.prompts[prompt]
        state.takeBack(draws, least: plan.draws)
        let order = PersistentOrder(prompt: id, target: state.end)
        tell { (journal) throws(JournalError) in
            try journal.recordEvent(.takenBack, order.text)
        }
        return pass(.takeBack(prompt: prompt, draws: draws, least: plan.draws), at: now)
    }

    /// Orders more draws of a prompt and records it for a run that is continued.
    private mutating func extend(_ id: PromptID, by draws: Int, at now: Duration) -> [Effect] {
        guard draws > 0, let prompt = positions[id],
            draws <= PersistentOrder.most - scheduler.prompts[prompt].target
        else { return [] }
        ordered.insert(prompt)
        evidence[prompt].stopped = nil
        var state = scheduler.prompts[prompt]
        state.order(draws)
        let target = state.end
        let effects = pass(.orderMore(prompt: prompt, draws: draws), at: now)
        let order = PersistentOrder(prompt: id, target: target)
        tell { (journal) throws(JournalError) in
            try journal.recordEvent(.ordered, order.text)
        }
        return effects
    }

    /// Whether a rule may stop this prompt.
    func mayStop(_ prompt: Int) -> Bool {
        !ordered.contains(prompt) && !scheduler.prompts[prompt].isClosed
    }
}
