import Canvas

/// Turns the bytes of a terminal into keys and mouse events.
///
/// It knows no clock: the caller says when nothing more came for a while.
///
/// Sequences that mean nothing to the program (focus changes, answers to queries, unknown keys) are
/// swallowed whole, never taken apart into stray keys.
struct InputDecoder: Sendable {
    private let sequences: KeySequences
    private var pending: [UInt8] = []

    /// The longest sequence that is waited for; anything longer is no key.
    private static let limit = 256

    init(sequences: KeySequences = KeySequences()) {
        self.sequences = sequences
    }

    /// Whether an incomplete sequence waits for more bytes, or for the time to pass.
    var isWaiting: Bool { !pending.isEmpty }

    /// Decodes what is complete and keeps the rest.
    mutating func decode(_ bytes: some Sequence<UInt8>) -> [InputEvent] {
        pending += bytes
        return drain(atEnd: false)
    }

    /// Decodes the rest, as no more bytes came within the delay: a lone Esc is the key.
    mutating func finish() -> [InputEvent] {
        drain(atEnd: true)
    }

    // MARK: - Sequences

    private enum Step {
        case event(InputEvent?, length: Int)
        case incomplete
    }

    private mutating func drain(atEnd: Bool) -> [InputEvent] {
        var events: [InputEvent] = []
        var start = 0
        while start < pending.count {
            let rest = pending[start...]
            switch step(rest) {
            case .event(let event, let length):
                if let event { events.append(event) }
                start += length
            case .incomplete where atEnd || rest.count > Self.limit:
                if rest.first == 0x1B { events.append(.key(.escape)) }
                start += 1
            case .incomplete:
                pending.removeFirst(start)
                return events
            }
        }
        pending.removeAll(keepingCapacity: true)
        return events
    }

    private func step(_ bytes: ArraySlice<UInt8>) -> Step {
        guard let first = bytes.first else { return .incomplete }
        switch first {
        case 0x1B: return escape(bytes)
        case 0x0A, 0x0D: return .event(.key(.enter), length: 1)
        case 0x09: return .event(.key(.tab), length: 1)
        case 0x08, 0x7F: return .event(.key(.backspace), length: 1)
        case 0x00: return .event(.key(.control("@")), length: 1)
        case 0x01..<0x1B:
            return .event(
                .key(.control(Character(UnicodeScalar(first + 0x60)))), length: 1)
        case 0x1C..<0x20:
            return .event(
                .key(.control(Character(UnicodeScalar(first + 0x40)))), length: 1)
        default: return character(bytes)
        }
    }

    private func escape(_ bytes: ArraySlice<UInt8>) -> Step {
        guard bytes.count > 1 else { return .incomplete }
        switch bytes[bytes.startIndex + 1] {
        case UInt8(ascii: "["): return controlSequence(bytes)
        case UInt8(ascii: "O"):
            guard bytes.count > 2 else { return .incomplete }
            return .event(sequences.key(for: bytes.prefix(3)).map { .key($0) }, length: 3)
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"):
            return controlString(bytes)
        default:
            // Esc and then another key, or Alt with it: the same bytes, and here the same meaning.
            return .event(.key(.escape), length: 1)
        }
    }

