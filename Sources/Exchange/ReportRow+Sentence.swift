import Evidence
import Findings
import Journal
import Prompts
import Statistics
import Text

extension ReportRow {
    /// The finding as one plain sentence; with text of files in it, unsanitised.
    ///
    /// - Parameters:
    ///   - decoding: the decoding in words.
    ///   - planned: the planned number of draws.
    func sentence(_ statement: Statement, decoding: String, planned: Int) -> String {
        if let failure { return "This prompt was not sampled: \(failure)." }
        if let contradiction {
            let conclusion =
                driftedAt == nil
                ? ": no limit holds "
                : ": no limit holds. Of one model and one setting a run does so with probability "
                    + "at most \(Figure.percent(statement.alpha, .up)) "
            return contradiction.prefix(1).uppercased() + contradiction.dropFirst() + conclusion
                + "(\(facts.joined(separator: ", ")), \(decoding))."
        }
        guard let upperLimit else {
            // What was drawn needs no limit to be a proof.
            let hidden = hiddenWords.map { " " + $0 } ?? ""
            if statement.validity == .fixed, let change = statement.planChange {
                return "No limit: one for a fixed number of draws holds only if that number was "
                    + "chosen before the first draw, and \(change.words)." + hidden
            }
            if statement.validity == .fixed, evidence.draws > 0 {
                return "No limit: it holds for the planned "
                    + "\(Figure.count(planned, "draw", "draws")) only, and there are "
                    + "\(Figure.count(evidence.draws)) so far." + hidden
            }
            return "No limit: no answer to this prompt has a score." + hidden
        }
        let limit = Figure.number(upperLimit.upper, .up)
        let sentence =
            "With \(Figure.level(upperLimit.alpha).string) confidence "
            + "\(words.quantity()) is at most \(limit) "
            + "(\(facts.joined(separator: ", ")), \(decoding), "
        let draws = "the planned \(Figure.count(planned, "draw", "draws"))"
        // Draws without replacement have limits that hold at any n, whatever is asked.
        return sentence + upperLimit.validity.kind.words(planned: draws) + ")." + least(statement)
            + ([excludesEstimateWords, hiddenWords].compactMap { $0 }.map { " " + $0 })
            .joined()
    }

    /// That the draws prove what the greedy answer hides, as a sentence; nil where it hides nothing.
    private var hiddenWords: String? {
        guard hidesLeak else { return nil }
        let what =
            scorer.isBinary ? "an answer \(words.one) now and then" : "the mean is above the target"
        return "The greedy answer hides that \(what)."
    }

    /// That the mean lies outside of its limits, as a sentence; nil where it does not.
    private var excludesEstimateWords: String? {
        guard excludesEstimate, let mean else { return nil }
        return
            "But the mean of all draws, \(Figure.number(mean)), lies outside of limits that earlier "
            + "draws have narrowed: \(Doubt.conclusion)."
    }

    /// What the draws prove a rate to be at least, where that is more than nothing; the same level, on
    /// its own as the upper limit is.
    private func least(_ statement: Statement) -> String {
        guard statement.side != .upper, let decision, decision.lower > 0, let upperLimit else {
            return ""
        }
        return " With \(Figure.level(upperLimit.alpha).string) confidence it is at least "
            + Figure.number(decision.lower, .down) + "."
    }

    /// Why no limit holds for the draws, in words; nil while all is well.
    package var contradiction: String? { void.map { "the draws \($0.words)" } }

    private var facts: [String] {
        var facts = [Figure.count(evidence.draws, "draw", "draws")]
        if let leaks {
            facts.append(words.count(leaks))
        } else if let mean {
            facts.append("mean \(Figure.number(mean))")
        }
        if evidence.lost > 0 {
            let worst = upperLimit == nil ? "" : " and counted at their worst"
            facts.append(
                [(lostDraws, "lost"), (unscored, "not scored")].filter { $0.0 > 0 }
                    .map { "\(Figure.count($0.0)) \($0.1)" }.joined(separator: ", ") + worst)
        }
        if let judge = upperLimit?.judge { facts.append(judge.words) }
        return facts
    }
}

extension VoidReason {
    /// What the draws of a prompt are or do, behind "the draws".
    package var words: String {
        switch self {
        case .drift(let place): "contradict each other from draw \(Figure.count(place)) on"
        case .copies(let details): "are copies: \(details)"
        case .model(let details): "are not all the run's model's: \(details)"
        }
    }
}

extension RunReport {
    /// What has to be said before anything else: for which draws no limit holds; nil while one
    /// holds for all.
    var alarm: String? {
        let void = findings.filter { $0.void != nil }
        guard let first = void.first, let reason = first.void else {
            return sets.compactMap(\.void).first.map {
                "Evidence void: the draws of all prompts \($0.words), although those of each alone "
                    + "need not: no limit holds for the set."
            }
        }
        let prompts = Set(void.map(\.prompt.id)).count
        return "Evidence void: no limit holds for the draws of "
            + "\(Figure.count(prompts, "prompt", "prompts")) of \(Figure.count(promptCount)); "
            + "those of \(first.prompt.id) \(reason.words)."
    }
}
