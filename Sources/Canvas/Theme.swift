/// How one role looks: both colours and the attributes.
///
/// There is no half pair: where a theme names one colour, the other is that of its plain text.
package struct Appearance: Sendable, Hashable {
    package var foreground: Color
    package var background: Color
    package var attributes: Attributes
    /// The foregrounds from the left end of a bar's axis to its right, ``Style/places`` of them;
    /// empty for one colour all along.
    package var gradient: [Color]

    package init(
        foreground: Color = .standard, background: Color = .standard, attributes: Attributes = [],
        gradient: [Color] = []
    ) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
        self.gradient = gradient
    }
}

/// The appearance of every role.
package struct Theme: Sendable, Hashable {
    /// Which backgrounds a theme is made for.
    package enum Background: String, CaseIterable, Sendable {
        case light, dark, any
    }

    package let name: String
    package let background: Background
    /// The glyph level that goes well with the theme, if it says so.
    package let glyphs: GlyphLevel?
    private let appearances: [Role: Appearance]

    /// Roles that are missing take the appearance of the role they refine, at last of plain text.
    init(
        name: String, background: Background = .any, glyphs: GlyphLevel? = nil,
        appearances: [Role: Appearance]
    ) {
        self.name = name
        self.background = background
        self.glyphs = glyphs
        self.appearances = Dictionary(
            uniqueKeysWithValues: Role.allCases.map { role in
                var source: Role? = role
                while let candidate = source, appearances[candidate] == nil {
                    source = candidate.refines
                }
                return (role, source.flatMap { appearances[$0] } ?? Appearance())
            })
    }

    package func appearance(of role: Role) -> Appearance {
        appearances[role] ?? Appearance()
    }

    /// The appearance of a cell: that of its role at its place of the gradient, with the cell's own
    /// attributes added.
    package func appearance(of style: Style) -> Appearance {
        var appearance = appearance(of: style.role)
        appearance.attributes.formUnion(style.attributes)
        let place = Int(style.place)
        if place > 0, place <= appearance.gradient.count {
            appearance.foreground = appearance.gradient[place - 1]
        }
        appearance.gradient = []
        return appearance
    }

    /// The theme as a terminal can show it: without colours where there are none, and without
    /// gradients where their steps would jump between a few colours.
    package func reduced(to depth: ColorDepth) -> Theme {
        if depth == .monochrome { return withoutColor() }
        guard depth < .palette else { return self }
        let plain = appearances.mapValues { appearance in
            var appearance = appearance
            appearance.gradient = []
            return appearance
        }
        return Theme(name: name, background: background, glyphs: glyphs, appearances: plain)
    }

    /// The theme without any colour, as for `NO_COLOR`; what was told by colour alone is told by
    /// the attributes of the monochrome theme.
    package func withoutColor() -> Theme {
        var plain: [Role: Appearance] = [:]
        for role in Role.allCases {
            let own = appearance(of: role).attributes
            let fallback = Theme.mono.appearance(of: role).attributes
            plain[role] = Appearance(attributes: own.union(fallback))
        }
        return Theme(name: name, background: .any, glyphs: glyphs, appearances: plain)
    }

    /// The theme of attributes alone, which needs no file and works on every terminal.
    package static let mono = Theme(
        name: "mono",
        appearances: [
            .text: Appearance(),
            .muted: Appearance(attributes: .dim),
            .title: Appearance(attributes: .bold),
            .heading: Appearance(attributes: [.bold, .underline]),
            .key: Appearance(attributes: .bold),
            .selection: Appearance(attributes: .reverse),
            .border: Appearance(attributes: .dim),
            .borderFocus: Appearance(attributes: .bold),
            .bar: Appearance(),
            .barGreedy: Appearance(attributes: .bold),
            .boundFill: Appearance(attributes: .dim),
            .bound: Appearance(),
            .target: Appearance(attributes: .bold),
            .warn: Appearance(attributes: .bold),
            .bad: Appearance(attributes: .bold),
            .match: Appearance(attributes: [.bold, .underline]),
            .status: Appearance(attributes: .reverse),
            .error: Appearance(attributes: [.bold, .reverse]),
            // None is reverse: that is the selected token.
            .probability0: Appearance(attributes: [.bold, .underline]),
            .probability1: Appearance(attributes: .underline),
            .probability2: Appearance(attributes: .bold),
            .probability3: Appearance(),
            .probability4: Appearance(attributes: .dim),
        ])
}

extension Role {
    /// The more general role whose appearance is taken when a theme leaves this one out.
    var refines: Role? {
        switch self {
        case .text: nil
        case .borderFocus: .border
        case .barGreedy, .barSampled: .bar
        case .boundFill: .bound
        case .error: .bad
        case .title: .heading
        default: .text
        }
    }
}
