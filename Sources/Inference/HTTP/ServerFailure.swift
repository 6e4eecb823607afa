import Files

/// A server's `error` object, in a response of its own or in the middle of a stream.
///
/// llama.cpp and OpenAI put it under `error`; vLLM sends it bare.
struct ServerFailure {
    var message = ""
    var type = ""
    var code: Int?
    /// The code where it is a word, as OpenAI's are.
    var word = ""
    var promptTokens: Int?
    var context: Int?

    /// Reads the object that comes next; a mere string is taken as the message.
    init(_ reader: inout JSONReader) throws(JSONError) {
        if reader.peek() == UInt8(ascii: "\"") {
            message = try reader.string()
            return
        }
        try reader.members { reader, key throws(JSONError) in
            switch key {
            case "message": message = try reader.stringOrNil() ?? ""
            case "type": type = try reader.stringOrNil() ?? ""
            case "code":
                if reader.peek() == UInt8(ascii: "\"") {
                    word = try reader.string()
                    code = Int(word).flatMap { (100..<600).contains($0) ? $0 : nil }
                } else {
                    code = try reader.smallIntegerOrNil()
                }
            case "n_prompt_tokens": promptTokens = try reader.smallIntegerOrNil()
            case "n_ctx": context = try reader.smallIntegerOrNil()
            default: try reader.skip()
            }
        }
    }

    /// Reads a response body; `nil` where it is no such object.
    init?(body: [UInt8]) {
        var nested: ServerFailure?
        let bare = try? body.readJSON { reader throws(JSONError) in try ServerFailure(&reader) }
        _ = try? body.readJSON { reader throws(JSONError) in
            try reader.members { reader, key throws(JSONError) in
                if case "error" = key {
                    nested = try ServerFailure(&reader)
                } else {
                    try reader.skip()
                }
            }
        }
        guard let failure = nested ?? bare, !failure.message.isEmpty else { return nil }
        self = failure
    }

    /// The failure in our terms; `status` is the response's, or the object's own in a stream.
    func error(status: Int, address: String) -> InferenceError {
        switch (status, type) {
        // Older servers, and others than llama.cpp, say it only in words.
        case (_, "exceed_context_size_error"):
            .promptTooLong(tokens: promptTokens, context: context)
        case (400, _)
        where message.contains("exceeds the available context size")
            || message.contains("maximum context length"):
            .promptTooLong(tokens: promptTokens, context: context)
        case (503, "unavailable_error") where message.hasPrefix("Loading model"):
            .loading(address: address)
        case (400..<500, _): .badRequest(message.isEmpty ? "status \(status)" : message)
        default: .serverError(status: status, message: message)
        }
    }
}

extension ResponseHead {
    /// Why a response that is not a success is none.
    ///
    /// - Parameter path: the endpoint that was asked.
    func failure(
        body: [UInt8], address: String, path: String, keyGiven: Bool
    ) -> InferenceError {
        let reply = ServerFailure(body: body)
        // A gateway in front of several may give the status of its choice to what it means by words.
        if status != 401, (400..<600).contains(status), let busy = reply?.statusOfOverload {
            return .overloaded(status: busy, retryAfter: retryAfter)
        }
        switch status {
        case 401, 403: return .unauthorized(address: address, keyGiven: keyGiven)
        // Those from 520 on are gateways' words for a server that does not answer them now.
        case 408, 409, 425, 429, 502, 504, 520...524, 529:
            return .overloaded(status: status, retryAfter: retryAfter)
        case 503:
            if case .loading? = reply?.error(status: 503, address: address) {
                return .loading(address: address)
            }
            return .overloaded(status: status, retryAfter: retryAfter)
        // Other servers say so of an unknown model; llama.cpp of an unknown endpoint. Where no model
        // was named it can only be the endpoint.
        case 404
        where path.hasPrefix("/v1/") && !path.hasPrefix("/v1/models")
            && reply.map { $0.type != "not_found_error" } ?? false:
            return .badRequest(reply?.message ?? "")
        case 404, 405, 415, 501:
            return .notACompletionServer(
                address: address, found: "it answers \(path) with status \(status)")
        case 200..<300:
            return .notACompletionServer(
                address: address,
                found: isHTML
                    ? "it answers \(path) with a web page"
                    : "it answers \(path) with "
                        + (contentType.isEmpty ? "something unnamed" : contentType))
        case 300..<400:
            return .notACompletionServer(
                address: address, found: "it sends \(path) elsewhere (status \(status))")
        default:
            if let reply { return reply.error(status: status, address: address) }
            // Of the client's faults none is mended by asking again, however it is put into words.
            return (400..<500).contains(status)
                ? .badRequest(excerpt(of: body))
                : .serverError(status: status, message: excerpt(of: body))
        }
    }

    /// The beginning of a body that is no error object, fit for one line.
    private func excerpt(of body: [UInt8]) -> String {
        if body.isEmpty { return "no explanation" }
        if isHTML { return "a web page" }
        let text = String(decoding: body.prefix(200), as: UTF8.self)
        return text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}

extension ServerFailure {
    /// The failure as an event in a stream that had begun well, or as a reply of status 200.
    func inStream(_ address: String) -> InferenceError {
        if let status = statusOfOverload { return .overloaded(status: status, retryAfter: nil) }
        return error(status: code ?? 500, address: address)
    }

    /// The status of a server that wants to be asked later; nil where it says something else.
    ///
    /// A gateway that has begun to answer cannot send a status any more; others send 400 for all.
    fileprivate var statusOfOverload: Int? {
        if let code, [408, 409, 425, 429].contains(code) { return code }
        let words = (type + " " + word).lowercased().filter(\.isLetter)
        if Self.marksOfOverload.contains(where: words.contains) { return 429 }
        // Where there is no other word than the message, its beginning says what it is about.
        let start = message.lowercased().prefix(40).filter(\.isLetter)
        return (type + word).isEmpty && Self.marksOfOverload.contains(where: start.contains)
            ? 429 : nil
    }

    /// What type, code or message hold, without spaces and dashes, where a server is busy.
    private static let marksOfOverload = [
        "ratelimit", "toomanyrequests", "overloaded", "throttl", "resourceexhausted",
    ]
}

extension ServerFailure? {
    /// The failure, which may have been unreadable.
    func inStream(_ address: String) -> InferenceError {
        self?.inStream(address) ?? .serverError(status: 500, message: "no explanation")
    }
}
