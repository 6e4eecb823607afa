import Evidence
import Inference
import Journal
import Prompts
import Text

/// Everything that changes while a run is sampled.
///
/// One task owns it. Reports go in, effects come out, as in ``Scheduler``, to which it passes on what concerns
/// launching; only `commit` touches the disk. A draw is in the evidence, and so in a snapshot, only
/// after the journal has it.
struct RunState {
    let plan: SamplingPlan
    let journal: any RunRecord
    let scores: ScoreBook
    let addresses: [String]
    private let expectedFingerprint: String
    /// What the run's model answers to the fixed question, once that is known.
    private var modelProbe: ModelProbe?
    /// Servers that are not asked any more, and why.
    private(set) var leftOut: [Int: String] = [:]
    /// Each server's draws since it was last seen to hold the run's model.
    ///
    /// A look vouches for all draws since the one before, and nothing else does: what stands behind an
    /// address (a router, a balancer, an adapter that is switched) can be exchanged between two
    /// requests, under the same name.
    private var doubtful: [Int]

    var scheduler: Scheduler
    /// What is left of each prompt's answers; nil for plain draws.
    var rest: RestBook?
    /// Prompts whose evidence has grown since the rules were applied.
    var unruled: Set<Int> = []
    var evidence: [PromptEvidence]
    var greedyScores: [[Double?]]
    var counts: Counts
    /// Why the run is over, once it is.
    var ending: Ending?
    /// Why there is nothing to do, while everything wanted is there.
    var idleReason: Ending?
    var isPausedByUser = false
    /// What is wrong with the disk, while something is.
    var diskProblem: String?
    var diskRetryAt: Duration?
    var serverNotices: [Int: String] = [:]
    var standingNotices: [String] = []
    /// Why scorers failed, as far as that was said.
    var failedScorers: Set<String> = []
    var settings: [String]
    var warnings: [String]
    var rate = RateMeter()
    /// Whether something has changed since the last snapshot.
    var isChanged = true

    /// Why draws were lost in this session, and how many.
    private(set) var lostReasons: [String: Int] = [:]
    private var recordedTroubles: Set<String> = []
    private var copiesWatch = CopiesWatch()
    /// Prompts with enough draws for the question whether they repeat themselves.
    private var drawnEnough: Set<Int> = []
    /// What is being asked about repeated answers.
    private(set) var openQuestion: RepeatedAnswers?
    /// At how many repeated prompts the question is put next.
    private var nextQuestion = 1

    var buffers: [PrefixBuffer<JournalDraw>]
    private var reached: Set<Int> = []
    var uncommitted: [JournalDraw] = []
    var uncommittedGreedy: [Int: (answer: GreedyAnswer, scores: [Double?])] = [:]
    var uncommittedSince: Duration?
    /// Prompts that a person ordered more draws of; no rule stops them before these are there.
    private var ordered: Set<Int> = []
    var positions: [PromptID: Int] = [:]
    /// The number of draws at which a rule is likely to end a prompt, by position.
    var expectedDraws: [Int: Int] = [:]

    enum Ending: Sendable, Hashable {
        case finished(String)
        case failed(String)
    }

    /// Sums over all prompts, of what the journal has.
    struct Counts: Sendable, Hashable {
        var outcomes: [Int]
        var lost = 0
        var retried = 0
        var tokens = 0
        /// Requests sent in this session.
        var requests = 0

        var committed: Int { outcomes.reduce(0, +) }
    }

    enum Effect: Sendable, Hashable {
        case launch(Block)
        /// A draw without replacement, whose launch the journal must have first.
        case launchRest(Block, RestOrder)
        /// Draws that are the greedy answer; no server is asked.
        case repeatGreedy(Block)
        case probe(server: Int)
        /// Find out whether the model or a server repeats itself.
        case ask(RepeatedAnswers)
    }

