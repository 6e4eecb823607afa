import Files
import Prompts

/// What a file says about the decoding of its draws: a claim, which nothing has verified.
public struct ReportedDecoding: Sendable, Hashable {
    var temperature: Double?
    var topP: Double?
    var topK: Double?
    var minP: Double?
    var maxTokens: Double?
    var seed: Double?
    var samples: Bool?

    /// In words, such as "T=0.7, top-p 0.9, 64 tokens"; empty where nothing is said.
    public var words: String {
        var parts: [String] = []
        func add(_ name: String, _ value: Double?, _ unit: String = "") {
            guard let value else { return }
            parts.append(name + (Int(exactly: value).map { "\($0)" } ?? "\(value)") + unit)
        }
        if isGreedy { parts.append("greedy") } else { add("T=", temperature) }
        add("top-p ", topP)
        add("top-k ", topK)
        add("min-p ", minP)
        add("", maxTokens, " tokens")
        return parts.joined(separator: ", ")
    }

    /// Whether the file says that nothing was drawn at random.
    public var isGreedy: Bool { samples == false || temperature == 0 }

    /// Why the draws may not be what a bound needs.
    var warning: String? {
        if isGreedy {
            return "the file says that its answers were decoded greedily: repeats are copies, not "
                + "draws, and no limit holds"
        }
        return seed == nil
            ? nil
            : "the file says that all answers were made with one seed: where they are copies of "
                + "each other they are not draws, and no limit holds"
    }

    /// The settings as JSON, in the names that runs of this program have for them.
    var json: String {
        var fields: [String: JSONTree] = [:]
        if let temperature { fields["temperature"] = .number(temperature) }
        if let topP { fields["topP"] = .number(topP) }
        if let topK { fields["topK"] = .number(topK) }
        if let minP { fields["minP"] = .number(minP) }
        if let maxTokens { fields["maxTokens"] = .number(maxTokens) }
        return (try? JSONTree.object(fields).json()) ?? "{}"
    }

    /// Takes the settings of an object; what is known already stays.
    mutating func read(_ settings: JSONValue?) {
        guard let settings else { return }
        func number(_ names: String...) -> Double? {
            names.lazy.compactMap { settings[$0]?.number }.first { $0.isFinite }
        }
        temperature = temperature ?? number("temperature")
        topP = topP ?? number("top_p")
        topK = topK ?? number("top_k")
        minP = minP ?? number("min_p")
        maxTokens = maxTokens ?? number("max_tokens", "max_gen_toks", "max_new_tokens")
        seed = seed ?? number("seed")
        samples = samples ?? settings["do_sample"]?.flag
    }

    /// Takes what a path says, as Leak@k's folders do: `temperature=0.8top_p=0.95`.
    mutating func read(path: String) {
        func number(after name: String) -> Double? {
            guard let range = path.firstRange(of: name) else { return nil }
            return Double(
                path[range.upperBound...].prefix { $0.isASCII && ($0.isNumber || $0 == ".") })
        }
        temperature = temperature ?? number(after: "temperature=")
        topP = topP ?? number(after: "top_p=")
    }
}
