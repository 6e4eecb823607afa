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

            Reads plain JSON Lines, {"prompt_id":…, "text":…} with, if known, prompt, references, \
            keywords, seed, tokens, finish and scores; a prompt with a completion or a list of \
            completions (HumanEval, bigcode, vLLM, SGLang); OpenAI's batch output; Leak@k \
            generations; lm-evaluation-harness samples; Inspect logs (.eval and JSON); results of \
            open-unlearning, promptfoo, HarmBench, JailbreakBench, garak, deepeval, HELM, lighteval \
            and OpenAI's evals; batches of Anthropic, Gemini and Bedrock. The format \
            is found out from the fields. Draws of a prompt are numbered as the file numbers them, \
            else in its order with the lost ones first. \
            Exports of this program give the same evidence again: greedy answers, token \
            probabilities, lost draws.

            A score with a value outside 0 to 1 stops the import until --scale or --grades says \
            what its values mean. What the file has twice counts once; a record without an answer \
            is a lost draw; an odd one is named, counted and lost or left out.

            The run is marked "reported, not verified": its limits hold only if the file has all \
            draws, made independently under one decoding. How many draws were planned is what the \
            file or --planned says: the number of its lines is no plan, as it may have been chosen \
            after looking. Scores in the file are kept; \
            probscope score gives others. An imported run can be scored, compared, explored and \
            exported, but not continued.
            """)

    @Argument(help: "A file with draws, or - for standard input.", completion: .file())
    var file: String

    @Option(name: .shortAndLong, help: "The new run file.", completion: .file())
    var output: String

    @Option(
        help: """
            \(DrawImport.Format.allCases.map(\.rawValue).joined(separator: ", ")); without it, by \
            the fields.
            """)
    var format: DrawImport.Format?

    @Option(
        help: """
            The model's name, where the file does not say it; of several models in a file, the one \
            to take.
            """)
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
        help: """
            The draws per prompt that were planned before the first one. Without it, and where the \
            file does not say it, there is no limit for a fixed number of draws.
            """)
    var planned: Int?

    @Option(
        name: .customLong("binary"),
        help: "A score of the file that is 0 or 1 by its definition; may be repeated.")
    var binary: [String] = []

    @Option(
        name: .customLong("scale"),
        help: ArgumentHelp(
            "A score's values that become 0 and 1, such as clarity=0..10; may be repeated.",
            valueName: "name=low..high"))
    var scales: [String] = []

    @Option(
        name: .customLong("grades"),
        help: ArgumentHelp(
            "What a score's words are worth, such as verdict=yes:1,no:0; may be repeated.",
            valueName: "name=word:value,…"))
    var grades: [String] = []

    @Option(
        name: .customLong("without-score"),
        help: "A score of the file to leave out; may be repeated.")
    var withoutScores: [String] = []

    @Option(
        name: .customLong("choices-from"),
        help: """
            The number of the first choice, 0 or 1, where right answers are numbers and the file \
            does not show it.
            """)
    var choicesFrom: Int?

    @Option(
        help: """
            What answers are that read as a program's words for a failed request, such as "Request \
            timed out.": lost, or answers of the model's. Without it they are lost unless the prompt \
            is about such things or the file says how they ended.
            """)
    var errorTexts: ErrorTexts?

    @OptionGroup var answer: AnswerOptions

    func validate() throws {
        if let choicesFrom, !(0...1).contains(choicesFrom) {
            throw ValidationError("--choices-from is 0 or 1.")
        }
        if let alpha { try Demand.errorProbability(alpha) }
        if let planned, !(1...Int(Int32.max)).contains(planned) {
            throw ValidationError("--planned must be at least 1.")
        }
    }

    func run() throws {
        try OutputFile.checkNew(output)
        let name = file == "-" ? "standard input" : file
        let scales = try failing(ExitStatus.badUsage) {
            try ScoreScales(
                scales: self.scales, grades: self.grades, leftOut: self.withoutScores)
        }
        let draws = try ProgressLine.during("Reading \(name)") { line throws(Failure) in
            try failing {
                try DrawImport(
                    path: file, format: format, scales: scales, answer: answer.part, model: model,
                    choicesFrom: choicesFrom, errorTexts: errorTexts, progress: line.show)
            }
        }
        if let packing = draws.packing {
            StandardStreams.message("\(RunPath.name(of: name)) was unpacked (\(packing)).")
        }
        let journal = try ProgressLine.during("Writing \(output)") { line throws(Failure) in
            try failing {
                try draws.write(
                    to: output, name: RunPath.name(of: output), set: RunPath.name(of: name),
                    model: model, decoding: decoding, alpha: alpha, planned: planned,
                    created: Timestamp.now(), progress: line.show,
                    scorer: { identity($0, scales) })
            }
        }
        let (words, warnings) = (journal.identity.decodingName, journal.plan.warnings)
        try failing { try journal.close() }
        let count = draws.draws.reduce(0) { $0 + $1.count }
        let amounts =
            Figure.count(count, "draw", "draws") + " of "
            + Figure.count(draws.prompts.count, "prompt", "prompts")
            + (draws.lost == 0 ? "" : ", \(draws.lost) of them without an answer and lost")
        let names = draws.scorers.isEmpty ? "none" : draws.scorers.joined(separator: ", ")
        StandardStreams.message("\(amounts), scores: \(names), into \(output).")
        StandardStreams.message("Decoding: \(words).")
        if let copies = draws.copies { StandardStreams.message("\(copies).") }
        for warning in warnings { StandardStreams.message("Warning: \(warning).") }
        let (lost, unscored) = (draws.lost, draws.unscored)
        let without = min(count, lost + unscored)
        if without * 2 > count {
            // No failure: what was made elsewhere is there as it is.
            StandardStreams.message(
                "Warning: most draws are lost\(unscored == 0 ? "" : " or have no score"), \(without) "
                    + "of \(count).")
        }
    }

    /// What is known of a score that somebody else has given, whatever it is called: whether it is binary
    /// must not be read from its values, and what these mean belongs to what it is.
    private func identity(
        _ name: String, _ scales: ScoreScales
    ) -> RunIdentity.ScorerIdentity {
        let meaning = scales.meaning(of: name)
        return RunIdentity.ScorerIdentity(
            name: name, settings: "imported" + (meaning.map { ", \($0.settings)" } ?? ""),
            isBinary: binary.contains(name), zero: meaning?.zero ?? "0 in the imported file",
            one: meaning?.one ?? "1 in the imported file", isLeak: false)
    }
}

extension ErrorTexts: ExpressibleByArgument {}
