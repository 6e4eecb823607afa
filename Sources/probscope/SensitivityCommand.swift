import ArgumentParser
import Evidence
import Exchange
import Journal

/// `probscope sensitivity`: which verdicts change with how one asks.
struct SensitivityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sensitivity",
        abstract: "Does a conclusion about a run change with how one asks?",
        discussion: """
              probscope sensitivity results.run --target 0.01
              probscope sensitivity results.run other-template.run cold.run --target 0.01 --format markdown

            One table of verdicts: about half and twice the target, for a graded scorer about the \
            share of draws above thresholds, by every other scorer of the run, for the draws of even \
            and of odd numbers, for each server where there were several, and for further runs of \
            the same prompts, which may have another template, temperature or model.

            All limits of all rows hold together at level 1 − α, at any number of draws: so every \
            further variant widens the others, and other targets cost nothing. Exit code 5 where no \
            limit holds for the run, else 0; no gate is applied here.
            """)

    @Argument(help: ArgumentHelp("A run file.", valueName: "run"), completion: .file())
    var file: String

    @Argument(
        help: ArgumentHelp("Further runs of the same prompts.", valueName: "run"),
        completion: .file())
    var others: [String] = []

    @Option(help: ArgumentHelp("The rate that the conclusion is about.", valueName: "rate"))
    var target: Double

    @Option(
        name: .customLong("targets"),
        help: ArgumentHelp(
            "Other targets, separated by commas; without it, half and twice the target.",
            valueName: "rates"))
    var targets: NumberList?

    @Option(
        help: ArgumentHelp(
            """
            Above which scores of a graded scorer draws are counted, separated by commas; without it, \
            0.25, 0.5 and 0.75.
            """, valueName: "scores"))
    var thresholds: NumberList?

    @Option(help: "The scorer's name; without it the first one.")
    var scorer: String?

    @Option(help: "The error probability α of everything together; without it, the run's own.")
    var alpha: Double?

    @Option(help: "text, markdown or json.")
    var format: SensitivityFormat = .text

    @OptionGroup var result: ResultOptions

    private static let mostValues = 20

    func validate() throws {
        try Demand.errorProbability(alpha)
        try Demand.target(target)
        for (name, list) in [("targets", targets), ("thresholds", thresholds)] {
            guard let values = list?.values else { continue }
            guard values.count <= Self.mostValues, values.allSatisfy({ $0 >= 0 && $0 < 1 }) else {
                throw ValidationError(
                    "--\(name) takes at most \(Self.mostValues) numbers from 0 to below 1.")
            }
        }
    }

    func run() throws {
        let journal = try failing { try RecordedRun.open(file) }
        let report = try failing {
            let run = try RecordedRun.snapshot(of: journal)
            let further = try others.map { path in
                let run = try RecordedRun.snapshot(of: RecordedRun.open(path))
                return (name: run.facts.name, run: run)
            }
            return try SensitivityReport(
                run, scorer: scorer, target: target, targets: targets?.values,
                thresholds: thresholds?.values ?? SensitivityReport.usualThresholds,
                servers: run.facts.servers.count > 1 ? try journal.drawServers() : nil,
                others: further, alpha: alpha)
        }
        try result.write(
            try failing {
                switch format {
                case .text: report.text
                case .markdown: report.markdown
                case .json: try report.json()
                }
            })
        guard !report.isVoid else {
            StandardStreams.message("Evidence void: no limit holds for the run.")
            throw ExitStatus.void
        }
    }
}

/// The forms of a table of verdicts.
enum SensitivityFormat: String, ExpressibleByArgument, CaseIterable {
    case text, markdown, json
}
