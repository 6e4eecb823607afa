import Files
import Platform

/// One event of a `/completion` stream, or one completion of a plain reply.
///
/// Everything is optional on the wire: fields come and go between versions. The texts point into
/// the event's bytes.
struct LlamaEvent {
    var index = 0
    var content: JSONText?
    /// The ids of tokens: one in a stream, in a plain reply those of the whole answer.
    var tokens: [Int] = []
    var tokensPredicted: Int?
    var isStop = false
    /// Whether this tells of prompt processing rather than of a token.
    var isProgress = false
    var stopType: JSONText?
    var stoppingWord: JSONText?
    var isTruncated = false
    var probabilities: [TokenRecord] = []
    /// The settings as JSON.
    var settings: UnsafeRawBufferPointer?
    var model: JSONText?
    var timings: Timings?
    var failure: ServerFailure?

    /// Reads the object that comes next.
    init(_ reader: inout JSONReader) throws(JSONError) {
        try reader.enterObject()
        var names = MemberNames()
        while let key = try reader.nextKey() {
            try names.take(key, reader)
            switch key {
            case "index": index = try reader.integer()
            case "content": content = try reader.textOrNil()
            case "tokens":
                try reader.elements(atMost: ReplyLimits.tokens) { reader throws(JSONError) in
                    // What is no id makes the list too short to be all tokens.
                    if let id = try reader.smallIntegerOrNil() { tokens.append(id) }
                }
            case "tokens_predicted": tokensPredicted = try reader.countOrNil()
            case "stop": isStop = try reader.booleanOrNil() ?? false
            case "prompt_progress":
                isProgress = true
                try reader.skip()
            case "completion_probabilities":
                try reader.elements(atMost: ReplyLimits.tokens) { reader throws(JSONError) in
                    probabilities.append(try TokenRecord(&reader))
                }
            case "stop_type": stopType = try reader.textOrNil()
            case "stopping_word": stoppingWord = try reader.textOrNil()
            case "truncated": isTruncated = try reader.booleanOrNil() ?? false
            case "model": model = try reader.textOrNil()
            case "generation_settings":
                _ = reader.peek()
                let start = reader.position
                try reader.skip()
                settings = UnsafeRawBufferPointer(rebasing: reader.bytes[start..<reader.position])
            case "timings": timings = try Timings(&reader)
            case "error": failure = try ServerFailure(&reader)
            default: try reader.skip()
            }
        }
    }

    /// Why the completion ended, in an event with `isStop`.
    ///
    /// A context that was full on the way (llama.cpp may throw the prompt's beginning away and go on)
    /// makes another question of the prompt, however the answer ended.
    var stopReason: StopReason {
        if isTruncated { return .contextFull }
        return switch stopType {
        case .some("eos"): .endOfText
        case .some("word"): .stopString(stoppingWord.map { String($0) })
        case .some("limit"): .limit
        case .some(let other): .other(String(other))
        case nil: .other("unnamed")
        }
    }
}

func ~= (pattern: StaticString, text: JSONText?) -> Bool {
    text.map { pattern ~= $0 } ?? false
}

// MARK: - Parts

extension TokenRecord {
    /// Reads `{id, token, bytes, logprob, top_logprobs}`, or with `prob` and `top_probs` what holds
    /// after the samplers.
    init(_ reader: inout JSONReader) throws(JSONError) {
        self.init(id: nil, text: "", logProbability: -.infinity)
        var isTold = true
        try reader.namedMembers { reader, key throws(JSONError) in
            switch key {
            case "id": id = try reader.smallIntegerOrNil()
            case "token": text = try reader.stringOrNil() ?? ""
            case "bytes": bytes = try reader.bytesOrNil()
            case "logprob":
                let value = try reader.logProbabilityOrNull()
                (logProbability, isTold) = (value ?? -.infinity, value != nil)
            case "prob":
                let value = try reader.logarithmOrNull()
                (logProbability, isTold) = (value ?? -.infinity, value != nil)
            case "top_logprobs", "top_probs":
                try reader.elements(atMost: ReplyLimits.tokens) { reader throws(JSONError) in
                    let other = try Alternative(&reader)
                    if !other.isEmpty { alternatives.append(other) }
                }
            default: try reader.skip()
            }
        }
        // What was drawn has a probability.
        guard isTold else { throw reader.expected("the probability of a token") }
        if let bytes, bytes.elementsEqual(text.utf8) { self.bytes = nil }
    }
}

