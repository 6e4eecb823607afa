import ArgumentParser
import Exchange
import Files
import Inference
import Platform
import Prompts
import Sampling
import Text

/// `probscope probability`: how probable given answers are, exactly.
struct ProbabilityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probability",
        abstract: "The exact probability of each reference answer, without a single draw.",
        discussion: """
              probscope probability prompts.jsonl --server http://localhost:8080
              probscope probability prompts.jsonl --server URL --answer-text 'Paris' --jsonl

            Asks the server for the probability of every token of every reference answer and \
            multiplies them: the probability that an answer under this decoding begins with it, down \
            to 1e-12 and below, where no number of draws would see it. "answers" is how many \
            completions it takes to see it once with probability one half.

            The text counts in the pieces that the model's tokenizer makes of it, with or without a \
            blank in front, whichever is likelier; other pieces for the same text can only add to \
            its probability. It holds for the server's own arithmetic and needs no level.
            """)

    @Argument(help: "A prompt file, or - for standard input.", completion: .file())
    var prompts: String

    @Option(
        name: .customLong("answer-text"),
        help: ArgumentHelp(
            "Measure this text for every prompt, instead of its references; may be repeated.",
            valueName: "text"))
    var answers: [String] = []

    @Option(help: "Put each prompt into this text, such as 'Question: {prompt}\\nAnswer:'.")
    var template: String?

    @Flag(help: "Render each prompt through the server's chat template.")
    var chat = false

    @Flag(help: "One JSON object a line, for scripts.")
    var jsonl = false

    @OptionGroup(title: "Server") var server: ServerOptions
    @OptionGroup(title: "Prompts") var promptOptions: PromptOptions
    @OptionGroup(title: "Decoding") var decoding: DecodingOptions

    func validate() throws {
        guard !server.servers.isEmpty else {
            throw ValidationError("Probabilities are a server's to tell: give --server URL.")
        }
        guard server.servers.count == 1 else {
            throw ValidationError("One --server is enough: they would all say the same.")
        }
        if chat && template != nil {
            throw ValidationError("Give --template or --chat, not both.")
        }
        if answers.contains("") { throw ValidationError("--answer-text must not be empty.") }
    }

    /// One question: a prompt and a text.
    private struct Question: Sendable {
        var prompt: Prompt
        var answer: String
    }

    func run() throws {
        let set = try promptOptions.read(prompts)
        var questions: [Question] = []
        for prompt in set.prompts {
            let texts = answers.isEmpty ? Self.texts(prompt) : answers
            questions += texts.map { Question(prompt: prompt, answer: $0) }
        }
        guard !questions.isEmpty else {
            throw Failure(
                "\(set.name) has no reference answers; name a text with --answer-text.",
                status: ExitStatus.badUsage)
        }
        let frame = try SamplingOptions.template(template, chat: chat)
        guard let server = try server.ready().first else { return }
        let facts = try failing { try waiting { try await server.facts() } }
        let rule = try decoding.decoding(on: facts)
        let probabilities = try failing {
            try AnswerProbabilities(server: server, facts: facts, decoding: rule)
        }
        if !jsonl { try StandardStreams.output(Row.header(rule.name)) }
        // As many at once as the server has slots; rows come in the file's order.
        let width = max(1, facts.totalSlots)
        for start in stride(from: 0, to: questions.count, by: width) {
            let batch = questions[start..<min(start + width, questions.count)]
            let measured = try failing {
                try waiting { try await Self.measure(Array(batch), frame, server, probabilities) }
            }
            for (question, probability) in zip(batch, measured) {
                let row = Row(
                    prompt: question.prompt.id.rawValue, answer: question.answer,
                    probability: probability)
                if jsonl {
                    try StandardStreams.data(row.json())
                } else {
                    try StandardStreams.output(row.line)
                }
            }
        }
    }

    /// The references, and all letters of a question of multiple choice, with and without the blank
    /// that stands before the first word of most answers: the two add up to the letter's probability.
    private static func texts(_ prompt: Prompt) -> [String] {
        var texts = prompt.references.filter { !$0.isEmpty }
        for place in prompt.choices.indices.prefix(26) {
            let letter = String(decoding: [UInt8(ascii: "A") + UInt8(place)], as: UTF8.self)
            for text in [letter, " " + letter] where !texts.contains(text) { texts.append(text) }
        }
        return texts
    }

    private static func measure(
        _ questions: [Question], _ template: Template, _ server: any CompletionServer,
        _ probabilities: AnswerProbabilities
    ) async throws -> [AnswerProbability] {
        try await withThrowingTaskGroup(of: (Int, AnswerProbability).self) { group in
            for (position, question) in questions.enumerated() {
                group.addTask {
                    let prompt = try await template.text(of: question.prompt, on: server)
                    return (
                        position,
                        try await probabilities.probability(of: question.answer, after: prompt)
                    )
                }
            }
            var found: [Int: AnswerProbability] = [:]
            for try await (position, probability) in group { found[position] = probability }
            return questions.indices.compactMap { found[$0] }
        }
    }

    /// One line of the result.
    private struct Row {
        var prompt: String
        var answer: String
        var probability: AnswerProbability

        static func header(_ decoding: String) -> String {
            "Probability that an answer begins so, under \(decoding); exact, without a level\n\n"
                + columns(["probability", "log10", "tokens", "answers", "prompt"], "answer")
        }

        private static func columns(_ cells: [String], _ last: String) -> String {
            zip(cells, [13, 10, 8, 14, 24]).map { cell, width in
                // A cell never touches the next one.
                SafeText(sanitizing: cell).clipped(to: width - 2).padded(to: width).string
            }.joined() + SafeText(sanitizing: last).string
        }

        var line: String {
            let log = probability.log10
            guard log > -.infinity else {
                return Self.columns(
                    ["0", "–", "\(probability.tokenCount)", "never", prompt], answer)
            }
            return Self.columns(
                [
                    Self.power(log), Figure.fixed(log, places: 3).string,
                    "\(probability.tokenCount)",
                    Self.count(probability.draws()), prompt,
                ], answer)
        }

        /// `0.0124`, or `3.1e-12` where a decimal fraction would be long.
        private static func power(_ log: Double) -> String {
            if log > -4, log < 6 { return Figure.number(probability(log)) }
            let exponent = log.rounded(.down)
            return "\(Figure.fixed(probability(log - exponent), places: 2))e\(Int(exponent))"
        }

        private static func probability(_ log: Double) -> Double { pow(10, log) }

        private static func count(_ draws: Double) -> String {
            if let whole = Int(exactly: draws), whole < 1_000_000_000 {
                return Figure.count(whole)
            }
            return draws.isFinite ? power(log10(draws)) : "> 1e308"
        }

        func json() throws(Failure) -> String {
            let log = probability.log10
            let draws = probability.draws()
            let record = Record(
                prompt: prompt, answer: answer, text: probability.text,
                tokens: probability.tokenCount, log10Probability: log.isFinite ? log : nil,
                drawsToSeeItOnce: draws.isFinite ? draws : nil)
            return try failing { try record.jsonText() }
        }
    }

    /// A row as scripts read it; a probability of 0 has no logarithm and is never seen: both null.
    private struct Record: Encodable {
        var prompt: String
        var answer: String
        /// The text measured, with the blank before it that is likelier.
        var text: String
        var tokens: Int
        var log10Probability: Double?
        var drawsToSeeItOnce: Double?

        private enum CodingKeys: String, CodingKey {
            case prompt, answer, text, tokens
            case log10Probability = "log10_probability"
            case drawsToSeeItOnce = "draws_to_see_it_once"
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(prompt, forKey: .prompt)
            try container.encode(answer, forKey: .answer)
            try container.encode(text, forKey: .text)
            try container.encode(tokens, forKey: .tokens)
            try container.encode(log10Probability, forKey: .log10Probability)
            try container.encode(drawsToSeeItOnce, forKey: .drawsToSeeItOnce)
        }
    }
}
