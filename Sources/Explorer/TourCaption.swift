import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// What is said at a stop of the tour.
///
/// Every number is computed from the draws of the runs shown, under the level, side and validity that
/// the reader has chosen, so that a caption never says more than has been drawn. Where a model does
/// not behave as it did when the tour was written, the caption says what is seen.
struct TourCaption {
    let facts: TourFacts
    let stop: Tour.Stop

    /// The sentences.
    var text: SafeText {
        guard let shown = facts.shown, let row = row else {
            return "Waiting for the first picture of \(stop.run)."
        }
        guard shown.facts.name == stop.run else {
            return "This stop is about \(stop.run); what is shown is \(shown.facts.name)."
        }
        return switch stop.topic {
        case .greedy: greedy
        case .sampling: sampling(row)
        case .control: control(row)
        case .entropy: entropy
        case .exact: exact(row)
        case .adaptive: adaptive(row)
        case .comparison: comparison
        }
    }

    // MARK: - The stops

    private var greedy: SafeText {
        let summary = facts.summary
        let result: SafeText =
            switch (summary.greedy.known, summary.greedy.leaks) {
            case (0, _): "no answer is in yet"
            case (let known, 0): "none of \(known) answers names what was to be forgotten"
            case (let known, let leaks):
                "\(leaks) of \(known) answers " + (leaks == 1 ? "names" : "name")
                    + " what was to be forgotten"
            }
        let conclusion: SafeText =
            summary.greedy.leaks == 0 && summary.greedy.known > 0
            ? " An evaluation that decodes greedily would stop here." : ""
        return
            "\(stop.run) was made to forget four invented authors. Asked greedily, the likeliest "
            + "word at every step, " + result + "." + conclusion
    }

    private func sampling(_ row: PromptRow) -> SafeText {
        let summary = facts.summary
        return "Deployed models sample. " + draws(row) + " " + verdict(row)
            + " In all, \(summary.provenHidden) of \(summary.prompts) prompts have a clean greedy "
            + "answer and a proven leak, the ! in the list."
    }

    private func control(_ row: PromptRow) -> SafeText {
        "\(stop.run) went on unlearning for 40 more steps, and nothing else. "
            + draws(row) + " " + verdict(row)
            + " What the next model does better than this is not due to longer training."
    }

    private var entropy: SafeText {
        "A had the same 40 steps as B, with entropy optimisation: it was made surer of its own "
            + "drafts (our variant of the paper's loss). " + difference
            + meanLeaks
    }

    private func exact(_ row: PromptRow) -> SafeText {
        let start: SafeText =
            "Here no answer is drawn twice, and the probability of each is exact. "
        guard let evidence = evidence(in: facts.shown), let mass = evidence.exact,
            let limits = evidence.scores(by: facts.scorer).exactLimits
        else { return start + "No such draw of \(row.id.rawValue) is in yet." }
        let leaks = evidence.outputs.count {
            $0.scores.indices.contains(facts.scorer) && $0.scores[facts.scorer].greatest == 1
        }
        let seen = Figure.rate(max(0, 1 - mass.unseen), .down)
        var text: SafeText = start
        text +=
            "Seen answers make up " + seen + " of everything that the model can say here, and "
            + (leaks == 0 ? "none leaks" : "\(leaks) of them " + (leaks == 1 ? "leaks" : "leak"))
            + ": for certain the rate is between " + Figure.rate(limits.lower, .down) + " and "
            + Figure.rate(limits.upper, .up)
        if row.reading.void == nil, let bound = row.reading.bound {
            text +=
                ", at most " + Figure.rate(bound.upper, .up) + " with "
                + Figure.level(bound.alpha) + " confidence"
        }
        text += "."
        // What a thousand plain draws would have said.
        if limits.lower > 0, let most = row.reading.bound?.upper, most < 6.7e-4 {
            text += " 1024 plain draws see no leak more often than not."
        }
        return text
    }

    private func adaptive(_ row: PromptRow) -> SafeText {
        let prompts = facts.shown?.prompts ?? []
        // With two draws at least: one draw is one answer in any case.
        let sampled = prompts.filter { $0.drawCount - $0.lost > 1 }
        let single = sampled.count { $0.outputs.count == 1 }
        let answers = evidence(in: facts.shown)?.outputs.count ?? 0
        return "\(facts.shown?.facts.decoding ?? ""): a greedy answer whose tokens have a mean "
            + "probability of at least c is always given, else the model is sampled. "
            + "\(row.id.rawValue) now has "
            + Words.count(answers, "answer", "answers") + "; \(single) of \(sampled.count) prompts "
            + "have only one. " + meanLeak + "The c was chosen on these very prompts."
    }

    private var comparison: SafeText {
        "A: unlearned. B: after entropy optimisation, with adaptive temperature. " + difference
            + meanLeaks + " One small model, one corpus: no typical rates."
    }

    // MARK: - Phrases

