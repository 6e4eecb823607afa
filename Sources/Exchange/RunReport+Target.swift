import Evidence
import Findings
import Journal
import Prompts
import Statistics
import Text

extension RunReport {
    /// Which prompts are above a rate by one scorer, as a list with few false names, and how many are proven
    /// to be, all at once.
    ///
    /// - Parameter scorer: a position in the run's scorers.
    package func race(scorer: Int, above rate: Double) -> SetRace {
        SetRace(
            findings(scorer: scorer).map {
                SetRace.Prompt(
                    $0.prompt.id, $0.evidence, $0.own.simultaneousDecision)
            }, above: rate, statement.about(sets[scorer].scorer))
    }

    /// The same in words; safe for a terminal.
    package func raceSentences(above rate: Double) -> [String] {
        sets.indices.map { position in
            let race = race(scorer: position, above: rate)
            let names =
                race.named.isEmpty
                ? "" : ": " + race.named.map(\.rawValue).joined(separator: ", ")
            let scorer = sets.count > 1 ? "By \(sets[position].scorer.name), " : ""
            let sentence =
                scorer
                + "\(Figure.count(race.proven, "prompt is", "prompts are")) proven to be above "
                + "\(Figure.number(rate)) all at once, at level "
                + "\(Figure.percent(statement.level, .down)); "
                + "\(Figure.count(race.named.count, "prompt is", "prompts are")) named on a list on "
                + "which at most \(Figure.percent(race.alpha, .up)) are expected to be false "
                + "(false discovery rate by e-values, \(Validity.anytime.words(planned: "")))\(names)."
            return SafeText(sanitizing: sentence).string
        }
    }

    /// For each prompt with limits the chance of a leak within so many answers; safe for a terminal.
    ///
    /// Nothing for scorers that are not binary.
    package func withinSentences(answers: Int) -> [String] {
        findings.compactMap { finding in
            guard finding.scorer.isBinary,
                let within = WithinFinding(finding.interval, answers: answers)
            else { return nil }
            return SafeText(
                sanitizing: "\(finding.prompt.id.rawValue): within "
                    + "\(Figure.count(answers, "answer", "answers")) the chance that one "
                    + "\(finding.words.one) is \(within.words) "
                    + "(level \(Figure.percent(within.bound.level, .down)), "
                    + "\(holds))."
            ).string
        }
    }

    /// What a hierarchical model believes of the mean over prompts like these; nil for scorers that are
    /// not binary.
    func credible(scorer: Int) -> CredibleMean? {
        let findings = findings(scorer: scorer)
        guard sets[scorer].void == nil, findings.first?.scorer.isBinary ?? false else {
            return nil
        }
        return CredibleMean(
            findings.map(\.evidence), voids: findings.map { $0.void != nil },
            questions: WordingGroup.questions(of: findings.map(\.prompt)))
    }

    /// What a hierarchical model believes of the mean over prompts like these; safe for a terminal.
    ///
    package func credibleSentences() -> [String] {
        sets.indices.map { position in
            if let void = sets[position].void {
                return SafeText(
                    sanitizing: "By \(sets[position].scorer.name) no hierarchical model says "
                        + "anything: the draws over all prompts \(void.words)."
                ).string
            }
            guard let believed = credible(scorer: position) else {
                return SafeText(
                    sanitizing: "By \(sets[position].scorer.name) no hierarchical model says "
                        + "anything: there are no plain draws with scores of 0 and 1 only."
                ).string
            }
            let interval = believed.interval
            return SafeText(
                sanitizing: "By \(sets[position].scorer.name) a hierarchical model of "
                    + "\(believed.basis) puts the mean rate of "
                    + "prompts like these at \(Figure.number(interval.mean)), between "
                    + "\(Figure.number(interval.lower, .down)) and "
                    + "\(Figure.number(interval.upper, .up)) with a probability of "
                    + "\(Figure.percent(interval.mass)) under its \(interval.prior): credible, "
                    + "and no limit that is guaranteed."
            ).string
        }
    }
}
