import Evidence
import FoundationEssentials
import Journal
import Prompts

extension DrawImport {
    /// The decoding of every imported run.
    package static let decodingName = RunFacts.importedDecoding

    /// What is said before every setting that a server echoed to whoever made the draws.
    static let reported = "reported: "

    /// What every reader of an imported run is told.
    static let warning =
        "imported draws: the decoding is reported, not verified; limits hold only if these "
        + "are independent draws under one decoding, all of them, in their order"

    /// The draws as a new run file.
    ///
    /// An export's draws keep their launch numbers, and with them its gaps. Other draws are numbered
    /// in the order of the numbers that the file gives, if they are different for all draws of a
    /// prompt, else in the order of the file. A score that the file does not have is the scorer's
    /// failure, which counts as lost. The file gets its name when it is whole.
    ///
    /// A plan is what the file or the caller says was planned. The number of draws in the file is none:
    /// the file may have been cut where it looked good. More draws than were planned change a plan.
    ///
    /// - Parameters:
    ///   - planned: the draws per prompt that were planned before the first one, if that is known.
    ///   - model: instead of the model's name in the file.
    ///   - decoding: what is reported about the decoding, such as "T=1 top-p 0.9"; empty for what
    ///     the file says.
    ///   - alpha: nil for the file's own, else 0.01.
    ///   - progress: told how many draws of how many were written.
    ///   - scorer: what the numbers of a scorer mean of which the file has only the name.
    package func write(
        to path: String, name: String, set: String, model: String? = nil, decoding: String = "",
        alpha: Double? = nil, planned: Int? = nil, created: String,
        progress: (Int, Int) -> Void = { _, _ in },
        scorer: (String) -> RunIdentity.ScorerIdentity
    ) throws -> Journal {
        let prompts = PromptSet(
            name: run?.set ?? set, prompts: prompts,
            provenance: run?.provenance ?? "imported draws")
        let orders = try draws.indices.map { (position) throws(ImportError) in
            try launchOrder(of: position)
        }
        let plan = try plan(name: name, alpha: alpha, planned: planned, created: created)
        let identity = identity(prompts, model: model, decoding: decoding, scorer)
        try Journal.writeWhole(to: path, identity: identity, plan: plan, prompts: prompts) {
            journal in
            try append(to: journal, orders, progress)
            for event in run?.events ?? [] {
                try journal.recordEvent(event.kind, event.text, at: event.time)
            }
            if let copies { try journal.recordEvent(.copies, copies, at: created) }
            try journal.recordEvent(.notice, "Imported from \(set).", at: created)
        }
        return try Journal.open(at: path, mode: .readOnly)
    }

    /// Marks a decoding as a claim, once.
    private static func flagged(_ words: String) -> String {
        if words.isEmpty || words.hasSuffix(decodingName) {
            return words.isEmpty ? decodingName : words
        }
        return "\(words), \(decodingName)"
    }

    private func identity(
        _ prompts: PromptSet, model: String?, decoding: String,
        _ scorer: (String) -> RunIdentity.ScorerIdentity
    ) -> RunIdentity {
        let known = run?.identity.scorers ?? []
        let others = scorers.dropFirst(known.count).map(scorer)
        var identity =
            run?.identity
            ?? RunIdentity(
                promptsFingerprint: "", model: self.model ?? "unknown model",
                modelFingerprint: self.model ?? "unknown model",
                decodingName: self.decoding.words, decodingJSON: self.decoding.json,
                template: "none", seed: 0, scorers: [])
        identity.promptsFingerprint = prompts.fingerprint
        identity.scorers = known + others
        identity.answerPart = answerPart
        identity.hasStandIns = hasStandIns ? true : nil
        if let model { (identity.model, identity.modelFingerprint) = (model, model) }
        if !decoding.isEmpty { identity.decodingName = decoding }
        identity.decodingName = Self.flagged(identity.decodingName)
        return identity
    }

    private func plan(
        name: String, alpha: Double?, planned: Int?, created: String
    ) throws(ImportError) -> RunPlan {
        let longest = draws.map(\.count).max() ?? 0
        var plan =
            run?.plan
            ?? RunPlan(
                name: name, draws: planned ?? longest, alpha: 0.01, servers: [], created: created,
                probabilities: mostAlternatives, change: planned == nil ? .unknown : nil)
        if run != nil, let planned, planned != plan.draws || plan.change != nil {
            let known = plan.change?.words ?? "n=\(plan.draws) was planned"
            throw ImportError("The file says what was planned (\(known)); leave --planned out.")
        }
        plan.name = name
        if longest > plan.draws { plan.exceed() }
        if let alpha { plan.alpha = alpha }
        plan.settings = plan.settings.map {
            $0.hasPrefix(Self.reported) ? $0 : Self.reported + $0
        }
        for caution in cautions where !plan.warnings.contains(caution) {
            plan.warnings.append(caution)
        }
        return plan
    }

    /// What every reader of the run is told.
    package var cautions: [String] {
        [Self.warning] + warnings
            + [run == nil ? decoding.warning : nil, thinkingWarning, strayWarning]
            .compactMap { $0 }
    }

    private func append(
        to journal: Journal, _ orders: [LaunchOrder], _ progress: (Int, Int) -> Void
    ) throws(JournalError) {
        let total = draws.reduce(0) { $0 + $1.count }
        var written = 0
        for (position, prompt) in prompts.enumerated() {
            let order = orders[position]
            for start in stride(from: 0, to: draws[position].count, by: 4096) {
                let places = start..<min(start + 4096, draws[position].count)
                var part: [JournalDraw] = []
                var labels: [(index: Int, label: DrawLabel)] = []
                for place in places {
                    let (index, number) = order[place]
                    let entry = draws[position][index]
                    var draw = Draw(
                        prompt: prompt.id, index: number,
                        seed: seed(of: entry, position, number),
                        outcome: entry.outcome, attempts: entry.attempts)
                    draw.lostText = draw.answer == nil ? entry.lostText : nil
                    part.append(JournalDraw(draw: draw, scores: scores(entry)))
                    if let label = entry.label { labels.append((number, label)) }
                }
                try journal.append(part)
                for (number, label) in labels {
                    try journal.setLabel(label, prompt: prompt.id, index: number)
                }
                written += part.count
                progress(written, total)
            }
            let details = details[position]
            if let failure = details.failure {
                try journal.setFailure(failure, prompt: prompt.id)
            }
            if let greedy = details.greedy, case .completed(let answer) = greedy.outcome {
                try journal.appendGreedy(
                    GreedyAnswer(
                        prompt: prompt.id, answer: answer, isStable: details.isGreedyStable),
                    scores: scores(greedy))
            }
        }
    }

    private func scores(_ entry: Entry) -> [Double?] {
        scorers.map { entry.error == nil ? entry.scores[$0] : nil }
    }
}

extension DrawImport.Entry {
    var outcome: Draw.Outcome {
        guard error == nil, let text else { return .lost(reason: error ?? "no text") }
        return .completed(
            Answer(text: text, stop: stop, tokenCount: tokenCount, tokens: tokens))
    }
}
