/// A colour as a theme names it.
package enum Color: Sendable, Hashable {
    /// The terminal's own foreground or background.
    case standard
    /// An entry of the 256-colour palette; 0 to 15 are the user's own ANSI colours.
    case indexed(UInt8)
    case rgb(red: UInt8, green: UInt8, blue: UInt8)

    /// Reads `default`, an ANSI name (`red`, `bright-blue`, `grey`), a number from 0 to 255, `#rgb`
    /// or `#rrggbb`.
    package init?(_ text: String) {
        if text == "default" {
            self = .standard
        } else if text.hasPrefix("#") {
            guard let color = Self.hexadecimal(text.dropFirst()) else { return nil }
            self = color
        } else if let index = Self.names.firstIndex(of: text) {
            self = .indexed(UInt8(index))
        } else if text == "grey" || text == "gray" {
            self = .indexed(8)
        } else if let index = UInt8(text) {
            self = .indexed(index)
        } else {
            return nil
        }
    }

    private static func hexadecimal(_ digits: Substring) -> Color? {
        guard digits.utf8.allSatisfy({ UInt8(String(UnicodeScalar($0)), radix: 16) != nil }),
            let value = UInt32(digits, radix: 16)
        else { return nil }
        switch digits.utf8.count {
        case 3:
            let channel = { (shift: UInt32) in UInt8((value >> shift) & 0xF) * 17 }
            return .rgb(red: channel(8), green: channel(4), blue: channel(0))
        case 6:
            let channel = { (shift: UInt32) in UInt8((value >> shift) & 0xFF) }
            return .rgb(red: channel(16), green: channel(8), blue: channel(0))
        default:
            return nil
        }
    }

    private static let names = [
        "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white", "bright-black",
        "bright-red", "bright-green", "bright-yellow", "bright-blue", "bright-magenta",
        "bright-cyan", "bright-white",
    ]

    /// The contrast of two colours by WCAG 2, from 1 to 21; `nil` if one of them is not known, as
    /// the terminal's default and its 16 ANSI colours are not.
    package static func contrast(_ first: Color, _ second: Color) -> Double? {
        guard let one = first.fixedRGB?.luminance, let two = second.fixedRGB?.luminance else {
            return nil
        }
        return (max(one, two) + 0.05) / (min(one, two) + 0.05)
    }

    /// The channels, where they do not depend on the user's palette.
    var fixedRGB: RGB? {
        switch self {
        case .standard: nil
        case .indexed(let index): index < 16 ? nil : Palette.rgb(index)
        case .rgb(let red, let green, let blue): RGB(red, green, blue)
        }
    }
}

/// Three channels of 8 bits, sRGB.
struct RGB: Sendable, Hashable {
    let red: UInt8
    let green: UInt8
    let blue: UInt8

    init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// The relative luminance of WCAG 2, from 0 to 1.
    var luminance: Double {
        func linear(_ channel: UInt8) -> Double {
            let value = Double(channel) / 255
            return value <= 0.04045 ? value / 12.92 : Logarithm.power((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    /// A cheap distance that follows the eye better than the Euclidean one: the weights of red and
    /// blue depend on how red the colours are.
    func distance(to other: RGB) -> Int {
        let mean = (Int(red) + Int(other.red)) / 2
        let (r, g, b) = (
            Int(red) - Int(other.red), Int(green) - Int(other.green), Int(blue) - Int(other.blue)
        )
        return ((512 + mean) * r * r) / 256 + 4 * g * g + ((767 - mean) * b * b) / 256
    }

    var hexadecimal: String {
        "#"
            + [red, green, blue].map { channel in
                let digits = String(channel, radix: 16)
                return digits.utf8.count < 2 ? "0" + digits : digits
            }.joined()
    }
}
