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
            guard let kind = Self.kinds[JSONValue.plain(field.name)] else { continue }
            switch kind {
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
                guard let word = field.value.string, Self.failed.contains(word.lowercased()) else {
                    continue
                }
                self.init("\(field.name) \(PromptError.printable(word))", isCertain: true)
                return
            case .success where field.value.flag == false: doubtful = .doubtful
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
    private enum Kind { case message, flag, failed, state, success }

    private static let kinds: [String: Kind] = {
        let names: [(Kind, [String])] = [
            (.message, ["errormessage", "errormsg", "exception", "errors", "failure"]),
            (.flag, ["iserror", "haserror", "errored"]),
            (.failed, ["failed"]),
            (.state, ["status", "state", "callstatus", "requeststatus"]),
            (.success, ["success", "ok", "succeeded"]),
        ]
        return Dictionary(
            uniqueKeysWithValues: names.flatMap { kind, names in names.map { ($0, kind) } })
    }()

    /// Words of a status that say that what stands there is no answer of the model's.
    private static let failed: Set<String> = [
        "failed", "failure", "in_progress", "queued", "error", "errored", "timeout", "timed out",
        "timed_out", "cancelled", "canceled", "expired", "exception", "rate limited",
        "rate_limited",
    ]

    /// Whether the draw is lost, where this text stands in its answer's place.
    func isLost(_ text: String?) -> Bool {
        guard !isCertain, let text = text?.lowercased().trimmed else { return true }
        return text.isEmpty || text.hasPrefix("[error") || text.hasPrefix("error:")
            || text.hasPrefix("<error")
    }
}