    /// `ESC [ parameters final`.
    private func controlSequence(_ bytes: ArraySlice<UInt8>) -> Step {
        let body = bytes.dropFirst(2)
        if body.first == UInt8(ascii: "[") {
            guard bytes.count > 3 else { return .incomplete }
            return .event(sequences.key(for: bytes.prefix(4)).map { .key($0) }, length: 4)
        }
        if body.first == UInt8(ascii: "M") {
            guard body.count >= 4 else { return .incomplete }
            let fields = body.dropFirst().prefix(3).map { Int($0) - 32 }
            return .event(mouse(fields, isPress: fields[0] & 3 != 3), length: 6)
        }
        guard let end = body.firstIndex(where: { (0x40...0x7E).contains($0) }) else {
            // A control character cannot be inside: the sequence was cut off.
            if let stray = body.firstIndex(where: { $0 < 0x20 }) {
                return .event(nil, length: stray - bytes.startIndex)
            }
            return .incomplete
        }
        let length = end - bytes.startIndex + 1
        if let stray = body[..<end].firstIndex(where: { $0 < 0x20 }) {
            return .event(nil, length: stray - bytes.startIndex)
        }
        if body.first == UInt8(ascii: "<") {
            let fields = String(decoding: body[(body.startIndex + 1)..<end], as: UTF8.self)
                .split(separator: ";").compactMap { Int($0) }
            let isPress = bytes[end] == UInt8(ascii: "M")
            return .event(mouse(fields, isPress: isPress), length: length)
        }
        let sequence = bytes.prefix(length)
        let key = sequences.key(for: sequence) ?? sequences.key(for: Self.unmodified(sequence))
        return .event(key.map { .key($0) }, length: length)
    }

    /// The sequence without the number that tells of Shift, Alt and Ctrl: `ESC[1;5A` is `ESC[A`,
    /// `ESC[3;5~` is `ESC[3~`.
    private static func unmodified(_ sequence: ArraySlice<UInt8>) -> [UInt8] {
        guard let separator = sequence.firstIndex(of: UInt8(ascii: ";")), let final = sequence.last
        else { return Array(sequence) }
        var head = Array(sequence[..<separator])
        if final != UInt8(ascii: "~"), head.last == UInt8(ascii: "1") { head.removeLast() }
        return head + [final]
    }

    /// An answer of the terminal, `ESC ] … BEL` or `ESC P … ESC \`: swallowed.
    private func controlString(_ bytes: ArraySlice<UInt8>) -> Step {
        for index in bytes.indices.dropFirst(2) {
            if bytes[index] == 0x07 { return .event(nil, length: index - bytes.startIndex + 1) }
            if bytes[index] == UInt8(ascii: "\\"), bytes[index - 1] == 0x1B {
                return .event(nil, length: index - bytes.startIndex + 1)
            }
        }
        return .incomplete
    }

    /// - Parameter fields: button code, column and row counted from 1.
    private func mouse(_ fields: [Int], isPress: Bool) -> InputEvent? {
        guard fields.count == 3, fields[1] >= 1, fields[2] >= 1, isPress else { return nil }
        let action: MouseEvent.Action
        switch fields[0] & ~28 {  // without Shift, Alt, Ctrl
        case 0: action = .click
        case 64: action = .scrollUp
        case 65: action = .scrollDown
        default: return nil
        }
        return .mouse(
            MouseEvent(action: action, position: Point(x: fields[1] - 1, y: fields[2] - 1)))
    }

    // MARK: - Characters

    /// One UTF-8 character; a byte that begins none is dropped.
    private func character(_ bytes: ArraySlice<UInt8>) -> Step {
        let first = bytes[bytes.startIndex]
        let length =
            switch first {
            case 0x20..<0x7F: 1
            case 0xC2..<0xE0: 2
            case 0xE0..<0xF0: 3
            case 0xF0..<0xF5: 4
            default: 0
            }
        guard length > 0 else { return .event(nil, length: 1) }
        let tail = bytes.dropFirst().prefix(length - 1)
        let isBroken = tail.contains { $0 & 0xC0 != 0x80 }
        if isBroken { return .event(nil, length: 1) }
        guard tail.count == length - 1 else { return .incomplete }
        let text = String(decoding: bytes.prefix(length), as: UTF8.self)
        guard let scalar = text.unicodeScalars.first, text.unicodeScalars.count == 1,
            scalar != "\u{FFFD}", !(0x80..<0xA0).contains(scalar.value)
        else { return .event(nil, length: length) }
        return .event(.key(.character(Character(scalar))), length: length)
    }
}
