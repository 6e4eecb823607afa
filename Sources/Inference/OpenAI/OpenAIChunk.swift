import Files

/// One chunk of an OpenAI-style stream; the texts point into the event's bytes.
struct OpenAIChunk {
    /// What it says of one completion.
    struct Choice {
        var index = 0
        /// What it adds.
        var delta = Message()
        /// The same, or all of the answer once more, as some gateways send it.
        var message = Message()
        var tokens: [TokenRecord] = []
        var finishReason: String?
        /// vLLM's word for the stop string that ended the text.
        var stopReason: String?
    }

    /// What was said, in pieces that stand one behind the other.
    struct Message {
        var text: [JSONText] = []
        /// What a reasoning model thought, where the server tells it apart from the answer.
        var reasoning: [JSONText] = []
        /// Whether it calls a tool, which nobody has offered.
        var callsTool = false
        /// A member that holds words and is none of those in which answers stand.
        var elsewhere: String?
        /// Whether it says whose it is, as the first one does.
        var hasRole = false

        /// Whether it says nothing.
        var isEmpty: Bool { !callsTool && (text + reasoning).allSatisfy(\.bytes.isEmpty) }
    }

    var choices: [Choice] = []
    /// Tokens generated; llama.cpp counts the first completion only.
    var usage: Int?
    /// Tokens of the prompt.
    var promptTokens: Int?
    /// The model that answers, which behind a router may be another one each time.
    var model: String?
    var failure: ServerFailure?

    init(_ reader: inout JSONReader) throws(JSONError) {
        try reader.enterObject()
        var names = MemberNames()
        while let key = try reader.nextKey() {
            try names.take(key, reader)
            switch key {
            case "choices":
                try reader.elements(atMost: ReplyLimits.choices) { reader throws(JSONError) in
                    choices.append(try Choice(&reader))
                }
            case "usage":
                try reader.namedMembers { reader, key throws(JSONError) in
                    switch key {
                    case "completion_tokens": usage = try reader.countOrNil()
                    case "prompt_tokens": promptTokens = try reader.smallIntegerOrNil()
                    default: try reader.skip()
                    }
                }
            case "model": model = try reader.stringOrNil()
            case "error": failure = try ServerFailure(&reader)
            default: try reader.skip()
            }
        }
    }
}

extension OpenAIChunk.Choice {
    /// Whether it says nothing of its completion.
    var isEmpty: Bool {
        delta.isEmpty && message.isEmpty && tokens.isEmpty
    }

    init(_ reader: inout JSONReader) throws(JSONError) {
        try reader.namedMembers { reader, key throws(JSONError) in
            switch key {
            case "index": index = try reader.integer()
            case "text": try delta.readContent(&reader)
            case "delta": try delta.readMessage(&reader)
            case "message": try message.readMessage(&reader)
            case "finish_reason": finishReason = try reader.stringOrNil()
            case "stop_reason": stopReason = try reader.stringOrNil()
            case "logprobs": try readProbabilities(&reader)
            default: try reader.skip()
            }
        }
    }

    /// Reads either shape: `content` with one object a token, or the older parallel arrays
    /// `tokens`, `token_logprobs` and `top_logprobs`.
    private mutating func readProbabilities(_ reader: inout JSONReader) throws(JSONError) {
        var texts: [String] = []
        var values: [Double] = []
        var alternatives: [[TokenRecord.Alternative]] = []
        try reader.namedMembers { reader, key throws(JSONError) in
            switch key {
            case "content":
                try reader.elements(atMost: ReplyLimits.tokens) { reader throws(JSONError) in
                    tokens.append(try TokenRecord(&reader))
                }
            case "tokens": texts = try reader.stringsOrNil() ?? []
            case "token_logprobs":
                try reader.elements(atMost: ReplyLimits.tokens) { reader throws(JSONError) in
                    guard let value = try reader.logProbabilityOrNull() else {
                        throw reader.expected("the probability of a token")
                    }
                    values.append(value)
                }
            case "top_logprobs":
                try reader.elements(atMost: ReplyLimits.tokens) { reader throws(JSONError) in
                    var found: [TokenRecord.Alternative] = []
                    try reader.members { reader, key throws(JSONError) in
                        let value = try reader.logProbabilityOrNull() ?? -.infinity
                        found.append(
                            TokenRecord.Alternative(
                                id: nil, text: String(key), logProbability: value))
                    }
                    alternatives.append(found.sorted { $0.logProbability > $1.logProbability })
                }
            default: try reader.skip()
            }
        }
        for (position, text) in texts.enumerated() where position < values.count {
            tokens.append(
                TokenRecord(
                    id: nil, text: text, logProbability: values[position],
                    alternatives: position < alternatives.count ? alternatives[position] : []))
        }
    }
}
