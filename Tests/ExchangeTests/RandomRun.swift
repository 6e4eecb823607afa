import Evidence
import Journal
import Prompts

/// A run made up at random: hostile texts, gaps, losses, tokens, greedy answers, failures.
struct RandomRun {
    private let identity: RunIdentity
    private let plan: RunPlan
    private let set: PromptSet
    private var draws: [JournalDraw] = []
    private var greedy: [(answer: GreedyAnswer, scores: [Double?])] = []
    private var failures: [(PromptID, String)] = []
    private var labels: [(PromptID, Int, DrawLabel)] = []

    init(using generator: inout some RandomNumberGenerator) {
        let hasTokens = Bool.random(using: &generator)
        let scorers = Self.scorers.shuffled(using: &generator).prefix(
            Int.random(in: 0...Self.scorers.count, using: &generator))
        let prompts = (0..<Int.random(in: 1...5, using: &generator)).map {
            Self.prompt($0, using: &generator)
        }
        set = PromptSet(name: "s\u{e9}t.jsonl", prompts: prompts, provenance: "JSON Lines, \u{1B}")
        var identity = RunIdentity(
            promptsFingerprint: set.fingerprint, model: "m\u{1B}[0m", modelFingerprint: "m, 7B",
            decodingName: "pure T=1, 28 tokens",
            decodingJSON: #"{"maxTokens":28,"temperature":1}"#, template: "Q: {prompt}\nA:",
            seed: .random(in: 0 ... .max, using: &generator), scorers: Array(scorers))
        identity.seedRule = [nil, 1].randomElement(using: &generator) ?? nil
        identity.modelProbe =
            [
                nil,
                ModelProbe(
                    kind: "native", text: "a\u{1B}",
                    steps: [ModelProbe.Step(token: "\"", values: ["\u{0}": -12, "b": -4_000])]),
            ].randomElement(using: &generator) ?? nil
        self.identity = identity
        plan = RunPlan(
            name: "a", draws: 40, alpha: 0.05, servers: ["http://secret-machine:8080"],
            created: "2026-01-01T00:00:00Z", probabilities: hasTokens ? 2 : 0,
            settings: ["temperature 1", "top-k 0"], warnings: ["something \u{202E} odd"],
            stopRules: [nil, [], ["width 0.1"]].randomElement(using: &generator) ?? nil)
        for prompt in prompts {
            add(prompt.id, hasTokens: hasTokens, using: &generator)
        }
    }

    func write(to path: String) throws -> Journal {
        let journal = try Journal.create(at: path, identity: identity, plan: plan, prompts: set)
        try journal.append(draws)
        for (answer, scores) in greedy { try journal.appendGreedy(answer, scores: scores) }
        for (prompt, index, label) in labels {
            try journal.setLabel(label, prompt: prompt, index: index)
        }
        for (prompt, reason) in failures { try journal.setFailure(reason, prompt: prompt) }
        try journal.recordEvent(.started, "began \u{1B}[2J", at: "2026-01-01T00:00:01Z")
        try journal.recordEvent(
            RunEvent.Kind(rawValue: "unheard-of"), "alarm", at: "2026-01-01T00:00:02Z")
        return journal
    }

    // MARK: - Parts

    /// Two scorers have one name, and a third the name that the second would get.
    private static let scorers = [
        RunIdentity.ScorerIdentity(
            name: "keyword", settings: "any", isBinary: true, zero: "no", one: "yes"),
        RunIdentity.ScorerIdentity(
            name: "keyword", settings: "all", isBinary: true, zero: "no", one: "yes", isLeak: true,
            accuracy: RunIdentity.ScorerIdentity.Accuracy(sensitivity: 0.9, specificity: 0.75)),
        RunIdentity.ScorerIdentity(
            name: "keyword_2", settings: "", isBinary: false, zero: "0", one: "1"),
        RunIdentity.ScorerIdentity(
            name: "response", settings: "\"quoted\"", isBinary: false, zero: "", one: "",
            isLeak: false),
        RunIdentity.ScorerIdentity(
            name: "seed", settings: "", isBinary: false, zero: "", one: ""),
    ]

    private static let pieces = [
        "a", "e\u{301}", "\u{E9}", "\u{0}", "\u{1B}[2J", "\u{9B}31m", "\u{202E}", "\u{2028}", "\"",
        "\\", "\n", "\r\n", ",", "\u{1F468}\u{200D}\u{1F469}", "\u{FEFF}", "\u{FFFD}", " ", "NaN",
        "\u{7F}", "\u{10FFFF}", "Infinity", "東京", "\t", "-Infinity",
    ]

