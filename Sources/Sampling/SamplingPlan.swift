import Inference
import Journal
import Prompts
import Scoring

/// Everything that a run is asked to do.
package struct SamplingPlan: Sendable {
    /// The run's name on screen.
    package var name: String
    package var prompts: PromptSet
    /// What the chat template is told beside the messages.
    package var templateOptions = TemplateOptions.none
    /// What was found out about prompts and server before sampling and every reader has to know.
    package var cautions: [String] = []
    /// All prompts of the set that `prompts` is a part of, where it is one: seeds are kept apart among
    /// them.
    package var seedPrompts: [PromptID]?
    package var decoding: Decoding
    /// Finds the part of each answer that counts; an answer that ends inside its thoughts is lost.
    package var finder: AnswerFinder?
    /// Draws per prompt.
    package var draws: Int
    package var scorers: [any Scorer]
    /// The error probability of one statement.
    package var alpha: Double
    /// The seed from which the seeds of all draws are derived.
    package var seed: UInt64
    package var template: Template
    /// How many alternatives are kept per token; 0 where tokens are not kept.
    package var probabilities: Int
    package var order: OrderPolicy
    /// Whether the limits that stop rules look at hold together for all prompts and scorers, as those
    /// do that the run's gate will ask.
    package var isSimultaneous = false
    /// What ends sampling before `draws` are there; any of them suffices.
    package var stopRules: [StopRule]
    package var limits: SamplingLimits
    /// How draws are made from what earlier ones have left; nil for plain draws.
    package var rest: RestPlan?
    /// How many words away from its references a prompt's answers are looked for before its first
    /// draw without replacement; nil for not at all.
    package var searchNear: Int?

    package init(
        name: String, prompts: PromptSet, decoding: Decoding, draws: Int,
        scorers: [any Scorer], alpha: Double = 0.05, seed: UInt64 = 0,
        template: Template = .none, probabilities: Int = 0, order: OrderPolicy = .breadth,
        stopRules: [StopRule] = [], limits: SamplingLimits = SamplingLimits()
    ) {
        self.name = name
        self.prompts = prompts
        self.decoding = decoding
        self.draws = draws
        self.scorers = scorers
        self.alpha = alpha
        self.seed = seed
        self.template = template
        self.probabilities = probabilities
        self.order = order
        self.stopRules = stopRules
        self.limits = limits
    }

    /// Which draw has which seed.
    ///
    /// - Parameter rule: the rule that the run was begun with (``RunIdentity/seedRule``).
    func seeds(rule: Int?) -> SeedAllocation {
        rule == nil
            ? SeedAllocation(runSeed: seed)
            : SeedAllocation(runSeed: seed, prompts: seedPrompts ?? prompts.map(\.id))
    }

    /// Whether a rule ends the run at a number of tokens.
    var countsTokens: Bool {
        stopRules.contains { if case .tokens = $0 { true } else { false } }
    }

    /// Whether seeds matter to the draws.
    package var asksForSeeds: Bool { decoding.kind != .greedy }

    /// What a run says that was sampled by a server which does not echo settings.
    package static let unverifiedWarning = RunPlan.unverifiedWarning

    /// What a run says whose answers hold thoughts.
    package static func thoughtNotice(_ part: AnswerPart) -> String {
        "Answers hold thoughts: \(part) is what was scored. An answer that ends inside its thoughts "
            + "counts as lost."
    }

    /// What must be equal when the run is continued or merged.
    ///
    /// - Parameters:
    ///   - model: what the first server says about its model.
    ///   - answer: what its model answers to the fixed question.
    ///   - templateProbe: what its chat template makes of fixed conversations.
    ///   - promptsFingerprint: the fingerprint of `prompts`.
    package func identity(
        model: ServerFacts, answer: ModelAnswer? = nil, templateProbe: TemplateProbe? = nil,
        promptsFingerprint: String
    ) -> RunIdentity {
        var identity = RunIdentity(
            promptsFingerprint: promptsFingerprint, model: model.modelName,
            modelFingerprint: model.fingerprint,
            decodingName: "\(decoding.name), \(decoding.maxTokens) tokens",
            decodingJSON: decoding.canonicalJSON, template: templateText, seed: seed,
            scorers: scorers.map { RunIdentity.ScorerIdentity($0.descriptor) })
        identity.modelProbe = answer.map { ModelProbe($0) }
        identity.templateProbe = templateProbe
        identity.modelPath = model.modelPath
        if rest != nil { identity.setWithoutReplacement() }
        if let part = finder?.part { identity.answerPart = part }
        return identity
    }

    private var templateText: String {
        template == .chat && !templateOptions.isEmpty
            ? "chat, \(templateOptions.canonicalText)" : template.canonicalText
    }

    /// What may change when the run is continued.
    ///
    /// - Parameters:
    ///   - servers: the servers' addresses.
    ///   - created: when the run was created, ISO 8601 in UTC.
    package func runPlan(servers: [String], created: String) -> RunPlan {
        RunPlan(
            name: name, draws: draws, alpha: alpha, servers: servers, created: created,
            probabilities: probabilities, warnings: warnings,
            stopRules: stopRules.map(\.description))
    }

    /// What every reader of the run has to know: what the decoding cuts off, and what of the prompts
    /// is not sent.
    package var warnings: [String] {
        let cut = template == .chat ? 0 : prompts.count { $0.messages.count > 1 }
        guard cut > 0 else { return decoding.truncationWarnings + cautions }
        let subject = cut == 1 ? "1 prompt is a conversation" : "\(cut) prompts are conversations"
        return decoding.truncationWarnings + cautions + [
            "\(subject) of which only the last message of the user is sent; the whole is with --chat"
        ]
    }
}

