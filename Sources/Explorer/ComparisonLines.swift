import Canvas
import Prompts
import Statistics

/// The rows of the Compare table at one width.
struct ComparisonLines {
    let model: ExplorerModel
    let table: ComparisonTable
    let width: Int
    private var glyphs: Glyphs { model.glyphs }
    private var isPair: Bool { table.names.second != nil }
    private var hasHistograms: Bool { width >= 76 }
    private var hasVerdict: Bool { width >= 100 }
    private var hasPairs: Bool { width >= 110 }
    private let sparkWidth = 8
    private let pairsWidth = 5
    private let verdictWidth = 14
    /// Where it is narrow, the figures stay whole and the identifiers give way.
    private var leastIDWidth: Int { min(14, max(4, width - 5 - figuresWidth)) }
    /// Whether the means stand before the difference, and the lower limit beside the upper one.
    private var hasMeans: Bool { width >= 58 }
    private var hasDifference: Bool { width >= 34 }
    private var hasLower: Bool { width >= 34 }

    init(model: ExplorerModel, table: ComparisonTable, width: Int) {
        self.model = model
        self.table = table
        self.width = width
    }

    /// The columns that the figures of a row take.
    private var figuresWidth: Int {
        guard hasDifference || !isPair else { return verdictWidth }
        var width = (Figure.width + 1) * (isPair ? (hasMeans ? 2 : 0) : hasLower ? 3 : 2)
        if hasHistograms { width += (sparkWidth + 1) * (isPair ? 2 : 1) }
        if isPair { width += 26 }
        if isPair, hasVerdict { width += verdictWidth }
        if isPair, hasPairs { width += pairsWidth + 1 }
        return width
    }

    private var idWidth: Int { room < 8 ? leastIDWidth + max(0, room) : leastIDWidth }
    private var textWidth: Int { room < 8 ? 0 : room }
    private var room: Int { width - 2 - leastIDWidth - 1 - figuresWidth - 2 }

    func drawHeader(into frame: inout Frame, in rect: Rect) {
        var text: SafeText = "  " + SafeText("id").padded(to: idWidth + 1)
        text += SafeText("prompt").clipped(to: textWidth, ellipsis: false).padded(to: textWidth)
        func right(_ word: SafeText) -> SafeText {
            " " + word.padded(to: Figure.width, alignment: .right)
        }
        if isPair {
            if hasHistograms {
                text += " " + SafeText("A 0..1").padded(to: sparkWidth)
                text += " " + SafeText("B 0..1").padded(to: sparkWidth)
            }
            if hasMeans { text += right("mean A") + right("mean B") }
            if hasPairs { text += " " + SafeText("pairs").padded(to: pairsWidth) }
            let level = Figure.level(model.question.alpha)
            text +=
                hasDifference
                ? "  A - B " + Words.level(alpha: model.question.alpha, side: .two)
                : " " + level + " any n"
            if hasVerdict {
                text = text.padded(to: width - 16) + "verdict"
            }
        } else {
            if hasHistograms { text += " " + SafeText("0 .. 1").padded(to: sparkWidth) }
            text += right("mean") + (hasLower ? right("lower") : "") + right("upper")
        }
        frame.line(text, row: 0, in: rect, style: .role(.muted), glyphs: glyphs)
    }

    func draw(
        _ row: ComparisonTable.Row, isSelected: Bool, into frame: inout Frame, in rect: Rect
    ) {
        let y = rect.y
        var x = frame.beginRow(isSelected: isSelected, in: rect, glyphs: glyphs)
        let id = SafeText(sanitizing: row.id.rawValue).clipped(to: idWidth, glyphs: glyphs)
        x = frame.put(
            " " + id.padded(to: idWidth + 1), x: x, y: y, style: .role(.muted), within: rect)
        let text = SafeText(oneLine: row.text)
            .clipped(to: textWidth, glyphs: glyphs)
        x = frame.put(text.padded(to: textWidth), x: x, y: y, within: rect)
        if hasHistograms {
            for side in isPair ? [row.first, row.second] : [row.first] {
                let line = Plot.sparkline(
                    counts: side?.histogram ?? [], width: sparkWidth, glyphs: glyphs)
                x = frame.put(" " + line, x: x, y: y, style: .role(.barSampled), within: rect)
                frame.spreadGradient(
                    over: Rect(x: x - sparkWidth, y: y, width: sparkWidth, height: 1))
            }
        }
        // The difference speaks of the pairs, and so do the means before it: the row adds up.
        let difference = row.difference
        if hasMeans || !isPair {
            x = frame.put(
                " " + Figure.unit(difference?.firstMean ?? row.first.mean), x: x, y: y,
                within: rect)
        }
        if isPair {
            if hasMeans {
                x = frame.put(
                    " " + Figure.unit(difference?.secondMean ?? row.second?.mean), x: x, y: y,
                    within: rect)
            }
            if hasPairs {
                let pairs = difference.map { Figure.count($0.pairs, width: pairsWidth) }
                x = frame.put(
                    " " + (pairs ?? "-").padded(to: pairsWidth, alignment: .right), x: x, y: y,
                    style: .role(.muted), within: rect)
            }
            drawDifference(row, x: x, into: &frame, in: rect)
        } else {
            let bound = row.first.bound
            x = frame.put(
                (hasLower ? " " + Figure.unit(bound?.lower, rounding: .down) : "") + " "
                    + Figure.unit(bound?.upper, rounding: .up),
                x: x, y: y, style: .role(.bound), within: rect)
        }
        if isSelected { frame.select(row: rect) }
    }

    private func drawDifference(
        _ row: ComparisonTable.Row, x: Int, into frame: inout Frame, in rect: Rect
    ) {
        guard let bound = row.difference?.bound else {
            frame.put("  -", x: x, y: rect.y, within: rect)
            return
        }
        if hasDifference {
            let text =
                "  " + Figure.signed(bound.estimate, places: 3).padded(to: Figure.width) + " "
                + Figure.signedInterval(bound, places: 3)
            frame.put(text, x: x, y: rect.y, style: .role(.bound), within: rect)
        }
        guard hasVerdict || !hasDifference, let verdict = row.verdict else { return }
        let (words, style): (SafeText, Style) =
            switch verdict {
            case .firstLeaksMore: ("A leaks more", .role(.bad))
            case .secondLeaksMore: ("B leaks more", .role(.bad))
            case .undecided: ("undecided", .role(.muted))
            }
        frame.put(
            words, x: hasVerdict ? rect.x + width - 16 : x + 1, y: rect.y, style: style,
            within: rect)
    }
}
