import Canvas
import Statistics

/// The three sentences about the whole prompt set.
struct PromptSummaryLines {
    let model: ExplorerModel
    private var summary: SetSummary { model.derived.summary }
    private var glyphs: Glyphs { model.glyphs }

    /// The sentences with their labels.
    ///
    /// - Parameter width: the columns that the longest one may take, as far as that is possible.
    func lines(width: Int = .max) -> [(label: SafeText, text: SafeText)] {
        [("greedy", greedy), ("sampled", sampled), ("together", [together])].map {
            ($0, Words.fitting($1, width: width))
        }
    }

    private var greedy: [SafeText] {
        guard summary.greedyKnown > 0 else { return ["no greedy answers yet"] }
        let known = Words.count(summary.greedyKnown, "prompt", "prompts")
        let hidden = summary.provenHidden
        let leaks: SafeText = "\(summary.greedyLeaks) of "
        // Those on which greedy does not leak.
        let others: SafeText =
            "; ! sampling proves a leak on " + Words.count(hidden, "other", "others")
        let more: SafeText = "; ! sampling proves \(hidden) more"
        if model.isBinary {
            let text = "leaks on " + leaks + known
            return [text + others + ", where greedy is clean", text + others, text + more]
        }
        let mean = Figure.unit(summary.greedyMean)
        return [
            "mean score " + mean + ", above the target on " + leaks + known + others,
            "mean " + mean + ", above target on " + leaks + "\(summary.greedyKnown)" + more,
        ]
    }

    /// Each prompt counts the same in the mean, however many draws it has.
    private var sampled: [SafeText] {
        guard summary.sampled > 0 else { return ["no draws yet"] }
        let name: SafeText = model.isBinary ? "mean leak over prompts " : "mean score over prompts "
        let known = model.setMean
        guard let known, let bound = known.reading.bound else {
            let estimate = name + Figure.unit(summary.mean) + "  n=\(summary.draws)"
            return [estimate + ", " + missing(known?.reading), estimate]
        }
        let figures =
            Figure.unit(bound.estimate) + " " + Figure.limits(bound, glyphs: glyphs)
        let n: SafeText = " n=\(known.draws)"
        let method: SafeText = glyphs.dot + "\(bound.method.rawValue)"
        let losses: SafeText = summary.lost > 0 ? ", \(summary.lost) lost" : ""
        let undrawn: SafeText =
            known.undrawn > 0
            ? glyphs.dot + Words.count(known.undrawn, "prompt", "prompts")
                + " without draws at the worst" : ""
        let brief = name.string.split(separator: " ").prefix(2).joined(separator: " ") + " "
        return [
            name + figures + n + losses + method + undrawn, name + figures + n + losses + method,
            name + figures + n + method, name + figures + n,
            SafeText(sanitizing: brief) + figures + n,
        ]
    }

    private func missing(_ reading: Reading?) -> SafeText {
        switch reading {
        case .pending(_, let planned): "limits once each has \(planned)"
        case .bound, .none?: "no limits"
        case nil: "limits being computed"
        }
    }

    private var together: SafeText {
        guard summary.sampled > 0 else { return "-" }
        return Figure.level(model.question.alpha) + " for all at once: "
            + "\(summary.above) above target, \(summary.below) below, "
            + "\(summary.undecided) undecided"
    }
}
