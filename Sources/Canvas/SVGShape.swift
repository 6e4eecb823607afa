/// Block elements, light and heavy lines and braille as vector paths that meet without gaps.
struct SVGShape {
    let path: String
    private let isStroke: Bool
    private let opacity: String

    func paint(_ color: String) -> String {
        let opacity = opacity.isEmpty ? "" : " opacity=\"\(opacity)\""
        return isStroke
            ? "fill=\"none\" stroke=\"\(color)\" stroke-width=\"1.3\"\(opacity)"
            : "fill=\"\(color)\"\(opacity)"
    }

    static func isShape(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        guard let scalar = scalars.first, scalars.count == 1 else { return false }
        switch scalar.value {
        case 0x2580...0x259F, 0x2800...0x28FF: return true
        default: return arms[scalar] != nil
        }
    }

    /// The shapes of a run: one for solid blocks, one for each shade, one for lines.
    static func shapes(of run: SVGRun, top: Int) -> [SVGShape] {
        var solid = ""
        var lines = ""
        var shades = ["", "", ""]
        var x = run.x * SVGWriter.cellWidth
        for cell in run.cells {
            if let scalar = cell.unicodeScalars.first {
                let value = scalar.value
                switch value {
                case 0x2591...0x2593:
                    shades[Int(value - 0x2591)] += rectangle(x, top, 0, 0, 8, 8)
                case 0x2580...0x259F:
                    solid += block(value, x: x, top: top)
                case 0x2800...0x28FF:
                    solid += braille(value - 0x2800, x: x, top: top)
                default:
                    lines += line(scalar, x: x, top: top)
                }
            }
            x += SVGWriter.cellWidth
        }
        var shapes: [SVGShape] = []
        if !solid.isEmpty { shapes.append(SVGShape(path: solid, isStroke: false, opacity: "")) }
        for (shade, opacity) in zip(shades, ["0.25", "0.5", "0.75"]) where !shade.isEmpty {
            shapes.append(SVGShape(path: shade, isStroke: false, opacity: opacity))
        }
        if !lines.isEmpty { shapes.append(SVGShape(path: lines, isStroke: true, opacity: "")) }
        return shapes
    }

    // MARK: - Blocks and dots

    private static func block(_ value: UInt32, x: Int, top: Int) -> String {
        switch value {
        case 0x2580: return rectangle(x, top, 0, 0, 8, 4)
        case 0x2581...0x2588: return rectangle(x, top, 0, 8 - Int(value - 0x2580), 8, 8)
        case 0x2589...0x258F: return rectangle(x, top, 0, 0, 8 - Int(value - 0x2588), 8)
        case 0x2590: return rectangle(x, top, 4, 0, 8, 8)
        case 0x2594: return rectangle(x, top, 0, 0, 8, 1)
        case 0x2595: return rectangle(x, top, 7, 0, 8, 8)
        default:
            let quadrants: [UInt32] = [4, 8, 1, 13, 9, 7, 11, 2, 6, 14]
            let set = quadrants[Int(value - 0x2596)]
            var path = ""
            if set & 1 != 0 { path += rectangle(x, top, 0, 0, 4, 4) }
            if set & 2 != 0 { path += rectangle(x, top, 4, 0, 8, 4) }
            if set & 4 != 0 { path += rectangle(x, top, 0, 4, 4, 8) }
            if set & 8 != 0 { path += rectangle(x, top, 4, 4, 8, 8) }
            return path
        }
    }

    /// A part of a cell, its edges given in eighths of the cell.
    private static func rectangle(
        _ x: Int, _ top: Int, _ left: Int, _ upper: Int, _ right: Int, _ lower: Int
    ) -> String {
        let (width, height) = (SVGWriter.cellWidth, SVGWriter.cellHeight)
        let start = number(x * 1000 + left * width * 125)
        let edge = number(top * 1000 + upper * height * 125)
        return "M\(start) \(edge)h\(number((right - left) * width * 125))"
            + "v\(number((lower - upper) * height * 125))h-\(number((right - left) * width * 125))z"
    }

    private static func braille(_ dots: UInt32, x: Int, top: Int) -> String {
        var path = ""
        let places = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]
        for (bit, place) in places.enumerated() where dots & (1 << UInt32(bit)) != 0 {
            let left = number(x * 1000 + (1 + 4 * place.0) * SVGWriter.cellWidth * 125)
            let upper = number(top * 1000 + (2 * place.1) * SVGWriter.cellHeight * 125 + 1200)
            path += "M\(left) \(upper)h2.2v2.2h-2.2z"
        }
        return path
    }

    // MARK: - Lines

    /// Which of the four arms a line character has: left 1, right 2, up 4, down 8; 16 marks heavy.
    private static let arms: [Unicode.Scalar: Int] = [
        "─": 3, "│": 12, "┌": 10, "┐": 9, "└": 6, "┘": 5, "├": 14, "┤": 13, "┬": 11, "┴": 7,
        "┼": 15, "╭": 10, "╮": 9, "╰": 6, "╯": 5, "╴": 1, "╶": 2, "╵": 4, "╷": 8, "━": 19,
        "┃": 28, "┣": 30, "┫": 29,
    ]

    private static func line(_ scalar: Unicode.Scalar, x: Int, top: Int) -> String {
        guard let arms = arms[scalar] else { return "" }
        let (width, height) = (SVGWriter.cellWidth * 1000, SVGWriter.cellHeight * 1000)
        let (left, upper) = (x * 1000, top * 1000)
        let (middleX, middleY) = (left + width / 2, upper + height / 2)
        var path = ""
        for offset in arms & 16 == 0 ? [0] : [-600, 600] {
            if arms & 3 != 0 {
                let from = arms & 1 != 0 ? left : middleX
                let to = arms & 2 != 0 ? left + width : middleX
                path += "M\(number(from)) \(number(middleY + offset))H\(number(to))"
            }
            if arms & 12 != 0 {
                let from = arms & 4 != 0 ? upper : middleY
                let to = arms & 8 != 0 ? upper + height : middleY
                path += "M\(number(middleX + offset)) \(number(from))V\(number(to))"
            }
        }
        return path
    }

    /// Thousandths of a pixel as a decimal number without trailing zeros.
    private static func number(_ thousandths: Int) -> String {
        let text = Ticks.fixed(Double(thousandths) / 1000, decimals: 3)
        var digits = Substring(text)
        while digits.last == "0" { digits.removeLast() }
        if digits.last == "." { digits.removeLast() }
        return String(digits)
    }
}
