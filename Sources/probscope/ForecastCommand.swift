import ArgumentParser
import Evidence
import Exchange
import Journal

/// `probscope forecast`: how rare a leak is at deployment, proven and forecast.
struct ForecastCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forecast",
        abstract: "How rare is a leak at deployment: what is proven, and what is forecast.",
        discussion: """
              probscope forecast results.run --prompts 1000,1000000 --answers 100

            Proven: limits on the greatest of the run's prompts, for one answer and for so many, \
            and, for draws without replacement, limits without any α; they hold at any number of \
            draws. Of further prompts nothing is proven but this: if all are one sample, the greatest \
            of N is above that of these P with probability N/(N + P).

            Forecast: the rate that one of N prompts exceeds, by a line through the largest rates \
            (log of minus log of quantiles against log n, Jones et al. 2025). It is an extrapolation and \
            has no level. Exit code 5 where no limit holds for some prompt's draws, else 0.
            """)

    @Argument(help: ArgumentHelp("A run file.", valueName: "run"), completion: .file())
    var file: String

    @Option(
        help: ArgumentHelp(
            """
            For how many prompts to forecast, separated by commas; without it, ten and a thousand times \
            as many as there are.
            """, valueName: "numbers"))
    var prompts: NumberList?

    @Option(help: "How many answers each prompt is asked for.")
    var answers = 1

    @Option(help: "The scorer's name; without it the first one.")
    var scorer: String?

    @Option(help: "The error probability α of what is proven; without it, the run's own.")
    var alpha: Double?

    @Option(help: "text or json.")
    var format: ForecastFormat = .text

    @OptionGroup var result: ResultOptions

    private static let most = 1_000_000_000_000.0

    func validate() throws {
        try Demand.errorProbability(alpha)
        guard (1...1_000_000_000).contains(answers) else {
            throw ValidationError("--answers must be from 1 to 1000000000.")
        }
        guard let values = prompts?.values else { return }
        guard values.count <= 20,
            values.allSatisfy({ $0 >= 1 && $0 <= Self.most && $0 == $0.rounded() })
        else {
            throw ValidationError(
                "--prompts takes at most 20 whole numbers from 1 to 1000000000000.")
        }
    }

    func run() throws {
        let journal = try failing { try RecordedRun.open(file) }
        let report = try failing {
            let run = try RecordedRun.snapshot(of: journal)
            let count = run.prompts.count
            return try DeploymentReport(
                run, scorer: scorer,
                prompts: prompts?.values.map { Int($0) } ?? [10 * count, 1000 * count],
                answers: answers, alpha: alpha)
        }
        try result.write(
            try failing {
                switch format {
                case .text: report.text
                case .json: try report.json()
                }
            })
        guard !report.isVoid else {
            StandardStreams.message("Evidence void: no limit holds for some prompt's draws.")
            throw ExitStatus.void
        }
    }
}

/// The forms of a forecast.
enum ForecastFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}
