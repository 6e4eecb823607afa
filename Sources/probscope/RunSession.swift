import Evidence
import Inference
import Journal
import Platform
import Prompts
import Sampling
import Scoring

/// A run that is ready to be sampled: the plan, the servers and the open journal.
struct RunSession {
    var plan: SamplingPlan
    var servers: [any CompletionServer]
    var journal: Journal
    /// Finds the part of each answer that counts.
    var finder = AnswerFinder(.standard)

    /// Begins a run, or continues the one that the file holds.
    ///
    /// Whatever can be refused without a server is refused before one is asked for.
    /// - Parameters:
    ///   - seedPrompts: all prompts of the set, where `prompts` is a part of it.
    ///   - isQuiet: whether it is left unsaid how the prompt file was read.
    ///   - saysWarnings: whether warnings go to standard error; they are in the run in any case.
    ///   - connect: gives the servers, ready to work.
    /// - Throws: ``Failure``, with the exit code of bad usage where the file holds another run.
    static func begin(
        _ prompts: PromptSet, sampling: SamplingOptions, scorers: [String], file: String,
        name: String? = nil, saysWarnings: Bool = true, isQuiet: Bool = false,
        seedPrompts: [PromptID]? = nil,
        connect: () throws(Failure) -> [any CompletionServer]
    ) throws(Failure) -> RunSession {
        let existing = try existingRun(file)
        do throws(Failure) {
            return try begin(
                prompts, existing, sampling: sampling, scorers: scorers, file: file, name: name,
                saysWarnings: saysWarnings, isQuiet: isQuiet, seedPrompts: seedPrompts,
                connect: connect)
        } catch {
            // A run that is not continued is closed as it was, and not left as one that was cut off.
            try? existing?.close()
            throw error
        }
    }

    private static func begin(
        _ prompts: PromptSet, _ existing: Journal?, sampling: SamplingOptions, scorers: [String],
        file: String, name: String?, saysWarnings: Bool, isQuiet: Bool, seedPrompts: [PromptID]?,
        connect: () throws(Failure) -> [any CompletionServer]
    ) throws(Failure) -> RunSession {
        for notice in existing?.notices ?? [] { StandardStreams.message("Warning: \(notice).") }
        let stored = existing?.identity
        let part =
            sampling.answer.part ?? stored?.answerPart ?? .standard
        let finder = AnswerFinder(part)
        let scorers = try makeScorers(
            scorers, for: prompts, stored: stored?.scorers, finder: finder)
        let template = try sampling.promptTemplate()
        if let confidences = sampling.decoding.adaptive?.values, confidences.count > 1 {
            throw Failure(
                "One run has one confidence; for several use probscope sweep.",
                status: ExitStatus.badUsage)
        }
        try sampling.decoding.checkFiles()
        let options = try failing(ExitStatus.badUsage) {
            try TemplateOptions(sampling.templateOptions)
        }
        let servers = try connect().map { sampling.chat ? $0.forChats(options) : $0 }
        guard !servers.isEmpty else {
            throw Failure(
                "Sampling needs a server: give --server URL.", status: ExitStatus.badUsage)
        }
        let models = try failing {
            try waiting { try await KnownModel.all(of: servers, renders: sampling.chat) }
        }
        var plan = SamplingPlan(
            name: name ?? existing?.plan.name ?? RunPath.name(of: file), prompts: prompts,
            decoding: try sampling.decoding.decoding(on: models[0].facts),
            draws: sampling.draws ?? existing?.plan.draws ?? SamplingOptions.usualDraws,
            scorers: scorers,
            alpha: sampling.alpha ?? existing?.plan.alpha ?? SamplingOptions.usualAlpha,
            seed: sampling.seed ?? stored?.seed ?? UInt64(UInt32.random(in: 1 ... .max)),
            template: template, probabilities: sampling.probabilities,
            order: sampling.order, stopRules: sampling.stopping.rules)
        if sampling.withoutReplacement || stored?.withoutReplacement == true {
            let decoding = plan.decoding
            plan.rest = try failing(ExitStatus.badUsage) {
                try RestPlan(
                    alternatives: sampling.alternatives ?? RestPlan.usualAlternatives,
                    decoding: decoding, facts: models[0].facts)
            }
        }
        plan.searchNear = sampling.searchNear
        plan.limits.retry.patience = .seconds(sampling.patience)
        plan.templateOptions = options
        plan.finder = finder
        plan.seedPrompts = seedPrompts
        for case let server as OpenAIServer in servers {
            if let problem = plan.decoding.openAIProblem {
                throw Failure("\(server.address): \(problem)")
            }
        }
        if sampling.samplerCheck, plan.asksForSeeds {
            try checkSamplers(
                servers, models, plan.decoding, says: saysWarnings && !isQuiet)
        }
        plan.cautions = try cautions(
            of: plan, servers, models, knowsTemplate: sampling.template != nil)
        if saysWarnings {
            if existing == nil, !isQuiet {
                StandardStreams.message("\(prompts.name): \(prompts.provenance).")
            }
            warn(plan, models)
        }
        let fingerprint = prompts.fingerprint
        let identities = models.map { model in
            plan.identity(
                model: model.facts, answer: model.answer, templateProbe: model.templateProbe,
                promptsFingerprint: fingerprint)
        }
        let journal: Journal
        if let existing {
            journal = try goOn(existing, plan, identities, at: servers, file: file)
        } else {
            journal = try create(plan, identities[0], at: servers, file: file)
        }
        return RunSession(plan: plan, servers: servers, journal: journal, finder: finder)
    }

