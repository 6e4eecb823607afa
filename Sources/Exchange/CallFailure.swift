import Files
import Prompts

/// What a log says beside an answer where the request for it failed.
struct CallFailure: Sendable, Hashable {
    /// What the record says, such as "status failed".
    let reason: String
    /// Whether it speaks of the request alone and not of what was thought of the answer.
    let isCertain: Bool

    /// What a record says; nil where it says nothing of that.
    init?(in record: JSONValue) {
        guard case .object(let fields) = record else { return nil }
        var doubtful: CallFailure?
        for field in fields {
            guard let kind = Self.kinds[FieldName.plain(field.name)] else { continue }
            switch kind {
            // A list with gaps tells of each of several answers.
            case .message where field.value.list?.contains(where: \.isNull) == true: continue
            // They may be mistakes that somebody has found in the answer.
            case .mistakes where !field.value.isNoFault:
                doubtful = CallFailure(
                    "\(field.name): \(field.value.fault.prefix(80))", isCertain: false)
            case .message where !field.value.isNoFault:
                self.init("\(field.name): \(field.value.fault.prefix(80))", isCertain: true)
                return
            case .flag where field.value.flag == true:
                self.init(field.name, isCertain: true)
                return
            case .failed where field.value.flag == true:
                self = .doubtful
                return
            case .state:
                if let number = Self.code(field.value) {
                    self.init("\(field.name) \(number)", isCertain: true)
                    return
                }
                guard let word = field.value.string, Self.failed.contains(word.lowercased()) else {
                    continue
                }
                self.init("\(field.name) \(PromptError.printable(word))", isCertain: true)
                return
            case .success where field.value.flag == false: doubtful = .doubtful
            case .unfinished where field.value.flag == false:
                self.init("\(field.name) false", isCertain: true)
                return
            // A task may be incomplete, and a question be about a code.
            case .incomplete where field.value.flag == false:
                doubtful = CallFailure("\(field.name) false", isCertain: false)
            case .number:
                guard let number = Self.code(field.value) else { continue }
                doubtful = CallFailure("\(field.name) \(number)", isCertain: false)
            case .kind where !field.value.isNoFault:
                doubtful = CallFailure(
                    "\(field.name): \(field.value.fault.prefix(80))", isCertain: false)
            case .feedback:
                let reason = field.value.member(of: ["block_reason", "blockReason"]) {
                    !$0.isNoFault
                }
                guard let reason else { continue }
                doubtful = CallFailure("blocked: \(reason.value.fault)", isCertain: false)
            case .withheld where field.value.flag == true:
                doubtful = CallFailure(field.name, isCertain: false)
            case .code:
                guard let number = Self.code(field.value) else { continue }
                self.init("\(field.name) \(number)", isCertain: true)
                return
            default: continue
            }
        }
        guard let doubtful else { return nil }
        self = doubtful
    }

    private init(_ reason: String, isCertain: Bool) {
        self.reason = reason
        self.isCertain = isCertain
    }

    /// "failed" and "success" may be said of the answer, which did not pass some test.
    private static let doubtful = CallFailure("failed", isCertain: false)

    /// What a field says by its name.
    private enum Kind {
        case message, mistakes, flag, failed, state, success, unfinished, incomplete, code, number
        /// An answer that something has held back, or an empty one in its place.
        case withheld
        /// What kind of error there was, and why a filter has held an answer back.
        case kind, feedback
    }

    private static let kinds: [String: Kind] = {
        let names: [(Kind, [String])] = [
            (.message, ["errormessage", "errormsg", "exception"]),
            (.mistakes, ["errors", "failure"]),
            (
                .flag,
                [
                    "iserror", "haserror", "errored", "timedout", "timeout", "istimeout", "aborted",
                    "cancelled",
                    "canceled", "interrupted", "ratelimited",
                ]
            ),
            (.failed, ["failed"]), (.kind, ["errorcode", "errortype", "errorclass"]),
            (.feedback, ["promptfeedback"]),
            (.state, ["status", "state", "callstatus", "requeststatus"]),
            (.success, ["success", "ok", "succeeded", "valid"]),
            (
                .unfinished,
                ["done", "finished", "isfinished"]
            ),
            (.incomplete, ["complete", "iscomplete", "completed"]),
            (.number, ["code"]),
            (.withheld, ["blocked", "isblocked", "skipped", "filtered", "contentfiltered"]),
            (
                .code,
                ["statuscode", "httpstatus", "httpstatuscode", "httpcode", "responsecode"]
            ),
        ]
        return Dictionary(
            uniqueKeysWithValues: names.flatMap { kind, names in names.map { ($0, kind) } })
    }()

    /// A number by which a server says that it has not answered.
    private static func code(_ value: JSONValue) -> Int? {
        value.number.flatMap { Int(exactly: $0) }.flatMap { (400..<600).contains($0) ? $0 : nil }
    }

    /// Words of a status that say that what stands there is no answer of the model's.
    private static let failed: Set<String> = [
        "failed", "failure", "in_progress", "queued", "error", "errored", "timeout", "timed out",
        "timed_out", "cancelled", "canceled", "expired", "exception", "rate limited",
        "rate_limited",
    ]

    /// What stands in an answer's place where a program has put its own word there; nil for all that a
    /// model may have said.
    ///
    /// - Parameter text: the whole answer.
    init?(said text: String) {
        // Most answers are told from all of these by their first sign or by their length.
        guard let first = text.utf8.first(where: { $0 > 0x20 }), Self.signs.contains(first),
            text.utf8.count < 2_000
        else { return nil }
        let plain = String(text.lowercased().trimmed)
        guard
            Self.isMark(plain) || Self.isException(plain) || Self.isMarkedError(plain)
                || Self.isWholeError(plain)
        else { return nil }
        self.init("answer \"\(PromptError.printable(text, limit: 40))\"", isCertain: true)
    }

