import ArgumentParser
import Inference
import Prompts
import Sampling

/// What to sample and how: the options that `explore`, `run` and `sweep` share.
struct SamplingOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: "Draws per prompt.")
    var draws: Int?

    @Option(
        help: "The run's seed; the seeds of all draws follow from it. Without it, a random one.")
    var seed: UInt64?

    @Option(help: "The probability α that one statement is wrong; the level is 1 − α.")
    var alpha: Double?

    @Option(help: "Put each prompt into this text, such as 'Question: {prompt}\\nAnswer:'.")
    var template: String?

    @Flag(help: "Render each prompt through the server's chat template.")
    var chat = false

    @Option(
        name: .customLong("template-option"),
        help: ArgumentHelp(
            """
            Tell the chat template this, such as enable_thinking=false; may be repeated. Goes with --chat.
            """,
            valueName: "name=value"))
    var templateOptions: [String] = []

    @Option(
        help: ArgumentHelp(
            """
            How long no server may be of any use before the run fails; what was drawn is kept.
            """,
            valueName: "seconds"))
    var patience: Int = 600

    @Flag(
        inversion: .prefixedNo,
        help: """
            Whether a server that does not say which settings it used is asked for some draws of one \
            token first, which must agree with the probabilities that it tells.
            """)
    var samplerCheck = true

    @Option(help: "Keep the probabilities of each token and of this many alternatives.")
    var probabilities: Int = 0

    @Option(
        help: """
            Which prompt's draws come next: breadth, depth, need (nearest verdict or widest interval \
            first) or leaks (by breadth, and each fourth answer goes on from a beginning that may lead \
            to a keyword; goes with --without-replacement).
            """)
    var order: OrderPolicy = .breadth

    @Flag(
        help: """
            Make each draw from what the ones before it have left: nothing is drawn twice, and the \
            probability of every answer seen is exact. Needs a llama.cpp server. A run whose plain \
            draws are complete goes on this way.
            """)
    var withoutReplacement = false

    @Option(
        help: ArgumentHelp(
            "How many alternatives to ask for where answers part; goes with --without-replacement.",
            valueName: "K"))
    var alternatives: Int?

    @Option(
        help: ArgumentHelp(
            """
            Before any draw, look for the answers within this many words of each reference (0: the \
            references alone) and take them out of what is drawn from; goes with \
            --without-replacement.
            """, valueName: "E"))
    var searchNear: Int?

    @OptionGroup var answer: AnswerOptions

    @OptionGroup(title: "Decoding") var decoding: DecodingOptions
    @OptionGroup(title: "Stopping early") var stopping: StopOptions

    static let usualDraws = 1024
    static let usualAlpha = 0.01

    func validate() throws {
        if let draws, draws < 1 { throw ValidationError("--draws must be at least 1.") }
        if let draws, draws > 1 << 31 {
            throw ValidationError("--draws can be at most 2147483648: that many seeds there are.")
        }
        try Demand.errorProbability(alpha)
        guard probabilities >= 0 else {
            throw ValidationError("--probabilities must not be negative.")
        }
        if let alternatives {
            guard withoutReplacement else {
                throw ValidationError(
                    "--alternatives goes with --without-replacement; for plain draws it is "
                        + "--probabilities.")
            }
            guard (2...4096).contains(alternatives) else {
                throw ValidationError("--alternatives must be from 2 to 4096.")
            }
        }
        if let searchNear {
            guard withoutReplacement else {
                throw ValidationError("--search-near goes with --without-replacement.")
            }
            guard (0...100).contains(searchNear) else {
                throw ValidationError("--search-near must be from 0 to 100.")
            }
        }
        if order == .leaks, !withoutReplacement {
            throw ValidationError("--order leaks goes with --without-replacement.")
        }
        guard (1...604_800).contains(patience) else {
            throw ValidationError("--patience must be from 1 to 604800 seconds.")
        }
        if !templateOptions.isEmpty, !chat {
            throw ValidationError("--template-option tells the chat template: give --chat too.")
        }
        if chat && template != nil {
            throw ValidationError("Give --template or --chat, not both.")
        }
    }

    /// The template; `\n` and `\t` in it stand for a line break and a tab, as shells keep them.
    func promptTemplate() throws(Failure) -> Template {
        try Self.template(template, chat: chat)
    }

    /// The template that a command's options ask for; see ``promptTemplate()``.
    static func template(_ template: String?, chat: Bool) throws(Failure) -> Template {
        if chat { return .chat }
        guard let template else { return .none }
        let text = SamplingOptions.unescaped(template)
        return try failing(ExitStatus.badUsage) { try Template(text: text) }
    }

    static func unescaped(_ text: String) -> String {
        var result = ""
        var escaped = false
        for character in text {
            switch (escaped, character) {
            case (false, "\\"): escaped = true
            case (true, "n"): result.append("\n"); escaped = false
            case (true, "t"): result.append("\t"); escaped = false
            case (true, "\\"): result.append("\\"); escaped = false
            case (true, _): result += "\\" + String(character); escaped = false
            case (false, _): result.append(character)
            }
        }
        return escaped ? result + "\\" : result
    }
}

extension OrderPolicy: ExpressibleByArgument {}
