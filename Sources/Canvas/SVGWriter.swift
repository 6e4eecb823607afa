/// Writes a frame as an SVG picture that looks like the terminal and whose text can be selected.
///
/// Letters are text, one element for each run of a style, stretched to whole cells, so that any
/// monospace font keeps the columns. Blocks, lines and braille are drawn as shapes, because fonts
/// leave gaps between them; their characters lie over the shapes invisibly, for copying. The same
/// frame and theme give the same bytes.
package enum SVGWriter {
    static let cellWidth = 9
    static let cellHeight = 19
    private static let baseline = 14
    private static let fontSize = 15
    private static let margin = 12

    /// - Parameter title: the picture's name for screen readers.
    package static func text(_ frame: Frame, theme: Theme, title: SafeText = "") -> String {
        let screen = SVGScreen(theme: theme)
        let width = frame.width * cellWidth + 2 * margin
        let height = frame.height * cellHeight + 2 * margin
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" "
                + "viewBox=\"0 0 \(width) \(height)\" role=\"img\" font-family=\"'DejaVu Sans Mono', "
                + "Menlo, Consolas, 'Liberation Mono', monospace\" font-size=\"\(fontSize)\">"
        ]
        if !title.isEmpty { lines.append("<title>\(escaped(title.string))</title>") }
        lines.append(
            "<rect width=\"\(width)\" height=\"\(height)\" rx=\"8\" "
                + "fill=\"\(screen.background.hexadecimal)\"/>")
        lines.append("<g transform=\"translate(\(margin) \(margin))\">")
        for y in 0..<frame.height {
            for run in SVGRun.runs(of: frame.row(y), screen: screen) {
                lines += elements(of: run, y: y, screen: screen)
            }
        }
        lines.append("</g>")
        lines.append("</svg>")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func elements(of run: SVGRun, y: Int, screen: SVGScreen) -> [String] {
        var lines: [String] = []
        let (x, top) = (run.x * cellWidth, y * cellHeight)
        let width = run.columns * cellWidth
        if run.look.background != screen.background {
            lines.append(
                "<rect x=\"\(x)\" y=\"\(top)\" width=\"\(width)\" height=\"\(cellHeight)\" "
                    + "fill=\"\(run.look.background.hexadecimal)\"/>")
        }
        let fill = run.look.foreground.hexadecimal
        if run.isShape {
            for shape in SVGShape.shapes(of: run, top: top) {
                lines.append("<path d=\"\(shape.path)\" \(shape.paint(fill))/>")
            }
        }
        // A blank run is kept inside a row, so that copied text has its columns.
        if !run.isTrailingBlank {
            let opacity = run.isShape ? " fill-opacity=\"0\"" : ""
            let weight = run.look.isBold ? " font-weight=\"bold\"" : ""
            let line = run.look.isUnderlined ? " text-decoration=\"underline\"" : ""
            lines.append(
                "<text x=\"\(x)\" y=\"\(top + baseline)\" textLength=\"\(width)\" "
                    + "xml:space=\"preserve\" fill=\"\(fill)\"\(opacity)\(weight)\(line)>"
                    + "\(escaped(run.text))</text>")
        }
        return lines
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
