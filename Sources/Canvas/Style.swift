/// The emphasis that a monochrome terminal can show too.
package struct Attributes: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    package static let bold = Attributes(rawValue: 1)
    package static let underline = Attributes(rawValue: 2)
    package static let reverse = Attributes(rawValue: 4)
    package static let dim = Attributes(rawValue: 8)
}

/// How a cell is marked: its role, and attributes on top of those that the theme gives the role.
package struct Style: Sendable, Hashable {
    package var role: Role
    package var attributes: Attributes
    /// Where along a gradient the cell stands, from 1 to ``places``; 0 outside of bars.
    package private(set) var place: UInt8 = 0

    /// The steps of a gradient.
    package static let places = 24

    package init(_ role: Role, _ attributes: Attributes = []) {
        self.role = role
        self.attributes = attributes
    }

    /// Plain text.
    package static let text = Style(.text)

    package static func role(_ role: Role) -> Style {
        Style(role)
    }

    /// The same role with more attributes.
    package func adding(_ attributes: Attributes) -> Style {
        var style = self
        style.attributes.formUnion(attributes)
        return style
    }

    /// The style of one column of a bar's axis, from its left end to its right, for themes whose
    /// bars have a gradient.
    package func at(column: Int, of width: Int) -> Style {
        guard width > 1 else { return self }
        var style = self
        let step = max(0, min(width - 1, column)) * (Self.places - 1) / (width - 1)
        style.place = UInt8(1 + step)
        return style
    }
}
