import Files
import Prompts

/// What an answer that is an object says of itself: who gave it, under which settings, whether the
/// request for it failed, and what it was asked.
extension DrawImport {
    /// Takes in what an answer says of itself.
    mutating func take(factsOf answer: JSONValue, into entry: inout Entry) {
        guard run == nil, case .object(let fields) = answer else { return }
        decoding.read(record: answer, &settingsNames)
        entry.model = Self.modelName(answer)
        Self.takeSeed(answer, into: &entry)
        if let position = current {
            let asked = fields.filter { Self.askedNames.contains(FieldName.plain($0.name)) }
            differingAnswers.note(.object(asked), of: position, settingsOnly: false)
        }
        guard entry.error == nil else { return }
        if let fault = answer["error"], !fault.isNoFault {
            return entry.lose(String(fault.fault.prefix(200)))
        }
        guard let failure = CallFailure(in: answer, &failures), failure.isLost(entry.text) else {
            return
        }
        lose(&entry, by: failure)
    }

    /// Names of fields that have what was asked.
    private static let askedNames = Set(
        PromptContext.systemNames + promptFields.map(FieldName.plain))

    /// Takes the seed that a record or an answer has; a negative one asks for a random one.
    static func takeSeed(_ facts: JSONValue, into entry: inout Entry) {
        let seeds = ["seed", "random_seed", "sampling_seed"]
        guard let seed = facts.member(of: seeds, where: { !$0.isNull })?.value.scalar,
            !seed.hasPrefix("-"), Double(seed) != nil
        else { return }
        entry.seed = UInt32(seed)
        entry.seedName = seed
    }

    /// The word for an answer's end in the object that has it, or in the one beside it for that.
    static func ending(of answer: JSONValue) -> String? {
        let names = ["finish_reason", "stop_reason", "finishReason"]
        return finish(answer, names)
            ?? ["response_metadata", "generation_info", "meta_info"].lazy.compactMap {
                answer[$0].flatMap { finish($0, names) }
            }.first
    }
}
