/// How many colours a terminal can show.
package enum ColorDepth: Int, CaseIterable, Sendable, Comparable {
    /// None; attributes alone.
    case monochrome = 0
    case eight = 8
    case sixteen = 16
    case palette = 256
    /// 24 bits, where the terminal's description says so.
    case direct = 16_777_216

    /// The richest depth that a terminal with `colors` colours and `pairs` colour pairs offers.
    package init(colors: Int, pairs: Int) {
        switch (colors, pairs) {
        case (..<8, _), (_, ..<2): self = .monochrome
        case (..<16, _): self = .eight
        case (..<256, _): self = .sixteen
        case (..<16_777_216, _): self = .palette
        default: self = .direct
        }
    }

    package static func < (left: ColorDepth, right: ColorDepth) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// The fixed palette of 256 colours and the way down to fewer.
package enum Palette {
    /// The nearest colour that `depth` can show.
    ///
    /// The 16 ANSI colours are the user's and stay as they are wherever they exist; everything else
    /// goes to the entry that looks nearest: the grey ramp or the 6×6×6 cube at 256 colours.
    package static func quantized(_ color: Color, to depth: ColorDepth) -> Color {
        switch (color, depth) {
        case (.standard, _), (_, .monochrome):
            return .standard
        case (_, .direct):
            return color
        case (.indexed(let index), .palette):
            return .indexed(index)
        case (.indexed(let index), .sixteen) where index < 16:
            return color
        case (.indexed(let index), .eight) where index < 16:
            // Bright black on 8 colours would be black: too dark to read.
            return .indexed(index == 8 ? 7 : index % 8)
        case (.indexed(let index), _):
            return .indexed(nearestANSI(to: rgb(index), of: depth.rawValue))
        case (.rgb(let red, let green, let blue), .palette):
            return .indexed(nearest(to: RGB(red, green, blue)))
        case (.rgb(let red, let green, let blue), _):
            return .indexed(nearestANSI(to: RGB(red, green, blue), of: depth.rawValue))
        }
    }

    /// Foreground and background together: they stay different where they were different.
    package static func quantized(
        foreground: Color, background: Color, to depth: ColorDepth
    ) -> (foreground: Color, background: Color) {
        let low = quantized(foreground, to: depth)
        let back = quantized(background, to: depth)
        if low != back || foreground == background || low == .standard { return (low, back) }
        guard case .indexed(let index) = back else { return (low, back) }
        return (rgb(index).luminance > 0.18 ? .indexed(0) : .indexed(7), back)
    }

    /// The number by which ncurses knows a quantized colour; -1 is the terminal's own.
    ///
    /// A direct colour is its 24 bits; the eight numbers that would mean ANSI colours there become
    /// black.
    package static func terminalNumber(of color: Color, depth: ColorDepth) -> Int32 {
        switch color {
        case .standard: return -1
        case .indexed(let index) where depth != .direct || index < 8: return Int32(index)
        case .indexed(let index): return directNumber(rgb(index))
        case .rgb(let red, let green, let blue): return directNumber(RGB(red, green, blue))
        }
    }

    private static func directNumber(_ color: RGB) -> Int32 {
        let number = Int32(color.red) << 16 | Int32(color.green) << 8 | Int32(color.blue)
        return number < 8 ? 0 : number
    }

    /// The channels of a palette entry; those of the first 16 are xterm's, a user's may differ.
    static func rgb(_ index: UInt8) -> RGB {
        switch index {
        case 0..<16:
            return ansi[Int(index)]
        case 16..<232:
            let value = Int(index) - 16
            return RGB(levels[value / 36], levels[value / 6 % 6], levels[value % 6])
        default:
            let grey = 8 + 10 * (index - 232)
            return RGB(grey, grey, grey)
        }
    }

    private static func nearest(to color: RGB) -> UInt8 {
        func step(_ channel: UInt8) -> Int {
            levels.indices.min {
                abs(Int(levels[$0]) - Int(channel)) < abs(Int(levels[$1]) - Int(channel))
            } ?? 0
        }
        let cube = UInt8(16 + 36 * step(color.red) + 6 * step(color.green) + step(color.blue))
        let mean = (Int(color.red) + Int(color.green) + Int(color.blue)) / 3
        let grey = UInt8(232 + min(23, max(0, (mean - 3) / 10)))
        return rgb(grey).distance(to: color) < rgb(cube).distance(to: color) ? grey : cube
    }

    private static func nearestANSI(to color: RGB, of count: Int) -> UInt8 {
        let best = ansi.prefix(count).indices.min {
            ansi[$0].distance(to: color) < ansi[$1].distance(to: color)
        }
        return UInt8(best ?? 7)
    }

    private static let levels: [UInt8] = [0, 95, 135, 175, 215, 255]

    private static let ansi = [
        RGB(0, 0, 0), RGB(205, 0, 0), RGB(0, 205, 0), RGB(205, 205, 0), RGB(0, 0, 238),
        RGB(205, 0, 205), RGB(0, 205, 205), RGB(229, 229, 229), RGB(127, 127, 127),
        RGB(255, 0, 0), RGB(0, 255, 0), RGB(255, 255, 0), RGB(92, 92, 255), RGB(255, 0, 255),
        RGB(0, 255, 255), RGB(255, 255, 255),
    ]
}
