import Evidence
import Prompts
import Statistics

/// Whether what a run proves about a target changes with how it is asked: by another target, threshold,
/// scorer, half of the seeds, server, or by other runs of the same prompts.
///
/// The limits of all variants hold together at level 1 − α: each variant has an equal part of α, half of
/// it for the mean over its prompts and half for the prompts. Another target costs nothing, as two-sided
/// limits answer for all targets at once. All hold at any number of draws.
package struct Sensitivity: Sendable {
    /// The first is what was asked for.
    package let variants: [SensitivityVariant]
    /// How many sets of limits share α.
    package let together: Int
    package let alpha: Double
    /// What could not be varied, and why.
    package let remarks: [String]
    /// What the runs' files warn of, which every limit supposes not to matter.
    package let warnings: [String]

    /// What was asked for.
    package var asked: SensitivityVariant { variants[0] }

    /// The error probability of each set of limits.
    package var each: Double { Statement(alpha: alpha).shared(among: together).each }

    /// What the limits of a variant come from.
    private struct Source {
        var kind: SensitivityVariant.Kind
        var value: String
        var run: Snapshot
        var scorer: RunFacts.Scorer?
        var prompts: [PromptID]
        var scores: [ScoreEvidence]
        var voids: [VoidReason?]
        /// Why nothing is said of the run: no limit holds for the draws of some prompt, which may be one
        /// that is left out.
        var void: VoidReason?
        /// How many of the first run's prompts it lacks.
        var lacking = 0
    }

    /// - Parameters:
    ///   - scorer: the position of the scorer.
    ///   - targets: further targets.
    ///   - thresholds: for a graded scorer, above which scores are counted.
    ///   - servers: per prompt and draw the server that made it; nil where it is not known or there is
    ///     one alone.
    ///   - others: further runs, each beside its name.
    ///   - alpha: the error probability of everything together.
    package init(
        _ run: Snapshot, scorer position: Int, target: Double, targets: [Double] = [],
        thresholds: [Double] = [], servers: [[String?]]? = nil,
        others: [(name: String, run: Snapshot)] = [], alpha: Double
    ) {
        var remarks: [String] = []
        let question = Statement(alpha: alpha)
        let facts = run.scorer(at: position)
        let whole = Self.source(.asked, facts?.specification ?? "", run, position, question)
        var sources = [whole]
        let isPlain = !whole.scores.contains(where: \.isWithoutReplacement)
        if isPlain {
            sources += Self.thresholds(thresholds, whole)
        } else {
            remarks.append(
                "draws without replacement are not split, nor counted by a threshold")
        }
        for (other, scorer) in run.facts.scorers.enumerated() where other != position {
            sources.append(Self.source(.scorer, scorer.specification, run, other, question))
        }
        if isPlain {
            sources += Self.halves(whole)
            if let servers { sources += Self.servers(servers, whole) }
        }
        for (name, other) in others {
            guard let place = other.position(of: facts) else {
                remarks.append("\(name) lacks the scorer with equal settings")
                continue
            }
            var source = Self.matched(
                Self.source(
                    .run, Self.title(name, other.facts, run.facts), other, place, question), run)
            guard !source.prompts.isEmpty else {
                remarks.append("\(name) has none of the prompts")
                continue
            }
            source.lacking = run.prompts.count - source.prompts.count
            if source.lacking > 0 {
                remarks.append(
                    "the mean of \(name), which has \(source.prompts.count) of the "
                        + "\(run.prompts.count) prompts")
            }
            sources.append(source)
        }
        let count = sources.count
        var variants: [SensitivityVariant] = []
        for source in sources {
            let variant = Self.variant(source, target, among: count, question)
            variants.append(variant)
            guard source.kind == .asked else { continue }
            variants += targets.filter { $0 != target }.map {
                SensitivityVariant(
                    kind: .target, value: "", target: $0, mean: variant.mean,
                    prompts: variant.prompts, void: variant.void)
            }
        }
        (self.variants, together, self.alpha, self.remarks) = (variants, count, alpha, remarks)
        warnings =
            run.facts.warnings
            + others.flatMap { other in other.run.facts.warnings.map { "\(other.name): \($0)" } }
    }

    // MARK: - What is varied

    private static func source(
        _ kind: SensitivityVariant.Kind, _ value: String, _ run: Snapshot, _ scorer: Int,
        _ question: Statement
    ) -> Source {
        let voids = run.voids(question)
        return Source(
            kind: kind, value: value, run: run, scorer: run.scorer(at: scorer),
            prompts: run.prompts.map(\.prompt.id),
            scores: run.prompts.map { $0.scores(by: scorer) }, voids: voids,
            void: voids.lazy.compactMap { $0 }.first)
    }

    private static func thresholds(_ thresholds: [Double], _ whole: Source) -> [Source] {
        guard let scorer = whole.scorer, !scorer.isBinary else { return [] }
        return thresholds.map { threshold in
            var source = whole
            source.kind = .threshold
            source.value = "\(threshold)"
            source.scorer?.isBinary = true
            source.scores = whole.scores.map { $0.above(threshold) }
            return source
        }
    }

    /// Draws of even and of odd numbers: which they are is fixed before the first draw, whatever ends
    /// sampling, so that limits at any n hold for either half.
    private static func halves(_ whole: Source) -> [Source] {
        [("even draws", 0), ("odd draws", 1)].map { name, rest in
            var source = whole
            (source.kind, source.value) = (.seeds, name)
            source.scores = whole.scores.map { scores in
                ScoreEvidence(
                    scores.scores.enumerated().filter { $0.offset % 2 == rest }.map(\.element))
            }
            return source
        }
    }

    /// The draws of each server; one that nobody knows the server of may be anybody's, and is lost for
    /// all of them.
    private static func servers(_ servers: [[String?]], _ whole: Source) -> [Source] {
        let names = Set(servers.joined().compactMap { $0 }).sorted()
        guard names.count > 1 else { return [] }
        return names.map { name in
            var source = whole
            (source.kind, source.value) = (.server, name)
            source.scores = whole.scores.enumerated().map { prompt, scores in
                let known = prompt < servers.count ? servers[prompt] : []
                return ScoreEvidence(
                    scores.scores.enumerated().compactMap { draw, score -> Double?? in
                        let server = draw < known.count ? known[draw] : nil
                        guard let server else { return .some(nil) }
                        return server == name ? .some(score) : .none
                    })
            }
            return source
        }
    }

    /// The prompts that the first run has, too.
    private static func matched(_ source: Source, _ run: Snapshot) -> Source {
        let known = PromptPlaces(run.prompts)
        let places = source.prompts.indices.filter {
            known.position(of: source.run.prompts[$0].prompt) != nil
        }
        var result = source
        result.prompts = places.map { source.prompts[$0] }
        result.scores = places.map { source.scores[$0] }
        result.voids = places.map { source.voids[$0] }
        return result
    }

    private static func title(_ name: String, _ other: RunFacts, _ first: RunFacts) -> String {
        let settings = first.settings(against: other).map { "\($0.what) \($0.second)" }
        return settings.isEmpty
            ? "\(name): seed \(other.seedWords)"
            : "\(name): " + settings.joined(separator: ", ")
    }

    // MARK: - What is proven

    private static func variant(
        _ source: Source, _ target: Double, among count: Int, _ question: Statement
    ) -> SensitivityVariant {
        let alone = question.about(source.run.facts, prompts: source.run.prompts.count)
            .about(source.scorer)
        let part = alone.shared(among: 2 * count)
        let each = part.shared(among: source.scores.count)
        let mean = MeanFinding(source.scores, voids: source.voids.map { $0 != nil }, part)
        return SensitivityVariant(
            kind: source.kind, value: source.value, target: target, lacking: source.lacking,
            mean: mean,
            prompts: source.prompts.indices.map { place in
                let (scores, void) = (source.scores[place], source.voids[place])
                let own = PromptFinding(scores, alone, void: void)
                return SensitivityVariant.PromptLimits(
                    id: source.prompts[place],
                    reading: PromptFinding(scores, each, void: void).reading
                        .contradicted(own.excludesEstimate))
            },
            void: source.void ?? mean.reading.void)
    }
}
