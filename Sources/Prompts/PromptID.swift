/// The stable name of a prompt within its prompt set.
///
/// It is the file's own identifier where there is one, else the prompt's position ("1", "2", …).
public struct PromptID: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    public var description: String { rawValue }
}
