import Files
import Prompts

/// What logs say beside an answer where the request for it failed.
enum CallFailure {
    /// Words of a status that say that what stands there is no answer of the model's.
    private static let certain: Set<String> = [
        "failed", "failure", "in_progress", "queued",
        "error", "errored", "timeout", "timed out", "timed_out", "cancelled", "canceled", "expired",
        "exception", "rate limited", "rate_limited",
    ]
    private static let states = ["status", "state", "call_status", "request_status"]
    private static let faults = ["error_message", "error_msg", "exception", "errors", "failure"]

    /// Why a record has no answer of the model's; nil where it says nothing of that.
    static func reason(in record: JSONValue) -> String? {
        guard case .object(let fields) = record else { return nil }
        var reason: String?
        for field in fields {
            let name = JSONValue.plain(field.name)
            if faults.contains(where: { JSONValue.plain($0) == name }), !field.value.isNoFault {
                return "\(field.name): \(field.value.fault.prefix(80))"
            }
            if ["iserror", "haserror", "errored", "failed"].contains(name), field.value.flag == true
            {
                return name == "failed" ? "failed" : field.name
            }
            if states.contains(where: { JSONValue.plain($0) == name }),
                let word = field.value.string, certain.contains(word.lowercased())
            {
                return "\(field.name) \(PromptError.printable(word))"
            }
            if ["success", "ok", "succeeded"].contains(name), field.value.flag == false {
                reason = "failed"
            }
        }
        return reason
    }

    /// Whether it speaks of the request alone and not of what was thought of the answer.
    static func isCertain(_ reason: String) -> Bool { reason != "failed" }

    /// Whether what stands in the answer's place is none.
    static func hasNoAnswer(_ text: String?) -> Bool {
        guard let text = text?.lowercased().trimmed else { return true }
        return text.isEmpty || text.hasPrefix("[error") || text.hasPrefix("error:")
            || text.hasPrefix("<error")
    }
}
