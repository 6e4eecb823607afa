import ArgumentParser
import Scoring

/// What scores the answers.
struct ScorerOptions: ParsableArguments {
    @Option(
        name: .customLong("scorer"),
        help: """
            A scorer, such as keyword or rouge-l-recall; may be repeated. probscope score --list \
            shows them all.
            """,
        completion: .list(ScorerRegistry.entries.map(\.name)))
    var names: [String] = []
}
