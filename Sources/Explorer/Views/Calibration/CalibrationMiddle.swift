import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// What stands between the diagram and the prompts of the Calibration view.
enum CalibrationMiddle: String, Sendable, Hashable, CaseIterable {
    /// The figures of the whole run.
    case figures
    /// Each kind of confidence beside the others.
    case confidences
    /// The answers to the selected prompt, by their shares and by their posterior.
    case answers

    var words: String {
        switch self {
        case .figures: "figures of the run"
        case .confidences: "which confidence tells right answers from wrong ones"
        case .answers: "answers to the selected prompt by share and by posterior"
        }
    }

    var next: CalibrationMiddle {
        let all = Self.allCases
        return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
    }

    /// The lines that it would take; of answers always as many, so that the list stays where it is.
    func lines(_ finding: CalibrationFinding?) -> Int {
        switch self {
        case .figures: finding?.entries.count ?? 0
        case .confidences: max(1, finding?.confidences.count ?? 0) + 1
        case .answers: 9
        }
    }
}

/// Both tables that can stand in place of the figures.
struct CalibrationTables {
    let glyphs: Glyphs

    func draw(
        _ rows: [ConfidenceRow], into frame: inout Frame, in rect: Rect
    ) {
        let area = rect.inset(horizontally: 1, vertically: 0)
        let isWide = area.width >= 110
        func line(_ cells: [SafeText]) -> SafeText {
            zip(cells, [isWide ? 36 : 19, 13, 9, 18, 9]).reduce("" as SafeText) {
                $0 + $1.0.padded(to: $1.1)
            }
        }
        let fitted = min(rows.count, max(0, area.height - 1))
        let cut: SafeText = fitted < rows.count ? "\(fitted) of \(rows.count) kinds" : "confidence"
        frame.line(
            line([cut, "answer", "AUROC", "limits", isWide ? "AURC, an estimate" : "AURC"]), row: 0,
            in: area,
            style: .role(.muted), glyphs: glyphs)
        guard !rows.isEmpty else {
            return frame.line(
                "what is right is not known of any question's answer", row: 1, in: area,
                style: .role(.muted), glyphs: glyphs)
        }
        for (place, row) in rows.prefix(fitted).enumerated() {
            let limits = row.area.bound.map { Figure.interval($0) } ?? "estimate"
            let text = line([
                SafeText(sanitizing: isWide ? row.name : row.key),
                SafeText(sanitizing: row.answer.words),
                Figure.unit(row.areaEstimate), limits, Figure.unit(row.aurc),
            ])
            frame.line(
                text + "   \(row.wrong) of \(row.questions) wrong", row: place + 1, in: area,
                glyphs: glyphs)
        }
    }

    /// The answers to one prompt, those with the greatest shares first.
    func draw(_ row: CalibrationRow?, into frame: inout Frame, in rect: Rect) {
        let area = rect.inset(horizontally: 1, vertically: 0)
        let rows = row?.posterior?.rows ?? []
        let fitted = min(rows.count, max(0, area.height - 1))
        let cut: SafeText = fitted < rows.count ? " (\(fitted) of \(rows.count))" : ""
        frame.line(
            " share posterior  right  answers" + cut + ", estimates", row: 0, in: area,
            style: .role(.muted), glyphs: glyphs)
        let shown = row?.posterior?.shown(max(1, fitted)) ?? []
        for (place, answer) in shown.prefix(fitted).enumerated() {
            let right: SafeText =
                switch answer.isRight {
                case true?: "yes"
                case false?: "no"
                case nil: "-"
                }
            let figures =
                Figure.unit(answer.share) + "   " + Figure.unit(answer.posterior) + "  "
                + right.padded(to: 5, alignment: .right) + "  "
            let isFavoured = answer == row?.posterior?.favoured
            frame.line(
                figures
                    + SafeText(oneLine: answer.text).clipped(
                        to: max(0, area.width - figures.width), glyphs: glyphs), row: place + 1,
                in: area, style: isFavoured ? Style(.key, .bold) : .text, glyphs: glyphs)
        }
    }
}