extension TokenRecord.Alternative {
    /// Whether it says nothing.
    fileprivate var isEmpty: Bool { id == nil && text.isEmpty && logProbability == -.infinity }

    fileprivate init(_ reader: inout JSONReader) throws(JSONError) {
        self.init(id: nil, text: "", logProbability: -.infinity)
        try reader.namedMembers { reader, key throws(JSONError) in
            switch key {
            case "id": id = try reader.smallIntegerOrNil()
            case "token": text = try reader.stringOrNil() ?? ""
            // Only parts of characters have bytes that their text, which comes first, does not tell.
            case "bytes" where text.isEmpty || text.utf8.contains(0xEF):
                bytes = try reader.bytesOrNil()
            // A probability of 0 is written as null.
            case "logprob": logProbability = try reader.logProbabilityOrNull() ?? -.infinity
            case "prob": logProbability = try reader.logarithmOrNull() ?? -.infinity
            default: try reader.skip()
            }
        }
        if let bytes, bytes.elementsEqual(text.utf8) { self.bytes = nil }
    }
}

extension Timings {
    fileprivate init(_ reader: inout JSONReader) throws(JSONError) {
        self.init()
        try reader.members { reader, key throws(JSONError) in
            switch key {
            case "prompt_n": promptTokens = try reader.smallIntegerOrNil()
            case "cache_n": cachedTokens = try reader.smallIntegerOrNil()
            case "prompt_ms": promptMilliseconds = try reader.doubleOrNil()
            case "predicted_ms": generationMilliseconds = try reader.doubleOrNil()
            default: try reader.skip()
            }
        }
    }
}

extension EchoedSettings {
    /// Reads `generation_settings`, or `/props`' default ones.
    init(_ reader: inout JSONReader) throws(JSONError) {
        self.init()
        numbers.reserveCapacity(48)
        try reader.members { reader, key throws(JSONError) in
            switch key {
            case "seed": seed = try reader.integerOrNil().flatMap { UInt32(exactly: $0) }
            case "samplers": samplers = try reader.stringsOrNil()
            case "stop": stop = try reader.stringsOrNil()
            case "grammar": grammar = try reader.stringOrNil()
            case "logit_bias": logitBias = try reader.biasesOrNil()
            default:
                let first = reader.peek()
                if first == UInt8(ascii: "-") || first &- 0x30 < 10 {
                    numbers[String(key)] = try reader.double()
                } else {
                    try reader.skip()
                }
            }
        }
    }
}

extension JSONReader {
    /// The natural logarithm of a probability; nil for null.
    fileprivate mutating func logarithmOrNull() throws(JSONError) -> Double? {
        if try null() { return nil }
        guard let value = try doubleOrNil(), value >= 0, value <= 1.001 else {
            throw expected("a probability")
        }
        return min(0, log(value))
    }

    fileprivate mutating func bytesOrNil() throws(JSONError) -> [UInt8]? {
        var bytes: [UInt8] = []
        let isArray = try elements(atMost: ReplyLimits.tokens) { reader throws(JSONError) in
            if let byte = try reader.integerOrNil() {
                bytes.append(UInt8(truncatingIfNeeded: byte))
            }
        }
        return isArray ? bytes : nil
    }

    /// `[{bias, token}]`, a null bias being −∞.
    fileprivate mutating func biasesOrNil() throws(JSONError) -> [Int: Double]? {
        var biases: [Int: Double] = [:]
        let isArray = try elements { reader throws(JSONError) in
            var token: Int?
            var bias = -Double.infinity
            try reader.members { reader, key throws(JSONError) in
                switch key {
                case "token": token = try reader.integerOrNil()
                case "bias": bias = try reader.doubleOrNil() ?? -.infinity
                default: try reader.skip()
                }
            }
            if let token { biases[token] = bias }
        }
        return isArray ? biases : nil
    }
}