/// Limits that do not change what is sampled.
package struct SamplingLimits: Sendable, Hashable {
    package var retry: RetryPolicy
    /// The most time that an answer may take from its first byte on; its unfinished draws are then
    /// lost.
    ///
    /// The wait for a free slot does not count: a draw must not be lost because others use the
    /// server too.
    package var drawTime: Duration
    /// The most time until a request is answered at all.
    ///
    /// It doubles each time it was not enough, to 64 times this at most (32 minutes as things are);
    /// each time that this is not enough either is a failed attempt, so that launch order moves on.
    package var firstByte: Duration
    /// The most time without an event on a running stream; its draws are then retried.
    package var inactivity: Duration
    /// The same at the first attempt, where another server could take over; it doubles with each.
    package var shortInactivity: Duration
    /// Draws are committed once this many have finished, no more than this many at once.
    package var batch: Int
    /// Draws are committed once the oldest has waited as long as this.
    package var batchTime: Duration
    /// The least time between two snapshots.
    package var snapshotInterval: Duration
    /// How often a journal without room is tried again.
    package var diskRetry: Duration
    /// How often servers are asked whether they still hold the run's model.
    package var modelCheck: Duration
    /// How long the last look at the models may take: so long at least, since a server may have been faster
    /// when it was asked before, and never longer, however slow it is.
    package var look = Duration.seconds(20)...Duration.seconds(180)
    /// Whether each greedy answer is asked for a second time, amid draws.
    package var checksGreedy: Bool
    /// The most draws that each server may be given at once while it is found out how many it can
    /// take; nil where what it says, or the user, counts.
    package var mostAtOnce: Int?

    package init(
        retry: RetryPolicy = RetryPolicy(), drawTime: Duration = .seconds(600),
        firstByte: Duration = .seconds(30), inactivity: Duration = .seconds(120), batch: Int = 64,
        batchTime: Duration = .milliseconds(100),
        snapshotInterval: Duration = .milliseconds(100), diskRetry: Duration = .seconds(2),
        modelCheck: Duration = .seconds(30), checksGreedy: Bool = true,
        shortInactivity: Duration = .seconds(15)
    ) {
        self.shortInactivity = shortInactivity
        self.retry = retry
        self.drawTime = drawTime
        self.firstByte = firstByte
        self.inactivity = inactivity
        self.batch = batch
        self.batchTime = batchTime
        self.snapshotInterval = snapshotInterval
        self.diskRetry = diskRetry
        self.modelCheck = modelCheck
        self.checksGreedy = checksGreedy
    }
}

extension ModelProbe {
    /// A server's answer as a run keeps it.
    package init(_ answer: ModelAnswer) {
        let steps = answer.tokens.map { token in
            var values: [String: Int] = [:]
            for other in token.alternatives {
                values[other.text] = ModelProbe.thousandths(other.logProbability)
            }
            values[token.text] = ModelProbe.thousandths(token.logProbability)
            return Step(token: token.text, values: values)
        }
        self.init(kind: answer.kind, text: answer.text, steps: steps)
        if answer.isFresh { isFresh = true }
        noise = answer.noise
        // One model's file may have another name on each machine.
        if !answer.isFresh { model = answer.model }
    }

    /// What is less probable than e^−50 counts as that.
    private static func thousandths(_ logProbability: Double) -> Int {
        Int((min(0, max(-50, logProbability.isNaN ? -50 : logProbability)) * 1000).rounded())
    }
}
