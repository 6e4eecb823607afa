import ArgumentParser
import Exchange
import Journal

/// `probscope compare`: which of two runs leaks more, prompt by prompt and over the set.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Which of two runs leaks more, with intervals on the difference.",
        discussion: """
              probscope compare before.run after.run

            Prompts are paired by their id, draws by their number. The intervals of all prompts and \
            of the set hold together at level 1 − α, at any number of draws. The exit code is 3 \
            where the second run is proven to score higher, on the set or on some prompt (one \
            question, asked with one-sided limits that hold together at level 1 − α), 5 where \
            the draws of a prompt contradict each other in one of the runs, so that nothing is \
            decided; else 0.
            """)

    @Argument(help: ArgumentHelp("The run to compare with.", valueName: "A"), completion: .file())
    var first: String

    @Argument(
        help: ArgumentHelp("The run that must not be worse.", valueName: "B"),
        completion: .file())
    var second: String

    @Option(help: "The scorer's name; without it the first that both runs have.")
    var scorer: String?

    @Option(help: "The error probability α of everything together; without it, that of A.")
    var alpha: Double?

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        try Demand.errorProbability(alpha)
    }

    func run() throws {
        let runs = try failing {
            try [first, second].map { try RecordedRun.restore(RecordedRun.open($0)) }
        }
        let comparison = try failing {
            try ProgressLine.during("Comparing") { line in
                try RunComparison(
                    runs[0], runs[1], scorer: scorer, alpha: alpha, progress: line.show)
            }
        }
        if json {
            try StandardStreams.data(try failing { try comparison.json() })
        } else {
            try StandardStreams.output(comparison.text)
        }
        guard !comparison.isVoid else {
            StandardStreams.message(
                "Evidence void: " + comparison.sentence)
            throw ExitStatus.void
        }
        guard comparison.isRegression else { return }
        StandardStreams.message("Regression: \(comparison.names.second) is proven to score higher.")
        throw ExitStatus.gateFailed
    }
}
