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
        let numbers = try launchNumbers()
        let plan = try plan(name: name, alpha: alpha, planned: planned, created: created)
        let identity = identity(prompts, model: model, decoding: decoding, scorer)
        try Journal.writeWhole(to: path, identity: identity, plan: plan, prompts: prompts) {
            journal in
            try append(to: journal, numbers, progress)
            for event in run?.events ?? [] {
                try journal.recordEvent(event.kind, event.text, at: event.time)
            }
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
        identity.answer = answerPart == .standard ? nil : answerPart.description
        if let model { (identity.model, identity.modelFingerprint) = (model, model) }
        if !decoding.isEmpty { identity.decodingName = decoding }
        identity.decodingName = Self.flagged(identity.decodingName)
        return identity
    }

    private func plan(
        name: String, alpha: Double?, planned: Int?, created: String
    ) throws(ImportError) -> RunPlan {
        let longest = draws.map(\.count).max() ?? 0
        let alternatives = draws.joined().lazy.map { entry in
            entry.tokens.map { max(1, $0.alternatives.count) }.max() ?? 0
        }.max()
        var plan =
            run?.plan
            ?? RunPlan(
                name: name, draws: planned ?? longest, alpha: 0.01, servers: [], created: created,
                probabilities: alternatives ?? 0, change: planned == nil ? .unknown : nil)
        if run != nil, let planned, planned != plan.draws || plan.change != nil {
            let known = plan.change?.words ?? "n=\(plan.draws) was planned"
            throw ImportError("The file says what was planned (\(known)); leave --planned out.")
        }
        plan.name = name
        if longest > plan.draws { plan.plan(draws: longest, seen: plan.draws) }
        if let alpha { plan.alpha = alpha }
        plan.settings = plan.settings.map {
            $0.hasPrefix(Self.reported) ? $0 : Self.reported + $0
        }
        var more = [Self.warning] + warnings
        if run == nil, let warning = decoding.warning { more.append(warning) }
        if let warning = thinkingWarning { more.append(warning) }
        for warning in more where !plan.warnings.contains(warning) {
            plan.warnings.append(warning)
        }
        return plan
    }

    /// The launch number of every draw, in the order of `draws`.
    private func launchNumbers() throws(ImportError) -> [[Int]] {
        var numbers: [[Int]] = []
        for (prompt, entries) in zip(prompts, draws) {
            let given = entries.compactMap(\.number)
            let isWhole =
                given.count == entries.count && Set(given).count == given.count
                && given.allSatisfy { $0 >= 0 && $0 <= Int(Int32.max) }
            if run != nil {
                guard isWhole else {
                    throw ImportError(
                        "Prompt \(prompt.id), field draw: every draw of an exported run has a "
                            + "launch number of its own; export the run again.")
                }
                numbers.append(given)
            } else if isWhole {
                let ranks = Dictionary(
                    given.sorted().enumerated().map { ($1, $0) }, uniquingKeysWith: { $1 })
                numbers.append(given.compactMap { ranks[$0] })
            } else {
                numbers.append(Array(entries.indices))
            }
        }
        return numbers
    }

    private func append(
        to journal: Journal, _ numbers: [[Int]], _ progress: (Int, Int) -> Void
    ) throws(JournalError) {
        let total = draws.reduce(0) { $0 + $1.count }
        var written = 0
        for (position, prompt) in prompts.enumerated() {
            let entries = zip(numbers[position], draws[position]).sorted { $0.0 < $1.0 }
            for start in stride(from: 0, to: entries.count, by: 4096) {
                let part = entries[start..<min(start + 4096, entries.count)]
                try journal.append(
                    part.map { number, entry in
                        JournalDraw(
                            draw: Draw(
                                prompt: prompt.id, index: number,
                                seed: entry.seed ?? UInt32(truncatingIfNeeded: number),
                                outcome: entry.outcome, attempts: entry.attempts),
                            scores: scores(entry))
                    })
                for (number, entry) in part {
                    guard let label = entry.label else { continue }
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
