import ArgumentParser
import Prompts

/// Which part of an answer counts.
struct AnswerOptions: ParsableArguments {
    @Option(
        name: .customLong("answer"),
        help: """
            The part of an answer that scorers look at: whole, after-thinking, last-line, \
            last-number or regex:PATTERN (its first group). Without it, what follows the thoughts, \
            where there are any. An answer that ends inside its thoughts is lost.
            """)
    var part: AnswerPart?
}

extension AnswerPart: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(argument)
    }

    package static var allValueStrings: [String] {
        ["whole", "after-thinking", "last-line", "last-number", "regex:PATTERN"]
    }
}
