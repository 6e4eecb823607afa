import Evidence
import Journal

/// Draws as bytes, in which they wait for the end of their file.
///
/// Two bytes say which fields follow; numbers are LEB128, texts have their length before them.
extension DrawImport.Entry {
    private struct Fields: OptionSet {
        var rawValue: UInt64
        static let text = Fields(rawValue: 1)
        static let error = Fields(rawValue: 2)
        static let lostText = Fields(rawValue: 4)
        static let model = Fields(rawValue: 8)
        static let seed = Fields(rawValue: 16)
        static let seedName = Fields(rawValue: 32)
        static let number = Fields(rawValue: 64)
        static let label = Fields(rawValue: 128)
        static let note = Fields(rawValue: 256)
        static let tokens = Fields(rawValue: 512)
        static let isCached = Fields(rawValue: 1024)
        static let standIn = Fields(rawValue: 2048)
        static let lossField = Fields(rawValue: 4096)
    }

    var record: [UInt8] {
        var fields: Fields = []
        if text != nil { fields.insert(.text) }
        if error != nil { fields.insert(.error) }
        if lostText != nil { fields.insert(.lostText) }
        if model != nil { fields.insert(.model) }
        if seed != nil { fields.insert(.seed) }
        if seedName != nil { fields.insert(.seedName) }
        if number != nil { fields.insert(.number) }
        if label != nil { fields.insert(.label) }
        if label?.note != nil { fields.insert(.note) }
        if !tokens.isEmpty { fields.insert(.tokens) }
        if isCached { fields.insert(.isCached) }
        if standIn != nil { fields.insert(.standIn) }
        if lossField != nil { fields.insert(.lossField) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(64 + (text?.utf8.count ?? 0))
        LEB128.append(fields.rawValue, to: &bytes)
        for text in [text, error, lostText, model, seedName, lossField, label?.label, label?.note] {
            if let text { Self.append(text, to: &bytes) }
        }
        if let seed { LEB128.append(UInt64(seed), to: &bytes) }
        if let standIn { LEB128.append(UInt64(standIn), to: &bytes) }
        if let number { LEB128.append(UInt64(bitPattern: Int64(number)), to: &bytes) }
        LEB128.append(UInt64(tokenCount), to: &bytes)
        LEB128.append(UInt64(attempts), to: &bytes)
        Self.append(stop.record, to: &bytes)
        LEB128.append(UInt64(raw.count), to: &bytes)
        for (name, score) in raw {
            Self.append(name, to: &bytes)
            switch score {
            case .number(let number):
                bytes.append(0)
                withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes += $0 }
            case .word(let word):
                bytes.append(1)
                Self.append(word, to: &bytes)
            }
        }
        LEB128.append(UInt64(identifiers.count), to: &bytes)
        for identifier in identifiers { Self.append(identifier, to: &bytes) }
        LEB128.append(UInt64(marks.count), to: &bytes)
        for (name, mark) in marks {
            Self.append(name, to: &bytes)
            Self.append(mark, to: &bytes)
        }
        if !tokens.isEmpty { bytes += TokenBlob.encode(tokens) }
        return bytes
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        LEB128.append(UInt64(text.utf8.count), to: &bytes)
        bytes += text.utf8
    }

    /// The draw in these bytes; nil where they are no such record.
    init?(record: [UInt8]) {
        var reader = RecordReader(bytes: record)
        self.init()
        let fields = Fields(rawValue: reader.number())
        text = fields.contains(.text) ? reader.text() : nil
        error = fields.contains(.error) ? reader.text() : nil
        lostText = fields.contains(.lostText) ? reader.text() : nil
        model = fields.contains(.model) ? reader.text() : nil
        seedName = fields.contains(.seedName) ? reader.text() : nil
        isCached = fields.contains(.isCached)
        lossField = fields.contains(.lossField) ? reader.text() : nil
        let labelText = fields.contains(.label) ? reader.text() : nil
        let note = fields.contains(.note) ? reader.text() : nil
        label = labelText.map { DrawLabel(label: $0, note: note) }
        seed = fields.contains(.seed) ? UInt32(truncatingIfNeeded: reader.number()) : nil
        standIn = fields.contains(.standIn) ? UInt32(truncatingIfNeeded: reader.number()) : nil
        number = fields.contains(.number) ? Int(truncatingIfNeeded: reader.number()) : nil
        tokenCount = Int(truncatingIfNeeded: reader.number())
        attempts = Int(truncatingIfNeeded: reader.number())
        stop = Answer.Stop(record: reader.text())
        for _ in 0..<reader.count() {
            let name = reader.text()
            raw[name] = reader.byte() == 0 ? .number(reader.double()) : .word(reader.text())
        }
        for _ in 0..<reader.count() { identifiers.append(reader.text()) }
        for _ in 0..<reader.count() {
            let name = reader.text()
            marks[name] = reader.text()
        }
        if fields.contains(.tokens) {
            guard let list = TokenBlob.decode(reader.rest()) else { return nil }
            tokens = list
        }
        if reader.isBroken { return nil }
    }
}

/// Reads a record; what is missing is empty, and said at the end.
private struct RecordReader {
    let bytes: [UInt8]
    var position = 0
    var isBroken = false

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func byte() -> UInt8 {
        guard position < bytes.count else {
            isBroken = true
            return 0
        }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func number() -> UInt64 {
        if let number = LEB128.read(bytes, at: &position) { return number }
        isBroken = true
        return 0
    }

    /// A number of things of at least a byte each.
    mutating func count() -> Int {
        let count = number()
        guard count <= UInt64(bytes.count - position) else {
            isBroken = true
            return 0
        }
        return Int(count)
    }

    mutating func text() -> String {
        let count = count()
        defer { position += count }
        return String(decoding: bytes[position..<position + count], as: UTF8.self)
    }

    mutating func double() -> Double {
        var pattern: UInt64 = 0
        for place in 0..<8 { pattern |= UInt64(byte()) << (8 * UInt64(place)) }
        return Double(bitPattern: pattern)
    }

    mutating func rest() -> [UInt8] {
        defer { position = bytes.count }
        return Array(bytes[position...])
    }
}

extension Answer.Stop {
    /// One letter, and behind it the stop string.
    fileprivate var record: String {
        switch self {
        case .endOfText: "e"
        case .limit: "l"
        case .contextFull: "c"
        case .stopString(let text): "s" + text
        }
    }

    fileprivate init(record: String) {
        switch record.utf8.first {
        case UInt8(ascii: "l"): self = .limit
        case UInt8(ascii: "c"): self = .contextFull
        case UInt8(ascii: "s"):
            self = .stopString(String(decoding: record.utf8.dropFirst(), as: UTF8.self))
        default: self = .endOfText
        }
    }
}
