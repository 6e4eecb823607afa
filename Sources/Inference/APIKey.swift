/// A secret that is sent with requests and never shown.
///
/// It has no accessor outside this module, and printing, dumping or interpolating it gives
/// `APIKey(hidden)`. It is deliberately not `Codable`.
package struct APIKey: Sendable, Equatable {
    let value: String

    /// Takes a key from the environment or a file; surrounding white space is dropped.
    ///
    /// `nil` where nothing is left, or where the text holds characters that do not belong into a
    /// header.
    package init?(_ text: String) {
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
    package var description: String { "APIKey(hidden)" }
    /// Always `APIKey(hidden)`.
    package var debugDescription: String { description }
    /// A mirror without children, so that `dump` shows nothing.
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

// MARK: - Servers that repeat it

extension APIKey {
    /// What stands in its place.
    private static let mark = "(API key)"

    /// A text in which the key does not occur.
    func hidden(in text: String) -> String {
        guard occurs(in: text) else { return text }
        return String(decoding: hidden(in: Array(text.utf8)), as: UTF8.self)
    }

    /// Bytes of a reply in which the key does not occur.
    func hidden(in bytes: [UInt8]) -> [UInt8] {
        let forms = KeyForms(value)
        var result: [UInt8] = []
        var start = 0
        var position = 0
        while position < bytes.count {
            if let end = forms.end(in: bytes, from: position) {
                result += bytes[start..<position]
                result += Array(APIKey.mark.utf8)
                (start, position) = (end, end)
            } else {
                position += 1
            }
        }
        return start == 0 ? bytes : result + Array(bytes[start...])
    }

    /// A completion without the key in what the server wrote.
    func hidden(in completion: Completion) -> Completion {
        var result = completion
        result.text = hidden(in: completion.text)
        result.model = completion.model.map { hidden(in: $0) }
        switch completion.stop {
        case .stopString(let string?): result.stop = .stopString(hidden(in: string))
        case .withheld(let reason): result.stop = .withheld(hidden(in: reason))
        case .missing(let reason): result.stop = .missing(hidden(in: reason))
        case .other(let reason): result.stop = .other(hidden(in: reason))
        case .endOfText, .limit, .stopString(nil), .contextFull: break
        }
        if let settings = completion.settings, occurs(in: settings) { result.settings = nil }
        // One by one the tokens of a key look harmless.
        if let tokens = completion.tokens, occurs(in: tokens) { result.tokens = nil }
        return result
    }

    private func occurs(in text: String) -> Bool {
        // Most tokens are shorter than any key.
        guard text.utf8.count >= value.utf8.count else { return false }
        let bytes = Array(text.utf8)
        let forms = KeyForms(value)
        return bytes.indices.contains { forms.end(in: bytes, from: $0) != nil }
    }

    private func occurs(in settings: EchoedSettings) -> Bool {
        ((settings.samplers ?? []) + (settings.stop ?? []) + [settings.grammar ?? ""]
            + settings.numbers.keys).contains { occurs(in: $0) }
    }

    private func occurs(in tokens: [TokenRecord]) -> Bool {
        var texts = [tokens.map(\.text).joined()]
        var bytes = [tokens.flatMap { $0.bytes ?? Array($0.text.utf8) }]
        for alternative in tokens.flatMap(\.alternatives) {
            texts.append(alternative.text)
            if let own = alternative.bytes { bytes.append(own) }
        }
        return texts.contains { occurs(in: $0) }
            || bytes.contains { occurs(in: String(decoding: $0, as: UTF8.self)) }
    }
}

extension InferenceError {
    /// The same error without the key in the server's words, of which no more is kept than is of use.
    func hiding(_ key: APIKey?) -> InferenceError {
        func kept(_ text: String) -> String {
            // Before it is cut: half a key is found by nobody.
            (key?.hidden(in: text) ?? text).shortened(to: ReplyLimits.words)
        }
        switch self {
        case .badRequest(let text): return .badRequest(kept(text))
        case .serverError(let status, let text):
            return .serverError(status: status, message: kept(text))
        case .malformed(let text): return .malformed(kept(text))
        case .notACompletionServer(let address, let found):
            return .notACompletionServer(address: address, found: kept(found))
        case .connectionLost(let address, let reason):
            return .connectionLost(address: address, reason: kept(reason))
        case .anotherModel(let address, let reason):
            return .anotherModel(address: address, reason: kept(reason))
        case .settingsMismatch(let mismatches):
            return .settingsMismatch(
                mismatches.map {
                    SettingMismatch(
                        field: kept($0.field), asked: $0.asked,
                        echoed: kept($0.echoed))
                })
        default: return self
        }
    }
}
