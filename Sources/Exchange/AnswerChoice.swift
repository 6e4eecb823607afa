import Files
import Prompts

/// Which of several fields that may have the answer were taken, and which stand beside them unread.
struct AnswerChoice: Sendable {
    /// How many answers were taken from a field where others stood beside it with another text.
    private var taken: [String: Int] = [:]
    private var beside: Set<String> = []
    private static let most = 16

    /// The field with a record's answer: the first of the names that is there and not null.
    ///
    /// - Parameter names: the likeliest first.
    mutating func field(
        of record: JSONValue, names: [String]
    ) -> (name: String, value: JSONValue)? {
        guard let first = record.member(of: names) else { return nil }
        // Beside a null a text by such a name is rather what was asked.
        let others = first.value.isNull ? names.filter { $0 != "text" && $0 != "content" } : names
        guard let found = record.member(of: others, where: { !$0.isNull }) else { return first }
        guard case .object(let fields) = record else { return found }
        for field in fields
        where field.name != found.name
            && DrawImport.plainAnswerFields.contains(
                FieldName.plain(field.name))
        {
            guard let text = field.value.string, !text.isEmpty, text != found.value.string,
                !["text", "content"].contains(FieldName.plain(field.name))
            else { continue }
            if taken.count < Self.most || taken[found.name] != nil {
                taken[found.name, default: 0] += 1
            }
            if beside.count < Self.most { beside.insert(field.name) }
            break
        }
        return found
    }

    /// What was taken, in a sentence without its full stop; none where no record had a choice.
    var warnings: [String] {
        guard !taken.isEmpty else { return [] }
        let from = taken.sorted { $0.key < $1.key }.map {
            "\(PromptError.printable($0.key)) (\($0.value))"
        }
        let others = beside.sorted().map { PromptError.printable($0) }
        return [
            "several fields may have the answer: it was taken from \(from.joined(separator: ", ")), and "
                + "\(others.joined(separator: ", ")) beside it \(others.count == 1 ? "is" : "are") not "
                + "read; where the model has said that, leave the other field out or name the one to take "
                + "\"completion\""
        ]
    }
}
