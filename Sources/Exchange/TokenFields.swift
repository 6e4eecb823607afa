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
                var fields = entry(token.asAlternative)
                fields["top_logprobs"] = .array(token.alternatives.map { .object(entry($0)) })
                return .object(fields)
            })
    }

    private static func entry(_ token: Answer.Alternative) -> [String: JSONTree] {
        var fields: [String: JSONTree] = [
            "token": .string(token.text),
            "logprob": .number(token.logProbability.isFinite ? token.logProbability : lowest),
        ]
        if let id = token.id { fields["id"] = .number(Double(id)) }
        if let bytes = token.bytes { fields["bytes"] = .array(bytes.map { .number(Double($0)) }) }
        return fields
    }

    /// The tokens of a list.
    static func tokens(_ list: [JSONValue], _ place: String) throws(ImportError) -> [Answer.Token] {
        var tokens: [Answer.Token] = []
        for (index, tree) in list.enumerated() {
            let reader = FieldReader(tree, "\(place)[\(index)]")
            let own = try read(reader)
            var token = Answer.Token(
                text: own.text, id: own.id, bytes: own.bytes, logProbability: own.logProbability)
            for alternative in try reader.list("top_logprobs") ?? [] {
                token.alternatives.append(
                    try read(FieldReader(alternative, "\(place)[\(index)]")))
            }
            tokens.append(token)
        }
        return tokens
    }

    private static func read(_ reader: FieldReader) throws(ImportError) -> Answer.Alternative {
        // Python has a constant for minus infinity, which is read as null.
        let value = reader.tree["logprob"]
        let number = value?.isNull == true ? -Double.infinity : value?.number
        // Rounding may lift the logarithm of 1 above 0.
        guard let text = try reader.text("token"), let number, number <= 1e-6 else {
            throw reader.error("logprob", "a token with the logarithm of its probability is wanted")
        }
        return Answer.Alternative(
            text: text, id: try reader.count("id"), bytes: try bytes(reader, of: text),
            logProbability: number > lowest ? min(0, number) : -.infinity)
    }

    /// A token's bytes where its text does not tell them.
    private static func bytes(
        _ reader: FieldReader, of text: String
    ) throws(ImportError) -> [UInt8]? {
        guard let list = try reader.list("bytes") else { return nil }
        var bytes: [UInt8] = []
        for value in list {
            guard let byte = value.number.flatMap({ UInt8(exactly: $0) }) else {
                throw reader.error("bytes", "whole numbers from 0 to 255 are wanted")
            }
            bytes.append(byte)
        }
        return bytes.elementsEqual(text.utf8) ? nil : bytes
    }
}
