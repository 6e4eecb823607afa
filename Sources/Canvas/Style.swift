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
        Style(role, self.attributes.union(attributes))
    }
}