    /// With which what programs write begins.
    private static let signs = Set("[<$*EeOoAaRrHhLlCcTtSsIiUuJjGgBb45".utf8)

    /// Whether a text is nothing but a program's mark, such as FastChat's `$ERROR$`.
    private static func isMark(_ plain: String) -> Bool {
        guard let open = plain.first, let close = plain.last,
            [("[", "]"), ("<", ">"), ("$", "$")].contains(where: { $0 == (open, close) })
        else { return false }
        let words = [
            "error", "api_error", "api error", "request failed", "request error", "timeout",
        ]
        return words.contains(String(plain.dropFirst().dropLast()))
    }

    /// Whether a text is what a client's exception says, as a program has written it down.
    private static func isException(_ plain: String) -> Bool {
        if plain.hasPrefix("error code: ") {
            let rest = plain.dropFirst(12)
            return rest.prefix(3).allSatisfy(\.isNumber) && rest.dropFirst(3).hasPrefix(" - {")
        }
        let name = plain.prefix { $0.isLetter || $0 == "." || $0 == "_" }
        let modules = ["openai.", "anthropic.", "requests.", "httpx.", "aiohttp.", "litellm."]
        // Its name alone may be what somebody asked for.
        return modules.contains(where: name.hasPrefix)
            && plain.dropFirst(name.count).first.map { ":(".contains($0) } == true
            && ["error", "timeout", "exception"].contains(where: name.hasSuffix)
    }

    /// Whether a text is marked as an error and names what goes wrong with requests.
    private static func isMarkedError(_ plain: String) -> Bool {
        let marks = [
            "[error", "<error", "[api", "[failed", "[exception", "[request", "**api request",
        ]
        return marks.contains(where: plain.hasPrefix) && requests.contains(where: plain.contains)
    }

    /// Whether a short text is an error of a request and nothing else, as scripts write it that keep what
    /// an exception says: "Error: Request timed out.", "Connection error.", "RateLimitError: 429 …".
    private static func isWholeError(_ plain: String) -> Bool {
        guard plain.utf8.count < 300 else { return false }
        if exceptions.contains(plain.hasSuffix(".") ? String(plain.dropLast()) : plain) {
            return true
        }
        let name = plain.prefix { $0.isLetter || $0.isNumber || "._ ".contains($0) }
        let rest = plain.dropFirst(name.count)
        guard rest.first == ":" || rest.first == "(" else { return isStatus(plain) }
        let said = String(rest.dropFirst().drop { " '\"".contains($0) })
        let word = name.split { " .".contains($0) }.last ?? ""
        guard name.split(separator: " ").count < 4,
            ["error", "exception", "timeout"].contains(where: word.hasSuffix)
        else { return false }
        // The name of a class that clients of servers have says enough.
        if clientErrors.contains(String(word)) { return true }
        return exceptions.contains(said.hasSuffix(".") ? String(said.dropLast()) : said)
            || isStatus(said) || requests.contains(where: said.contains)
            || ["rate limited", "connect"].contains(where: said.hasPrefix)
    }

    /// Whether a text is a status of HTTP by which a server says that it has not answered, with its words.
    private static func isStatus(_ text: String) -> Bool {
        let digits = text.prefix(while: \.isNumber)
        guard digits.count == 3, let status = Int(digits), (400..<600).contains(status) else {
            return false
        }
        let words = String(text.dropFirst(3).drop { " :-".contains($0) })
        return statuses.contains(where: words.hasPrefix)
    }

    private static let statuses = [
        "too many requests", "service unavailable", "bad gateway", "gateway timeout",
        "internal server error", "unauthorized", "bad request", "request timeout", "server error",
        "client error",
    ]

    /// What exceptions of clients say, without their full stop.
    private static let exceptions: Set<String> = [
        "request timed out", "connection error", "connection refused", "connection reset by peer",
        "rate limit exceeded", "rate limit reached", "rate limited", "too many requests",
        "internal server error", "service unavailable", "bad gateway", "gateway timeout",
        "the read operation timed out", "read timed out", "request timeout", "api error",
        "error: none", "cuda out of memory",
    ]

    private static let clientErrors: Set<String> = [
        "ratelimiterror", "apierror", "apiconnectionerror", "apitimeouterror", "apistatuserror",
        "internalservererror", "serviceunavailableerror", "badrequesterror", "overloadederror",
        "authenticationerror", "readtimeout", "connecttimeout", "httperror", "httpstatuserror",
        "clienterror", "remoteprotocolerror", "outofmemoryerror",
    ]

    private static let requests = [
        "timeout", "timed out", "rate limit", "ratelimit", "connection", "status code", "http ",
        "overloaded", "service unavailable", "bad gateway", "quota", "api key", "max retries",
        "request failed", "internal server error", "too many requests", "request error",
    ]

    /// What programs write as the text of nothing; a model may say so too.
    static let emptyWords: Set<String> = ["None", "nan", "NaN", "null", "<NA>", "undefined"]

    /// Whether the draw is lost, where this text stands in its answer's place.
    func isLost(_ text: String?) -> Bool {
        guard !isCertain, let text = text?.lowercased().trimmed else { return true }
        return text.isEmpty || text.hasPrefix("[error") || text.hasPrefix("error:")
            || text.hasPrefix("<error")
    }
}
