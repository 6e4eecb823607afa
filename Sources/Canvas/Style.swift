/// The emphasis that a monochrome terminal can show too.
public struct Attributes: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    public static let bold = Attributes(rawValue: 1)
    public static let underline = Attributes(rawValue: 2)
    public static let reverse = Attributes(rawValue: 4)
    public static let dim = Attributes(rawValue: 8)
}

/// How a cell is marked: its role, and attributes on top of those that the theme gives the role.
public struct Style: Sendable, Hashable {
    public var role: Role
    public var attributes: Attributes
    /// Where along a gradient the cell stands, from 1 to ``places``; 0 outside of bars.
    public private(set) var place: UInt8 = 0

    /// The steps of a gradient.
    public static let places = 24

    public init(_ role: Role, _ attributes: Attributes = []) {
        self.role = role
        self.attributes = attributes
    }

    /// Plain text.
    public static let text = Style(.text)

    public static func role(_ role: Role) -> Style {
        Style(role)
    }

    /// The same role with more attributes.
    public func adding(_ attributes: Attributes) -> Style {
        var style = self
        style.attributes.formUnion(attributes)
        return style
    }

    /// The style of one column of a bar's axis, from its left end to its right, for themes whose
    /// bars have a gradient.
    public func at(column: Int, of width: Int) -> Style {
        guard width > 1 else { return self }
        var style = self
        let step = max(0, min(width - 1, column)) * (Self.places - 1) / (width - 1)
        style.place = UInt8(1 + step)
        return style
    }
}
