import Canvas
import Evidence
import Findings
import Statistics

extension Glyphs {
    /// Between the parts of the breadcrumb.
    var crumb: SafeText { level == .ascii ? " > " : " › " }
    /// Between facts on one line.
    var dot: SafeText { level == .ascii ? ", " : " · " }
    /// A rule under the title of the pane that has the focus.
    var heavyRule: Character { level == .ascii ? "=" : "━" }
    /// Minus something unknown, a missing value.
    var sigmaWord: SafeText { level == .ascii ? "std dev" : "σ" }
}

/// How guarantees are put into words.
///
/// Every estimate on the screen is followed by one of these.
enum Words {
    /// A time in its two greatest units: `43 s`, `12 min`, `3 h 20 min`.
    static func duration(_ seconds: Double) -> SafeText {
        guard seconds.isFinite, seconds < 1e9 else { return "long" }
        let total = Int(seconds.rounded(.up))
        if total < 100 { return "\(total) s" }
        if total < 6000 { return "\((total + 59) / 60) min" }
        return "\(total / 3600) h \(total / 60 % 60) min"
    }

    /// How many draws of one answer score above a threshold, where they were scored unequally; nil
    /// where one score stands for all of them.
    static func unequal(_ scores: OutputScores, above threshold: Double) -> SafeText? {
        guard scores.areUnequal else { return nil }
        return "\(scores.count { $0 > threshold }) of \(scores.draws) score above "
            + Figure.given(threshold, places: 2)
    }

    /// `99 % two-sided`, `99 % upper limit`.
    static func level(alpha: Double, side: Bound.Side) -> SafeText {
        let side: SafeText =
            switch side {
            case .two: "two-sided"
            case .upper: "upper limit"
            case .lower: "lower limit"
            }
        return Figure.level(alpha) + " " + side
    }

    /// `holds at any n` or `fixed n=1024`.
    static func validity(_ validity: Bound.Horizon) -> SafeText {
        "\(validity.words)"
    }

    /// Level, validity and method of a bound: `99 % two-sided, holds at any n, mixture+bets`.
    static func statement(_ bound: Bound, glyphs: Glyphs) -> SafeText {
        level(alpha: bound.alpha, side: bound.side) + glyphs.dot + validity(bound.validity)
            + glyphs.dot + "\(bound.method.rawValue)" + widened(bound.judge, glyphs: glyphs)
    }

    /// How many pairs a difference is from; draws without replacement have no partners.
    static func pairs(_ difference: PairFinding) -> SafeText {
        difference.isPaired ? "n=\(difference.pairs) pairs" : "from the limits of both"
    }

    /// The draws of these pairs that have no score: lost ones, where nothing else is missing of the runs.
    static func missing(_ difference: PairFinding, _ sides: [MissingScores?]) -> SafeText {
        guard difference.lost > 0 else { return "" }
        let isLost = sides.allSatisfy { ($0?.unscored ?? 0) == 0 }
        return ", \(difference.lost) " + (isLost ? "lost" : "without a score")
    }

    /// The level at which one of several statements holds together with the others.
    static func together(_ statement: Statement) -> SafeText {
        level(alpha: statement.alpha, side: statement.side)
            + (statement.together > 1 ? ", all together" : "")
    }

    /// What the limits of a difference hold for.
    static func statement(_ difference: PairFinding, glyphs: Glyphs) -> SafeText {
        let bound = difference.bound
        return together(difference.statement) + glyphs.dot + validity(bound.validity) + glyphs.dot
            + "\(bound.method.rawValue)" + widened(bound.judge, glyphs: glyphs)
    }

    /// That limits were widened for the errors of a judge; nothing for other scores.
    static func widened(_ judge: JudgeAccuracy?, glyphs: Glyphs) -> SafeText {
        guard let judge else { return "" }
        return glyphs.dot + "widened for judge sensitivity " + glyphs.atLeast + " "
            + Figure.short(judge.sensitivity) + ", specificity " + glyphs.atLeast + " "
            + Figure.short(judge.specificity)
    }