    init(
        plan: SamplingPlan, journal: any RunRecord, restored: RestoredRun, scores: ScoreBook,
        addresses: [String]
    ) {
        self.plan = plan
        self.journal = journal
        self.scores = scores
        self.addresses = addresses
        expectedFingerprint = plan.prompts.fingerprint
        modelProbe = journal.identity.modelProbe
        doubtful = addresses.map { _ in 0 }
        evidence = restored.evidence
        // A rule of this session says so again.
        for position in evidence.indices { evidence[position].stopped = nil }
        greedyScores = restored.greedyScores
        settings = restored.plan.settings
        warnings = restored.plan.warnings
        let prompts = plan.prompts.prompts
        for (position, prompt) in prompts.enumerated() { positions[prompt.id] = position }

        var targets = Array(repeating: plan.draws, count: prompts.count)
        var stopped: Set<Int> = []
        for event in restored.events {
            if let stop = PromptStop(event), let position = positions[stop.prompt] {
                stopped.insert(position)
            } else if let order = PersistentOrder(event), let position = positions[order.prompt] {
                targets[position] =
                    stopped.contains(position)
                    ? order.target : max(targets[position], order.target)
                ordered.insert(position)
            }
        }
        var counts = Counts(outcomes: [])
        var buffers: [PrefixBuffer<JournalDraw>] = []
        var starts: [Scheduler.Start] = []
        for (position, known) in evidence.enumerated() {
            let waiting = restored.waiting[position]
            counts.outcomes.append(known.drawCount + waiting.count)
            counts.lost += known.lost + waiting.count { $0.draw.answer == nil }
            counts.retried += known.retried + waiting.count { $0.draw.attempts > 1 }
            counts.tokens += known.tokens
            counts.tokens += waiting.reduce(0) { $0 + ($1.draw.answer?.tokenCount ?? 0) }
            var buffer = PrefixBuffer<JournalDraw>(next: known.drawCount)
            for draw in waiting {
                // What is absorbed once its turn has come needs its tokens.
                let whole =
                    plan.rest == nil
                    ? nil
                    : try? journal.draw(prompt: draw.draw.prompt, index: draw.draw.index)
                _ = buffer.insert(whole ?? draw, at: draw.draw.index)
            }
            buffers.append(buffer)
            starts.append(
                Scheduler.Start(
                    target: targets[position],
                    done: Array(0..<known.drawCount) + waiting.map(\.draw.index),
                    needsGreedy: Self.needsGreedy(known.greedy, plan),
                    needsGreedyCheck: plan.limits.checksGreedy && known.greedy?.isStable == nil,
                    isClosed: scores.cannotScore(prompt: position)))
        }
        self.counts = counts
        self.buffers = buffers
        scheduler = Scheduler(
            ids: prompts.map(\.id), starts: starts, serverCount: addresses.count,
            seeds: plan.seeds(rule: journal.identity.seedRule), retryPolicy: plan.limits.retry,
            order: plan.order, drawsNeedGreedy: plan.decoding.confidence != nil)
        standingNotices = scores.problems.flatMap { $0 }
        if let rest = plan.rest {
            self.rest = RestBook(
                rest, prompts: prompts.map(\.id), scorers: plan.scorers.count,
                open: restored.openLaunches)
        }
    }

    private static func needsGreedy(_ known: GreedyAnswer?, _ plan: SamplingPlan) -> Bool {
        guard let known else { return true }
        // The rule "greedy where confident" needs the tokens' probabilities again.
        return plan.decoding.confidence != nil && known.answer.tokens.isEmpty
    }

    // MARK: - Reports

