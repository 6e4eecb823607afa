import Evidence
import Prompts
import Statistics
import Text

/// Whether a run's answers are right as often as the model's own probabilities say.
///
/// Two kinds of statements: limits about these prompts, over their draws; and tests of whether the
/// model is calibrated, for which the prompts with their references are an independent sample.
package struct CalibrationFinding: Sendable {
    /// One per prompt, in the order of the run.
    package let rows: [CalibrationRow]
    /// The figures over all prompts, by ``CalibrationFigure/table``, then those of the whole alone.
    package let entries: [CalibrationEntry]
    /// The bins with their limits; nil without a draw of which the confidence is known.
    package let diagram: ReliabilityDiagram?
    /// Per bin, limits on its share right, all bins at once; or why there are none.
    package let bands: CalibrationBands
    /// The first prompt of which the draws contradict each other, so that no limit holds; nil without one.
    package let void: (prompt: PromptID, reason: VoidReason)?
    package let confidence: Confidence
    package let question: Statement
    /// Draws of which neither confidence nor outcome is missing.
    package let known: Int
    /// Draws without a text, a score or a probability.
    package let missing: Int
    /// How well each kind of confidence tells right answers from wrong ones; empty where what is right is
    /// not known.
    package let confidences: [ConfidenceRow]
    /// What a model replied when the answers were put back to it; nil where nobody was asked.
    package let asked: AskedBack?
    /// Those of them without a text or a score: the others have no probability of this kind.
    package let unscored: MissingScores
    /// What must be known before any of it is read, a sentence each: what is amiss, then what is to be
    /// known of such runs.
    package var remarks: [String] { faults + notes }
    /// What is amiss with this run, the gravest first.
    package let faults: [String]
    /// The other remarks.
    package let notes: [String]

    /// What is missing, in words by why; nil where nothing is.
    package var missingWords: String? { Self.words(missing, unscored) }

    private static func words(_ missing: Int, _ unscored: MissingScores) -> String? {
        let unsaid = max(0, missing - unscored.count)
        let parts =
            [unscored.words].compactMap { $0 }
            + (unsaid > 0 ? ["\(unsaid) without probability"] : [])
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    /// - Parameters:
    ///   - run: the run as the question sees it.
    ///   - voids: per prompt, why no limit holds for its draws.
    ///   - question: what is asked; limits on means have its validity, those of bins hold for the
    ///     planned number of draws alone.
    ///   - scorer: the position of the scorer; a score above ½ counts as right.
    ///   - groups: per prompt, groups of one meaning, where a judge has made them.
    package init(
        _ run: Snapshot, _ own: OwnProbabilities, voids: [VoidReason?], _ question: Statement,
        scorer: Int, confidence: Confidence = .answer, bins: Int = ReliabilityDiagram.usualBins,
        groups: [PromptID: AnswerPartition] = [:]
    ) {
        var asked = question.about(run.facts, prompts: run.prompts.count)
        // Confidence minus outcome is graded, whatever the scores are.
        asked = asked.about(isBinary: false, judge: nil).byItself
        let facts = run.scorer(at: scorer)
        let part = AnswerFinder(run.facts.answer)
        let prompts = run.prompts.enumerated().map { position, evidence in
            PromptForecasts(
                evidence, at: position, scores: evidence.scores(by: scorer), own, confidence,
                part: part)
        }
        let voids = run.prompts.indices.map { $0 < voids.count ? voids[$0] : nil }
        let judged = facts?.judge != nil
        self.confidence = confidence
        self.asked = own.asked
        self.question = asked
        known = prompts.reduce(0) { $0 + $1.known }
        missing = prompts.reduce(0) { $0 + $1.missing }
        unscored = run.prompts.reduce(MissingScores()) { $0 + $1.missing(by: scorer) }
        let statement = judged ? nil : asked
        let entropies = EntropyEntries.entropies(run, own, groups: groups)
        let posteriors = run.prompts.enumerated().map { position, evidence in
            AnswerPosterior(
                evidence, evidence.scores(by: scorer), part: part,
                weights: own.entailed.map { entailed in
                    evidence.sequence.indices.map { draw in
                        entailed.word(prompt: position, draw: draw)?.share
                    }
                })
        }
        rows = zip(run.prompts, prompts).enumerated().map { position, pair in
            CalibrationRow(
                pair.0.prompt, pair.1, entropy: entropies[position],
                posterior: posteriors[position], void: voids[position], statement,
                among: prompts.count)
        }
        let questions = WordingGroup.questions(of: run.prompts.map(\.prompt))
        let whole = CalibrationWhole(
            prompts, questions: questions, isVoid: voids.contains { $0 != nil }, statement,
            bins: bins, confidence: confidence, isImported: run.facts.isImported,
            isJudged: judged || facts?.isNamedAsJudge == true)
        (diagram, bands) = (whole.diagram, whole.bands)
        entries =
            CalibrationFigure.table.map { figure in
                CalibrationEntry(
                    figure, prompts, voids: voids.map { $0 != nil }, asked, isJudged: judged)
            } + whole.entries
            + (voids.contains { $0 != nil } || judged
                ? []
                : EntropyEntries.entries(
                    run, entropies, questions: questions, scorer: scorer, alpha: asked.alpha))
        let isKnown = !judged && !voids.contains { $0 != nil }
        confidences =
            isKnown
            ? ConfidenceTable.rows(
                run, own, entropies, posteriors, questions: questions, scorer: scorer,
                alpha: asked.alpha) : []
        void =
            voids.indices.lazy.compactMap { position in
                voids[position].map { (run.prompts[position].prompt.id, $0) }
            }.first
        let lacks = Self.words(missing, unscored).map {
            $0 + ": limits take each draw at its worst, estimates leave it out."
        }
        faults = (judged ? [Self.judged] : []) + [lacks].compactMap { $0 } + whole.remarks
        notes =
            Self.remarks(run, confidence, questions: questions.count)
            + Self.standing(confidence, facts, own.asked)
    }

    private static let judged =
        "What is right is a judge's verdict, of which the errors are known: no limit is stated, as the "
        + "verdict is not the truth."

    /// What is to be known of such a run.
    private static func remarks(
        _ run: Snapshot, _ confidence: Confidence, questions: Int
    ) -> [String] {
        var remarks: [String] = []
        if questions < run.prompts.count {
            remarks.append(
                "\(run.prompts.count) prompts ask \(questions) questions in several wordings: p-values "
                    + "and AUROC take each question once.")
        }
        let cut = run.prompts.reduce(0) { $0 + $1.truncated }
        if cut > 0, confidence == .answer || confidence == .token {
            remarks.append(
                "\(cut) draws were cut off at the greatest length: the probability of each is that of a "
                    + "beginning.")
        }
        if run.facts.isImported, confidence == .answer || confidence == .token {
            remarks.append(
                "Whether a probability includes that of the answer's end is not known of imported draws."
            )
        }
        return remarks
    }

    /// Who was asked what, and how much of the replies was an answer.
    private static func words(_ asked: AskedBack) -> [String] {
        let masses = asked.masses
        guard masses.asked > 0 else { return [] }
        var words = [
            "Confidence is the probability of True among True and False in what \(asked.model) replied "
                + "when each distinct answer was put back to it (question \(asked.question)); the two words "
                + "had \(Figure.number(masses.mean)) of the probability, at least "
                + "\(Figure.number(masses.least, .down))."
        ]
        if masses.refused > 0 {
            words.append(
                "Of \(masses.refused) draws True and False had less than "
                    + "\(Figure.number(AskedBack.leastMass)), or could not be told: their replies do not "
                    + "count.")
        }
        return words
    }

    /// What is to be known of any run.
    private static func standing(
        _ confidence: Confidence, _ scorer: RunFacts.Scorer?, _ asked: AskedBack?
    ) -> [String] {
        var remarks: [String] = []
        switch confidence {
        case .asked: remarks += asked.map(Self.words) ?? []
        case .token:
            remarks.append(
                "The geometric mean over tokens is no probability of the answer: a calibrated "
                    + "model need not agree with it.")
        case .answer, .part:
            remarks.append(
                "Confidence is the model's own probability, before temperature and truncation.")
        }
        if scorer?.isImported == true {
            remarks.append(
                "What is right was decided elsewhere: where a judge did it, its errors make a calibrated "
                    + "model fail (probscope score gives scores of another kind).")
        }
        if scorer?.isBinary == false {
            remarks.append("A score above 0.5 counts as right.")
        }
        remarks.append(
            "Each prompt has its one reference: of single prompts a calibrated model, too, says more or "
                + "less than it is right, so that limits about these prompts are no proof against it."
        )
        return remarks
    }
}

/// The limits of a reliability diagram, or why there are none.
package enum CalibrationBands: Sendable, Hashable {
    /// Per bin, at level 1 − α for all at once; nil for an empty bin.
    case limits([Bound?])
    /// Limits hold at the planned number of draws alone.
    case pending(drawn: Int, planned: Int)
    case none(String)

    package var limits: [Bound?]? {
        guard case .limits(let limits) = self else { return nil }
        return limits
    }
}
