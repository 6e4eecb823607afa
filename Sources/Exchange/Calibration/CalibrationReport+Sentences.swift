import Evidence
import Findings
import Statistics
import Text

extension CalibrationReport {
    /// The figures as sentences for a report on the whole run, safe for a terminal; each says what kind
    /// of number it is.
    package var sentences: [String] {
        let level = Figure.percent(finding.question.level, .down)
        let head =
            "Calibration, by \(scorer.specification), from \(finding.confidence.words): "
            + "\(Figure.count(finding.known, "draw", "draws")) with both, "
            + "\(Figure.count(finding.missing)) without; each limit at level \(level) on its own."
        let figures = finding.entries.compactMap { entry -> String? in
            guard entry.estimate.isFinite else { return nil }
            let value = figure(entry, entry.estimate, entry.kind == .pValue ? .up : .nearest)
            let limits = entry.reading.bound.map {
                " [\(figure(entry, $0.lower, .down)), \(figure(entry, $0.upper, .up))], "
                    + holds(entry)
            }
            let kind = entry.kind == .limits && limits != nil ? "" : " (\(word(entry)))"
            return "Calibration: \(entry.name) \(value)\(limits ?? "")\(kind), \(entry.meaning)."
        }
        let confidences = finding.confidences.map { row in
            let limits = row.area.bound.map {
                " [\(Figure.number($0.lower, .down)), \(Figure.number($0.upper, .up))]"
            }
            return "Calibration: \(row.name), of the answer \(row.answer.words): AUROC "
                + Figure.number(row.areaEstimate) + (limits ?? " (estimate)")
                + ", AURC \(Figure.number(row.aurc)) (estimate), from "
                + Figure.count(row.questions, "question", "questions") + ", \(row.wrong) wrong."
        }
        let told =
            (confidences.isEmpty ? [] : [confidenceSentence])
            + (posteriorLines.isEmpty ? [] : [posteriorSentence])
        let lines =
            [voidLine, head].compactMap { $0 } + figures + confidences + told + [promptSentence]
        return (lines + finding.remarks).map { SafeText(sanitizing: $0).string }
    }

    private func word(_ entry: CalibrationEntry) -> String {
        entry.kind == .limits ? CalibrationEntry.Kind.estimate.rawValue : entry.kind.rawValue
    }

    private func figure(
        _ entry: CalibrationEntry, _ value: Double, _ rounding: Figure.Rounding
    ) -> String {
        entry.isSigned
            ? Figure.signed(value, places: 4, rounding).string : Figure.number(value, rounding)
    }
}
