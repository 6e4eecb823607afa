import CTerminal
import Canvas

/// Turns rows of a frame into cells for ncurses: roles become attributes and colour pairs.
struct RowEncoder {
    private let theme: Theme
    private let depth: ColorDepth
    private var looks: [Style: (attributes: Int32, pair: Int32)] = [:]

    init(theme: Theme, depth: ColorDepth) {
        self.theme = theme.reduced(to: depth)
        self.depth = depth
    }

    mutating func encode(_ row: ArraySlice<Cell>, into cells: inout [cterminal_cell]) {
        cells.removeAll(keepingCapacity: true)
        var last: (style: Style, look: (attributes: Int32, pair: Int32))?
        for cell in row where !cell.isContinuation {
            let look = last?.style == cell.style ? last?.look : nil
            let current = look ?? self.look(of: cell.style)
            last = (cell.style, current)
            cells.append(Self.encoded(cell, attributes: current.attributes, pair: current.pair))
        }
    }

    private static func encoded(
        _ cell: Cell, attributes: Int32, pair: Int32
    ) -> cterminal_cell {
        var encoded = cterminal_cell()
        encoded.attributes = attributes
        encoded.pair = pair
        encoded.width = Int32(cell.width)
        var scalars = cell.text.unicodeScalars.makeIterator()
        encoded.text.0 = scalars.next()?.value ?? 0x20
        guard cell.text.utf8.count > 1 else { return encoded }
        encoded.text.1 = scalars.next()?.value ?? 0
        encoded.text.2 = scalars.next()?.value ?? 0
        encoded.text.3 = scalars.next()?.value ?? 0
        encoded.text.4 = scalars.next()?.value ?? 0
        return encoded
    }

    private mutating func look(of style: Style) -> (attributes: Int32, pair: Int32) {
        if let known = looks[style] { return known }
        let appearance = theme.appearance(of: style)
        var attributes: Int32 = 0
        let names: [(Attributes, Int)] = [
            (.bold, CTERMINAL_BOLD), (.underline, CTERMINAL_UNDERLINE),
            (.reverse, CTERMINAL_REVERSE), (.dim, CTERMINAL_DIM),
        ]
        for (attribute, value) in names where appearance.attributes.contains(attribute) {
            attributes |= Int32(value)
        }
        let colors = Palette.quantized(
            foreground: appearance.foreground, background: appearance.background, to: depth)
        let pair = cterminal_pair(
            Palette.terminalNumber(of: colors.foreground, depth: depth),
            Palette.terminalNumber(of: colors.background, depth: depth))
        looks[style] = (attributes, pair)
        return (attributes, pair)
    }
}
