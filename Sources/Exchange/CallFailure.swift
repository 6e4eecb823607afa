import Files
import Prompts

/// What a log says beside an answer where the request for it failed.
struct CallFailure: Sendable, Hashable {
    /// What the record says, such as "status failed".
    let reason: String
    /// Whether it speaks of the request alone and not of what was thought of the answer.
    let isCertain: Bool
    /// The field that says it, where one of that name may grade the answer in another file.
    private(set) var field: String?

    /// What a record says; nil where it says nothing of that.
    init?(in record: JSONValue, _ known: inout FailureFields) {
        guard case .object(let fields) = record else { return nil }
        var doubtful: CallFailure?
        for field in fields {
            guard let kind = known.kind(of: field.name) else { continue }
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
                self.init(field.name, isCertain: true, field: field.name)
                return
            case .failed where field.value.flag == true:
                self = .doubtful
                return
            case .state:
                if let number = Self.code(field.value) {
                    self.init("\(field.name) \(number)", isCertain: true)
                    return
                }
                guard let word = field.value.string?.lowercased() else { continue }
                if Self.gradings.contains(word) { known.graded.insert(field.name) }
                guard Self.failed.contains(word), !known.graded.contains(field.name) else {
                    continue
                }
                let said = PromptError.printable(field.value.string ?? word)
                self.init("\(field.name) \(said)", isCertain: true, field: field.name)
                return
            case .success where field.value.flag == false: doubtful = .doubtful
            case .unfinished where field.value.flag == false:
                self.init("\(field.name) false", isCertain: true, field: field.name)
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

    init(_ reason: String, isCertain: Bool, field: String? = nil) {
        self.reason = reason
        self.isCertain = isCertain
        self.field = field
    }

    /// "failed" and "success" may be said of the answer, which did not pass some test.
    private static let doubtful = CallFailure("failed", isCertain: false)

    /// What a field says by its name.
    enum Kind {
        case message, mistakes, flag, failed, state, success, unfinished, incomplete, code, number
        /// An answer that something has held back, or an empty one in its place.
        case withheld
        /// What kind of error there was, and why a filter has held an answer back.
        case kind, feedback
    }

    static let kinds: [String: Kind] = {
        let names: [(Kind, [String])] = [
            (.message, ["errormessage", "errormsg", "exception"]),
            (.mistakes, ["errors", "failure"]),
            (
                .flag,
                [
                    "iserror", "haserror", "errored", "timedout", "timeout", "istimeout", "aborted",
                    "cancelled", "canceled", "interrupted", "ratelimited",
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

    /// Words of a status that say what somebody thought of the answers.
    private static let gradings: Set<String> = [
        "pass", "passed", "fail", "correct", "incorrect", "right", "wrong", "solved", "unsolved",
        "resolved", "unresolved", "accepted", "rejected", "valid", "invalid", "safe", "unsafe",
        "jailbroken", "refused", "complied",
    ]

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

/// Which fields of a file say that a request has failed.
///
/// Graders have fields of such names too: one that the caller takes for a score, or that has grades among
/// its words, says nothing of requests.
struct FailureFields: Sendable {
    /// Those that grade answers.
    var graded: Set<String> = []
    private var known: [String: CallFailure.Kind?] = [:]
    /// A hostile file has no end of names; these are remembered.
    private static let most = 4_096

    mutating func kind(of name: String) -> CallFailure.Kind? {
        if let found = known[name] { return found }
        let kind = graded.contains(name) ? nil : CallFailure.kinds[FieldName.plain(name)]
        if known.count < Self.most { known.updateValue(kind, forKey: name) }
        return kind
    }
}
