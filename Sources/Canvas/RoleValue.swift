/// The right side of a role's line in a theme file: colours that may be missing, and attributes.
///
/// A missing colour, and `default`, is that of the theme's plain text.
struct RoleValue: Sendable, Hashable {
    var foreground: Color?
    var background: Color?
    var attributes: Attributes = []

    /// Reads `[colour [on colour]] [attribute…]`.
    /// - Returns: what could be read (`nil` if nothing), and a sentence about the first problem.
    static func parse(_ text: String) -> (RoleValue?, String?) {
        var value = RoleValue()
        var words = text.split(whereSeparator: \.isWhitespace).map(String.init)[...]
        guard !words.isEmpty else { return (nil, "has no value; ignored") }
        while let word = words.popFirst() {
            if let attribute = attributes[word] {
                value.attributes.formUnion(attribute)
            } else if word == "on" {
                guard let next = words.popFirst(), let color = Color(next) else {
                    return (nil, "'on' needs a background colour after it; ignored")
                }
                guard value.foreground != nil else {
                    return (nil, "names a background without a foreground; ignored")
                }
                value.background = color
            } else if let color = Color(word) {
                guard value.foreground == nil else {
                    return (nil, "has two foreground colours; write 'colour on colour'; ignored")
                }
                value.foreground = color
            } else {
                return (
                    nil,
                    "'\(word)' is neither a colour (name, 0-255, #rgb, #rrggbb, default) nor "
                        + "bold, underline, reverse or dim; ignored"
                )
            }
        }
        if value.foreground == .standard {
            if let background = value.background, background != .standard {
                return (nil, "names a background without a foreground; ignored")
            }
            // Plain text's colours, which a theme that inherits this one may set.
            value.foreground = nil
            value.background = nil
        }
        return (value, nil)
    }

    /// Reads two or more RGB colours and spreads them evenly over `steps` values.
    static func scale(_ text: String, steps: Int) -> [RoleValue]? {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        let colors = words.compactMap { Color($0)?.fixedRGB }
        guard colors.count == words.count, colors.count >= 2, steps >= 2 else { return nil }
        return (0..<steps).map { step in
            let place = Double(step) / Double(steps - 1) * Double(colors.count - 1)
            let index = min(colors.count - 2, Int(place))
            let color = colors[index].mixed(with: colors[index + 1], part: place - Double(index))
            return RoleValue(
                foreground: .rgb(red: color.red, green: color.green, blue: color.blue))
        }
    }

    private static let attributes: [String: Attributes] = [
        "bold": .bold, "underline": .underline, "reverse": .reverse, "dim": .dim,
    ]
}

extension RGB {
    /// The colour `part` of the way (0 to 1) from this one to another.
    func mixed(with other: RGB, part: Double) -> RGB {
        func channel(_ from: UInt8, _ to: UInt8) -> UInt8 {
            UInt8((Double(from) + (Double(to) - Double(from)) * part).rounded())
        }
        return RGB(
            channel(red, other.red), channel(green, other.green), channel(blue, other.blue))
    }
}
