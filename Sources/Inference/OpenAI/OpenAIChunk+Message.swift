import Files

/// Where servers put the texts of a chat's answer.
///
/// A text that is not looked for where it stands would make a whole, empty answer of it; so whatever
/// stands in the place of a text and is none is an error.
extension OpenAIChunk.Message {
    /// Reads `delta`, or the `message` that some send in its place.
    mutating func readMessage(_ reader: inout JSONReader) throws(JSONError) {
        var thoughts: [JSONText] = []
        var details: [JSONText] = []
        try reader.namedMembers { reader, key throws(JSONError) in
            switch key {
            case "content": try readContent(&reader)
            // OpenAI's field for an answer that is a refusal.
            case "refusal": text += try reader.texts()
            // llama.cpp and most others; vLLM's newer name. Gateways may send both.
            case "reasoning_content", "reasoning":
                let found = try reader.texts()
                if !found.allSatisfy(\.bytes.isEmpty) { thoughts = found }
            // OpenRouter's list of the same, where its own field is missing.
            case "reasoning_details":
                try reader.elements(atMost: ReplyLimits.tokens) { reader throws(JSONError) in
                    try reader.members { reader, key throws(JSONError) in
                        switch key {
                        case "text", "summary": details += try reader.textOrNil().map { [$0] } ?? []
                        default: try reader.skip()
                        }
                    }
                }
            case "tool_calls", "function_call":
                if try reader.holdsWords() { callsTool = true }
            case "role":
                hasRole = true
                try reader.skip()
            // What every message may have beside its text.
            case "name", "id", "type", "object", "model", "status", "provider":
                try reader.skip()
            default:
                if try reader.holdsWords() { elsewhere = elsewhere ?? String(key) }
            }
        }
        reasoning += thoughts.isEmpty ? details : thoughts
    }

    /// Reads a text, or the parts of one: Mistral's reasoning models and gateways before them.
    mutating func readContent(_ reader: inout JSONReader) throws(JSONError) {
        guard reader.peek() == UInt8(ascii: "[") else {
            text += try reader.texts()
            return
        }
        try reader.elements(atMost: ReplyLimits.tokens) { reader throws(JSONError) in
            guard reader.peek() == UInt8(ascii: "{") else {
                text += try reader.texts()
                return
            }
            try readPart(&reader)
        }
    }

    private mutating func readPart(_ reader: inout JSONReader) throws(JSONError) {
        var kind = "text"
        var words: [JSONText] = []
        var thoughts: [JSONText] = []
        try reader.namedMembers { reader, key throws(JSONError) in
            switch key {
            case "type": kind = try reader.stringOrNil() ?? ""
            case "text", "refusal": words += try reader.texts()
            case "thinking", "reasoning": thoughts += try reader.texts()
            default: try reader.skip()
            }
        }
        switch kind {
        case "text", "output_text", "refusal": text += words
        case "thinking", "reasoning": reasoning += thoughts.isEmpty ? words : thoughts
        default: throw reader.expected("a part of a text, not one of the kind \"\(kind)\"")
        }
    }
}

extension OpenAIChunk.Message {
    /// Whether words under such a name are told beside an answer: what was thought, where it comes from.
    static func isBeside(_ name: String) -> Bool {
        let parts = [
            "think", "thought", "reason", "signature", "annotation", "citation", "source", "image",
            "audio", "metadata", "specific", "extra", "obfuscation", "fingerprint", "filter",
            "match",
        ]
        return parts.contains { name.lowercased().contains($0) }
    }
}

extension JSONReader {
    /// Reads a value, and says whether a text stands in it that is not empty.
    fileprivate mutating func holdsWords() throws(JSONError) -> Bool {
        var found = false
        switch peek() {
        case UInt8(ascii: "\""): found = try !text().bytes.isEmpty
        case UInt8(ascii: "["):
            try elements(atMost: ReplyLimits.tokens) { reader throws(JSONError) in
                if try reader.holdsWords() { found = true }
            }
        case UInt8(ascii: "{"):
            try members { reader, _ throws(JSONError) in
                if try reader.holdsWords() { found = true }
            }
        default: try skip()
        }
        return found
    }

    /// A text, the texts of a list of parts, or none for null.
    ///
    /// - Throws: for any other value.
    fileprivate mutating func texts() throws(JSONError) -> [JSONText] {
        switch peek() {
        case UInt8(ascii: "\""): return [try text()]
        case UInt8(ascii: "n"):
            try skip()
            return []
        case UInt8(ascii: "["):
            var found: [JSONText] = []
            try elements(atMost: ReplyLimits.tokens) { reader throws(JSONError) in
                guard reader.peek() == UInt8(ascii: "{") else {
                    found += try reader.texts()
                    return
                }
                try reader.members { reader, key throws(JSONError) in
                    if case "text" = key {
                        found += try reader.texts()
                    } else {
                        try reader.skip()
                    }
                }
            }
            return found
        default: throw expected("a text")
        }
    }
}