    /// Takes in what happened and returns what is to be done.
    mutating func take(_ report: Report, at now: Duration) -> [Effect] {
        switch report {
        case .probed(let server, let facts, let answer):
            return takeProbe(server, facts, answer, at: now)
        case .unfit(let server, let reason):
            doubt(server)
            return leaveOut(server, reason, at: now)
        case .probeFailed(let server, let error):
            return takeFailedProbe(server, error, at: now)
        case .drawn(let block, let prompt, let draw):
            // A draw that was given up in the meantime must not be counted twice.
            let index = draw.draw.index
            guard scheduler.inFlight[block]?.unfinished.contains(index) == true else { return [] }
            add(draw, prompt: prompt, at: now)
            // What is launched next is to know of it.
            let effects = rest == nil ? [] : commitAtOnce(at: now)
            return effects + finish(block, index, at: now)
        case .lost(let block, let index, let reason):
            guard scheduler.inFlight[block.id]?.unfinished.contains(index) == true else {
                return []
            }
            addLost(block.prompt, index, attempts: block.attempt, reason, at: now)
            return finish(block.id, index, at: now)
        case .answers(let block, let answers):
            guard case .draws(let indexes) = block.work, !copiesWatch.isAlarm else { return [] }
            copiesWatch.take(
                answers, from: indexes.lowerBound, prompt: block.prompt, server: block.server)
            if copiesWatch.isAlarm {
                raise(
                    .copies,
                    "\(addresses[block.server]) gave the answers of one request again, each in its "
                        + "place, \(Figure.count(copiesWatch.repeats, "time", "times")): it, or a "
                        + "cache before it, ignores seeds, and draws are copies of each other")
            }
        case .copies(let reason):
            openQuestion = nil
            raise(.copies, reason)
        case .noCopies:
            openQuestion = nil
        case .difference(let difference):
            noteDifference(difference)
        case .greedy(let block, let answer, let scores):
            guard scheduler.inFlight[block.id] != nil else { return [] }
            add(answer, scores, block, at: now)
            return pass(.greedyFinished(block: block.id), at: now)
        case .ended(let block, let how, let reason):
            if how != .complete { noteTrouble(block.server, reason) }
            if let useless = scheduler.uselessness(at: now), useless >= plan.limits.retry.patience,
                how != .complete
            {
                end(.failed("no server was of use for \(useless.components.seconds) s: \(reason)"))
            }
            return pass(.blockEnded(block.id, how), reason: reason, at: now)
        case .promptFailed(let block, let reason):
            return fail(block.prompt, reason, block: block.id, at: now)
        case .fatal(let reason):
            end(.failed(reason))
        case .settings(let echoed):
            store(echoed)
        case .order(let order):
            return obey(order, at: now)
        case .timer:
            return pass(.timePassed, at: now)
        }
        return []
    }

    /// Passes an event on to the scheduler and turns its actions into effects.
    mutating func pass(_ event: Event, reason: String = "", at now: Duration) -> [Effect] {
        if case .paused(let isPaused) = event { rate.setPaused(isPaused, at: now) }
        var effects: [Effect] = []
        for action in scheduler.handle(event, at: now) {
            switch action {
            case .launch(let block):
                if case .draws = block.work, repeated(block.prompt) != nil {
                    effects.append(.repeatGreedy(block))
                } else if let order = launchRest(block) {
                    counts.requests += 1
                    effects.append(.launchRest(block, order))
                } else {
                    counts.requests += 1
                    effects.append(.launch(block))
                }
            case .probe(let server):
                effects.append(.probe(server: server))
            case .lose(let prompt, let index, let attempts, _):
                addLost(prompt, index, attempts: attempts, reason, at: now)
            case .loseGreedy(let prompt, .answer):
                let id = plan.prompts.prompts[prompt].id
                standingNotices.append("Prompt \(id) has no greedy answer: \(reason)")
                if plan.decoding.confidence != nil {
                    effects += fail(prompt, "no greedy answer: \(reason)", block: nil, at: now)
                }
            case .loseGreedy(_, .check):
                break
            }
        }
        return effects
    }

    /// The answer that every draw of a prompt is, where the decoding says so: adaptive temperature
    /// per answer, and the greedy answer's mean token probability reaches its confidence.
    func repeated(_ prompt: Int) -> (answer: Answer, scores: [Double?])? {
        guard let confidence = plan.decoding.confidence else { return nil }
        let pending = uncommittedGreedy[prompt]
        guard let greedy = pending?.answer ?? evidence[prompt].greedy,
            let mean = greedy.answer.meanTokenProbability, mean >= confidence
        else { return nil }
        return (greedy.answer, pending?.scores ?? greedyScores[prompt])
    }

    mutating func end(_ how: Ending) {
        if ending == nil { ending = how }
    }

