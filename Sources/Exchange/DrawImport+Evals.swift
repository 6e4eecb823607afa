import Files
import Prompts

/// Logs of OpenAI's evals: a line that describes the run, and a line an event.
extension DrawImport {
    /// Reads a line of such a log; false where it is none.
    mutating func readEvals(_ record: JSONValue, _ place: String) throws(ImportError) -> Bool {
        if let spec = record["spec"], spec["eval_name"] != nil || spec["completion_fns"] != nil {
            model = model ?? spec["completion_fns"]?.list?.first?.string
            decoding.read(record: spec["run_config"] ?? .null, &settingsNames)
            return true
        }
        if record["final_report"]?.isObject == true { return true }
        guard record["event_id"] != nil, let sample = record["sample_id"]?.scalar,
            let type = record["type"]?.string, let data = record["data"]
        else { return false }
        switch type {
        case "sampling": try readSampling(data, sample, place)
        case "match": noteMatch(data, sample)
        default: break
        }
        return true
    }

    /// A sample's first request is the model's; what follows with another prompt is a grader's or a later
    /// turn's.
    private mutating func readSampling(
        _ data: JSONValue, _ sample: String, _ place: String
    ) throws(ImportError) {
        guard let asked = MessageText.prompt(data["prompt"]) else {
            throw ImportError("\(place), field data.prompt: a text or a conversation is wanted.")
        }
        if let known = positions[PromptID(sample)], prompts[known].text != asked.text {
            skipped[
                "requests of samples behind their first one, with another prompt, as graders and later "
                    + "turns make them, are left out", default: 0] += 1
            return
        }
        let position = try position(
            of: sample, text: asked.text, references: [], messages: asked.messages, place)
        self.place = place
        let answers = data["sampled"].map { $0.list ?? [$0] } ?? []
        for answer in answers { add(entry(answer), to: position) }
        if answers.isEmpty { add(entry(nil), to: position) }
    }

    /// What was found right is said of the answer before.
    private mutating func noteMatch(_ data: JSONValue, _ sample: String) {
        guard let position = positions[PromptID(sample)], !draws[position].isEmpty,
            let isRight = data["correct"]?.flag
        else { return }
        let last = draws[position].count - 1
        guard draws[position][last].raw["match"] == nil else { return }
        draws[position][last].raw["match"] = .number(isRight ? 1 : 0)
        if !scorers.contains("match") { scorers.append("match") }
    }
}
