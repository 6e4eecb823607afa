import ArgumentParser
import Evidence
import Exchange
import Findings
import FoundationEssentials
import Journal
import Prompts
import Sampling
import Statistics
import Synchronization
import Text

/// `probscope run`: the headless twin of the explorer.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Sample a prompt file without a terminal, print a table, and gate a release.",
        discussion: """
              probscope run prompts.jsonl --server http://localhost:8080 --fail-above 0.01

            Progress goes to standard error, the result to standard output. The draws are kept in \
            the run file; running the same command again continues it.

            Gates. --fail-above X: the exit code is 3 if a prompt's lower limit is above X, 4 if \
            X still lies between its limits, and 0 if every upper limit is at or below X. \
            --fail-unless-below X asks for proof: 0 only if every upper limit is at or below X, 3 if \
            a lower limit is above X, else 4. Where the draws of a prompt contradict each other no \
            limit holds, and both end with 5. A gate asks each of its questions with one limit at \
            level 1 − α on that side alone, as `probscope plan` plans it; the table's intervals hold \
            on both sides at once and are wider. Given both, the first is the rate that is proven to \
            be too much and the second the rate that has to be proven. Every prompt's limits hold \
            on their own at level 1 − α. Passing is wrong with probability α at most however many \
            prompts there are: if one is above X, its own upper limit has to be wrong. Failing with \
            3 because one of many prompts is above X is wrong with probability α at most with \
            --simultaneous (α divided by the number of rows), which leaves the pass as it is.
            """)

    @Argument(help: "A prompt file, or - for standard input.", completion: .file())
    var prompts: String

    @OptionGroup var runFile: RunFileOptions
    @OptionGroup var limits: LimitOptions

    @Option(help: "Fail if a prompt's rate (mean score) is proven to be above this.")
    var failAbove: Double?

    @Option(help: "Fail unless every prompt's rate is proven to be below this.")
    var failUnlessBelow: Double?

    @Option(
        help: ArgumentHelp("Also write the result as JUnit XML.", valueName: "file"),
        completion: .file())
    var junit: String?

    @Option(
        help: ArgumentHelp(
            """
            Sample only this part of the prompts, such as 3/8 for the third of eight; parts of one \
            --seed are joined by merge.
            """,
            valueName: "part/parts"))
    var shard: Shard?

    @Flag(
        help: """
            JSON Lines: one object per prompt and scorer on standard output instead of a table, \
            progress and messages as objects on standard error.
            """)
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
        let isGated = failAbove != nil || failUnlessBelow != nil
        if limits.validity == .fixed, sampling.withoutReplacement {
            throw ValidationError(
                "Limits of draws without replacement hold at any number of them: leave out --validity "
                    + "fixed.")
        }
        if isGated, limits.validity == .fixed, sampling.stopping.endsPrompts {
            throw ValidationError(
                "A gate with --validity fixed asks the planned number of draws, which --stop-verdict "
                    + "and --stop-width do not reach; leave out one of them.")
        }
    }

    func run() throws {
        StandardStreams.messagesAreJSON.store(json, ordering: .relaxed)
        if let junit { try OutputFile.check(junit) }
        let set = try promptOptions.read(prompts)
        if shard != nil, sampling.seed == nil {
            throw Failure(
                "--shard wants --seed, the same for all parts: their seeds are kept apart by it.",
                status: ExitStatus.badUsage)
        }
        let path = runFile.path(for: prompts, shard)
        do {
            try sample(set, to: path)
        } catch let failure as Failure where failure.status == ExitStatus.void {
            // Whoever reads the JUnit file alone must not find an earlier one that passed.
            if let junit {
                try OutputFile.write(
                    RunReport.junit(void: failure.description, name: RunPath.name(of: path)),
                    to: junit, overwrites: true)
            }
            throw failure
        }
    }

    private func sample(_ set: PromptSet, to path: String) throws {
        var session = try RunSession.begin(
            try shard?.prompts(of: set) ?? set, sampling: sampling, scorers: runFile.scorers.names,
            file: path, isQuiet: quiet, seedPrompts: shard == nil ? nil : set.prompts.map(\.id),
            connect: { () throws(Failure) in try server.ready() })
        // Rules stop where the gate will have its verdict.
        session.plan.isSimultaneous = limits.simultaneous
        server.adapt(&session.plan)
        let signals = try SignalWatch()
        let progress = HeadlessProgress(isQuiet: quiet, isJSON: json)
        progress.begin(session)
        let sampler = Sampler(
            plan: session.plan, servers: session.servers, journal: session.journal
        ) { progress.show($0) }
        signals.onSignal { sampler.stop() }
        let ending = try waiting { await sampler.run() }
        progress.end()
        // Without --quiet it is among the notices of the progress.
        if quiet { session.sayThoughts() }

        let run = try failing { try session.journal.restore() }
        session.sayLateWarnings(of: run)
        for notice in run.notices { StandardStreams.message("Warning: \(notice).") }
        let closing = Result { try session.close() }
        if case .failure(let failure as Failure) = closing, failure.status == ExitStatus.void {
            // What was read of it before is not what the file holds.
            throw failure
        }
        let report = limits.report(run, target: failAbove ?? failUnlessBelow)
        let table = ResultTable(report, ending: ending)
        // Whichever of the two cannot be written, the other one still is.
        let printing = Result {
            if json {
                try StandardStreams.data(try table.jsonLines())
            } else {
                try StandardStreams.output(
                    table.text(columns: StandardStreams.outputColumns))
            }
        }
        if let junit {
            try OutputFile.write(
                report.junit(failAbove: failAbove, failUnlessBelow: failUnlessBelow), to: junit,
                overwrites: true)
        }
        try printing.get()
        if let status = signals.exitStatus { throw status }
        let gate = Gate(GateLimits(failAbove: failAbove, failUnlessBelow: failUnlessBelow))
        if gate.isVoid(report) {
            // Whatever else went wrong: what was drawn counts for nothing.
            if case .failed(let reason) = ending { StandardStreams.message(reason) }
            if case .failure(let error) = closing { StandardStreams.message("\(error)") }
            throw gate.judge(report)
        }
        if case .failed(let reason) = ending { throw Failure(reason) }
        try closing.get()
        try report.checkScores(
            reasons: run.events.filter { $0.kind == .scorerFailed }.map(\.text))
        let shortfall = run.shortfall(sampler.outcome)
        guard !gate.limits.isEmpty else {
            if let shortfall { throw shortfall }
            return
        }
        // Why there is so little evidence comes before what follows from it.
        if let shortfall { StandardStreams.message("\(shortfall).") }
        let verdict = gate.judge(report)
        throw verdict == ExitStatus.done ? shortfall?.status ?? verdict : verdict
    }
}

