/// The right side of a role's line in a theme file: colours that may be missing, and attributes.
///
/// A missing colour, and `default`, is that of the theme's plain text.
struct RoleValue: Sendable, Hashable {
    var foreground: Color?
    var background: Color?
    var attributes: Attributes = []
    /// The colours of a bar from its left end to its right; empty without a gradient.
    var gradient: [Color] = []

    /// Reads `[colour [on colour]] [attribute…]`, and for bars two or more colours in a row.
    /// - Returns: what could be read (`nil` if nothing), and a sentence about the first problem.
    static func parse(_ text: String, isBar: Bool = false) -> (RoleValue?, String?) {
        var value = RoleValue()
        var stops: [RGB] = []
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
                if let first = value.foreground, isBar, value.background == nil {
                    if stops.isEmpty, let stop = first.fixedRGB { stops = [stop] }
                    guard !stops.isEmpty, let stop = color.fixedRGB else {
                        return (nil, "a gradient needs colours like #5fafd7; ignored")
                    }
                    stops.append(stop)
                    continue
                }
                guard value.foreground == nil else {
                    return (
                        nil,
                        "has two foreground colours, which only bars may have; write 'colour on "
                            + "colour'; ignored"
                    )
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
        if !stops.isEmpty {
            value.gradient = RGB.scale(stops, steps: Style.places)
            // Where there is no room for a gradient, its middle stands for it.
            value.foreground = value.gradient[Style.places / 2]
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
        return RGB.scale(colors, steps: steps).map { RoleValue(foreground: $0) }
    }

    private static let attributes: [String: Attributes] = [
        "bold": .bold, "underline": .underline, "reverse": .reverse, "dim": .dim,
    ]
}

extension RGB {
    /// Colours spread evenly over `steps` values; both numbers are at least 2.
    static func scale(_ colors: [RGB], steps: Int) -> [Color] {
        (0..<steps).map { step in
            let place = Double(step) / Double(steps - 1) * Double(colors.count - 1)
            let index = min(colors.count - 2, Int(place))
            let color = colors[index].mixed(with: colors[index + 1], part: place - Double(index))
            return .rgb(red: color.red, green: color.green, blue: color.blue)
        }
    }

    /// The colour `part` of the way (0 to 1) from this one to another.
    func mixed(with other: RGB, part: Double) -> RGB {
        func channel(_ from: UInt8, _ to: UInt8) -> UInt8 {
            UInt8((Double(from) + (Double(to) - Double(from)) * part).rounded())
        }
        return RGB(
            channel(red, other.red), channel(green, other.green), channel(blue, other.blue))
    }
}
