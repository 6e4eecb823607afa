import Files

/// What a delta says: pieces of the answer and of the thoughts before it.
///
/// A text is one piece. Some models and gateways send a list of parts instead, with a type each; a
/// refusal, which OpenAI tells apart, is an answer like any other.
struct OpenAIContent {
    var texts: [JSONText] = []
    var thoughts: [JSONText] = []

    /// Whether it says nothing.
    var isEmpty: Bool {
        texts.allSatisfy(\.bytes.isEmpty) && thoughts.allSatisfy(\.bytes.isEmpty)
    }

    init() {}

    /// - Throws: for content of another kind, whose text would be missing in the answer.
    init(_ reader: inout JSONReader) throws(JSONError) {
        try reader.members { reader, key throws(JSONError) in
            switch key {
            case "content": try read(&reader)
            case "refusal": try readText(&reader)
            // llama.cpp and most others; vLLM's newer name.
            case "reasoning_content", "reasoning":
                if let thought = try reader.textOrNil() { thoughts = [thought] }
            default: try reader.skip()
            }
        }
    }

    private mutating func read(_ reader: inout JSONReader) throws(JSONError) {
        guard reader.peek() == UInt8(ascii: "[") else {
            return try readText(&reader)
        }
        try reader.elements { reader throws(JSONError) in
            guard reader.peek() == UInt8(ascii: "{") else { return try readText(&reader) }
            try reader.members { reader, key throws(JSONError) in
                switch key {
                case "text", "refusal": try readText(&reader)
                case "thinking", "reasoning": try readThoughts(&reader)
                default: try reader.skip()
                }
            }
        }
    }

    /// A thought is a text, or again a list of parts.
    private mutating func readThoughts(_ reader: inout JSONReader) throws(JSONError) {
        guard reader.peek() == UInt8(ascii: "[") else {
            if let thought = try reader.textOrNil() { thoughts.append(thought) }
            return
        }
        try reader.elements { reader throws(JSONError) in
            try reader.members { reader, key throws(JSONError) in
                switch key {
                case "text": if let thought = try reader.textOrNil() { thoughts.append(thought) }
                default: try reader.skip()
                }
            }
        }
    }

    /// Reads a text, or nothing from null.
    mutating func readText(_ reader: inout JSONReader) throws(JSONError) {
        if try reader.null() { return }
        texts.append(try reader.text())
    }
}