    /// The same where there is little room.
    static func brieflyWidened(_ judge: JudgeAccuracy?, glyphs: Glyphs) -> SafeText {
        judge == nil ? "" : glyphs.dot + "widened for judge"
    }

    /// The same for any reading, with a pending one's progress.
    static func statement(
        _ reading: Reading, question: Statement, glyphs: Glyphs
    ) -> SafeText {
        switch reading {
        case .bound(let bound): statement(bound, glyphs: glyphs)
        case .pending(let drawn, let planned):
            level(alpha: question.alpha, side: question.side) + glyphs.dot
                + "fixed n=\(planned): \(drawn) of \(planned), no limit before"
        case .unplanned(let change): unplanned(change)
        case .none, .void:
            level(alpha: question.alpha, side: question.side) + glyphs.dot
                + "\(question.validity == .anytime ? Bound.Horizon.anytime.words : question.validity.briefly)"
        }
    }

    /// How varied answers are: an estimate, or where too few draws repeat for one, how many answers
    /// there must be.
    static func variety(_ finding: VarietyFinding, alpha: Double) -> [SafeText] {
        switch finding {
        case .seen(let distinct):
            let least = "at least " + count(distinct, "answer", "different answers")
            return [least + ": too few draws repeat to tell more", least]
        case .least(let least):
            let level = Figure.level(alpha)
            let number: SafeText = "\(least)"
            return [
                "at least " + number + " answers are possible (" + level
                    + ", any n): too few draws repeat to tell more",
                "at least " + number + " answers are possible (" + level
                    + ", any n): few draws repeat",
                "at least " + number + " answers are possible (" + level + ", any n)",
                "at least " + number + " answers (" + level + ", any n)",
                "at least " + number + " answers",
            ]
        case .estimate(let number, let entropy):
            let number = Figure.fixed(number, places: 1)
            let entropy = Figure.fixed(entropy, places: 2)
            return [
                "as varied as " + number + " equally likely answers (estimate; Chao-Shen entropy "
                    + entropy + " nats)",
                "as varied as " + number + " equally likely answers (estimate)",
                "varied as " + number + " equal answers (est.)",
                number + " equal answers (est.)",
            ]
        }
    }

    /// Why there is no limit for a fixed number of draws.
    static func unplanned(_ change: PlanChange) -> SafeText {
        unplannedBriefly + ": " + SafeText(sanitizing: change.words)
    }

    static let unplannedBriefly: SafeText = "no limit at a fixed n"

    /// The verdict in words.
    static func verdict(_ verdict: TargetVerdict) -> SafeText {
        switch verdict {
        case .above: "above target"
        case .below: "below target"
        case .undecided: "undecided"
        }
    }

    /// The verdict in one word, where the target stands nearby.
    static func shortVerdict(_ verdict: TargetVerdict) -> SafeText {
        "\(verdict.rawValue)"
    }

    static func style(_ verdict: TargetVerdict) -> Style {
        switch verdict {
        case .above: .role(.bad)
        case .below: .role(.good)
        case .undecided: .role(.muted)
        }
    }