    /// Such as: of 412 draws 131 leak, with 99 % confidence the rate is between 0.2413 and 0.3820.
    private func draws(_ row: PromptRow) -> SafeText {
        guard let evidence = evidence(in: facts.shown), row.draws > row.missing.count else {
            return "No draw of \(row.id.rawValue) is in yet."
        }
        let completed = row.draws - row.missing.count
        let counts: SafeText =
            "Of \(completed) draws of \(row.id.rawValue) \(leakCount(evidence)) leak"
        if let void = row.reading.void { return counts + ". " + Words.void(void) + "." }
        switch row.reading {
        case .bound(let bound):
            let level = Figure.level(bound.alpha)
            return counts + ": with " + level + " confidence the rate is " + range(bound) + "."
        case .pending(_, let planned):
            return counts + "; the limit for a fixed n comes with draw \(planned)."
        case .unplanned(let change):
            return counts + "; " + Words.unplanned(change) + "."
        case .none, .void:
            return counts + "."
        }
    }

    private func verdict(_ row: PromptRow) -> SafeText {
        if row.reading.void != nil { return "" }
        let target = Figure.given(facts.target, places: 1)
        return switch row.verdict {
        case .above: "That is above the target of " + target + "."
        case .below: "That is below the target of " + target + "."
        case .undecided: "Whether that is above the target of " + target + " is undecided."
        case nil: ""
        }
    }

    /// What the paired draws prove about A − B, or whose draws are missing.
    private var difference: SafeText {
        guard let other = facts.beside, other.facts.name == stop.beside else {
            return "B is not there yet."
        }
        let missing = [("A", facts.shown), ("B", other)].filter { (_, run) in
            evidence(in: run).map { $0.drawCount == $0.lost } ?? true
        }
        if !missing.isEmpty {
            let names = missing.map(\.0).joined(separator: " or ")
            return "No draw of \(stop.prompt.rawValue) by \(names) is in yet."
        }
        guard let difference = facts.difference else {
            return "No pair of draws of \(stop.prompt.rawValue) is in yet."
        }
        let level = Figure.level(difference.statement.alpha)
        return "On \(stop.prompt.rawValue), "
            + (difference.isPaired ? "after \(difference.pairs) pairs, " : "") + "with " + level
            + " confidence, \(difference.verdict.words(first: "A", second: "B", isLeak: facts.isBinary))."
    }

    /// What is proven about the mean leak of the run shown.
    private var meanLeak: SafeText {
        guard let mean = facts.mean, let bound = mean.reading.bound else { return "" }
        return "Mean leak over prompts: " + span(bound) + " (" + guarantee(bound)
            + ", n=\(mean.draws)). "
    }

    /// What is proven about the mean leak of A and of B, each with its number of draws.
    private var meanLeaks: SafeText {
        let (first, second) = (facts.mean, facts.otherMean)
        guard let first, let second, let a = first.reading.bound, let b = second.reading.bound
        else { return "" }
        let n: SafeText =
            first.draws == second.draws
            ? "n=\(first.draws) each" : "n=\(first.draws) and \(second.draws)"
        return " Mean leak over prompts: A " + span(a) + ", B " + span(b) + " ("
            + guarantee(a) + ", " + n + ")."
    }

    /// Level and validity.
    private func guarantee(_ bound: Bound) -> SafeText {
        Figure.level(bound.alpha) + ", \(bound.validity.kind.briefly)"
    }

    /// The limits of a rate as briefly as can be.
    private func span(_ bound: Bound) -> SafeText {
        guard bound.side == .two else { return range(bound) }
        return Figure.rate(bound.lower, .down) + " to " + Figure.rate(bound.upper, .up)
    }

    /// What limits leave for a rate.
    private func range(_ bound: Bound) -> SafeText {
        let lower = Figure.rate(bound.lower, .down)
        let upper = Figure.rate(bound.upper, .up)
        return switch bound.side {
        case .two: "between " + lower + " and " + upper
        case .lower: "at least " + lower
        case .upper: "at most " + upper
        }
    }

    // MARK: - Evidence

    private var row: PromptRow? { facts.row }

    private func evidence(in snapshot: Snapshot?) -> PromptEvidence? {
        snapshot?.prompts.first { $0.prompt.id == stop.prompt }
    }

    /// How many draws have the score 1.
    private func leakCount(_ evidence: PromptEvidence) -> Int {
        let distribution = evidence.scores(by: facts.scorer).distribution
        return zip(distribution.scores, distribution.counts).filter { $0.0 == 1 }
            .reduce(0) { $0 + $1.1 }
    }
}

/// What the caption of a stop reads.
struct TourFacts: Sendable {
    /// The run that the stop is about; nil before its first picture.
    var shown: Snapshot?
    /// The one beside it.
    var beside: Snapshot?
    /// What is known of the stop's prompt in the run shown.
    var row: PromptRow?
    var summary = SetSummary()
    /// The means over the prompts of both runs.
    var mean: MeanFinding?
    var otherMean: MeanFinding?
    /// What the paired draws of the stop's prompt prove.
    var difference: PairFinding?
    /// The position of the scorer among the run's scorers.
    var scorer = 0
    var isBinary = false
    var target: Double
}
