import ArgumentParser
import Evidence
import Exchange
import Journal
import Prompts
import Scoring

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
            after looking at the answers is not part of any guarantee.
            """ + ScorerOptionsHelp.text)

    @Argument(help: ArgumentHelp("A run file.", valueName: "run"), completion: .file())
    var file: String

    @OptionGroup var scorers: ScorerOptions

    @Option(
        name: .shortAndLong, help: "A new run file with the draws and the new scores.",
        completion: .file())
    var output: String?

    @Option(help: "text, markdown, json or csv (one row a prompt).")
    var format: ReportFormat = .text

    @OptionGroup var limits: LimitOptions

    func validate() throws {
        guard !scorers.names.isEmpty else {
            throw ValidationError("Name at least one scorer with --scorer.")
        }
    }

    func run() throws {
        let journal = try failing { try Journal.open(at: file, mode: .readOnly) }
        let rescorer = Rescorer(
            scorers: try RunSession.makeScorers(scorers.names, for: journal.prompts))
        let result = try failing { try waiting { try await rescorer.score(journal) } }
        if let reason = result.firstFailure {
            StandardStreams.message(
                "\(result.failures) answers could not be scored and count as lost: \(reason)")
        }
        if let output { try write(result, journal, to: output) }
        let report = limits.report(result.run)
        let text =
            switch format {
            case .text: report.text
            case .markdown: report.markdown
            case .json: report.json
            case .csv: report.csv
            case .junit: report.junit()
            }
        try OutputFile.write(text, to: nil, overwrites: false)
    }

    /// A new run with the old one's draws, tokens included.
    private func write(_ result: Rescorer.Result, _ old: Journal, to path: String) throws {
        let run = result.run
        var plan = run.plan
        plan.name = RunFile.name(of: path)
        plan.warnings.append("scored again after sampling, from \(run.plan.name)")
        try failing {
            let new = try Journal.create(
                at: path, identity: run.identity, plan: plan, prompts: run.prompts)
            for (position, evidence) in run.evidence.enumerated() {
                let draws = try result.draws[position].map { entry in
                    guard plan.probabilities > 0,
                        let whole = try old.draw(prompt: entry.draw.prompt, index: entry.draw.index)
                    else { return entry }
                    return JournalDraw(draw: whole.draw, scores: entry.scores)
                }
                try new.append(draws)
                if let greedy = try old.greedy(prompt: evidence.prompt.id) {
                    try new.appendGreedy(greedy, scores: run.greedyScores[position])
                }
                if let failure = evidence.failure {
                    try new.setFailure(failure, prompt: evidence.prompt.id)
                }
            }
            try new.recordEvent(.notice, "Scored again from \(RunFile.name(of: file)).")
            try new.close()
        }
    }
}

/// The registry's scorers as help pages list them.
enum ScorerOptionsHelp {
    static var text: String {
        var lines = ["", "", "Scorers:"]
        func add(_ name: String, _ summary: String, _ options: [(name: String, meaning: String)]) {
            lines.append("  \(Figures.padded(name, to: 15)) \(summary)")
            for option in options {
                lines.append(
                    "  \(Figures.padded("", to: 15))   "
                        + "\(Figures.padded(option.name, to: 12)) \(option.meaning)")
            }
        }
        for entry in ScorerRegistry.entries {
            add(entry.name, entry.summary, entry.options.map { ($0.name, $0.meaning) })
        }
        add("judge", "what a second model says about the answer", ScorerFactory.judgeOptions)
        return lines.joined(separator: "\n")
    }
}