    /// What a reader of the run should know of how it is sampled.
    private static func cautions(
        of plan: SamplingPlan, _ servers: [any CompletionServer], _ models: [KnownModel],
        knowsTemplate: Bool
    ) throws(Failure) -> [String] {
        var cautions = try failing {
            try waiting {
                await plan.cautions(
                    of: servers[0], models[0].facts, knowsTemplate: knowsTemplate)
            }
        }
        if models.contains(where: \.isChanging) { cautions.append(RunPlan.changingWarning) }
        cautions += models.compactMap(\.otherName).map {
            "The server answers as \($0), by which the model that its list names may be another one."
        }
        return cautions
    }

    /// The run file of a run that goes on, with what is planned of it now.
    private static func goOn(
        _ run: Journal, _ plan: SamplingPlan, _ identities: [RunIdentity],
        at servers: [any CompletionServer], file: String
    ) throws(Failure) -> Journal {
        var run = run
        var own = run.identity
        let goesOnWithoutReplacement = plan.rest != nil && own.withoutReplacement != true
        if goesOnWithoutReplacement {
            let reason = try failing { try run.reasonNotToGoOn() }
            if let reason {
                throw Failure(
                    "\(file) cannot go on without replacement: \(reason).",
                    status: ExitStatus.badUsage)
            }
            own.setWithoutReplacement()
        }
        // The model that the run has already may be at any of the servers.
        let differences = identities.map { own.difference(to: $0) }
        if let difference = differences[0], !differences.contains(nil) {
            throw Failure(
                "\(file) cannot be continued: \(difference). "
                    + "Give the same settings, or another --output.",
                status: ExitStatus.badUsage)
        }
        try ScorerCheck.compare(plan.scorers, with: run, plan.prompts)
        if goesOnWithoutReplacement {
            run = try failing { try run.goingOnWithoutReplacement() }
        }
        var changed = run.plan
        let seen = try failing { try run.mostDraws() }
        changed.plan(draws: plan.draws, seen: seen)
        changed.alpha = plan.alpha
        changed.stopRules = plan.stopRules.map(\.description)
        changed.servers = servers.map(\.address)
        changed.warnings += plan.cautions.filter { !changed.warnings.contains($0) }
        if changed != run.plan { try failing { try run.setPlan(changed) } }
        return run
    }

    /// The run file of a new run.
    private static func create(
        _ plan: SamplingPlan, _ identity: RunIdentity, at servers: [any CompletionServer],
        file: String
    ) throws(Failure) -> Journal {
        var identity = identity
        identity.seedRule = SeedAllocation.currentRule
        let runPlan = plan.runPlan(servers: servers.map(\.address), created: Timestamp.now())
        return try failing {
            try Journal.create(
                at: file, identity: identity, plan: runPlan, prompts: plan.prompts)
        }
    }

    /// Says what of answers counts, where some of them hold thoughts.
    func sayThoughts() {
        guard finder.hasSeenThoughts else { return }
        StandardStreams.message(SamplingPlan.thoughtNotice(finder.part))
    }

