import Evidence
import Prompts
import Statistics

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
    package let confidence: Confidence
    package let question: Statement
    /// Draws of which neither confidence nor outcome is missing.
    package let known: Int
    /// Draws without a text, a score or a probability.
    package let missing: Int
    /// What must be known before any of it is read, a sentence each.
    package let remarks: [String]

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
        let prompts = run.prompts.enumerated().map { position, evidence in
            let isKnown = own.draws.indices.contains(position)
            return PromptForecasts(
                evidence, scores: evidence.scores(by: scorer),
                said: isKnown ? own.draws[position] : [], confidence)
        }
        let voids = run.prompts.indices.map { $0 < voids.count ? voids[$0] : nil }
        let judged = facts?.judge != nil
        self.confidence = confidence
        self.question = asked
        known = prompts.reduce(0) { $0 + $1.known }
        missing = prompts.reduce(0) { $0 + $1.missing }
        let statement = judged ? nil : asked
        rows = zip(run.prompts, prompts).enumerated().map { position, pair in
            CalibrationRow(
                pair.0.prompt, pair.1, void: voids[position], statement, among: prompts.count)
        }
        let whole = CalibrationWhole(
            prompts, isVoid: voids.contains { $0 != nil }, statement, bins: bins,
            confidence: confidence)
        (diagram, bands) = (whole.diagram, whole.bands)
        entries =
            CalibrationFigure.table.map { figure in
                CalibrationEntry(
                    figure, prompts, voids: voids.map { $0 != nil }, asked, isJudged: judged)
            } + whole.entries
            + (voids.contains { $0 != nil } || judged
                ? []
                : EntropyEntries.entries(
                    run, own, scorer: scorer, groups: groups, alpha: asked.alpha))
        remarks = Self.remarks(run, confidence, facts, missing: missing, isJudged: judged)
    }

    private static func remarks(
        _ run: Snapshot, _ confidence: Confidence, _ scorer: RunFacts.Scorer?, missing: Int,
        isJudged: Bool
    ) -> [String] {
        var remarks: [String] = []
        if confidence == .token {
            remarks.append(
                "The geometric mean over tokens is no probability of the answer: a calibrated "
                    + "model need not agree with it.")
        } else {
            remarks.append(
                "Confidence is the model's own probability, before temperature and truncation.")
        }
        if scorer?.isBinary == false {
            remarks.append("A score above 0.5 counts as right.")
        }
        if missing > 0 {
            remarks.append(
                "\(missing) draws have no text, score or probability: limits take each at its "
                    + "worst, estimates leave them out.")
        }
        if isJudged {
            remarks.append(
                "What is right is a judge's verdict, of which the errors are known: no limit is "
                    + "stated, as the verdict is not the truth.")
        }
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
