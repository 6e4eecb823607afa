/// Writes one JSON object, member by member, for request bodies.
struct JSONWriter {
    private(set) var bytes: [UInt8] = [UInt8(ascii: "{")]

    mutating func member(_ name: String, _ value: String) {
        key(name)
        string(value)
    }

    mutating func member(_ name: String, _ value: Bool) {
        key(name)
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    mutating func member(_ name: String, _ value: Int) {
        key(name)
        bytes.append(contentsOf: "\(value)".utf8)
    }

    mutating func member(_ name: String, _ value: Double) {
        key(name)
        number(value)
    }

    mutating func member(_ name: String, _ values: [String]) {
        key(name)
        list(values) { $0.string($1) }
    }

    mutating func member(_ name: String, _ values: [Int]) {
        key(name)
        list(values) { $0.bytes.append(contentsOf: "\($1)".utf8) }
    }

    /// Pairs of a token id and what is added to its logit; −∞ becomes `false`, llama.cpp's "never".
    mutating func member(_ name: String, _ pairs: [(token: Int, bias: Double)]) {
        key(name)
        list(pairs) { writer, pair in
            writer.bytes.append(contentsOf: "[\(pair.token),".utf8)
            if pair.bias == -.infinity {
                writer.bytes.append(contentsOf: "false".utf8)
            } else {
                writer.number(pair.bias)
            }
            writer.bytes.append(UInt8(ascii: "]"))
        }
    }

    /// An object of numbers under text keys.
    mutating func member(_ name: String, _ numbers: [(String, Double)]) {
        key(name)
        var inner = JSONWriter()
        for (name, value) in numbers { inner.member(name, value) }
        bytes.append(contentsOf: inner.finished())
    }

    /// An object in which the names given are true.
    mutating func member(_ name: String, flags: [String]) {
        key(name)
        var inner = JSONWriter()
        for flag in flags { inner.member(flag, true) }
        bytes.append(contentsOf: inner.finished())
    }

    /// Chat messages as `[{"role":…,"content":…}]`.
    mutating func member(_ name: String, _ messages: [ChatMessage]) {
        key(name)
        list(messages) { writer, message in
            var inner = JSONWriter()
            inner.member("role", message.role)
            inner.member("content", message.content)
            writer.bytes.append(contentsOf: inner.finished())
        }
    }

    /// The object, closed.
    func finished() -> [UInt8] { bytes + [UInt8(ascii: "}")] }

    private mutating func key(_ name: String) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        string(name)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func list<Value>(
        _ values: [Value], _ write: (inout JSONWriter, Value) -> Void
    ) {
        bytes.append(UInt8(ascii: "["))
        for (position, value) in values.enumerated() {
            if position > 0 { bytes.append(UInt8(ascii: ",")) }
            write(&self, value)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func number(_ value: Double) {
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
