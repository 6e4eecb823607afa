/// Writes one JSON object, member by member, for request bodies.
package struct JSONWriter {
    package private(set) var bytes: [UInt8] = [UInt8(ascii: "{")]

    package mutating func member(_ name: String, _ value: String) {
        key(name)
        string(value)
    }

    package mutating func member(_ name: String, _ value: Bool) {
        key(name)
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    package mutating func member(_ name: String, _ value: Int) {
        key(name)
        bytes.append(contentsOf: "\(value)".utf8)
    }

    package mutating func member(_ name: String, _ value: Double) {
        key(name)
        number(value)
    }

    package mutating func member(_ name: String, _ values: [String]) {
        key(name)
        list(values) { $0.string($1) }
    }

    package mutating func member(_ name: String, _ values: [Int]) {
        key(name)
        list(values) { $0.bytes.append(contentsOf: "\($1)".utf8) }
    }

    /// An object of numbers under text keys.
    package mutating func member(_ name: String, _ numbers: [(String, Double)]) {
        key(name)
        var inner = JSONWriter()
        for (name, value) in numbers { inner.member(name, value) }
        bytes.append(contentsOf: inner.finished())
    }

    /// An object in which the names given are true.
    package mutating func member(_ name: String, flags: [String]) {
        key(name)
        var inner = JSONWriter()
        for flag in flags { inner.member(flag, true) }
        bytes.append(contentsOf: inner.finished())
    }

    /// Writes what is JSON already.
    package mutating func raw(_ json: some Sequence<UInt8>) { bytes.append(contentsOf: json) }

    package init() {}

    /// A text as a JSON string.
    package static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.bytes = []
        writer.string(text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// The object, closed.
    package func finished() -> [UInt8] { bytes + [UInt8(ascii: "}")] }

    /// Begins a member.
    package mutating func key(_ name: String) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        string(name)
        bytes.append(UInt8(ascii: ":"))
    }

    /// Writes an array, each element by `write`.
    package mutating func list<Value>(
        _ values: [Value], _ write: (inout JSONWriter, Value) -> Void
    ) {
        bytes.append(UInt8(ascii: "["))
        for (position, value) in values.enumerated() {
            if position > 0 { bytes.append(UInt8(ascii: ",")) }
            write(&self, value)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// Writes a finite number, a whole one without a point.
    package mutating func number(_ value: Double) {
        precondition(value.isFinite, "JSON has no \(value)")
        let text = Int(exactly: value).map(String.init) ?? "\(value)"
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x0A: bytes.append(contentsOf: #"\n"#.utf8)
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                bytes.append(contentsOf: #"\u00"#.utf8)
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
