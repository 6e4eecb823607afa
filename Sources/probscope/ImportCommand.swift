import ArgumentParser
import Exchange
import Files
import Journal
import Prompts
import Scoring
import Text

/// `probscope import`: draws that were made elsewhere as a run.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make a run of draws that were made elsewhere.",
        discussion: """
              probscope import generations.json --output theirs.run
              probscope import draws.jsonl --output theirs.run --decoding "T=1 top-p 0.9"

            Reads Leak@k generations, lm-evaluation-harness samples with repeats, Inspect logs \
            (JSON) and plain JSON Lines: {"prompt_id":…, "text":…} with, if known, prompt, \
            references, keywords, seed, tokens, finish and scores. The format is found out from the \
            fields. Draws of a prompt are numbered in the order of the file. Exports of this \
            program give the same evidence again: greedy answers, token probabilities, lost draws.

            The run is marked "reported, not verified": its limits hold only if the file has all \
            draws, made independently under one decoding. Scores in the file are kept; \
            probscope score gives others. An imported run can be scored, compared, explored and \
            exported, but not continued.
            """)

    @Argument(help: "A file with draws, or - for standard input.", completion: .file())
    var file: String

    @Option(name: .shortAndLong, help: "The new run file.", completion: .file())
    var output: String

    @Option(help: "jsonl, leak-at-k, lm-eval or inspect; without it, by the fields.")
    var format: DrawImport.Format?

    @Option(help: "The model's name, where the file does not say it.")
    var model: String?

    @Option(help: "The decoding in words, if the file does not say it or says it wrongly.")
    var decoding: String = ""

    @Option(
        help: """
            The probability α that one statement is wrong; the level is 1 − α. Without it the \
            file's own, else 0.01.
            """)
    var alpha: Double?

    @Option(
        name: .customLong("binary"),
        help: "A score of the file that is 0 or 1 by its definition; may be repeated.")
    var binary: [String] = []

    func validate() throws {
        if let alpha { try Demand.errorProbability(alpha) }
    }

    func run() throws {
        try OutputFile.checkNew(output)
        let name = file == "-" ? "standard input" : file
        let source = try failing { try SourceText.read(file) }
        if let packing = source.packing {
            StandardStreams.message("\(RunFile.name(of: name)) was unpacked (\(packing)).")
        }
        let draws = try failing { try DrawImport(source, format: format) }
        let journal = try failing {
            try draws.write(
                to: output, name: RunFile.name(of: output), set: RunFile.name(of: name),
                model: model, decoding: decoding, alpha: alpha, created: Timestamp.now(),
                scorer: identity)
        }
        let (words, warnings) = (journal.identity.decodingName, journal.plan.warnings)
        try failing { try journal.close() }
        StandardStreams.message(
            Figure.count(draws.draws.reduce(0) { $0 + $1.count }, "draw", "draws") + " of "
                + Figure.count(draws.prompts.count, "prompt", "prompts") + ", "
                + "scores: \(draws.scorers.isEmpty ? "none" : draws.scorers.joined(separator: ", "))"
                + ", into \(output).")
        StandardStreams.message("Decoding: \(words).")
        for warning in warnings { StandardStreams.message("Warning: \(warning).") }
    }

    /// Whether a score is binary must not be read from the scores; a name of ours tells it.
    private func identity(_ name: String) -> RunIdentity.ScorerIdentity {
        let known = (try? ScorerRegistry.scorer(name))?.descriptor
        return RunIdentity.ScorerIdentity(
            name: name, settings: known?.settings ?? "imported",
            isBinary: known?.isBinary ?? binary.contains(name),
            zero: known?.zero ?? "0 in the imported file",
            one: known?.one ?? "1 in the imported file", isLeak: known?.isLeak)
    }
}
