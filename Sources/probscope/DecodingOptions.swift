import ArgumentParser
import FoundationEssentials
import Inference

/// How next-token distributions become text.
struct DecodingOptions: ParsableArguments {
    @Option(
        help: """
            pure (temperature alone), server-default (what the server does unasked, written out), \
            custom (the settings below) or greedy. Without it pure, or custom if settings are given.
            """)
    var decoding: Family?

    @Option(
        parsing: .unconditional,
        help: "The temperature T; 1 samples the model's own distribution.")
    var temperature: Double?

    @Option(parsing: .unconditional, help: "The most tokens of one answer.")
    var maxTokens: Int = 128

    @Option(help: "Text that ends an answer; may be repeated.")
    var stop: [String] = []

    @Option(help: "Keep the K most probable tokens.")
    var topK: Int?

    @Option(help: "Keep the smallest set of tokens with this total probability.")
    var topP: Double?

    @Option(help: "Keep tokens at least this fraction as probable as the best.")
    var minP: Double?

    @Option(help: "Keep the locally typical tokens with this total probability.")
    var typicalP: Double?

    @Option(help: "Divide the logits of recent tokens by this.")
    var repeatPenalty: Double?

    @Option(help: "Subtract this from the logit of each token seen.")
    var presencePenalty: Double?

    @Option(help: "Subtract this from a token's logit for each time it was seen.")
    var frequencyPenalty: Double?

    @Option(
        help: ArgumentHelp("A GBNF grammar that answers must match.", valueName: "file"),
        completion: .file())
    var grammar: String?

    @Option(
        help: ArgumentHelp(
            "Add to a token's logit, such as 42=-1.5, or 42=never; may be repeated.",
            valueName: "token=bias"))
    var logitBias: [TokenBias] = []

    @Option(
        help: ArgumentHelp(
            "Adaptive temperature per answer: the greedy answer where its mean token "
                + "probability is at least C, else a draw.", valueName: "C"))
    var adaptive: NumberList?

    @Option(
        help: ArgumentHelp(
            "Adaptive temperature per token: greedy once the running mean of the top token's "
                + "probability is above C.", valueName: "C"))
    var adaptivePerToken: Double?

    @Option(
        help: ArgumentHelp(
            "Sample an explanation of at most N tokens first, then the answer given the explanation; the "
                + "explanation is kept as the answer's thoughts.", valueName: "N"))
    var explainFirst: Int?

    /// The families of decodings by the names they have on the command line.
    enum Family: String, ExpressibleByArgument, CaseIterable {
        case pure, custom, greedy
        case serverDefault = "server-default"
    }

    /// The options given that truncate or change a distribution beyond its temperature.
    private var customOptions: [String] {
        let given: [(String, Bool)] = [
            ("--top-k", topK != nil), ("--top-p", topP != nil), ("--min-p", minP != nil),
            ("--typical-p", typicalP != nil), ("--repeat-penalty", repeatPenalty != nil),
            ("--presence-penalty", presencePenalty != nil),
            ("--frequency-penalty", frequencyPenalty != nil), ("--grammar", grammar != nil),
            ("--logit-bias", !logitBias.isEmpty),
        ]
        return given.filter(\.1).map(\.0)
    }

    func validate() throws {
        if let temperature, !(temperature.isFinite && temperature > 0) {
            throw ValidationError(
                "--temperature must be above 0; the greedy answer is taken in any case.")
        }
        guard maxTokens >= 1 else { throw ValidationError("--max-tokens must be at least 1.") }
        if let topK, topK < 1 { throw ValidationError("--top-k must be at least 1.") }
        let shares = [("--top-p", topP), ("--min-p", minP), ("--typical-p", typicalP)]
        for case (let name, let share?) in shares where !(share > 0 && share <= 1) {
            throw ValidationError("\(name) must be above 0 and at most 1.")
        }
        if let repeatPenalty, !(repeatPenalty.isFinite && repeatPenalty > 0) {
            throw ValidationError("--repeat-penalty must be above 0; 1 is none.")
        }
        for confidence in (adaptive?.values ?? []) + [adaptivePerToken].compactMap({ $0 })
        where !(confidence > 0 && confidence <= 1) {
            throw ValidationError("A confidence C must be above 0 and at most 1.")
        }
        try validateCombinations()
    }

