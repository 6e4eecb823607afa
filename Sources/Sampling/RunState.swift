import Evidence
import Findings
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
    let expectedFingerprint: String
    /// What the run's model answers to the fixed question, once that is known.
    var modelProbe: ModelProbe?
    /// What the run's chat template makes of fixed conversations, once that is known.
    var templateProbe: TemplateProbe?
    /// What is sent for prompts and not yet in the journal.
    var unwrittenTexts: [PromptID: String] = [:]
    /// Servers that are not asked any more, and why.
    var leftOut: [Int: String] = [:]
    /// Each server's draws since it was last seen to hold the run's model.
    ///
    /// A look vouches for all draws since the one before, and nothing else does: what stands behind an
    /// address (a router, a balancer, an adapter that is switched) can be exchanged between two
    /// requests, under the same name.
    var doubtful: [Int]

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
    /// Since when nothing could be written, for the patience with servers is that with the disk, too.
    var diskFullSince: Duration?
    var serverNotices: [Int: String] = [:]
    var standingNotices: [String] = []
    /// Why scorers failed, as far as that was said.
    var failedScorers: Set<String> = []
    var settings: [String]
    var warnings: [String]
    var rate = RateMeter()
    /// Whether an answer has closed a thought that it had not opened, so that answers without a mark
    /// end inside their thoughts.
    var beginsInThoughts: Bool
    /// Answers that close a thought which they have not opened, and answers without one that ended.
    var unopenedMarks = 0
    var endedWithoutMarks = 0
    /// The same, before the journal knows it.
    var unwrittenThoughts = false
    /// Whether draws that are in the evidence have to be judged anew.
    var isRejudged = false
    /// How often that was done.
    var revision = 0
    /// Whether something has changed since the last snapshot.
    var isChanged = true

    /// Why draws were lost in this session, and how many.
    var lostReasons: [String: Int] = [:]
    var recordedTroubles: Set<String> = []
    var copiesWatch: CopiesWatch
    var copiesLooks: CopiesLooks
    var aloneLooks = AloneLooks()
    /// Prompts with enough draws for the question whether they repeat themselves.
    private var drawnEnough: Set<Int> = []
    /// What is being asked about repeated answers.
    var openQuestion: RepeatedAnswers?
    /// How often an answer to it is still to come.
    private var openAnswers = 0
    /// At how many draws each of these is looked at again.
    private var nextLook: [Int: Int] = [:]
    /// At how many draws of prompts with few texts the question is put next.
    private var nextQuestion = 1

    var buffers: [PrefixBuffer<JournalDraw>]
    var reached: Set<Int> = []
    var uncommitted: [JournalDraw] = []
    var uncommittedGreedy: [Int: (answer: GreedyAnswer, scores: [Double?])] = [:]
    var uncommittedSince: Duration?
    /// Prompts that a person ordered more draws of; no rule stops them before these are there.
    var ordered: Set<Int> = []
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
        /// Find out whether draws repeat each other because they were made many at once.
        case drawAlone(LoneQuestion)
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
        copiesWatch = CopiesWatch(prompts: plan.prompts.count)
        modelProbe = journal.identity.modelProbe
        templateProbe = journal.identity.templateProbe
        doubtful = addresses.map { _ in 0 }
        evidence = restored.evidence
        // A rule of this session says so again.
        for position in evidence.indices { evidence[position].stopped = nil }
        greedyScores = restored.greedyScores
        beginsInThoughts = restored.events.contains { $0.kind == .unopenedThought }
        settings = restored.plan.settings
        warnings = restored.plan.warnings
        let prompts = plan.prompts
        for (position, prompt) in prompts.enumerated() { positions[prompt.id] = position }

        var targets = Array(repeating: plan.draws, count: prompts.count)
        var stopped: Set<Int> = []
        for event in restored.events {
            if let stop = PromptStop(event), let position = positions[stop.prompt] {
                stopped.insert(position)
            } else if let order = PersistentOrder(event), let position = positions[order.prompt] {
                targets[position] =
                    stopped.contains(position) || order.isTakenBack
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
        copiesLooks = CopiesLooks(draws: counts.committed)
        self.counts = counts
        self.buffers = buffers
        scheduler = Scheduler(
            ids: prompts.map(\.id), starts: starts, serverCount: addresses.count,
            seeds: plan.seeds(rule: journal.identity.seedRule), retryPolicy: plan.limits.retry,
            order: plan.order, drawsNeedGreedy: plan.decoding.confidence != nil,
            turn: plan.rest == nil ? 1 : RestPlan.turn, mostAtOnce: plan.limits.mostAtOnce)
        standingNotices = scores.notices
        if let rest = plan.rest {
            self.rest = RestBook(
                rest, prompts: prompts.map(\.id), scorers: plan.scorers.count,
                open: restored.openLaunches, named: restored.named,
                targets: plan.order == .leaks ? prompts.map { LeakTargets($0) } : nil,
                settling: { scores.settling($0, $1, prompt: $2) })
        }
        countMarks()
    }

    private static func needsGreedy(_ known: GreedyAnswer?, _ plan: SamplingPlan) -> Bool {
        guard let known else { return true }
        // The rule "greedy where confident" needs the tokens' probabilities again.
        return plan.decoding.confidence != nil && known.answer.tokens.isEmpty
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

    /// Takes note that a question about repeated answers is answered.
    mutating func closeQuestion() {
        openAnswers = max(0, openAnswers - 1)
        if openAnswers == 0 { openQuestion = nil }
    }

    /// The question whether repeated answers are copies, where these prompts bring it up.
    mutating func question(about grown: Set<Int>) -> [Effect] {
        guard plan.asksForSeeds, plan.decoding.confidence == nil else { return [] }
        var isDue = false
        for prompt in grown where evidence[prompt].drawCount >= RepeatedAnswers.fewest {
            drawnEnough.insert(prompt)
            // Whenever the draws of a prompt have doubled, or all that was asked of has been drawn.
            let draws = evidence[prompt].drawCount
            let next = nextLook[prompt, default: 0]
            guard draws >= next else { continue }
            isDue = true
            nextLook[prompt] =
                draws >= plan.draws ? .max : min(2 * draws, max(draws + 1, plan.draws))
        }
        guard isDue, let repeated = RepeatedAnswers(evidence, known: drawnEnough),
            repeated.draws >= nextQuestion
        else { return [] }
        nextQuestion = repeated.draws * 2
        openQuestion = repeated
        openAnswers += 1
        return [.ask(repeated)]
    }

    /// What is to be done at the start, apart from launching: prompts that cannot be scored, rules
    /// that have been met already.
    mutating func begin(_ rules: inout RuleBook) -> [Effect] {
        for (position, prompt) in plan.prompts.enumerated()
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

    /// Writes something to the journal that is not a draw and may be missing.
    mutating func tell(_ write: (any RunRecord) throws(JournalError) -> Void) {
        do {
            try write(journal)
        } catch {
            guard !error.isTransient else { return }
            end(.failed(error.description))
        }
    }

}
