import Evidence
import Files
import Prompts

extension DrawImport {
    /// Reads an Inspect log, in which each sample is one draw and `epoch` its number.
    mutating func readInspect(_ log: JSONValue, _ name: String) throws(ImportError) {
        guard let samples = log["samples"]?.list else {
            throw ImportError("\(name), field samples: a list is wanted.")
        }
        let header = FieldReader(log["eval"] ?? .null, "\(name), field eval")
        model = header["model"]?.string
        decoding.read(log["plan"]?["config"])
        decoding.read(header["model_generate_config"])
        if let status = log["status"]?.string, status != "success" {
            warnings.append(
                "the log's status is \(status): draws may be missing, and limits hold only if "
                    + "what is missing does not depend on the answers")
        }
        let metadata = try header.object("metadata")
        try read(run: metadata?.object("probscope"))
        for (index, tree) in (try metadata?.list("probscope_prompts") ?? []).enumerated() {
            let place = "\(name), field eval.metadata.probscope_prompts[\(index)]"
            let reader = FieldReader(tree, place)
            guard let id = try reader.text("prompt_id"), let text = try reader.text("prompt") else {
                throw reader.error("prompt_id", "an id and a prompt are wanted")
            }
            let position = try position(
                of: id, text: text, references: reader.texts("references") ?? [],
                keywords: reader.texts("keywords") ?? [], place)
            try read(details: reader, of: position)
        }
        // A stable order by epoch; the file has samples as they finished.
        let ordered = samples.enumerated().sorted {
            let (left, right) = ($0.element["epoch"]?.number, $1.element["epoch"]?.number)
            return (left ?? 1, $0.offset) < (right ?? 1, $1.offset)
        }
        for (index, sample) in ordered {
            try readInspect(sample: FieldReader(sample, "\(name), field samples[\(index)]"))
        }
    }

    private mutating func readInspect(sample: FieldReader) throws(ImportError) {
        guard let id = sample["id"]?.scalar else {
            throw ImportError("\(sample.place).id: the sample's id is missing.")
        }
        let metadata = try sample.object("metadata")
        let facts = try metadata?.object("probscope")
        let (text, messages) = Self.inspectInput(sample["input"])
        let position: Int
        if facts != nil, let known = positions[PromptID(id)] {
            position = known
        } else {
            position = try self.position(
                of: id, text: text, references: try sample.texts("target") ?? [],
                keywords: try metadata?.texts("keywords") ?? [], messages: messages,
                metadata: Self.metadata(metadata?.tree), sample.place)
        }
        var entry = Entry()
        let output = sample["output"]
        if let message = sample["error"]?["message"]?.string {
            entry.error = message
        } else if let choice = output?["choices"]?.list?.first, let message = choice["message"] {
            entry.text = message["content"]?.plainText ?? ""
            entry.stop = Answer.Stop(finish: choice["stop_reason"]?.string)
            if let usage = output?["usage"], !usage.isNull {
                let reader = FieldReader(usage, "\(sample.place), field output.usage")
                entry.tokenCount = try reader.count("output_tokens") ?? 0
            }
            if let content = choice["logprobs"]?["content"]?.list {
                let place = "\(sample.place), field output.choices[0].logprobs.content"
                entry.tokens = try TokenFields.tokens(content, place)
            }
        } else if output?["choices"]?.list != nil {
            entry.error = "the log has no answer"
        } else {
            throw ImportError("\(sample.place).output.choices: an answer is wanted.")
        }
        for (scorer, value) in sample["scores"]?.fields ?? [:] {
            entry.scores.merge(Self.inspectScores(scorer, value["value"])) { $1 }
        }
        if let facts { try Self.read(facts: facts, into: &entry) }
        add(entry, to: position)
    }

    /// A sample's input: a text, or messages of which the user's last is the prompt.
    private static func inspectInput(
        _ input: JSONValue?
    ) -> (text: String?, messages: [Prompt.Message]) {
        guard let list = input?.list else { return (input?.string, []) }
        let messages = list.map {
            Prompt.Message(
                role: $0["role"]?.string ?? "user", content: $0["content"]?.plainText ?? "")
        }
        let text = messages.last { $0.role == "user" }?.content
        // One message of the user's is a prompt like any other.
        return (text, messages.count == 1 && text != nil ? [] : messages)
    }

    /// The scores from 0 to 1 of one scorer, which may have given several by name.
    private static func inspectScores(_ scorer: String, _ value: JSONValue?) -> [String: Double] {
        var scores: [String: Double] = [:]
        if let fields = value?.fields {
            for (name, part) in fields { scores["\(scorer)/\(name)"] = part.inspectScore }
        } else {
            scores[scorer] = value?.inspectScore
        }
        return scores.filter { (0...1).contains($0.value) }
    }
}