    private func validateCombinations() throws {
        let isAdaptive = adaptive != nil || adaptivePerToken != nil
        if adaptive != nil && adaptivePerToken != nil {
            throw ValidationError("Give --adaptive or --adaptive-per-token, not both.")
        }
        if let explainFirst {
            guard explainFirst >= 1 else {
                throw ValidationError("--explain-first must be at least 1.")
            }
            guard !isAdaptive, decoding == nil, grammar == nil else {
                throw ValidationError(
                    "--explain-first is a decoding of its own; leave out --decoding, --adaptive and "
                        + "--grammar.")
            }
        }
        if isAdaptive, decoding != nil {
            throw ValidationError("--adaptive is a decoding of its own; leave out --decoding.")
        }
        if adaptivePerToken != nil, grammar != nil {
            throw ValidationError(
                "--adaptive-per-token cannot keep to a --grammar; use --adaptive.")
        }
        switch decoding {
        case .pure?, .greedy?, .serverDefault?:
            if let option = customOptions.first {
                throw ValidationError("\(option) makes a custom decoding: use --decoding custom.")
            }
            if temperature != nil, decoding != .pure {
                throw ValidationError("--temperature does not go with that --decoding.")
            }
        case .custom?, nil: break
        }
    }

    /// The decoding asked for.
    ///
    /// - Parameter facts: what the server says; its defaults are written out where asked for.
    func decoding(on facts: ServerFacts) throws(Failure) -> Decoding {
        let temperature = temperature ?? 1
        switch decoding {
        case .greedy?: return .greedy(maxTokens: maxTokens, stop: stop)
        case .serverDefault?:
            guard let settings = facts.defaultSettings else {
                throw Failure(
                    "The server does not say what its defaults are; use --decoding custom.",
                    status: ExitStatus.badUsage)
            }
            return .serverDefault(settings, maxTokens: maxTokens, stop: stop)
        case .pure?, .custom?, nil: break
        }
        var result = Decoding.pure(temperature: temperature, maxTokens: maxTokens, stop: stop)
        if decoding == .custom || !customOptions.isEmpty { result.kind = .custom }
        if let confidence = adaptive?.values.first {
            result.kind = .adaptivePerAnswer(confidence: confidence)
        }
        if let adaptivePerToken {
            result.kind = .adaptivePerToken(confidence: adaptivePerToken)
        }
        if let explainFirst { result.kind = .explainFirst(tokens: explainFirst) }
        result.topK = topK ?? 0
        result.topP = topP ?? 1
        result.minP = minP ?? 0
        result.typicalP = typicalP ?? 1
        result.repeatPenalty = repeatPenalty ?? 1
        result.presencePenalty = presencePenalty ?? 0
        result.frequencyPenalty = frequencyPenalty ?? 0
        for bias in logitBias {
            if let value = bias.value {
                result.logitBias[bias.token] = value
            } else {
                result.forbiddenTokens.insert(bias.token)
            }
        }
        if let grammar { result.grammar = try TextFile.read(grammar) }
        return result
    }

    /// Reads the files that options name, so that their faults are told before a server is asked.
    func checkFiles() throws(Failure) {
        if let grammar { _ = try TextFile.read(grammar) }
    }
}

/// What is added to one token's logit; nothing for a token that may never be drawn.
struct TokenBias: ExpressibleByArgument {
    var token: Int
    var value: Double?

    init?(argument: String) {
        let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2, let token = Int(parts[0]), token >= 0 else { return nil }
        self.token = token
        if parts[1] == "never" { return }
        guard let value = Double(parts[1]), value.isFinite else { return nil }
        self.value = value
    }
}

/// Numbers with commas between them.
struct NumberList: ExpressibleByArgument {
    var values: [Double]

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        values = parts.compactMap { Double($0) }
        guard values.count == parts.count, !values.isEmpty, values.allSatisfy(\.isFinite) else {
            return nil
        }
    }
}
