import Evidence
import Journal
import Platform
import Prompts

/// Draws without replacement.
extension RunState {
    /// Takes in again what the journal has, draw by draw in launch order, so that the trees are what
    /// they were; closes prompts of which nothing is left.
    mutating func replay() -> [Effect] {
        guard rest != nil else { return [] }
        // Limits that were widened stay so.
        for known in evidence.compactMap(\.exact) { _ = rest?.note(difference: known.error / 2) }
        do throws(JournalError) {
            for prompt in evidence.indices {
                let id = plan.prompts[prompt].id
                for index in try journal.drawsWithoutReplacement(of: id)
                where index < evidence[prompt].drawCount {
                    guard var entry = try journal.draw(prompt: id, index: index) else { continue }
                    rest?.takeIn(&entry, prompt: prompt)
                }
                if let exact = rest?.exact(prompt), exact.left < 1 {
                    evidence[prompt].setExact(exact)
                }
            }
        } catch {
            end(.failed(error.description))
        }
        return closeExhausted(evidence.indices, at: .zero)
    }

    /// Commits a draw as soon as it is there.
    mutating func commitAtOnce(at now: Duration) -> [Effect] {
        // A disk without room is tried again when its time has come.
        guard diskProblem == nil else { return [] }
        let (effects, grown) = commit(at: now)
        unruled.formUnion(grown)
        return effects
    }

    /// From where a block's draw goes on; nil for plain draws.
    mutating func launchRest(_ block: Block) -> RestOrder? {
        guard rest != nil, case .draws(let indexes) = block.work else { return nil }
        let id = plan.prompts[block.prompt].id
        let seed = scheduler.seeds.seed(of: id, index: indexes.lowerBound)
        guard let launch = rest?.launch(block.prompt, indexes.lowerBound, seed: seed) else {
            return nil
        }
        return rest?.order(launch, prompt: block.prompt)
    }

    /// Tells the journal of launches before their requests are sent.
    ///
    /// - Returns: whether they may be sent; where not, they are as if no server had started them.
    mutating func recordLaunches(at now: Duration) -> Bool {
        guard rest != nil else { return true }
        let journal = self.journal
        do throws(JournalError) {
            try rest?.record(in: journal)
            return true
        } catch {
            if !error.isTransient { end(.failed(error.description)) }
            return false
        }
    }

    /// Voids the run where draws do not follow the probabilities that servers tell.
    mutating func checkHonesty() {
        guard let rest, rest.logEvidence > -log(plan.alpha) else { return }
        raise(
            .otherModel,
            "draws do not follow the probabilities that the server tells (e-value above "
                + "1/\(plan.alpha)): what is called exact is not")
    }

    /// Widens the limits by what the probabilities of all tokens add up to.
    ///
    /// Each token of an answer may be off by as much, and all in one direction.
    mutating func noteSum(_ sum: Double) {
        guard let rest, sum > 0, sum.isFinite else { return }
        noteDifference(
            expm1(abs(log(sum)) * Double(rest.plan.maxTokens)),
            because: "The probabilities of all tokens that a server tells add up to \(Float(sum))")
    }

    /// Widens the limits by a difference that was measured.
    mutating func noteDifference(_ difference: Double, because reason: String) {
        guard rest?.note(difference: difference) == true else { return }
        for prompt in evidence.indices where evidence[prompt].exact != nil {
            if let exact = rest?.exact(prompt) { evidence[prompt].setExact(exact) }
        }
        isChanged = true
        if rest?.error ?? 0 > 1e-3 {
            let notice =
                "\(reason), and \(Self.approximate)"
            // Which server was looked at first says nothing.
            if !standingNotices.contains(where: { $0.hasSuffix(Self.approximate) }) {
                standingNotices.append(notice)
                tell { (journal) throws(JournalError) in
                    try journal.recordEvent(.notice, notice)
                }
            }
        }
    }

    private static let approximate =
        "answers' may be off by more than 0.001 of themselves: the exact part is approximate"

    /// Stops prompts of which every answer was seen.
    mutating func closeExhausted(_ prompts: some Sequence<Int>, at now: Duration) -> [Effect] {
        guard let rest else { return [] }
        var effects: [Effect] = []
        for prompt in prompts where rest.isExhausted(prompt) && !scheduler.prompts[prompt].isClosed
        {
            let reason = "every answer was seen"
            evidence[prompt].stopped = reason
            let stop = PromptStop(prompt: plan.prompts[prompt].id, reason: reason)
            tell { (journal) throws(JournalError) in
                try journal.recordEvent(.promptStopped, stop.text)
            }
            effects += pass(.close(prompt: prompt), at: now)
        }
        return effects
    }
}
