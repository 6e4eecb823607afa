import Canvas
import Evidence
import Findings
import Statistics

/// What the Bounds view says below its plot.
struct BoundSentences {
    struct Line {
        var label: SafeText
        var text: SafeText
        var style: Style = .text
    }

    let context: Context
    let row: PromptRow
    let series: BoundSeries
    let last: BoundTrajectory.Point
    private var glyphs: Glyphs { context.glyphs }

    init(
        context: Context, row: PromptRow, series: BoundSeries, last: BoundTrajectory.Point
    ) {
        self.context = context
        self.row = row
        self.series = series
        self.last = last
    }

    /// The lines, as many as there are rows for: what the limits hold for stays in any case.
    func lines(width: Int, height: Int) -> [Line] {
        let all = lines(width: width)
        let level = all.count - 1
        let importance = [0, 1, level] + (2..<level)
        let kept = Set(importance.prefix(max(0, height)))
        return all.enumerated().filter { kept.contains($0.offset) }.map(\.element)
    }

    private func lines(width: Int) -> [Line] {
        let isNarrow = width < 56
        let room = width - (isNarrow ? 11 : 17)
        let n: SafeText = "n=\(last.draws)"
        var lines = [
            Line(
                label: "verdict", text: Words.fitting(verdicts(room: room), width: room),
                style: (row.void == nil ? verdict.map(Words.style) : Style(.error))
                    .map { $0.adding(.bold) } ?? .role(.muted)),
            Line(label: "at any n", text: anytime(n: n, width: room)),
            exact(width: room)
                ?? Line(label: isNarrow ? "fixed n" : "if n was fixed", text: fixed(width: room)),
        ]
        if let greedy = row.greedyScore {
            lines.append(
                Line(
                    label: "greedy",
                    text: Figure.unit(greedy) + "  one answer, no limits",
                    style: .role(.barGreedy)))
        }
        lines.append(
            Line(label: "level", text: Words.fitting(statements, width: room), style: .role(.muted))
        )
        return lines
    }

    private func figures(_ bound: Bound) -> SafeText {
        Figure.unit(bound.estimate) + "  " + Figure.limits(bound, glyphs: glyphs)
    }

    /// Where there is little room the number of draws stands in the last line, and the interval
    /// is whole or not there.
    private func anytime(n: SafeText, width: Int) -> SafeText {
        let bound = last.running
        if row.void != nil {
            let estimate = Figure.unit(bound.estimate)
            return Words.fitting(
                [estimate + "  no limit  " + n, estimate + "  no limit", estimate], width: width)
        }
        let figures = figures(bound)
        let method: SafeText = "\(bound.method.rawValue)"
        return Words.fitting(
            [
                figures + "  " + n + glyphs.dot + method, figures + "  " + n + ", " + method,
                figures + "  " + method, figures, Figure.limits(bound, glyphs: glyphs),
                Figure.unit(bound.estimate),
            ], width: width)
    }

    /// What follows from the answers seen without any α; nil for plain draws.
    private func exact(width: Int) -> Line? {
        guard let evidence = context.selectedEvidence, let mass = evidence.exact,
            evidence.scores.indices.contains(context.scorer),
            let limits = evidence.scores[context.scorer].exactLimits
        else { return nil }
        let interval = Figure.interval(limits.lower, limits.upper)
        let seen = Figure.rate(max(0, 1 - mass.unseen), .down)
        let (those, known): (SafeText, SafeText) =
            evidence.hasUnknownAnswers
            ? ("answers of known probability make up ", " known")
            : ("seen answers make up ", " seen")
        return Line(
            label: "exact",
            text: Words.fitting(
                [
                    interval + "  for certain: " + those + seen + " of everything",
                    interval + "  for certain, " + seen + known, interval + "  for certain",
                    interval,
                ], width: width))
    }

