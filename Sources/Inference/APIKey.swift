/// A secret that is sent with requests and never shown.
///
/// It has no accessor outside this module, and printing, dumping or interpolating it gives
/// `APIKey(hidden)`. It is deliberately not `Codable`.
public struct APIKey: Sendable, Equatable {
    let value: String

    /// Takes a key from the environment or a file; surrounding white space is dropped.
    ///
    /// `nil` where nothing is left, or where the text holds characters that do not belong into a
    /// header.
    public init?(_ text: String) {
        let isSpace: (Character) -> Bool = { $0.isWhitespace }
        var trimmed = text.drop(while: isSpace)
        while let last = trimmed.last, isSpace(last) { trimmed.removeLast() }
        guard !trimmed.isEmpty, trimmed.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        value = String(trimmed)
    }
}

extension APIKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `APIKey(hidden)`.
    public var description: String { "APIKey(hidden)" }
    /// Always `APIKey(hidden)`.
    public var debugDescription: String { description }
    /// A mirror without children, so that `dump` shows nothing.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
