/// Colours as they end up in the picture, reverse and dim already applied.
struct SVGLook: Sendable, Hashable {
    var foreground: RGB
    var background: RGB
    var isBold: Bool
    var isUnderlined: Bool
}

/// The picture's stand-in for a terminal: what its default and its 16 ANSI colours are.
struct SVGScreen {
    let theme: Theme
    let foreground: RGB
    let background: RGB
    private let ansi: [RGB]

    init(theme: Theme) {
        self.theme = theme
        let isLight = theme.background == .light
        ansi = isLight ? Self.lightPalette : Self.darkPalette
        let text = theme.appearance(of: Role.text)
        foreground = text.foreground.fixedRGB ?? (isLight ? RGB(31, 35, 40) : RGB(214, 218, 224))
        background =
            text.background.fixedRGB ?? (isLight ? RGB(255, 255, 255) : RGB(22, 24, 29))
    }

    func look(_ style: Style) -> SVGLook {
        let appearance = theme.appearance(of: style)
        var front = channels(appearance.foreground) ?? foreground
        var back = channels(appearance.background) ?? background
        if appearance.attributes.contains(.dim) { front = front.mixed(with: back, part: 0.4) }
        if appearance.attributes.contains(.reverse) { swap(&front, &back) }
        return SVGLook(
            foreground: front, background: back,
            isBold: appearance.attributes.contains(.bold),
            isUnderlined: appearance.attributes.contains(.underline))
    }

    private func channels(_ color: Color) -> RGB? {
        if case .indexed(let index) = color, index < 16 { return ansi[Int(index)] }
        return color.fixedRGB
    }

    /// Softer than xterm's sixteen, and readable on the screen's background.
    private static let darkPalette = [
        RGB(72, 79, 88), RGB(255, 123, 114), RGB(86, 211, 100), RGB(227, 179, 65),
        RGB(121, 192, 255), RGB(210, 168, 255), RGB(86, 212, 221), RGB(201, 209, 217),
        RGB(139, 148, 158), RGB(255, 161, 152), RGB(126, 231, 135), RGB(242, 204, 96),
        RGB(165, 214, 255), RGB(226, 197, 255), RGB(133, 234, 241), RGB(255, 255, 255),
    ]
    private static let lightPalette = [
        RGB(36, 41, 47), RGB(185, 28, 38), RGB(17, 99, 41), RGB(122, 77, 0), RGB(9, 89, 205),
        RGB(116, 66, 196), RGB(18, 99, 110), RGB(87, 96, 106), RGB(87, 96, 106),
        RGB(164, 14, 38), RGB(26, 113, 54), RGB(99, 60, 1), RGB(8, 72, 170), RGB(99, 51, 175),
        RGB(14, 84, 94), RGB(31, 35, 40),
    ]
}

/// Neighbouring cells that look alike and are all letters or all shapes.
struct SVGRun {
    let x: Int
    private(set) var columns = 0
    private(set) var cells: [String] = []
    let look: SVGLook
    let isShape: Bool
    private(set) var isTrailingBlank = false

    var text: String { cells.joined() }

    static func runs(of row: ArraySlice<Cell>, screen: SVGScreen) -> [SVGRun] {
        var runs: [SVGRun] = []
        var lastStyle: Style?
        var look = screen.look(.text)
        for (x, cell) in row.enumerated() {
            if cell.style != lastStyle {
                look = screen.look(cell.style)
                lastStyle = cell.style
            }
            if cell.isContinuation, !runs.isEmpty {
                runs[runs.count - 1].columns += 1
                continue
            }
            let isShape = SVGShape.isShape(cell.text)
            if let last = runs.last, last.look == look,
                last.isShape == isShape || (cell.text == " " && !look.isUnderlined)
            {
                runs[runs.count - 1].append(cell.text)
            } else {
                var run = SVGRun(x: x, look: look, isShape: isShape)
                run.append(cell.text)
                runs.append(run)
            }
        }
        for index in runs.indices.reversed() {
            guard runs[index].cells.allSatisfy({ $0 == " " }), !runs[index].look.isUnderlined
            else { break }
            runs[index].isTrailingBlank = true
        }
        return runs
    }

    private init(x: Int, look: SVGLook, isShape: Bool) {
        self.x = x
        self.look = look
        self.isShape = isShape
    }

    private mutating func append(_ text: String) {
        cells.append(text)
        columns += 1
    }
}
