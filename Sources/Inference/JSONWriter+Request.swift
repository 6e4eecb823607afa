import Files

extension JSONWriter {
    /// Pairs of a token id and what is added to its logit; −∞ becomes `false`, llama.cpp's "never".
    mutating func member(_ name: String, _ pairs: [(token: Int, bias: Double)]) {
        key(name)
        list(pairs) { writer, pair in
            writer.raw("[\(pair.token),".utf8)
            if pair.bias == -.infinity {
                writer.raw("false".utf8)
            } else {
                writer.number(pair.bias)
            }
            writer.raw("]".utf8)
        }
    }

    /// Chat messages as `[{"role":…,"content":…}]`.
    mutating func member(_ name: String, _ messages: [ChatMessage]) {
        key(name)
        list(messages) { writer, message in
            var inner = JSONWriter()
            inner.member("role", message.role)
            inner.member("content", message.content)
            writer.raw(inner.finished())
        }
    }
}
