import Evidence
import Files
import Prompts

/// Token probabilities as files have them, in the words of Inspect and of OpenAI's interface:
/// `token`, `logprob`, `top_logprobs`.
enum TokenFields {
    /// JSON has no infinity: the lowest number stands for the logarithm of nothing.
    private static let lowest = -Double.greatestFiniteMagnitude

    /// A list with an object for each token.
    static func tree(_ tokens: [Answer.Token]) -> JSONTree {
        .array(
            tokens.map { token in
                var fields = entry(token.text, token.logProbability)
                fields["top_logprobs"] = .array(
                    token.alternatives.map { .object(entry($0.text, $0.logProbability)) })
                return .object(fields)
            })
    }

    private static func entry(_ text: String, _ logProbability: Double) -> [String: JSONTree] {
        [
            "token": .string(text),
            "logprob": .number(logProbability.isFinite ? logProbability : lowest),
        ]
    }

    /// The tokens of a list.
    static func tokens(_ list: [JSONValue], _ place: String) throws(ImportError) -> [Answer.Token] {
        var tokens: [Answer.Token] = []
        for (index, tree) in list.enumerated() {
            let reader = FieldReader(tree, "\(place)[\(index)]")
            let (text, logProbability) = try read(reader)
            var token = Answer.Token(text: text, logProbability: logProbability)
            for alternative in try reader.list("top_logprobs") ?? [] {
                let (text, value) = try read(FieldReader(alternative, "\(place)[\(index)]"))
                token.alternatives.append(
                    Answer.Alternative(text: text, logProbability: value))
            }
            tokens.append(token)
        }
        return tokens
    }

    private static func read(_ reader: FieldReader) throws(ImportError) -> (String, Double) {
        // Python has a constant for minus infinity, which is read as null.
        let value = reader.tree["logprob"]
        let number = value?.isNull == true ? -Double.infinity : value?.number
        guard let text = try reader.text("token"), let number, number <= 0 else {
            throw reader.error("logprob", "a token with the logarithm of its probability is wanted")
        }
        return (text, number > lowest ? number : -.infinity)
    }
}