    /// Number of draws, level, validity and method in as many words as fit: what stands beside
    /// every estimate; or why nothing holds.
    static func guarantee(
        draws: Int, _ missing: MissingScores, _ reading: Reading, question: Statement,
        width: Int, glyphs: Glyphs
    ) -> SafeText {
        if let void = reading.void { return self.void(void, width: width) }
        if reading.bound?.isContradicted == true { return outside(width: width) }
        let losses = missing.behind
        let n: SafeText = "n=\(draws)" + losses
        var all = [n + glyphs.dot + statement(reading, question: question, glyphs: glyphs)]
        let level = Figure.level(question.alpha)
        switch reading {
        case .bound(let bound):
            let short: SafeText = "\(bound.validity.kind.briefly)"
            let method: SafeText = "\(bound.method.rawValue)"
            let wide = brieflyWidened(bound.judge, glyphs: glyphs)
            all.append(n + glyphs.dot + level + glyphs.dot + short + glyphs.dot + method + wide)
            all.append(n + " " + level + " " + short + " " + method + wide)
            all.append("n=\(draws) " + level + " " + short + " " + method + wide)
            all.append(n + " " + level + " " + short + wide)
            all.append("n=\(draws) " + level + " " + short + wide)
        case .pending(let drawn, let planned):
            all.append(level + glyphs.dot + "fixed n: \(drawn) of \(planned)")
        case .unplanned(let change):
            all.append(n + glyphs.dot + unplanned(change))
            all.append(n + glyphs.dot + unplannedBriefly)
        case .none, .void:
            all.append(n)
        }
        return fitting(all, width: width)
    }

    /// The first text that fits, else the last one.
    static func fitting(_ texts: [SafeText], width: Int) -> SafeText {
        texts.first { $0.width <= width } ?? texts.last ?? ""
    }

    /// Why there is nothing to show of a prompt without a completed draw.
    static func without(_ lost: Int) -> SafeText {
        switch lost {
        case 0: "no draws yet"
        case 1: "the only draw was lost"
        default: "all \(lost) draws were lost"
        }
    }

    /// Why there is no figure of a prompt without a scored draw.
    ///
    /// - Parameter lack: what the prompt has not that a scorer needs.
    static func without(_ missing: MissingScores, lack: String?) -> SafeText {
        guard missing.unscored > 0 else { return without(missing.lost) }
        return count(missing.unscored, "answer", "answers") + ", not scored"
            + (lack.map { ": the prompt has \($0)" } ?? "")
            + (missing.lost > 0 ? "; \(missing.lost) lost" : "")
    }

    /// That limits from the draws contradict each other, so that none holds.
    ///
    /// If nothing changed while a run was drawn this has probability at most α, over all its
    /// prompts together.
    static func drift(at n: Int, width: Int = .max) -> SafeText {
        fitting(
            [
                "DRIFT at n=\(n): these draws contradict each other; no limit holds",
                "DRIFT at n=\(n): no limit holds", "DRIFT at n=\(n)",
            ], width: width)
    }

    /// That the mean of all draws lies outside of limits that earlier ones have narrowed.
    static func outside(width: Int = .max) -> SafeText {
        fitting(
            [
                "MEAN OUTSIDE ITS LIMITS: \(Doubt.conclusion)",
                "MEAN OUTSIDE ITS LIMITS: these draws are hardly from one distribution",
                "MEAN OUTSIDE ITS LIMITS", "OUTSIDE",
            ], width: width)
    }

    /// That no limit holds for the draws, and why.
    static func void(_ reason: VoidReason, width: Int = .max) -> SafeText {
        if case .drift(let place) = reason { return drift(at: place, width: width) }
        let mark: SafeText = "\(reason.mark)"
        return fitting(
            [
                mark + ": \(reason.details ?? ""); no limit holds", mark + ": no limit holds", mark,
            ], width: width)
    }

    /// What is said of a greedy answer that was another one when it was asked for again.
    static let unstable: SafeText = "unstable: it differs from call to call"

    /// A chance that is believed; one that three places cannot tell from 0 or 1 says so.
    static func chance(_ value: Double) -> SafeText {
        value < 0.001 ? "< 0.001" : value > 0.999 ? "> 0.999" : Figure.fixed(value, places: 3)
    }

    /// `1 prompt`, `3 prompts`.
    static func count(_ number: Int, _ one: SafeText, _ many: SafeText) -> SafeText {
        "\(number) " + (number == 1 ? one : many)
    }
}

extension MissingScores {
    /// What stands behind a number of draws: such as ", 2 lost, 40 not scored"; empty where nothing is
    /// missing.
    var behind: SafeText { words.map { ", \($0)" } ?? "" }
}
