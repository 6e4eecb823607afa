import ArgumentParser
import Scoring

/// What scores the answers.
struct ScorerOptions: ParsableArguments {
    @Option(
        name: .customLong("scorer"),
        help: "A scorer, such as keyword or rouge-l-recall; may be repeated.",
        completion: .list(ScorerRegistry.entries.map(\.name)))
    var names: [String] = []
}