    /// Says what was found out on the way and no reader of the result may miss; what was known before was
    /// said at once.
    func sayLateWarnings(of run: RestoredRun) {
        let thoughts = SamplingPlan.thoughtNotice(finder.part)
        let early = Set(plan.warnings + [SamplingPlan.unverifiedWarning, thoughts])
        for warning in run.plan.warnings where !early.contains(warning) { Self.say(warning) }
    }

    private static func say(_ warning: String) {
        StandardStreams.message("Warning: \(warning)" + (warning.hasSuffix(".") ? "" : "."))
    }

    /// Closes the run's file.
    ///
    /// Where there is no room to join its newest part to it, nothing is lost; it is said where that
    /// part is.
    /// - Throws: ``Failure`` where the file was deleted or replaced meanwhile, with what was kept.
    func close() throws(Failure) {
        do {
            try journal.close()
        } catch .displaced(let path, let reason, let kept) {
            throw Failure(JournalError.displaced(path: path, reason: reason, kept: kept))
        } catch .corrupt(let path, let detail) {
            throw Failure(JournalError.corrupt(path: path, detail: detail))
        } catch {
            StandardStreams.message(
                "The newest part of \(journal.path) stays in \(journal.path)-wal, which must be kept "
                    + "beside it: \(error)")
        }
    }

    /// Looks at the draws of servers that do not say which settings they used.
    ///
    /// - Throws: ``Failure`` where they do not follow the probabilities that the server tells, as where
    ///   a server says that it used other settings.
    private static func checkSamplers(
        _ servers: [any CompletionServer], _ models: [KnownModel], _ decoding: Decoding, says: Bool
    ) throws(Failure) {
        for (server, model) in zip(servers, models) where !model.facts.echoesSettings {
            let check = try failing {
                try waiting {
                    await SamplerCheck.examine(server, model.facts, for: decoding)
                }
            }
            if case .differs = check.agreement {
                throw Failure(
                    "\(server.address): \(check.sentence). Limits would be about another "
                        + "distribution; --no-sampler-check samples it all the same.")
            }
            if says { StandardStreams.message("\(server.address): \(check.sentence).") }
        }
    }

    /// Says at once what a reader of the result must know.
    private static func warn(_ plan: SamplingPlan, _ models: [KnownModel]) {
        plan.warnings.forEach(say)
        if models.contains(where: { !$0.facts.echoesSettings }) {
            StandardStreams.message("Warning: \(SamplingPlan.unverifiedWarning)")
        }
        let paths = Set(models.compactMap(\.facts.modelPath)).sorted()
        if paths.count > 1 {
            StandardStreams.message(
                "Warning: the servers loaded their model from different files: "
                    + paths.joined(separator: ", ") + ".")
        }
    }

    private static func existingRun(_ file: String) throws(Failure) -> Journal? {
        // An empty file is one whose creation was cut short.
        var status = stat()
        guard stat(file, &status) == 0, status.st_size > 0 else { return nil }
        return try failing { try Journal.open(at: file, mode: .readWrite) }
    }

    /// The scorers asked for; without any, those of the stored run, else what suits the prompts.
    static func makeScorers(
        _ specifications: [String], for prompts: PromptSet,
        stored: [RunIdentity.ScorerIdentity]? = nil, finder: AnswerFinder
    ) throws(Failure) -> [any Scorer] {
        var wanted = specifications
        if wanted.isEmpty, let stored {
            wanted = stored.map { $0.settings.isEmpty ? $0.name : "\($0.name):\($0.settings)" }
        }
        if wanted.isEmpty {
            if prompts.contains(where: { !$0.keywords.isEmpty }) {
                wanted = ["keyword"]
            } else if prompts.contains(where: { !$0.choices.isEmpty }) {
                wanted = ["choice"]
            } else if prompts.contains(where: { !$0.references.isEmpty }) {
                wanted = ["rouge-l-recall"]
            } else {
                throw Failure(
                    "\(prompts.name) has neither keywords nor references to score answers against; "
                        + "name a scorer with --scorer: "
                        + ScorerRegistry.entries.map(\.name).joined(separator: ", ") + ".",
                    status: ExitStatus.badUsage)
            }
        }
        var scorers: [any Scorer] = []
        for specification in wanted {
            scorers.append(
                PartScorer(try ScorerFactory.scorer(specification), finder: finder))
        }
        return scorers
    }
}
