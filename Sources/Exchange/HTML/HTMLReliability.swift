import Evidence
import Findings
import Statistics
import Text

/// A reliability diagram as a picture: what was said from left to right, what was right from below.
enum HTMLReliability {
    private static let size = 260.0
    private static let edge = 28.0

    /// The picture with its words; nothing without a bin that has draws.
    static func section(_ report: CalibrationReport) -> HTMLText {
        guard let diagram = report.finding.diagram else { return "" }
        let filled = diagram.bins.indices.filter { diagram.bins[$0].count > 0 }
        guard !filled.isEmpty else { return "" }
        let marks = filled.map { mark(diagram.bins[$0], report.finding.bands.limits?[$0]) }
        let words = "reliability diagram of \(Figure.count(filled.count, "bin", "bins")) with draws"
        let side = size + edge + 8
        return """
            <section><h2>Is it right as often as it says?</h2><figure>\
            <svg role="img" aria-label="\(words)" width="\(place: side)" height="\(place: side)" \
            viewBox="0 0 \(place: side) \(place: side)">\
            <line class="axis" x1="\(place: x(0))" y1="\(place: y(0))" x2="\(place: x(1))" y2="\(place: y(0))"/>\
            <line class="axis" x1="\(place: x(0))" y1="\(place: y(0))" x2="\(place: x(0))" y2="\(place: y(1))"/>\
            <line class="axis" x1="\(place: x(0))" y1="\(place: y(0))" x2="\(place: x(1))" y2="\(place: y(1))"/>\
            \(marks.joined())<text x="\(place: x(0))" y="\(place: y(0) + 16)">said: 0</text>\
            <text x="\(place: x(1))" y="\(place: y(0) + 16)" text-anchor="end">1</text></svg>\
            <figcaption>Each bin's share right (circle) above what was said on average, by \
            \(report.scorer.specification), from \(report.finding.confidence.words); bars: where the share \
            may be. On the slanting line it is right as often as it says. \(report.bandSentence)</figcaption>\
            </figure>\(table(diagram, filled, report.finding.bands))</section>
            """
    }

    private static func x(_ value: Double) -> Double { edge + min(1, max(0, value)) * size }
    private static func y(_ value: Double) -> Double { 4 + (1 - min(1, max(0, value))) * size }

    private static func mark(_ bin: ReliabilityDiagram.Bin, _ bound: Bound?) -> HTMLText {
        var words =
            "said \(Figure.number(bin.confidence)) of \(Figure.count(bin.count, "draw", "draws")), right "
            + Figure.number(bin.accuracy)
        var bar: HTMLText = ""
        if let bound {
            words +=
                ", limits from \(Figure.number(bound.lower, .down)) to "
                + Figure.number(bound.upper, .up)
            bar = """
                <rect class="limit" x="\(place: x(bin.confidence) - 4)" y="\(place: y(bound.upper))" \
                width="8" height="\(place: max(1, y(bound.lower) - y(bound.upper)))" rx="2"/>
                """
        }
        return """
            <g><title>\(words)</title>\(bar)<circle class="greedy" cx="\(place: x(bin.confidence))" \
            cy="\(place: y(bin.accuracy))" r="4"/></g>
            """
    }

    private static func table(
        _ diagram: ReliabilityDiagram, _ filled: [Int], _ bands: CalibrationBands
    ) -> HTMLText {
        let names = ["confidence", "draws", "said", "right", "from", "to"]
        let rows = filled.map { position -> HTMLText in
            let bin = diagram.bins[position]
            let bound = bands.limits?[position]
            let cells = [
                Figure.fixed(bin.from, places: 2).string + " – "
                    + Figure.fixed(bin.to, places: 2).string,
                Figure.count(bin.count), Figure.number(bin.confidence),
                Figure.number(bin.accuracy), bound.map { Figure.number($0.lower, .down) } ?? "–",
                bound.map { Figure.number($0.upper, .up) } ?? "–",
            ]
            let all = zip(names, cells).map { name, cell in
                #"<td class="number" data-label="\#(name)">\#(cell)</td>"# as HTMLText
            }
            return "<tr>\(all.joined())</tr>"
        }
        let heads = names.map { #"<th class="number">\#($0)</th>"# as HTMLText }
        return """
            <table><thead><tr>\(heads.joined())</tr></thead><tbody>\(rows.joined())</tbody></table>
            """
    }
}