    private mutating func takeProbe(
        _ server: Int, _ facts: ServerFacts, _ answer: ModelProbe?, at now: Duration
    ) -> [Effect] {
        guard leftOut[server] == nil else { return [] }
        var asked = plan.identity(model: facts, promptsFingerprint: expectedFingerprint)
        asked.modelProbe = answer
        asked.seedRule = journal.identity.seedRule
        var own = journal.identity
        own.modelProbe = own.modelProbe ?? modelProbe
        if let difference = own.difference(to: asked) {
            // Under the same name it may have been the other one for some time.
            asked.modelProbe = nil
            if own.difference(to: asked) == nil { doubt(server) }
            return leaveOut(
                server,
                "\(addresses[server]) cannot go on with this run: \(difference). "
                    + "Its draws would be from another distribution.", at: now)
        }
        if modelProbe == nil { modelProbe = answer }
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

    /// Gives a server up: the others go on, and the run ends as failed where none is left.
    private mutating func leaveOut(_ server: Int, _ reason: String, at now: Duration) -> [Effect] {
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
    private mutating func doubt(_ server: Int) {
        guard doubtful[server] > 0 else { return }
        raise(
            .otherModel,
            "\(addresses[server]) holds another model than it did; up to \(doubtful[server]) "
                + "of its draws may be from that one")
    }

    /// Records what voids the run.
    mutating func raise(_ kind: RunEvent.Kind, _ reason: String) {
        guard !standingNotices.contains(reason) else { return }
        standingNotices.append(reason)
        let void = kind == .copies ? VoidReason.copies(reason) : .model(reason)
        for prompt in evidence.indices where evidence[prompt].void == nil {
            evidence[prompt].void = void
        }
        isChanged = true
        tell { (journal) throws(JournalError) in try journal.recordEvent(kind, reason) }
    }

    /// Servers whose last draws have not been followed by a look at their model.
    var unverifiedServers: [Int] {
        doubtful.indices.filter { doubtful[$0] > 0 && leftOut[$0] == nil }
    }

    /// The question whether repeated answers are copies, where these prompts bring it up.
    mutating func question(about grown: Set<Int>) -> [Effect] {
        guard plan.asksForSeeds, plan.decoding.confidence == nil else { return [] }
        var isNew = false
        for prompt in grown where evidence[prompt].drawCount >= RepeatedAnswers.fewest {
            if drawnEnough.insert(prompt).inserted { isNew = true }
        }
        guard isNew, let repeated = RepeatedAnswers(evidence, known: drawnEnough),
            repeated.count >= nextQuestion
        else { return [] }
        nextQuestion = repeated.count * 4
        openQuestion = repeated
        return [.ask(repeated)]
    }

    private mutating func finish(_ block: Int, _ index: Int, at now: Duration) -> [Effect] {
        let server = scheduler.inFlight[block]?.block.server
        let effects = pass(.drawFinished(block: block, index: index), at: now)
        if let server { doubtful[server] += 1 }
        return effects
    }

    private mutating func addLost(
        _ prompt: Int, _ index: Int, attempts: Int, _ reason: String, at now: Duration
    ) {
        let id = plan.prompts.prompts[prompt].id
        let draw = Draw(
            prompt: id, index: index, seed: scheduler.seeds.seed(of: id, index: index),
            outcome: .lost(reason: reason), attempts: attempts)
        lostReasons[reason, default: 0] += 1
        add(
            JournalDraw(draw: draw, scores: Array(repeating: nil, count: plan.scorers.count)),
            prompt: prompt, at: now)
    }

    /// Says what is wrong with a server, and records what was not said before.
    private mutating func noteTrouble(_ server: Int, _ reason: String) {
        serverNotices[server] = reason
        guard recordedTroubles.count < 64, recordedTroubles.insert(reason).inserted else { return }
        let text = reason.contains(addresses[server]) ? reason : "\(addresses[server]): \(reason)"
        tell { (journal) throws(JournalError) in try journal.recordEvent(.notice, text) }
    }

    private mutating func takeFailedProbe(
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

    private mutating func add(_ draw: JournalDraw, prompt: Int, at now: Duration) {
        uncommitted.append(draw)
        if uncommittedSince == nil { uncommittedSince = now }
    }

    private mutating func add(
        _ greedy: GreedyAnswer, _ scores: [Double?], _ block: Block, at now: Duration
    ) {
        var answer = greedy
        var known = scores
        if case .greedy(.check) = block.work,
            let first = uncommittedGreedy[block.prompt]?.answer ?? evidence[block.prompt].greedy
        {
            answer = first
            answer.isStable = ExactText(first.answer.text) == ExactText(greedy.answer.text)
            known = uncommittedGreedy[block.prompt]?.scores ?? greedyScores[block.prompt]
        }
        uncommittedGreedy[block.prompt] = (answer, known)
        if uncommittedSince == nil { uncommittedSince = now }
    }

    private mutating func fail(
        _ prompt: Int, _ reason: String, block: Int?, at now: Duration
    ) -> [Effect] {
        evidence[prompt].failure = reason
        isChanged = true
        let id = plan.prompts.prompts[prompt].id
        tell { (journal) throws(JournalError) in try journal.setFailure(reason, prompt: id) }
        var effects = pass(.fail(prompt: prompt), at: now)
        if let block { effects += pass(.blockEnded(block, .refused), at: now) }
        return effects
    }

    private mutating func obey(_ order: SamplingOrder, at now: Duration) -> [Effect] {
        isChanged = true
        switch order {
        case .pause:
            isPausedByUser = true
            return pass(.paused(true), at: now)
        case .resume:
            isPausedByUser = false
            return diskProblem == nil ? pass(.paused(false), at: now) : []
        case .stop:
            end(.finished("stopped by the user"))
            return []
        case .more(let id, let draws):
            return extend(id, by: draws, at: now)
        case .until(let id, let draws):
            guard let prompt = positions[id] else { return [] }
            return extend(id, by: draws - scheduler.prompts[prompt].expected, at: now)
        }
    }

    /// Orders more draws of a prompt and records it for a run that is continued.
    private mutating func extend(_ id: PromptID, by draws: Int, at now: Duration) -> [Effect] {
        guard draws > 0, let prompt = positions[id] else { return [] }
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

    private mutating func store(_ echoed: EchoedSettings?) {
        if let echoed { settings = echoed.lines }
        warn(echoed == nil ? SamplingPlan.unverifiedWarning : nil)
    }

    /// Keeps what was found out about servers and answers, for every reader of the run.
    mutating func warn(_ warning: String?) {
        if let warning, !warnings.contains(warning) { warnings.append(warning) }
        var plan = journal.plan
        guard plan.settings != settings || plan.warnings != warnings else { return }
        plan.settings = settings
        plan.warnings = warnings
        isChanged = true
        tell { (journal) throws(JournalError) in try journal.setPlan(plan) }
    }

    /// What is to be done at the start, apart from launching: prompts that cannot be scored, rules
    /// that have been met already.
    mutating func begin(_ rules: inout RuleBook) -> [Effect] {
        for (position, prompt) in plan.prompts.prompts.enumerated()
        where scores.cannotScore(prompt: position) {
            let reason = scores.problems[position].joined(separator: " ")
            evidence[position].failure = reason
            tell { (journal) throws(JournalError) in
                try journal.setFailure(reason, prompt: prompt.id)
            }
        }
        tell { (journal) throws(JournalError) in try journal.recordEvent(.started, "") }
        let closed = replay()
        return closed + apply(&rules, to: evidence.indices, at: .zero)
            + pass(.timePassed, at: .zero)
    }

    /// The servers that work at the moment.
    var readyServers: [Int] {
        scheduler.servers.indices.filter { scheduler.servers[$0].phase == .ready }
    }

    /// Writes something to the journal that is not a draw and may be missing.
    mutating func tell(_ write: (any RunRecord) throws(JournalError) -> Void) {
        do {
            try write(journal)
        } catch {
            guard !error.isTransient else { return }
            end(.failed(error.description))
        }
    }

    /// Whether a rule may stop this prompt.
    func mayStop(_ prompt: Int) -> Bool {
        !ordered.contains(prompt) && !scheduler.prompts[prompt].isClosed
    }
}
