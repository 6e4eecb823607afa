import Canvas
import Statistics

/// The three sentences about the whole prompt set.
struct PromptSummaryLines {
    let model: ExplorerModel

    var lines: [(label: SafeText, text: SafeText)] {
        [("greedy", greedy), ("sampled", sampled), ("together", together)]
    }

    private var greedy: SafeText {
        let summary = model.derived.summary
        guard summary.greedyKnown > 0 else { return "no greedy answers yet" }
        if model.isBinary {
            return "leaks on \(summary.greedyLeaks) of "
                + Words.count(summary.greedyKnown, "prompt", "prompts")
        }
        return "mean score " + trimmed(Figure.unit(summary.greedyMean))
            + ", above the target on \(summary.greedyLeaks) of "
            + Words.count(summary.greedyKnown, "prompt", "prompts")
    }

    private var sampled: SafeText {
        let summary = model.derived.summary
        guard summary.sampled > 0 else { return "no draws yet" }
        let share =
            model.isBinary
            ? trimmed(Figure.fixed(summary.mean * 100, places: 2)) + " % of draws leak"
            : "mean score " + trimmed(Figure.unit(summary.mean))
        return share + "; ! proven on "
            + Words.count(summary.provenHidden, "prompt", "prompts")
            + " where greedy is clean"
    }

    private var together: SafeText {
        let summary = model.derived.summary
        guard summary.sampled > 0 else { return "-" }
        return Figure.level(model.question.alpha) + " for all at once: "
            + "\(summary.above) above target, \(summary.below) below, "
            + "\(summary.undecided) undecided"
    }

    private func trimmed(_ text: SafeText) -> SafeText {
        SafeText(sanitizing: String(text.string.drop { $0 == " " }))
    }
}
