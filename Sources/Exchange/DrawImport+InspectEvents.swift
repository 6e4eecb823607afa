import Files

extension DrawImport {
    /// Takes the settings under which a sample's answer was made, as its events have them.
    ///
    /// A solver may ask for other settings than its task's. Of a sample's calls of models, of which a
    /// grader's are some, the one that gave its answer is known by that.
    mutating func readEvents(
        of sample: FieldReader, _ output: JSONValue?, _ attachments: [String: JSONValue]
    ) {
        guard run == nil, let answer = output.flatMap(Self.saidText),
            let events = sample["events"]?.list
        else { return }
        for event in events where event["event"]?.string == "model" {
            guard let own = event["output"].flatMap({ Self.saidText($0.resolving(attachments)) }),
                own == answer
            else { continue }
            decoding.read(event["config"], seed: false)
        }
    }

    /// Of events the calls of models, with what tells their settings.
    static func calls(_ events: [JSONValue]) -> [JSONValue] {
        events.filter { $0["event"]?.string == "model" }.map { event in
            .object(
                ["event", "config", "output"].compactMap { name in
                    event[name].map { JSONValue.Field(name: name, value: $0) }
                })
        }
    }

    private static func saidText(_ output: JSONValue?) -> String? {
        guard let output else { return nil }
        return output["choices"]?.list?.first.flatMap { MessageText.answer($0["message"]) }
            ?? output["completion"]?.string
    }
}
