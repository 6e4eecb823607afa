import Evidence
import Inference
import Journal
import Prompts
import Text

/// What is known of the servers: which model they hold, which of them work, what they said.
extension RunState {
    mutating func takeProbe(
        _ server: Int, _ facts: ServerFacts, _ answer: ModelProbe?, _ template: TemplateProbe?,
        at now: Duration
    ) -> [Effect] {
        guard leftOut[server] == nil else { return [] }
        var asked = plan.identity(model: facts, promptsFingerprint: expectedFingerprint)
        asked.modelProbe = answer
        asked.templateProbe = template
        asked.seedRule = journal.identity.seedRule
        var own = journal.identity
        own.modelProbe = own.modelProbe ?? modelProbe
        own.templateProbe = own.templateProbe ?? templateProbe
        if let difference = own.difference(to: asked) {
            // Under the same name it may have been the other one for some time. Another template
            // casts no doubt: what draws answer is kept with the run.
            asked.templateProbe = nil
            let isAnotherModel = own.difference(to: asked) != nil
            asked.modelProbe = nil
            if isAnotherModel, own.difference(to: asked) == nil { doubt(server) }
            return leaveOut(
                server,
                "\(addresses[server]) cannot go on with this run: \(difference); its draws would be "
                    + "from another distribution", at: now)
        }
        if modelProbe == nil, let answer {
            modelProbe = answer
            noteFirstAnswer()
        }
        if modelProbe == nil, !warnings.contains(RunPlan.changingWarning) {
            warn(RunPlan.unaskedWarning)
        }
        if templateProbe == nil { templateProbe = template }
        // Where nothing was answered now, though something was before, nothing is vouched for.
        if answer != nil || modelProbe == nil {
            doubtful[server] = 0
        }
        serverNotices[server] = nil
        reached.insert(server)
        isChanged = true
        // Where the draws of a request are counted together, each is asked for alone if they count.
        // So is each that knows of all others.
        let isAlone = rest != nil || plan.countsTokens && !facts.echoesSettings
        let block = isAlone ? 1 : facts.largestBlock
        return pass(.serverUp(server, slots: facts.totalSlots, largestBlock: block), at: now)
    }

    /// The question that was left open is answered: what it says of the draws before is less.
    private mutating func noteFirstAnswer() {
        guard warnings.contains(RunPlan.unaskedWarning) else { return }
        let draws = counts.committed + uncommitted.count
        withdraw(RunPlan.unaskedWarning)
        if draws > 0 {
            warn(
                "The question by which models are told apart was first answered after "
                    + "\(Figure.count(draws, "draw", "draws")): another model under the same name might "
                    + "not have been noticed before.")
        }
    }

    /// Gives a server up: the others go on, and the run ends as failed where none is left.
    mutating func leaveOut(_ server: Int, _ reason: String, at now: Duration) -> [Effect] {
        guard leftOut[server] == nil else { return [] }
        leftOut[server] = reason
        serverNotices[server] = nil
        isChanged = true
        let effects = pass(.serverLeftOut(server), reason: reason, at: now)
        guard !scheduler.isForsaken else {
            end(.failed(reason))
            return []
        }
        let notice = "\(addresses[server]) is left out: \(reason)"
        standingNotices.append(notice)
        tell { (journal) throws(JournalError) in try journal.recordEvent(.notice, notice) }
        return effects
    }

    /// Says that draws since a server was last seen to hold the run's model may be another one's.
    mutating func doubt(_ server: Int) {
        guard doubtful[server] > 0 else { return }
        raise(
            .otherModel,
            "\(addresses[server]) holds another model than it did; up to \(doubtful[server]) "
                + "of its draws may be from that one")
    }

    /// Says that nothing vouches for a server's last draws: it did not tell what it holds.
    mutating func warnOfUnverified(_ server: Int) {
        let draws = Figure.count(doubtful[server], "draw", "draws")
        warn(
            "\(addresses[server]) did not say, when it was asked at the end, that it still holds the "
                + "run's model: its last \(draws) may be from another one")
    }

    /// Says what is wrong with a server, and records what was not said before.
    mutating func noteTrouble(_ server: Int, _ reason: String) {
        serverNotices[server] = reason
        guard recordedTroubles.count < 64, recordedTroubles.insert(reason).inserted else { return }
        let text = reason.contains(addresses[server]) ? reason : "\(addresses[server]): \(reason)"
        tell { (journal) throws(JournalError) in try journal.recordEvent(.notice, text) }
    }

    mutating func takeFailedProbe(
        _ server: Int, _ error: InferenceError, at now: Duration
    ) -> [Effect] {
        // A server that was the right one may be behind a gateway that shows a page meanwhile.
        guard error.isRetryable || reached.contains(server) else {
            return leaveOut(server, error.description, at: now)
        }
        noteTrouble(server, error.description)
        isChanged = true
        let effects = pass(.serverDown(server), at: now)
        if let outage = scheduler.outage(at: now), leftOut[server] == nil {
            let patience = plan.limits.retry.patience
            if outage >= patience {
                end(.failed("no server was of use for \(outage.components.seconds) s: \(error)"))
            }
            serverNotices[server] =
                "\(error.description) It is asked again for \(patience.components.seconds) s "
                + "(--patience)."
        }
        return effects
    }

    mutating func store(_ echoed: EchoedSettings?) {
        if let echoed { settings = echoed.lines }
        warn(echoed == nil ? SamplingPlan.unverifiedWarning : nil)
    }

    /// Keeps what was found out about servers and answers, for every reader of the run.
    mutating func warn(_ warning: String?) {
        if let warning, !warnings.contains(warning) { warnings.append(warning) }
        keepWarnings()
    }

    /// Takes back what is not so any more.
    mutating func withdraw(_ warning: String) {
        warnings.removeAll { $0 == warning }
        standingNotices.removeAll { $0 == warning }
        keepWarnings()
    }

    private mutating func keepWarnings() {
        var plan = journal.plan
        guard plan.settings != settings || plan.warnings != warnings else { return }
        plan.settings = settings
        plan.warnings = warnings
        isChanged = true
        tell { (journal) throws(JournalError) in try journal.setPlan(plan) }
    }

    /// Servers whose last draws have not been followed by a look at their model.
    var unverifiedServers: [Int] {
        doubtful.indices.filter { doubtful[$0] > 0 && leftOut[$0] == nil }
    }

    /// When patience ends, while no server is of use.
    func patienceEnd(at now: Duration) -> Duration? {
        scheduler.outage(at: now).map { now - $0 + plan.limits.retry.patience }
    }

    /// How long a draw takes at the slowest server, as far as that is known.
    var timeOfADraw: Duration { scheduler.servers.compactMap(\.drawTime).max() ?? .zero }

    /// The servers that work at the moment.
    var readyServers: [Int] {
        scheduler.servers.indices.filter { scheduler.servers[$0].phase == .ready }
    }
}