extension RestoredRun {
    /// What makes a run that went wrong on the way end so, whatever its limits came to: most draws
    /// were lost, a server was left out, or a prompt was not sampled.
    func shortfall(_ outcome: Sampler.Outcome) -> Failure? {
        let lost = evidence.reduce(0) { $0 + $1.lost }
        let drawn = evidence.reduce(0) { $0 + $1.drawCount }
        if lost * 2 > drawn {
            return Failure(
                "Most draws were lost, \(lost) of \(drawn)"
                    + (outcome.lostReason.map { ", most often for this reason: \($0)" } ?? ""))
        }
        if let unscored = mostlyUnscored { return unscored }
        if let first = outcome.leftOut.first {
            return Failure(
                "\(outcome.leftOut.count == 1 ? "A server was" : "\(outcome.leftOut.count) servers were")"
                    + " left out while the others went on: \(first)")
        }
        let missing = evidence.filter { $0.failure != nil }
        if let first = missing.min(by: { $0.drawCount < $1.drawCount }) {
            let drawn = first.drawCount
            let verb = missing.count == 1 ? "was" : "were"
            let (end, place) =
                drawn == 0
                ? ("", "") : (" to the end", " after \(Figure.count(drawn, "draw", "draws"))")
            return Failure(
                "\(missing.count) of \(evidence.count) prompts \(verb) not sampled\(end), such as "
                    + "\(first.prompt.id)\(place): \(first.failure ?? "")",
                status: ExitStatus.undecided)
        }
        return nil
    }
}

extension RestoredRun {
    /// What to say where a scorer gave most draws no score: these count as lost as well.
    var mostlyUnscored: Failure? {
        let drawn = evidence.reduce(0) { $0 + $1.drawCount }
        for (position, scorer) in identity.namedScorers.enumerated() {
            let scored = evidence.reduce(0) { $0 + $1.scores[position].count }
            guard (drawn - scored) * 2 > drawn else { continue }
            return Failure(
                "Most draws have no score by \(scorer.name), \(drawn - scored) of \(drawn)")
        }
        return nil
    }
}

extension RunReport {
    /// Says which answers have no score.
    ///
    /// - Throws: ``Failure`` where a scorer gave no score at all: nothing was measured then.
    func checkScores(reasons: [String]) throws(Failure) {
        for missing in unscored {
            let reason =
                reasons.last { $0.hasPrefix("scorer \(missing.scorer)") }.map { ": \($0)" } ?? "."
            guard !missing.isAll else {
                throw Failure("No answer has a score by \(missing.scorer)\(reason)")
            }
            StandardStreams.message(
                Figure.count(missing.count, "answer has", "answers have")
                    + " no score by \(missing.scorer)\(reason)")
        }
    }
}
