import Files
import Prompts

/// What a file says about the decoding of its draws: a claim, which nothing has verified.
package struct ReportedDecoding: Sendable, Hashable {
    var temperature: Double?
    var topP: Double?
    var topK: Double?
    var minP: Double?
    var maxTokens: Double?
    var seed: Double?
    var samples: Bool?
    /// Every temperature that is mentioned, and every value that records have of other settings.
    private var values: [String: Set<Double>] = [:]
    /// What makes of several drafts one answer, such as "best_of 16".
    private var selection: String?

    /// In words, such as "T=0.7, top-p 0.9, 64 tokens"; empty where nothing is said.
    package var words: String {
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
    package var isGreedy: Bool {
        samples == false || isCold || topK == 1 || topP == 0
    }

    /// Whether some temperature is so low that servers take the likeliest token, as vLLM does.
    private var isCold: Bool { values["temperature"]?.contains { $0 < 1e-5 } == true }

    /// Why the draws may not be what a bound needs.
    var warning: String? {
        if isGreedy {
            return "the file says that its answers were decoded greedily: repeats are copies, not "
                + "draws, and no limit holds"
        }
        if let selection {
            return
                "the file says that each answer was chosen from several (\(selection)): it is no "
                + "draw, and no limit holds"
        }
        let several = values.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }
        if !several.isEmpty {
            let list = several.map { name, values in
                "\(name) "
                    + values.sorted().prefix(5).map(DrawImport.figure).joined(separator: ", ")
            }
            return "the file says that its answers were drawn under several settings ("
                + list.joined(separator: "; ")
                + "): they are not draws of one distribution, and no limit holds"
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

    /// Takes the settings of an object, or of a text such as `temperature=0,do_sample=False`; what is
    /// known already stays.
    mutating func read(_ settings: JSONValue?, seed takesSeed: Bool = true) {
        guard let settings else { return }
        if let text = settings.string { return read(words: text) }
        guard settings.fields != nil else { return }
        func number(_ names: [String]) -> Double? {
            settings.member(of: names) { Self.number($0) != nil }.flatMap { Self.number($0.value) }
        }
        note("temperature", number(Self.warmths), \.temperature)
        if Self.isGreedyWord(settings.member(of: Self.warmths)?.value.string) { samples = false }
        topP = topP ?? number(["top_p"])
        topK = topK ?? number(["top_k", "topk"])
        minP = minP ?? number(["min_p"])
        maxTokens = maxTokens ?? number(Self.lengths)
        readSelection(number(["best_of"]), number(["n"]) ?? 1, "best_of")
        readSelection(number(["num_beams", "beam_width"]), 1, "num_beams")
        if Self.flag(settings["use_beam_search"]) == true { selection = "beam search" }
        if takesSeed { seed = seed ?? number(["seed"]) }
        if let flag = Self.flag(settings.member(of: ["do_sample"])?.value) {
            samples = (samples ?? true) && flag
        }
        if Self.flag(settings["greedy"]) == true { samples = false }
        for name in Self.methods {
            let method = settings.member(of: [name])?.value.string
            if Self.isGreedyWord(method) { samples = false }
            if method?.lowercased().contains("beam") == true { selection = "beam search" }
        }
    }

    /// The first value of a setting stands for all; others are remembered.
    private mutating func note(
        _ name: String, _ found: Double?, _ setting: WritableKeyPath<Self, Double?>
    ) {
        guard let found else { return }
        self[keyPath: setting] = self[keyPath: setting] ?? found
        // What a hostile file has of them is not collected.
        if values[name, default: []].count < 16 { values[name, default: []].insert(found) }
    }

    /// Takes note where more drafts are made than are kept.
    private mutating func readSelection(_ drafts: Double?, _ kept: Double, _ name: String) {
        if let drafts, drafts > kept { selection = "\(name) \(DrawImport.figure(drafts))" }
    }

    /// Names of fields that say how tokens are chosen.
    static let methods = [
        "decoding", "decoding_strategy", "decoding_method", "strategy", "sampling_strategy",
        "decode", "mode", "sampler", "sampling", "sampling_method", "method", "generation_mode",
        "setting", "decoding_mode",
    ]

    private static let warmths = [
        "temperature", "temp", "sampling_temperature", "gen_temperature", "temperatures", "temps",
    ]
    private static let lengths = [
        "max_tokens", "max_gen_toks", "max_new_tokens", "max_completion_tokens",
        "max_output_tokens",
    ]
    /// Every name under which `read` looks for a setting, but those of methods.
    static let settings =
        warmths + lengths + [
            "top_p", "top_k", "topk", "min_p", "best_of", "n", "num_beams", "beam_width",
            "use_beam_search", "seed", "do_sample", "greedy",
        ]

    /// Takes what a record says beside its answers; a seed there is the draw's own.
    ///
    /// Of a setting that it has in several places the outermost one is its own.
    mutating func read(record: JSONValue, _ names: inout SettingsNames) {
        guard case .object = record else { return }
        var own = ReportedDecoding()
        own.read(within: record, depth: 0, &names)
        guard own != ReportedDecoding() else { return }
        for value in own.values["temperature"] ?? [] {
            note("temperature", value, \.temperature)
        }
        note("top_p", own.topP, \.topP)
        note("top_k", own.topK, \.topK)
        note("min_p", own.minP, \.minP)
        note("max_tokens", own.maxTokens, \.maxTokens)
        if let flag = own.samples { samples = (samples ?? true) && flag }
        selection = selection ?? own.selection
    }

    /// Takes the settings of an object and of those objects in it that may have some.
    private mutating func read(within record: JSONValue, depth: Int, _ names: inout SettingsNames) {
        guard case .object(let fields) = record else { return }
        let meanings = fields.map { names.meaning(of: $0.name) }
        if meanings.contains(where: \.isSetting) { read(record, seed: false) }
        guard depth < 4 else { return }
        for (field, meaning) in zip(fields, meanings) {
            if meaning.mayHold, field.value.isObject {
                read(within: field.value, depth: depth + 1, &names)
            } else if meaning.mayList, let list = field.value.list {
                for value in list.prefix(16) where value.isObject {
                    read(within: value, depth: depth + 1, &names)
                }
            } else if meaning.mayList, field.value.string != nil {
                read(field.value, seed: false)
            }
        }
    }

    /// Takes what lm-evaluation-harness does with settings that say nothing of it: it decodes at
    /// temperature 0 where none is given and sampling is not asked for.
    mutating func read(harness settings: JSONValue) {
        guard settings.isObject, settings.member(of: Self.warmths, where: { !$0.isNull }) == nil,
            Self.flag(settings.member(of: ["do_sample"])?.value) != true
        else { return }
        samples = false
    }

    /// Takes the settings of every object within, whatever it is called.
    mutating func read(all value: JSONValue?, depth: Int = 0) {
        guard case .object(let fields)? = value, depth < 4 else { return }
        read(value, seed: false)
        for field in fields { read(all: field.value, depth: depth + 1) }
    }

    /// Takes promptfoo's configuration, which has settings for each provider.
    mutating func read(promptfoo config: JSONValue?) {
        // Each is an object with its id, or one from its id to its settings.
        for provider in config?["providers"]?.list ?? [] { read(all: provider) }
        for prompt in config?["prompts"]?.list ?? [] { read(prompt["config"], seed: false) }
    }

    /// Whether a short word says that the likeliest token was always taken.
    private static func isGreedyWord(_ word: String?) -> Bool {
        guard let word = word?.lowercased(), word.utf8.count < 40 else { return false }
        let isDenied = ["non", "not ", "no_", "no-"].contains(where: word.contains)
        return !isDenied && ["greedy", "argmax", "deterministic"].contains(where: word.contains)
    }

    /// A number, also one that is written as a text, with a decimal comma, or alone in a list.
    private static func number(_ value: JSONValue?) -> Double? {
        if let list = value?.list { return list.count == 1 ? number(list[0]) : nil }
        if let text = value?.string, text.contains(","), !text.contains(".") {
            return number(.string(text.replacing(",", with: ".")))
        }
        return (value?.number ?? value?.string.flatMap { Double(ImportedScore.folded($0)) })
            .flatMap { $0.isFinite ? $0 : nil }
    }

    private static func flag(_ value: JSONValue?) -> Bool? {
        if let flag = value?.flag { return flag }
        switch value?.string.map(ImportedScore.folded) ?? value?.number.map(DrawImport.figure) {
        case "false", "0", "no": return false
        case "true", "1", "yes": return true
        default: return nil
        }
    }

    /// Takes settings out of a text: `temperature=0.0`, `"do_sample": false`.
    private mutating func read(words text: String) {
        func value(after name: String) -> JSONValue? {
            guard let range = text.firstRange(of: name) else { return nil }
            let rest = text[range.upperBound...].drop { " \"':=".contains($0) }
            return .string(String(rest.prefix { $0.isLetter || $0.isNumber || ".-+".contains($0) }))
        }
        var fields: [JSONValue.Field] = []
        for name in ["temperature", "do_sample", "top_p", "top_k", "min_p", "max_tokens"] {
            if let found = value(after: name) { fields.append(.init(name: name, value: found)) }
        }
        read(.object(fields), seed: false)
    }

    /// Takes what a path says: Leak@k's folders have `temperature=0.8top_p=0.95`, and many names of files
    /// `temp_0.0`, which is heeded where the file itself says nothing.
    mutating func read(path: String, isFolder: Bool) {
        guard isFolder else {
            if temperature == nil, samples == nil { readName(path) }
            return
        }
        func number(after name: String) -> Double? {
            guard let range = path.firstRange(of: name) else { return nil }
            return Double(
                path[range.upperBound...].prefix { $0.isASCII && ($0.isNumber || $0 == ".") })
        }
        note("temperature", number(after: "temperature="), \.temperature)
        topP = topP ?? number(after: "top_p=")
    }

    private mutating func readName(_ path: String) {
        let name = (path.split(separator: "/").last.map(String.init) ?? path).lowercased()
        for word in ["temperature", "temp"] {
            guard let range = name.firstRange(of: word) else { continue }
            if range.lowerBound > name.startIndex,
                name[name.index(before: range.lowerBound)].isLetter
            {
                continue
            }
            let rest = name[range.upperBound...].drop { "=_-".contains($0) }
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            guard let first = digits.first, first.isNumber else { continue }
            let text = digits.hasSuffix(".") ? digits.dropLast() : digits
            // "temp_0" may be a temporary file.
            guard word != "temp" || text.contains(".") else { continue }
            return note("temperature", Double(text), \.temperature)
        }
    }
}
