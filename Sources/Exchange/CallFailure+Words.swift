import Files
import Prompts

/// What programs write in an answer's place.
extension CallFailure {
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

    /// Whether a prompt asks for what programs say of failures, so that a model may say it.
    static func isSubject(of prompt: Prompt) -> Bool {
        let asked = [prompt.text] + prompt.messages.map(\.content) + prompt.references
        return prompt.references.contains { CallFailure(said: $0) != nil }
            || asked.contains { text in
                text.lowercased().split { !$0.isLetter }.contains { word in
                    subjects.contains(String(word))
                        || word.hasSuffix("error") || word.hasSuffix("exception")
                }
            }
    }

    /// Words of prompts that are about failures of programs.
    private static let subjects: Set<String> = [
        "errors", "exceptions", "http", "https", "status", "timeout", "timeouts", "log", "logs",
        "logging", "logfile", "syslog", "api", "apis", "server", "servers", "traceback", "crash",
        "failure", "failures", "connection", "connections", "rpc", "sdk", "request", "requests",
    ]
}

/// What answers are that read as what programs write where a request fails.
package enum ErrorTexts: String, Sendable, CaseIterable {
    case lost, answers
}
