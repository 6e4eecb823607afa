import ArgumentParser
import Exchange
import Journal

/// `probscope export`: a run in another program's format.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a run's draws in the format of another program.",
        discussion: """
              probscope export results.run --format lm-eval --output results.jsonl
              probscope export results.run --format inspect -o 2026-11-22T12-00-00_results.json

              jsonl            one object a draw
              leak-at-k        Leak@k generations, one object a prompt
              lm-eval          lm-evaluation-harness samples, one object a prompt
              inspect          an Inspect log (JSON, version 2), a sample a draw
              open-unlearning  agg_value and value_by_index per scorer
              parquet          one typed row a draw, through DuckDB or Python's pyarrow

            The first four hold the whole run and give the same evidence when they are read back \
            with probscope import. Inspect's viewer lists the logs whose names begin with a time, as \
            above. open-unlearning has one mean a prompt and scorer, and no draws; parquet has draws \
            alone. A file gets its name when it is whole. Tables for pandas or R are made by probscope report --format csv; they and JUnit's \
            reports are results, from which no run can be made again.
            """)

    @Argument(help: ArgumentHelp("A run file.", valueName: "run"), completion: .file())
    var file: String

    @Option(help: "jsonl, leak-at-k, lm-eval, inspect, open-unlearning or parquet.")
    var format: ExportFormat

    @OptionGroup var result: ResultOptions

    func run() throws {
        let journal = try failing { try RecordedRun.open(file) }
        try ProgressLine.during("Writing \(result.output ?? "the draws")") { line in
            guard case .exchange(let format) = format else {
                return try ParquetExport.write(
                    journal, to: result.output, overwrites: result.force, progress: line.show)
            }
            try OutputFile.write(to: result.output, overwrites: result.force) { write in
                try RunExport(journal).write(format, progress: line.show, to: write)
            }
        }
    }
}

/// The formats of `probscope export`.
enum ExportFormat: ExpressibleByArgument, CustomStringConvertible {
    case exchange(RunExport.Format)
    case parquet

    init?(argument: String) {
        if argument == "parquet" {
            self = .parquet
        } else if let format = RunExport.Format(rawValue: argument) {
            self = .exchange(format)
        } else {
            return nil
        }
    }

    static var allValueStrings: [String] { RunExport.Format.allCases.map(\.rawValue) + ["parquet"] }

    var description: String {
        switch self {
        case .exchange(let format): format.rawValue
        case .parquet: "parquet"
        }
    }
}

extension DrawImport.Format: ExpressibleByArgument {}
