import Canvas
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

/// How guarantees are put into words. Every estimate on the screen is followed by one of these.
enum Words {
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
    static func validity(_ validity: Bound.Validity) -> SafeText {
        switch validity {
        case .anytime: "holds at any n"
        case .fixed(let n): "fixed n=\(n)"
        }
    }

    /// Level, validity and method of a bound: `99 % two-sided, holds at any n, mixture+bets`.
    static func statement(_ bound: Bound, glyphs: Glyphs) -> SafeText {
        level(alpha: bound.alpha, side: bound.side) + glyphs.dot + validity(bound.validity)
            + glyphs.dot + "\(bound.method.rawValue)"
    }

    /// The same for any reading, with a pending one's progress.
    static func statement(
        _ reading: Reading, question: BoundQuestion, glyphs: Glyphs
    ) -> SafeText {
        switch reading {
        case .bound(let bound): statement(bound, glyphs: glyphs)
        case .pending(let drawn, let planned):
            level(alpha: question.alpha, side: question.side) + glyphs.dot
                + "fixed n=\(planned): \(drawn) of \(planned), no limit before"
        case .none:
            level(alpha: question.alpha, side: question.side) + glyphs.dot
                + (question.validity == .anytime ? "holds at any n" : "fixed n")
        }
    }

    /// The verdict in words.
    static func verdict(_ verdict: TargetVerdict) -> SafeText {
        switch verdict {
        case .above: "above target"
        case .below: "below target"
        case .undecided: "undecided"
        }
    }

    static func style(_ verdict: TargetVerdict) -> Style {
        switch verdict {
        case .above: .role(.bad)
        case .below: .role(.good)
        case .undecided: .role(.muted)
        }
    }

    /// `1 prompt`, `3 prompts`.
    static func count(_ number: Int, _ one: SafeText, _ many: SafeText) -> SafeText {
        "\(number) " + (number == 1 ? one : many)
    }
}
