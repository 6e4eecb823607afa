import ArgumentParser
import Evidence
import Exchange
import Journal
import Prompts
import Scoring
import Text

/// `probscope score`: the draws of a finished run under another scorer.
struct ScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Score the draws of a finished run again, with other scorers; needs no server.",
        discussion: """
              probscope score results.run --scorer rouge-l-recall
              probscope score results.run --scorer 'command:./score.py' --output rescored.run

            Prints the report with the new scores. With --output the draws and the new scores go \
            into a new run file; the run that was read is never changed. A scorer that was chosen \
            after looking at the answers is not part of any guarantee. What could not be scored \
            counts as lost and is said; the exit code is 1 where a scorer gave most draws none.
            """ + ScorerOptionsHelp.text)

    @Argument(help: ArgumentHelp("A run file.", valueName: "run"), completion: .file())
    var file: String?

    @Flag(help: "Only list the scorers with their options and what their 0 and 1 mean.")
    var list = false

    @OptionGroup var scorers: ScorerOptions
    @OptionGroup var answer: AnswerOptions

    @Option(
        name: .shortAndLong, help: "A new run file with the draws and the new scores.",
        completion: .file())
    var output: String?

    @Option(help: "text, markdown, html, json or csv (one row a prompt).")
    var format: ReportFormat = .text

    @OptionGroup var limits: LimitOptions

    func validate() throws {
        if list { return }
        guard file != nil else { throw ValidationError("Name the run file to score again.") }
        guard !scorers.names.isEmpty else {
            throw ValidationError("Name at least one scorer with --scorer.")
        }
    }

    func run() throws {
        guard let file, !list else { return try StandardStreams.output(ScorerOptionsHelp.list) }
        if let output { try OutputFile.checkNew(output) }
        let journal = try failing { try RecordedRun.open(file) }
        if journal.identity.withoutReplacement == true {
            throw Failure(
                "\(file) holds draws without replacement, whose limits rest on what was known of each "
                    + "score when they were made; sample with the scorer instead.",
                status: ExitStatus.badUsage)
        }
        let part = answer.part ?? journal.identity.answerPart
        let rescorer = Rescorer(
            scorers: try RunSession.makeScorers(
                scorers.names, for: journal.prompts, finder: AnswerFinder(part)),
            part: part)
        let line = ProgressLine("Scoring \(file)")
        defer { line.end() }
        let result = try failing {
            try waiting { try await rescorer.score(journal, progress: line.show) }
        }
        line.end()
        if let notice = result.thinkingNotice(part) { StandardStreams.message(notice + ".") }
        if let output { try write(result, journal, from: file, to: output) }
        let report = limits.report(result.run)
        let text =
            switch format {
            case .text: report.text
            case .markdown: report.markdown
            case .json: try failing { try report.json() }
            case .html: report.html(result.run)
            case .csv: report.csv
            case .junit: report.junit()
            }
        try OutputFile.write(text, to: nil, overwrites: false)
        try report.checkScores(reasons: result.reasons)
        if let unscored = result.run.mostlyUnscored { throw unscored }
    }

    /// A new run with the old one's draws, tokens included.
    private func write(
        _ result: Rescorer.Result, _ old: Journal, from file: String, to path: String
    ) throws {
        let run = result.run
        var plan = run.plan
        plan.name = RunPath.name(of: path)
        let labels = try failing { try old.labelLines() }
        try failing {
            try Journal.writeWhole(
                to: path, identity: run.identity, plan: plan, prompts: run.prompts
            ) { new in
                try old.reading { reading in
                    for (position, prompt) in run.prompts.enumerated() {
                        var batch: [JournalDraw] = []
                        try reading.forEachDraw(of: position, withTokens: plan.probabilities > 0) {
                            batch.append(result.rescored($0, prompt: position))
                            guard batch.count == 1024 else { return }
                            try new.append(batch)
                            batch.removeAll(keepingCapacity: true)
                        }
                        try new.append(batch)
                        if let greedy = try reading.greedy(position) {
                            try new.appendGreedy(
                                greedy.answer, scores: run.greedyScores[position])
                        }
                        if let failure = try reading.failure(position) {
                            try new.setFailure(failure, prompt: prompt.id)
                        }
                    }
                }
                try new.takeFaults(of: old)
                try new.recordEvent(.notice, "Scored again from \(RunPath.name(of: file)).")
            }
            // The draws are the same, and so is what people say of them.
            try LabelFile(run: path).append(labels)
        }
    }
}

/// The registry's scorers as help pages list them.
enum ScorerOptionsHelp {
    static var text: String { lines(["", "", "Scorers:"]) { _ in [] } }

    /// The same with what 0 and 1 mean.
    static var list: String {
        lines([]) { entry in
            (entry.meaning.map { ["0 = \($0.zero)", "1 = \($0.one)"] } ?? []) + entry.details
        }
    }

    private static func lines(
        _ heading: [String], more: (ScorerRegistry.Entry) -> [String]
    ) -> String {
        var lines = heading
        for entry in ScorerRegistry.entries {
            lines.append("  \(Figure.padded(entry.name, to: 15)) \(entry.summary)")
            lines += more(entry).map { "  \(Figure.padded("", to: 15))   \($0)" }
            for option in entry.options {
                lines.append(
                    "  \(Figure.padded("", to: 15))   "
                        + "\(Figure.padded(option.name, to: 12)) \(option.meaning)")
            }
        }
        return lines.joined(separator: "\n")
    }
}
