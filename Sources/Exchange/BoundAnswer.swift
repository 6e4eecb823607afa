import FoundationEssentials
import Statistics

/// The answer to one line of `probscope bound --jsonl`, as a line of JSON.
public enum BoundAnswer {
    /// Answers a line; whatever is wrong with it becomes the answer's `error`.
    public static func line(for query: String) -> String {
        do {
            return line(for: try BoundQuery(jsonLine: query).answer())
        } catch {
            return "{\"error\":\(text(error.description))}"
        }
    }

    /// Numbers have as many digits as it takes to read the same number back.
    static func line(for bound: Bound) -> String {
        let validity: String
        switch bound.validity {
        case .fixed: validity = "fixed"
        case .anytime: validity = "anytime"
        }
        return """
            {"estimate":\(number(bound.estimate)),"lower":\(number(bound.lower)),\
            "upper":\(number(bound.upper)),"method":\(text(bound.method.rawValue)),\
            "validity":"\(validity)"}
            """
    }

    private static func number(_ value: Double) -> String {
        value.isFinite ? "\(value)" : "null"
    }

    private static func text(_ value: String) -> String {
        let bytes = (try? JSONEncoder().encode(value)) ?? Data("\"\"".utf8)
        return String(decoding: bytes, as: UTF8.self)
    }
}
