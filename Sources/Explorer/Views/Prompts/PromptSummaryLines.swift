import Canvas
import Evidence
import Findings
import Statistics

/// The three sentences about the whole prompt set.
struct PromptSummaryLines {
    /// What is said where nothing was said of the draws, and the way out.
    static let noScores: SafeText = "no scores: probscope score RUN --scorer NAME gives them"

    let summary: SetSummary
    /// The mean over the prompts; nil while it is found out.
    let mean: MeanFinding?
    let scorer: RunFacts.Scorer?
    /// What a score of 1 says.
    let event: Event
    let question: Statement
    let glyphs: Glyphs
    private var isBinary: Bool { scorer?.isBinary ?? false }

    /// The sentences with their labels.
    ///
    /// - Parameter width: the columns that the longest one may take, as far as that is possible.
    func lines(width: Int = .max) -> [(label: SafeText, text: SafeText)] {
        [("greedy", greedy), ("sampled", sampled), ("together", together)].map {
            ($0, Words.fitting($1, width: width))
        }
    }

    private var greedy: [SafeText] {
        guard summary.greedy.known > 0 else { return ["no greedy answers"] }
        let known = Words.count(summary.greedy.known, "prompt", "prompts")
        let leaks: SafeText = "\(summary.greedy.leaks) of "
        let (others, more) = hidden
        if isBinary {
            let text =
                (event.isLeak ? "leaks on " : event.one + " on ") + leaks + known
            return [text + others + ", where greedy is clean", text + others, text + more]
        }
        let greedyMean = Figure.unit(summary.greedy.mean ?? .nan)
        return [
            "mean score " + greedyMean + ", above the target on " + leaks + known + others,
            "mean " + greedyMean + ", above target on " + leaks + "\(summary.greedy.known)" + more,
        ]
    }

    /// What sampling proves of prompts that greedy decoding makes look clean, and the same in few
    /// words.
    private var hidden: (SafeText, SafeText) {
        let needsLower = !isBinary || scorer?.judge != nil
        guard question.side != .upper || !needsLower else {
            return (
                "; an upper limit proves no " + event.name + " (B)", "; upper limits prove none (B)"
            )
        }
        let hidden = summary.provenHidden
        let others = Words.count(hidden, "other", "others")
        let what: SafeText = isBinary ? event.one + " on " : "the same of "
        return ("; ! sampling proves " + what + others, "; ! sampling proves \(hidden) more")
    }

    /// Each prompt counts the same in the mean, however many draws it has.
    private var sampled: [SafeText] {
        guard summary.sampled > 0 else {
            return scorer == nil
                ? [Self.noScores, "no scores"]
                : ["no draws yet"]
        }
        let what: SafeText = isBinary ? event.mean + " " : "mean score "
        let all = summary.averaged == summary.prompts
        // The limits are of all prompts, whatever those without a score would give.
        let some: SafeText = "\(summary.averaged) of \(summary.prompts)"
        let name = what + (all ? "over prompts " : "over " + some + " prompts ")
        let known = mean
        guard let known, let bound = known.reading.bound else {
            let estimate = name + Figure.unit(summary.mean ?? .nan) + "  n=\(summary.draws)"
            if let void = known?.reading.void {
                let all: SafeText = name + Figure.unit(summary.mean ?? .nan) + ", "
                return [
                    estimate + ", " + Words.void(void), all + Words.void(void, width: 28),
                    Words.void(void, width: 28), Words.void(void, width: 14),
                ]
            }
            return [estimate + ", " + missing(known?.reading), estimate]
        }
        let figures =
            Figure.unit(bound.estimate) + (bound.excludesEstimate ? " OUTSIDE " : " ")
            + Figure.limits(bound, glyphs: glyphs)
        let n: SafeText = " n=\(known.draws)"
        let method: SafeText = glyphs.dot + "\(bound.method.rawValue)"
        let losses = summary.missing.behind
        let undrawn: SafeText =
            known.undrawn > 0
            ? glyphs.dot + Words.count(known.undrawn, "prompt", "prompts")
                + " without a score at the worst" : ""
        let void: SafeText =
            known.void > 0 ? glyphs.dot + "\(known.void) void at the worst" : ""
        let brief = what + (all ? "" : "(\(summary.averaged)/\(summary.prompts)) ")
        return [
            name + figures + n + losses + method + undrawn + void,
            name + figures + n + losses + method + void,
            brief + figures + n + losses + method + void, name + figures + n + losses + void,
            brief + figures + n + losses + void,
            brief + figures + n + void, brief + figures + void, brief + figures,
        ]
    }

    private func missing(_ reading: Reading?) -> SafeText {
        switch reading {
        case .pending(_, let planned): "limits once each has \(planned)"
        case .unplanned: Words.unplannedBriefly
        case .bound, .void, .none?: "no limits"
        case nil: "limits being computed"
        }
    }

    private var together: [SafeText] {
        guard summary.sampled > 0 else { return ["-"] }
        let above: SafeText = "\(summary.above) above target, "
        let below: SafeText =
            "\(summary.below) below" + (question.side == .upper ? " target" : "")
        // An upper limit proves nothing to be above, a lower one nothing to be below.
        let proven: SafeText =
            switch question.side {
            case .two: above + below + ", "
            case .upper: below + ", "
            case .lower: above
            }
        let void: SafeText = summary.drifted > 0 ? ", \(summary.drifted) void" : ""
        let outside: SafeText =
            summary.doubt.count > 0 ? ", \(summary.doubt.count) outside their limits" : ""
        let counts = proven + "\(summary.undecided) undecided" + void + outside
        let level = Figure.level(question.alpha)
        // Beside intervals on both sides it has to be said that a verdict is by one limit.
        let sides: SafeText = question.side == .two ? " one-sided, " : " for "
        let all = level + sides + "all at once: " + counts
        // Worth its place where it names more than is proven all at once.
        let race: SafeText =
            "; \(summary.named) above at a false discovery rate of "
            + Figure.short(question.alpha)
        let isMore = summary.named > summary.above && question.side != .upper
        return (isMore ? [all + race] : []) + [all, level + " at once: " + counts]
    }
}

extension PromptSummaryLines {
    /// The sentences about the run that the explorer shows.
    init(context: Context) {
        self.init(
            summary: context.findings.summary, mean: context.setMean?.finding,
            scorer: context.scorerFacts, event: context.event, question: context.question,
            glyphs: context.glyphs)
    }
}
