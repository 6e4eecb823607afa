/// The stable name of a prompt within its prompt set.
///
/// It is the file's own identifier where there is one, else the prompt's position ("1", "2", …).
package struct PromptID: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    package var description: String { rawValue }
}