    /// A limit for a number fixed in advance holds at that number alone.
    private func fixed(width: Int) -> SafeText {
        if row.void != nil { return "no limit" }
        if let change = context.question.planChange {
            return Words.fitting(
                [Words.unplanned(change), Words.unplannedBriefly, "-"], width: width)
        }
        if last.draws < context.planned {
            return "\(last.draws) of \(context.planned) draws, no limit before"
        }
        guard let bound = series.fixedReading?.bound else { return "-" }
        let n: SafeText = "n=\(context.planned)"
        let figures = figures(bound) + "  "
        let limits = Figure.limits(bound, glyphs: glyphs) + " "
        let method: SafeText = "\(bound.method.rawValue)"
        // No other line has this n: it stays where the estimate has to go.
        return Words.fitting(
            [
                figures + "fixed " + n + glyphs.dot + method, figures + n + ", " + method,
                limits + n + ", " + method, figures + n, limits + n, n,
            ], width: width)
    }

    private var statements: [SafeText] {
        let level = Words.level(alpha: context.question.alpha, side: context.question.side)
        let losses = row.missing.behind
        let judge = last.running.judge
        let widened = Words.widened(judge, glyphs: glyphs)
        let brief = Words.brieflyWidened(judge, glyphs: glyphs)
        let n: SafeText = glyphs.dot + "n=\(last.draws)"
        return [
            level + ", each interval on its own" + n + losses + widened,
            level + n + losses + widened,
            level + n + losses + brief, level + n + brief,
            Figure.level(context.question.alpha) + n, Figure.level(context.question.alpha),
        ]
    }

    /// When the limits that verdicts are read from hold: those of draws without replacement at any n,
    /// whatever is asked.
    private var validity: Validity {
        series.fixedDecision?.bound?.validity == .anytime ? .anytime : context.question.validity
    }

    /// What the limits that are asked for prove; nil while there are none.
    private var verdict: TargetVerdict? {
        series.verdict(context.target, validity: validity)
    }

    private func verdicts(room: Int) -> [SafeText] {
        let target = Figure.given(context.target, places: 1)
        if let void = row.void { return [Words.void(void, width: room)] }
        if validity == .fixed, let change = context.question.planChange {
            return ["no verdict: " + SafeText(sanitizing: change.words), "no verdict"]
        }
        switch verdict {
        case nil: return ["no verdict before n=\(context.planned)", "none yet"]
        case .above: return proven("above", target)
        case .below: return proven("below", target)
        case .undecided where validity == .fixed:
            return ["undecided at n=\(context.planned) fixed in advance", "undecided"]
        case .undecided:
            if let side = unprovable { return [side, "undecided (B: other side)", "undecided"] }
            if series.isOpenByLosses {
                let lost =
                    row.missing.unscored == 0
                    ? Words.count(row.missing.lost, "lost draw", "lost draws")
                    : Words.count(row.missing.count, "draw", "draws") + " without a score"
                return [
                    "undecided: " + lost + " of \(row.draws) leave it open at any n",
                    "undecided: " + lost, "undecided",
                ]
            }
            guard let more = series.drawsToDecide else {
                return [
                    "undecided: the target " + target + " is too near the estimate", "undecided",
                ]
            }
            return [
                "undecided; at this rate decided after about \(more) more "
                    + (more == 1 ? "draw" : "draws"),
                "undecided, about \(more) more", "undecided",
            ]
        }
    }

    /// Why limits on one side alone cannot decide; nil where they may.
    private var unprovable: SafeText? {
        let estimate = last.estimate
        return switch context.question.side {
        case .upper where estimate > context.target:
            "undecided: an upper limit cannot prove a rate above the target; B for others"
        case .lower where estimate < context.target:
            "undecided: a lower limit cannot prove a rate below the target; B for others"
        default: nil
        }
    }

    private func proven(_ where: SafeText, _ target: SafeText) -> [SafeText] {
        let verdict = `where` + " the target " + target + since
        guard context.question.side == .two else { return [verdict, `where` + " " + target] }
        // The level line below speaks of intervals: a verdict by one limit has to say that it is.
        let short = `where` + " the target " + target
        return [
            verdict + ", by a limit on this side alone", verdict + ", one-sided",
            short + ", one-sided", `where` + " " + target + ", one-sided", `where` + " " + target,
        ]
    }

    /// Since when the verdict stands: limits that hold at any n never have to be taken back.
    private var since: SafeText {
        guard validity == .anytime else {
            return ", at n=\(context.planned) fixed in advance"
        }
        return series.provenSince(context.target).map { ", proven since n=\($0)" } ?? ""
    }
}
