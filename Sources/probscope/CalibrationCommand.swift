import ArgumentParser
import Evidence
import Exchange
import Findings
import Grouping
import Journal
import Statistics

/// `probscope calibration`: whether a run's answers are right as often as the model says.
struct CalibrationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibration",
        abstract: "Is the model right as often as its own probabilities say?",
        discussion: """
              probscope calibration results.run
              probscope calibration results.run --confidence part --format json

            Compares the probability that the model itself gave each answer, which the run keeps \
            with --probabilities 1 or more, with whether a scorer calls it right: a reliability \
            diagram with limits for all bins at once, the expected calibration error, the Brier \
            score and its parts, the balance score, the kernel calibration error with p-values, \
            whether the more probable of two answers is the better one, and whether entropy tells \
            wrong greedy answers (over meanings too, where the explorer has grouped by meaning).

            Limits are about these prompts, over their draws. p-values ask whether a calibrated \
            model would show as much, for prompts that are an independent sample with their \
            references. What has neither is an estimate. Exit code 5 where \
            draws contradict each other, so that no limit holds, else 0; no gate is applied here.
            """)

    @Argument(help: ArgumentHelp("A run file.", valueName: "run"), completion: .file())
    var file: String

    @Option(help: "The scorer that says what is right; without it the first one.")
    var scorer: String?

    @Option(
        help: """
            What counts as confidence: the probability of the whole answer, of the part that counts \
            given what came before it, the geometric mean over the tokens, or (asked) that of True \
            when the answer is put back to a model. Without it answer, or with --ask asked.
            """)
    var confidence: Confidence?

    @OptionGroup var asking: AskOptions

    @Option(help: "How many bins of equal width the diagram has.")
    var bins = ReliabilityDiagram.usualBins

    @Option(help: "The error probability α of each statement; without it, the run's own.")
    var alpha: Double?

    @Option(
        help: "When limits on means hold: anytime, or fixed (only at the planned number of draws).")
    var validity: Validity = .anytime

    @Option(help: "text, json or csv (one row a prompt).")
    var format: CalibrationFormat = .text

    @OptionGroup var result: ResultOptions

    func validate() throws {
        try Demand.errorProbability(alpha)
        guard (1...ReliabilityDiagram.mostBins).contains(bins) else {
            throw ValidationError("--bins must be from 1 to \(ReliabilityDiagram.mostBins).")
        }
    }

    func run() throws {
        let journal = try failing { try RecordedRun.open(file) }
        try asking.ask(journal)
        let report = try Self.report(
            journal, scorer: scorer, confidence: confidence ?? asking.confidence,
            alpha: alpha, validity: validity, bins: bins)
        try result.write(
            try failing {
                switch format {
                case .text: report.text
                case .json: try report.json()
                case .csv: report.csv()
                }
            })
        guard !report.isVoid else {
            StandardStreams.message("Evidence void: no limit holds for some prompt's draws.")
            throw ExitStatus.void
        }
    }
}

extension CalibrationCommand {
    /// What a run's file says of its calibration.
    static func report(
        _ journal: Journal, scorer: String? = nil, confidence: Confidence = .answer,
        alpha: Double? = nil, validity: Validity = .anytime,
        bins: Int = ReliabilityDiagram.usualBins
    ) throws -> CalibrationReport {
        try failing {
            let run = try RecordedRun.snapshot(of: journal)
            let own = try ProgressLine.during("Reading probabilities") {
                try journal.probabilities(of: run, progress: $0.show)
            }
            let groups = GroupDesk.partitions(
                of: try GroupFile(journal.groupsPath).read(), run
            ).filter { $0.1.grouping == .meaning }
            return try CalibrationReport(
                run, own, scorer: scorer, confidence: confidence, alpha: alpha, validity: validity,
                bins: bins, groups: Dictionary(groups, uniquingKeysWith: { $1 }))
        }
    }
}

/// The forms of a calibration report.
enum CalibrationFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv
}

extension Confidence: ExpressibleByArgument {}
