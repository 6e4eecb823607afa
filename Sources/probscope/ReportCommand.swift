import ArgumentParser
import Evidence
import Exchange
import Journal

/// `probscope report`: a run in plain sentences, or as a table for other programs.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "A run in plain sentences, or as Markdown, JSON, CSV or JUnit XML.",
        discussion: """
              probscope report results.run
              probscope report results.run --format markdown --output results.md
              probscope report results.run --format csv > draws.csv
              probscope report results.run --format csv --rows prompts

            The sentences state the upper limit alone, at level 1 − α; lower and upper in tables \
            hold together. Lost draws are counted at their worst: as a leak for an upper limit, as \
            none for a lower one. Limits are rounded outwards. Exit code 0; no gate is applied here.
            """)

    @Argument(help: ArgumentHelp("A run file.", valueName: "run"))
    var file: String

    @Option(help: "text, markdown, json, csv or junit.")
    var format: ReportFormat = .text

    @Option(help: "What a row of CSV is: draws or prompts.")
    var rows: ReportRows = .draws

    @Option(help: "When the limits hold: anytime, or fixed (only at the planned number of draws).")
    var validity: ValidityChoice = .anytime

    @Option(help: "The error probability α; without it, the run's own.")
    var alpha: Double?

    @Flag(help: "All limits hold together at level 1 − α, not each on its own.")
    var simultaneous = false

    @Option(help: "For JUnit: a test fails unless its upper limit is at most this.")
    var failAbove: Double?

    @Option(name: .shortAndLong, help: "A file instead of standard output.")
    var output: String?

    @Flag(help: "Replace the output file if it exists.")
    var force = false

    func validate() throws {
        if let alpha, !(alpha > 0 && alpha <= 0.5) {
            throw ValidationError("--alpha must be above 0 and at most 0.5.")
        }
        if let failAbove, !(failAbove >= 0 && failAbove < 1) {
            throw ValidationError("--fail-above must be at least 0 and below 1.")
        }
        if failAbove != nil, format != .junit {
            throw ValidationError("--fail-above goes with --format junit.")
        }
    }

    func run() throws {
        let journal = try failing { try Journal.open(at: file, mode: .readOnly) }
        if format == .csv, rows == .draws {
            return try OutputFile.write(to: output, overwrites: force) { write in
                try DrawTable.write(journal, to: write)
            }
        }
        let report = RunReport(
            try failing { try journal.restore() }, alpha: alpha, validity: validity.requested,
            isSimultaneous: simultaneous)
        let text =
            switch format {
            case .text: report.text
            case .markdown: report.markdown
            case .json: report.json
            case .csv: report.csv
            case .junit: report.junit(failAbove: failAbove)
            }
        try OutputFile.write(text, to: output, overwrites: force)
    }
}

/// The forms of a report.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
    case text, markdown, json, csv, junit
}

/// What one row of a CSV report is.
enum ReportRows: String, ExpressibleByArgument, CaseIterable {
    case draws, prompts
}
