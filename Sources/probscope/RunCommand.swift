import ArgumentParser
import Evidence
import Exchange
import FoundationEssentials
import Journal
import Prompts
import Sampling
import Statistics

/// `probscope run`: the headless twin of the explorer.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Sample a prompt file without a terminal, print a table, and gate a release.",
        discussion: """
              probscope run prompts.jsonl --server http://localhost:8080 --fail-above 0.01

            Progress goes to standard error, the result to standard output. The draws are kept in \
            the run file; running the same command again continues it.

            Gates. --fail-above X: the exit code is 3 if a prompt's lower limit is above X, 4 if an \
            interval still straddles X, and 0 if every upper limit is at or below X. \
            --fail-unless-below X asks for proof: 0 only if every upper limit is below X, 3 if a \
            lower limit is above X, else 4. Given both, the first is the rate that is proven to be \
            too much and the second the rate that has to be proven. Every prompt's limits hold on \
            their own at level 1 − α; a gate over many prompts that is to be wrong with probability \
            α at most wants --simultaneous (α divided by the number of rows).
            """)

    @Argument(help: "A prompt file, or - for standard input.")
    var prompts: String

    @Option(name: .shortAndLong, help: "The run file; without it, the prompt file's name + .run.")
    var output: String?

    @Option(
        name: .customLong("scorer"),
        help: "A scorer, such as keyword or rouge-l-recall; may be repeated.")
    var scorers: [String] = []

    @Option(help: "When the limits hold: anytime, or fixed (only at the planned number of draws).")
    var validity: ValidityChoice = .anytime

    @Option(help: "Fail if a prompt's rate (mean score) is proven to be above this.")
    var failAbove: Double?

    @Option(help: "Fail unless every prompt's rate is proven to be below this.")
    var failUnlessBelow: Double?

    @Flag(help: "All limits hold together at level 1 − α, not each on its own.")
    var simultaneous = false

    @Option(help: ArgumentHelp("Also write the result as JUnit XML.", valueName: "file"))
    var junit: String?

    @Flag(help: "Print one JSON object per prompt and scorer instead of a table.")
    var json = false

    @Flag(name: .shortAndLong, help: "No progress on standard error.")
    var quiet = false

    @OptionGroup(title: "Server") var server: ServerOptions
    @OptionGroup(title: "Prompts") var promptOptions: PromptOptions
    @OptionGroup(title: "Sampling") var sampling: SamplingOptions

    func validate() throws {
        if let failAbove, !(failAbove >= 0 && failAbove < 1) {
            throw ValidationError("--fail-above must be at least 0 and below 1.")
        }
        if let failUnlessBelow, !(failUnlessBelow > 0 && failUnlessBelow <= 1) {
            throw ValidationError("--fail-unless-below must be above 0 and at most 1.")
        }
        guard !server.servers.isEmpty else {
            throw ValidationError("Sampling needs a server: give --server URL.")
        }
    }

    func run() throws {
        let set = try promptOptions.read(prompts)
        let session = try RunSession.begin(
            set, sampling: sampling, scorers: scorers,
            file: output ?? PromptOptions.runFile(for: prompts), connect: server.ready)
        let signals = SignalWatch()
        let progress = HeadlessProgress(isQuiet: quiet)
        progress.begin(session)
        let sampler = Sampler(
            plan: session.plan, servers: session.servers, journal: session.journal
        ) { progress.show($0) }
        signals.onSignal { sampler.stop() }
        let ending = try waiting { await sampler.run() }
        progress.end()

        let run = try failing { try session.journal.restore() }
        let report = RunReport(run, validity: validity.requested, isSimultaneous: simultaneous)
        let table = ResultTable(
            report, ending: ending, stops: run.events.compactMap { PromptStop($0) })
        StandardStreams.output(json ? table.jsonLines : table.text)
        if let junit {
            try OutputFile.write(
                report.junit(failAbove: failAbove, failUnlessBelow: failUnlessBelow), to: junit,
                overwrites: true)
        }
        try failing { try session.journal.close() }
        if let status = signals.exitStatus { throw status }
        if case .failed(let reason) = ending { throw Failure(reason) }
        throw Gate(failAbove: failAbove, failUnlessBelow: failUnlessBelow).judge(report)
    }
}

/// The limits that a run has to keep.
struct Gate {
    var failAbove: Double?
    var failUnlessBelow: Double?

    /// Says on standard error how the gate was passed or not, and gives the exit code.
    func judge(_ report: RunReport) -> ExitCode {
        for limit in [failAbove, failUnlessBelow].compactMap({ $0 })
        where report.verdict(limit: limit) == .above {
            StandardStreams.message(
                "Gate failed: a lower limit is above \(Figures.percent(limit)).")
            return ExitStatus.gateFailed
        }
        if let failUnlessBelow {
            let open = report.findings.filter { ($0.interval?.upper ?? 1) >= failUnlessBelow }
            let limit = Figures.percent(failUnlessBelow)
            if let first = open.first {
                StandardStreams.message(
                    "Not enough evidence: \(open.count) of \(report.findings.count) upper limits "
                        + "are not below \(limit), such as that of \(first.prompt.id).")
                return ExitStatus.undecided
            }
        }
        if let failAbove, report.verdict(limit: failAbove) == .undecided {
            let failed = report.findings.first { $0.failure != nil }
            StandardStreams.message(
                failed.map { "Not enough evidence: prompt \($0.prompt.id) was not sampled." }
                    ?? "Not enough evidence: an interval still straddles "
                    + "\(Figures.percent(failAbove)).")
            return ExitStatus.undecided
        }
        if let failUnlessBelow {
            StandardStreams.message(
                "Gate passed: every upper limit is below \(Figures.percent(failUnlessBelow)).")
        } else if let failAbove {
            StandardStreams.message(
                "Gate passed: every upper limit is at most \(Figures.percent(failAbove)).")
        }
        return ExitStatus.done
    }
}

/// When the limits of a table are to hold.
enum ValidityChoice: String, ExpressibleByArgument, CaseIterable {
    case anytime, fixed

    var requested: BoundRequest.Validity { self == .anytime ? .anytime : .fixed }
}
