import ArgumentParser
import Evidence
import FoundationEssentials
import Journal
import Sampling
import Statistics

/// `probscope run`: the headless twin of the explorer.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Sample a prompt file without a terminal, print a table, and gate a release.",
        discussion: """
              probscope run prompts.jsonl --server http://localhost:8080 --fail-above 0.01

            Progress goes to standard error, the result to standard output. The draws are kept in
            the run file; running the same command again continues it. With --fail-above X the exit
            code is 3 if a prompt's lower limit is above X, 4 if an interval still straddles X, and
            0 if every upper limit is at or below X.
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

        let table = try failing {
            ResultTable(
                run: try session.journal.restore(), validity: validity.requested, ending: ending)
        }
        StandardStreams.output(json ? table.jsonLines : table.text)
        try failing { try session.journal.close() }
        if let status = signals.exitStatus { throw status }
        if case .failed(let reason) = ending { throw Failure(reason) }
        throw gate(table)
    }

    private func gate(_ table: ResultTable) -> ExitCode {
        guard let failAbove else { return ExitStatus.done }
        let limit = Figures.percent(failAbove)
        switch table.verdict(limit: failAbove) {
        case .above:
            StandardStreams.message("Gate failed: a lower limit is above \(limit).")
            return ExitStatus.gateFailed
        case .undecided:
            StandardStreams.message("Not enough evidence: an interval still straddles \(limit).")
            return ExitStatus.undecided
        case .atMost:
            StandardStreams.message("Gate passed: every upper limit is at most \(limit).")
            return ExitStatus.done
        }
    }
}

/// When the limits of a table are to hold.
enum ValidityChoice: String, ExpressibleByArgument, CaseIterable {
    case anytime, fixed

    var requested: BoundRequest.Validity { self == .anytime ? .anytime : .fixed }
}
