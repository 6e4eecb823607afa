import Evidence
import Findings
import Journal
import Statistics
import Text

/// Pictures of one finding: drawn as shapes, told in words to whoever cannot see them.
enum HTMLPicture {
    /// Both limits, the mean and the greedy score on a line from 0 to `end`.
    static func interval(_ finding: ReportRow, end: Double, width: Double = 220) -> HTMLText {
        guard let interval = finding.interval else { return "" }
        func place(_ value: Double) -> Double { 6 + min(1, max(0, value / end)) * (width - 12) }
        let left = place(interval.lower)
        let length = max(1, place(interval.upper) - left)
        var words =
            "limits from \(Figure.number(interval.lower, .down)) to "
            + Figure.number(interval.upper, .up)
        var marks: [HTMLText] = []
        if let mean = finding.mean {
            words += ", mean \(Figure.number(mean))"
            marks.append(
                #"<rect class="mean" x="\#(place: place(mean) - 1.5)" y="3" width="3" height="18"/>"#
            )
        }
        if let greedy = finding.greedyScore {
            words += ", greedy \(Figure.number(greedy))"
            // What lies beyond the end of the line stands at its end.
            marks.append(
                #"<circle class="greedy" cx="\#(place: place(greedy))" cy="12" r="4.5"/>"#)
        }
        return """
            <svg role="img" aria-label="\(words)" width="\(place: width)" height="24" \
            viewBox="0 0 \(place: width) 24"><title>\(words)</title>\
            <line class="axis" x1="6" y1="12" x2="\(place: width - 6)" y2="12"/>\
            <rect class="limit" x="\(place: left)" y="6" width="\(place: length)" height="12" \
            rx="2"/>\(marks.joined())</svg>
            """
    }

    /// The share of a choice on a line from 0 to 1, with its limits.
    static func share(_ row: ChoiceShares.Row, width: Double = 160) -> HTMLText {
        func place(_ value: Double) -> Double { 4 + min(1, max(0, value)) * (width - 8) }
        let ends =
            row.exact.map { ($0.lowerBound, $0.upperBound) }
            ?? row.limits.bound.map { ($0.lower, $0.upper) }
        var words = "share \(Figure.number(row.share))"
        var limits: HTMLText = ""
        if let ends {
            words +=
                ", limits from \(Figure.number(ends.0, .down)) to "
                + Figure.number(ends.1, .up)
            limits = """
                <rect class="limit" x="\(place: place(ends.0))" y="5" \
                width="\(place: max(1, place(ends.1) - place(ends.0)))" height="10" rx="2"/>
                """
        }
        return """
            <svg role="img" aria-label="\(words)" width="\(place: width)" height="20" \
            viewBox="0 0 \(place: width) 20"><title>\(words)</title>\
            <line class="axis" x1="4" y1="10" x2="\(place: width - 4)" y2="10"/>\(limits)\
            <rect class="mean" x="\(place: place(row.share) - 1.5)" y="2" width="3" height="16"/></svg>
            """
    }

    /// How many draws have which score; two bars where a score is 0 or 1.
    static func histogram(_ finding: ReportRow, width: Double = 320, height: Double = 96)
        -> HTMLText
    {
        guard finding.evidence.count > 0,
            let histogram = try? Histogram(
                of: finding.evidence.distribution,
                bins: .count(finding.scorer.isBinary ? 2 : 20)),
            let most = histogram.counts.max(), most > 0
        else { return "" }
        let step = width / Double(histogram.counts.count)
        let bars = histogram.counts.enumerated().map { position, count -> HTMLText in
            let size = count == 0 ? 0 : max(1, Double(count) / Double(most) * height)
            let range =
                finding.scorer.isBinary
                ? "\(position)"
                : "\(Figure.number(histogram.edges[position])) to "
                    + Figure.number(histogram.edges[position + 1])
            let words = "score \(range): \(Figure.count(count, "draw", "draws"))"
            return """
                <rect class="bar" x="\(place: Double(position) * step + 1)" \
                y="\(place: height - size)" width="\(place: max(1, step - 2))" \
                height="\(place: size)"><title>\(words)</title></rect>
                """
        }
        let ends: (String, String) =
            finding.scorer.isBinary
            ? ("0: \(finding.scorer.zero)", "1: \(finding.scorer.one)") : ("0", "1")
        let words =
            "histogram of \(Figure.count(finding.evidence.count, "score", "scores")), the highest "
            + "bar is \(Figure.count(most, "draw", "draws"))"
        return """
            <svg role="img" aria-label="\(words)" width="\(place: width)" height="\(place: height + 18)" \
            viewBox="0 0 \(place: width) \(place: height + 18)">\(bars.joined())\
            <line class="axis" x1="0" y1="\(place: height)" x2="\(place: width)" \
            y2="\(place: height)"/><text x="1" y="\(place: height + 13)">\
            \(SafeText(sanitizing: ends.0).clipped(to: 26))</text>\
            <text x="\(place: width - 1)" y="\(place: height + 13)" text-anchor="end">\
            \(SafeText(sanitizing: ends.1).clipped(to: 26))</text></svg>
            """
    }

    /// The end of the line on which all intervals are drawn: a round number that none exceeds.
    static func end(of findings: [ReportRow]) -> Double {
        let greatest = findings.compactMap { finding in
            finding.interval.map { max($0.upper, finding.mean ?? 0) }
        }.max()
        let steps = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5]
        return steps.first { $0 >= greatest ?? 1 } ?? 1
    }
}
