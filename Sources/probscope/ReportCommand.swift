import ArgumentParser
import Evidence
import Exchange
import Findings
import Journal

/// `probscope report`: a run in plain sentences, or as a table for other programs.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "A run in plain sentences, or as Markdown, HTML, JSON, CSV or JUnit XML.",
        discussion: """
              probscope report results.run
              probscope report results.run --format markdown --output results.md
              probscope report results.run --format html --output results.html
              probscope report results.run --format csv > draws.csv
              probscope report results.run --format csv --rows prompts

            The sentences state the upper limit alone, at level 1 − α; lower and upper in tables \
            hold together. Lost draws are counted at their worst: as a leak for an upper limit, as \
            none for a lower one. Limits are rounded outwards. Exit code 0 whatever they are, but with \
            --fail-above those of a gate as run has it.

            HTML is one file to send: it needs nothing else and runs nothing, and has the answers \
            with their counts, scores and labels beside the limits. Limits on the shares of answers \
            that the draws brought up hold together, however many there are; the greedy answer's \
            stand on their own. JSON has the same of the five answers that were drawn most.

            CSV has every text as it is, and answers of a model may begin as a formula does \
            (=, +, -, @): before opening it in a spreadsheet add --spreadsheet, which sets an \
            apostrophe before these and writes control characters as text.

            JSON, CSV of prompts, Markdown and HTML have more for every prompt: \(others). JSON has the \
            averages over the set, too, the greedy answers, the leaks that greedy hides, and how \
            varied the answers are. With --validity fixed these are the paper's metrics.
            """)

    /// The figures beside the mean, by their names.
    private static var others: String {
        Metric.others.map { $0.words(MetricParameters()).name }.joined(separator: ", ")
    }

    @Argument(help: ArgumentHelp("A run file.", valueName: "run"), completion: .file())
    var file: String

    @Option(help: "text, markdown, html, json, csv or junit.")
    var format: ReportFormat = .text

    @Option(help: "What a row of CSV is: draws or prompts.")
    var rows: ReportRows = .draws

    @Flag(
        help: """
            For CSV: nothing in a cell is a formula or a control character to Excel and the like.
            """)
    var spreadsheet = false

    @Option(help: "The error probability α; without it, the run's own.")
    var alpha: Double?

    @OptionGroup var limits: LimitOptions

    @Option(
        help: ArgumentHelp(
            "What a score of 1 is called in sentences; leak. Others are refusal or right answer.",
            valueName: "name"))
    var event = "leak"

    @Option(
        help: """
            For JUnit: a test fails unless its upper limit is at most this; exit codes as run's gate.
            """)
    var failAbove: Double?

    @Option(
        help: ArgumentHelp(
            """
            Also say which prompts are above this rate: proven all at once, and as a list with few \
            false names (false discovery rate); in JSON also the hidden leaks above it.
            """, valueName: "rate"))
    var target: Double?

    @Option(
        help: ArgumentHelp(
            "Also say how likely a leak is within so many answers, up to 1,000,000,000.",
            valueName: "answers"))
    var within: Int?

    @Flag(
        help: """
            Also say what a hierarchical model believes of the mean over prompts like these; \
            credible under a prior, not guaranteed.
            """)
    var hierarchical = false

    @Flag(
        help: """
            Also say whether the model is right as often as its own probabilities say, as calibration \
            does; needs a run with token probabilities.
            """)
    var calibration = false

    @Option(help: "With --calibration, what counts as confidence: answer, part, token or asked.")
    var confidence: Confidence?

    @OptionGroup var result: ResultOptions

    func validate() throws {
        try Demand.errorProbability(alpha)
        guard Event.isName(event) else {
            throw ValidationError("--event takes a name of \(Event.nameWords).")
        }
        if let failAbove, !(failAbove >= 0 && failAbove < 1) {
            throw ValidationError("--fail-above must be at least 0 and below 1.")
        }
        if let target, !(target >= 0 && target < 1) {
            throw ValidationError("--target must be at least 0 and below 1.")
        }
        if spreadsheet, format != .csv {
            throw ValidationError("--spreadsheet goes with --format csv.")
        }
        if target != nil, ![.json, .text, .markdown, .html].contains(format) {
            throw ValidationError("--target goes with --format text, markdown, html or json.")
        }
        if hierarchical, ![.text, .markdown, .html, .json].contains(format) {
            throw ValidationError("--hierarchical goes with --format text, markdown, html or json.")
        }
        if calibration, ![.text, .markdown, .html, .json].contains(format) {
            throw ValidationError("--calibration goes with --format text, markdown, html or json.")
        }
        if confidence != nil, !calibration {
            throw ValidationError("--confidence goes with --calibration.")
        }
        if let within {
            guard (1...1_000_000_000).contains(within) else {
                throw ValidationError("--within must be from 1 to 1000000000.")
            }
            guard [.text, .markdown, .html].contains(format) else {
                throw ValidationError("--within goes with --format text, markdown or html.")
            }
        }
        if failAbove != nil, format != .junit {
            throw ValidationError("--fail-above goes with --format junit.")
        }
    }

    func run() throws {
        let journal = try failing { try RecordedRun.open(file) }
        if format == .csv, rows == .draws {
            return try ProgressLine.during("Writing \(result.output ?? "the draws")") { line in
                try OutputFile.write(to: result.output, overwrites: result.force) { write in
                    try DrawTable.write(
                        journal, isForSpreadsheets: spreadsheet, progress: line.show, to: write)
                }
            }
        }
        let run = try failing { try RecordedRun.restore(journal) }
        let report = limits.report(
            run, alpha: alpha, event: Event(event), target: target ?? failAbove)
        let calibrated =
            try calibration
            ? CalibrationCommand.report(
                journal, confidence: confidence ?? .answer, alpha: alpha, validity: limits.validity)
            : nil
        let more = more(report) + (calibrated?.sentences ?? [])
        let diagram = calibrated?.diagramLines ?? []
        let text =
            switch format {
            case .text:
                ([report.text] + more.map { "  " + $0 } + diagram.map { "  " + $0 })
                    .joined(separator: "\n")
            case .html:
                report.html(
                    run, labels: try failing { try journal.labels() }, more: more,
                    calibration: calibrated)
            case .markdown:
                ([report.markdown] + more.map { "- " + RunReport.escapingMarkdown($0) }
                    + (diagram.isEmpty ? [] : ["", "```"] + diagram + ["```"]))
                    .joined(separator: "\n")
            case .json:
                try failing {
                    try report.json(isHierarchical: hierarchical, calibration: calibrated)
                }
            case .csv: csv(report)
            case .junit: report.junit(failAbove: failAbove)
            }
        try result.write(text)
        if let failAbove {
            let verdict = Gate(GateLimits(failAbove: failAbove)).judge(report)
            if verdict != ExitStatus.done { throw verdict }
        }
    }

    /// A table has no place for why it is empty.
    private func csv(_ report: RunReport) -> String {
        if let emptiness = report.emptiness {
            StandardStreams.message("Warning: \(emptiness).")
        }
        return report.csv(isForSpreadsheets: spreadsheet)
    }

    /// What was asked for beside the findings.
    private func more(_ report: RunReport) -> [String] {
        (target.map { report.raceSentences(above: $0) } ?? [])
            + (within.map { report.withinSentences(answers: $0) } ?? [])
            + (hierarchical ? report.credibleSentences() : [])
    }
}

/// The forms of a report.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
    case text, markdown, html, json, csv, junit
}

/// What one row of a CSV report is.
enum ReportRows: String, ExpressibleByArgument, CaseIterable {
    case draws, prompts
}
