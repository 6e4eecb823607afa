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

            --near E bounds the probability of whole answers within E words (or characters, --unit) of \
            each text instead: from below by those that a search finds, likeliest first, from above \
            by what it proves to lead elsewhere.

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

    @Option(
        help: ArgumentHelp(
            "Bound the probability of whole answers within this edit distance of each text.",
            valueName: "E"))
    var near: Int?

    @Option(
        help: "What --near counts: words or characters.",
        completion: .list(EditUnit.allCases.map(\.rawValue)))
    var unit: EditUnit = .words

    @Option(
        help: ArgumentHelp(
            "How many tokens --near may ask the server for, for each text.", valueName: "N"))
    var requests = 500

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
        if let near, !(0...10_000).contains(near) {
            throw ValidationError("--near is a number of edits, 0 or more.")
        }
        if requests < 1 { throw ValidationError("--requests is at least 1.") }
        if answers.contains("") { throw ValidationError("--answer-text must not be empty.") }
    }

    /// One question: a prompt and a text.
    private struct Candidate: Sendable {
        var prompt: Prompt
        var answer: String
        /// Whether it is a letter of multiple choice, with its blank or without.
        var isLetter = false
    }

    func run() throws {
        let set = try promptOptions.read(prompts)
        var questions: [Candidate] = []
        for prompt in set.prompts {
            questions +=
                answers.isEmpty
                ? Self.questions(prompt) : answers.map { Candidate(prompt: prompt, answer: $0) }
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
        let width = max(1, facts.totalSlots)
        if let near {
            return try search(questions, frame, server, probabilities, near: near, width: width)
        }
        if !jsonl { try StandardStreams.output(Row.header(rule.name)) }
        // As many at once as the server has slots; rows come in the file's order.
        var starts: [PromptID: AnswerProbabilities.PromptStart] = [:]
        var sum: Double?
        for start in stride(from: 0, to: questions.count, by: width) {
            let batch = questions[start..<min(start + width, questions.count)]
            let known = starts
            let (measured, new) = try failing {
                try waiting {
                    let starts = try await Self.starts(
                        Array(batch), known, frame, server, probabilities)
                    return (
                        try await Self.measure(Array(batch), starts, probabilities), starts
                    )
                }
            }
            starts = new
            if sum == nil, let start = batch.first.flatMap({ new[$0.prompt.id] }) {
                sum = try self.sum(start, probabilities)
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
    private static func questions(_ prompt: Prompt) -> [Candidate] {
        let references = prompt.references.filter { !$0.isEmpty }
        var questions = references.map { Candidate(prompt: prompt, answer: $0) }
        for place in prompt.choices.indices.prefix(26) {
            let letter = String(decoding: [UInt8(ascii: "A") + UInt8(place)], as: UTF8.self)
            for text in [letter, " " + letter] {
                questions.removeAll { $0.answer == text }
                questions.append(Candidate(prompt: prompt, answer: text, isLetter: true))
            }
        }
        return questions
    }

    /// What is common to all questions about a prompt, asked for once.
    private static func starts(
        _ questions: [Candidate], _ known: [PromptID: AnswerProbabilities.PromptStart],
        _ template: Template, _ server: any CompletionServer,
        _ probabilities: AnswerProbabilities
    ) async throws -> [PromptID: AnswerProbabilities.PromptStart] {
        var starts = known
        for prompt in questions.map(\.prompt) where starts[prompt.id] == nil {
            let text = try await template.text(of: prompt, on: server)
            starts[prompt.id] = try await probabilities.start(text)
        }
        return starts
    }

    /// What the probabilities of all tokens add up to, which has to be 1; a server that divides by
    /// another sum tells each too high or too low.
    private func sum(
        _ start: AnswerProbabilities.PromptStart, _ probabilities: AnswerProbabilities
    ) throws -> Double {
        let sum = try failing { try waiting { try await probabilities.sum(after: start) } }
        guard let sum, sum > 0, sum.isFinite else { return 1 }
        if abs(sum - 1) > 1e-6 {
            StandardStreams.message(
                "The probabilities of all tokens that the server tells add up to \(sum): that of each "
                    + "token of an answer may be off by as much.")
        }
        return sum
    }

    private static func measure(
        _ questions: [Candidate], _ starts: [PromptID: AnswerProbabilities.PromptStart],
        _ probabilities: AnswerProbabilities
    ) async throws -> [AnswerProbability] {
        try await withThrowingTaskGroup(of: (Int, AnswerProbability).self) { group in
            for (position, question) in questions.enumerated() {
                guard let start = starts[question.prompt.id] else { continue }
                group.addTask {
                    (
                        position,
                        try await probabilities.probability(
                            of: question.answer, after: start, exactly: question.isLetter)
                    )
                }
            }
            var found: [Int: AnswerProbability] = [:]
            for try await (position, probability) in group { found[position] = probability }
            return questions.indices.compactMap { found[$0] }
        }
    }

    // MARK: - Near answers

    private func search(
        _ questions: [Candidate], _ template: Template, _ server: any CompletionServer,
        _ probabilities: AnswerProbabilities, near: Int, width: Int
    ) throws {
        if !jsonl {
            let name = near == 1 ? String(unit.rawValue.dropLast()) : unit.rawValue
            try StandardStreams.output(
                "Probability of whole answers within \(near) \(name) of the text; limits are exact, "
                    + "without a level\n\n"
                    + Row.columns(["at least", "at most", "answers", "tokens", "prompt"], "text"))
        }
        var starts: [PromptID: AnswerProbabilities.PromptStart] = [:]
        var sum: Double?
        for question in questions {
            let (known, budget) = (starts, requests)
            starts = try failing {
                try waiting {
                    try await Self.starts([question], known, template, server, probabilities)
                }
            }
            guard let start = starts[question.prompt.id] else { continue }
            let told = try sum ?? self.sum(start, probabilities)
            sum = told
            let search = NearbySearch(
                probabilities,
                near: Neighbourhood(of: question.answer, distance: near, unit: unit), width: width,
                refines: true, sum: told)
            let found = try failing {
                try waiting { try await search.search(after: start, requests: budget) }
            }
            if jsonl {
                try StandardStreams.data(
                    try failing {
                        try NearRecord(
                            prompt: question.prompt.id.rawValue, answer: question.answer,
                            near: near, unit: unit.rawValue, lower: found.lower,
                            upper: found.upper, tokens: found.requests,
                            found: found.answers.prefix(20).map {
                                .init(text: $0.text, probability: $0.probability)
                            }
                        ).jsonText()
                    })
            } else {
                try StandardStreams.output(
                    Row.columns(
                        [
                            Row.share(found.lower), Row.share(found.upper),
                            "\(found.answers.count)", "\(found.requests)",
                            question.prompt.id.rawValue,
                        ], question.answer))
            }
        }
    }

    /// What is proven about the answers near a text, as scripts read it.
    private struct NearRecord: Encodable {
        struct Answer: Encodable {
            var text: String
            var probability: Double
        }

        var prompt: String
        var answer: String
        var near: Int
        var unit: String
        var lower: Double
        var upper: Double
        /// How many tokens the server made for it.
        var tokens: Int
        /// The likeliest of the near answers.
        var found: [Answer]
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

        static func columns(_ cells: [String], _ last: String) -> String {
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

        static func share(_ probability: Double) -> String {
            probability > 0 ? power(log10(probability)) : "0"
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

extension EditUnit: ExpressibleByArgument {}