    private static func text(
        _ longest: Int, using generator: inout some RandomNumberGenerator
    ) -> String {
        (0..<Int.random(in: 0...longest, using: &generator)).map { _ in
            pieces.randomElement(using: &generator) ?? ""
        }.joined()
    }

    private static func prompt(
        _ index: Int, using generator: inout some RandomNumberGenerator
    ) -> Prompt {
        func texts(_ generator: inout some RandomNumberGenerator) -> [String] {
            (0..<Int.random(in: 0...3, using: &generator)).map { _ in text(4, using: &generator) }
        }
        let roles = ["user", "assistant", "system", "developer"]
        let messages = (0..<Int.random(in: 0...2, using: &generator)).map { _ in
            Prompt.Message(
                role: roles.randomElement(using: &generator) ?? "user",
                content: text(5, using: &generator))
        }
        let metadata = Bool.random(using: &generator) ? ["topic": text(3, using: &generator)] : [:]
        return Prompt(
            id: PromptID("\(index)" + text(2, using: &generator)), text: text(8, using: &generator),
            messages: messages, references: texts(&generator), keywords: texts(&generator),
            metadata: metadata)
    }

    private mutating func add(
        _ prompt: PromptID, hasTokens: Bool, using generator: inout some RandomNumberGenerator
    ) {
        if Int.random(in: 0..<4, using: &generator) == 0 {
            failures.append((prompt, Self.text(4, using: &generator)))
            return
        }
        var index = 0
        for _ in 0..<Int.random(in: 0...12, using: &generator) {
            // Now and then a draw is still under way: those beyond the gap wait for it.
            if Int.random(in: 0..<8, using: &generator) == 0 { index += 1 }
            let isLost = Int.random(in: 0..<5, using: &generator) == 0
            let outcome: Draw.Outcome =
                isLost
                ? .lost(reason: "gone " + Self.text(2, using: &generator))
                : .completed(answer(hasTokens, using: &generator))
            draws.append(
                JournalDraw(
                    draw: Draw(
                        prompt: prompt, index: index,
                        seed: .random(in: 0...0x7FFF_FFFF, using: &generator), outcome: outcome,
                        attempts: .random(in: 1...3, using: &generator)),
                    scores: scores(isLost, using: &generator)))
            if Int.random(in: 0..<4, using: &generator) == 0 {
                let label = DrawLabel(
                    label: Self.text(2, using: &generator),
                    note: Bool.random(using: &generator) ? Self.text(3, using: &generator) : nil)
                labels.append((prompt, index, label))
            }
            index += 1
        }
        guard Bool.random(using: &generator) else { return }
        greedy.append(
            (
                GreedyAnswer(
                    prompt: prompt, answer: answer(hasTokens, using: &generator),
                    isStable: [nil, true, false].randomElement(using: &generator) ?? nil),
                scores(false, using: &generator)
            ))
    }

    private func scores(
        _ isLost: Bool, using generator: inout some RandomNumberGenerator
    ) -> [Double?] {
        identity.scorers.map { scorer in
            if isLost || Int.random(in: 0..<6, using: &generator) == 0 { return nil }
            return scorer.isBinary
                ? Double(Int.random(in: 0...1, using: &generator))
                : Double.random(in: 0...1, using: &generator)
        }
    }

    private func answer(
        _ hasTokens: Bool, using generator: inout some RandomNumberGenerator
    ) -> Answer {
        let stops: [Answer.Stop] = [
            .endOfText, .limit, .contextFull, .stopString("\n\u{0}"), .stopString(""),
        ]
        var tokens: [Answer.Token] = []
        if hasTokens {
            for _ in 0..<Int.random(in: 0...3, using: &generator) {
                tokens.append(
                    Answer.Token(
                        text: Self.text(2, using: &generator),
                        logProbability: -.random(in: 0...9, using: &generator),
                        alternatives: [
                            Answer.Alternative(
                                text: Self.text(1, using: &generator),
                                logProbability: Double(
                                    -Float.random(in: 0...9, using: &generator))),
                            Answer.Alternative(text: "never", logProbability: -.infinity),
                        ]))
            }
        }
        return Answer(
            text: Self.text(9, using: &generator),
            stop: stops.randomElement(using: &generator) ?? .limit,
            tokenCount: .random(in: 0...28, using: &generator), tokens: tokens)
    }
}
