import Evidence
import Findings
import Journal
import Prompts
import Statistics
import Text

/// A run's calibration for readers: in words, as JSON and as CSV.
package struct CalibrationReport: Sendable {
    package let facts: RunFacts
    package let scorer: RunFacts.Scorer
    package let finding: CalibrationFinding

    /// Whether no limit holds for the draws of some prompt.
    package var isVoid: Bool { finding.void != nil }

    /// - Parameters:
    ///   - scorer: the scorer's name; without it the first one.
    ///   - alpha: the error probability of each statement; without it the run's own.
    ///   - groups: per prompt, groups of one meaning, where a judge has made them.
    /// - Throws: ``CalibrationError`` where there is nothing to be told.
    package init(
        _ run: Snapshot, _ own: OwnProbabilities, scorer name: String? = nil,
        confidence: Confidence = .answer, alpha: Double? = nil, validity: Validity = .anytime,
        bins: Int = ReliabilityDiagram.usualBins, groups: [PromptID: AnswerPartition] = [:]
    ) throws(CalibrationError) {
        let position: Int
        do throws(ComparisonError) {
            position = try run.facts.place(ofScorer: name)
        } catch {
            throw CalibrationError(
                name == nil
                    ? "The run has no scorer, so that nothing says which answers are right: "
                        + "add one with probscope score."
                    : error.description)
        }
        if confidence == .asked {
            try Self.check(own.asked)
        } else if own.isEmpty {
            throw CalibrationError(
                "The run has no token probabilities, which are the model's own word: sample it "
                    + "with --probabilities 1 or more.")
        }
        guard !run.prompts.contains(where: { $0.scores(by: position).isWithoutReplacement }) else {
            throw CalibrationError(
                "Its draws are without replacement, and so no sample of how often the model is "
                    + "right: sample the prompts with plain draws.")
        }
        let statement = Statement(
            alpha: alpha ?? run.facts.alpha, side: .two, validity: validity)
        let rows = RunFinding(run, statement, target: 0.5, scorer: position).rows
        facts = run.facts
        scorer = run.facts.scorers[position]
        finding = CalibrationFinding(
            run, own, voids: rows.map(\.reading.void), statement, scorer: position,
            confidence: confidence, bins: bins, groups: groups)
    }

    /// - Throws: ``CalibrationError`` where no answer was put back, or no reply to one is an answer.
    private static func check(_ asked: AskedBack?) throws(CalibrationError) {
        guard let masses = asked?.masses, masses.asked > 0 else {
            throw CalibrationError(
                "The run's answers were not put back to a model: probscope calibration RUN --ask URL "
                    + "does it.")
        }
        guard masses.refused < masses.asked else {
            throw CalibrationError(
                "Asked back, \(asked?.model ?? "the model") says neither True nor False: the two words "
                    + "have \(Figure.number(masses.mean)) of the probability on average, and an answer needs "
                    + "\(Figure.number(AskedBack.leastMass)). Another model or question may do better."
            )
        }
    }
}

/// Why nothing can be said of a run's calibration.
package struct CalibrationError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
