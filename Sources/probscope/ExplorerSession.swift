import ArgumentParser
import Canvas
import Evidence
import Exchange
import Explorer
import FoundationEssentials
import Journal
import Platform
import Sampling
import Scoring
import Terminal

/// The explorer from the terminal's opening to its end, with or without sampling.
enum ExplorerSession {
    /// Shows a run that is already complete, or that another process is writing.
    ///
    /// - Parameter others: further runs, for the Compare view.
    static func show(
        _ journal: Journal, display: DisplayOptions, others: [RecordedRun] = [],
        note: String? = nil
    ) throws -> ExitCode {
        var snapshot = try failing { try RecordedRun.shown(journal) }
        if let note { snapshot.progress.notices.append(note) }
        if display.printsRecordedFacts() {
            try report([(snapshot, journal)] + others.map { ($0.snapshot, $0.journal) }, display)
            return ExitStatus.done
        }
        let waker = Waker()
        let run = ShownRun(waker: waker)
        run.show(journal, snapshot)
        return try explore(run, waker, display, others)
    }

    /// Where the run is and how to come back, for one who has left the explorer.
    private static func farewell(_ path: String) -> String {
        let shown = SafeText(sanitizing: path).string
        return "The run is in \(shown). Come back: probscope explore \(shown) · in words: "
            + "probscope report \(shown)"
    }

    /// Samples a run and shows it live; the run file is complete when this returns.
    static func sample(
        _ session: RunSession, display: DisplayOptions, others: [RecordedRun] = []
    ) throws -> ExitCode {
        if display.isPlain { return try sampleAndReport(session, display, others) }
        let waker = Waker()
        let run = ShownRun(waker: waker)
        var session = session
        session.plan.limits.snapshotInterval = display.updateInterval
        run.sample(session)
        defer { run.close() }
        let status = try explore(run, waker, display, others)
        try run.finish()
        return status
    }

    /// Samples to the end without a picture, then prints the facts.
    private static func sampleAndReport(
        _ session: RunSession, _ display: DisplayOptions, _ others: [RecordedRun]
    ) throws -> ExitCode {
        let signals = try SignalWatch()
        let sampler = Sampler(
            plan: session.plan, servers: session.servers, journal: session.journal
        ) { _ in }
        signals.onSignal { sampler.stop() }
        let ending = try waiting { await sampler.run() }
        session.sayThoughts()
        let snapshot = try failing { try RecordedRun.snapshot(of: session.journal) }
        try report(
            [(snapshot, session.journal)] + others.map { ($0.snapshot, $0.journal) }, display)
        let closing = Result { try session.close() }
        if let status = signals.exitStatus { return status }
        if case .failed(let reason) = ending { throw Failure(reason) }
        try closing.get()
        return ExitStatus.done
    }

    /// Prints the facts of each run line by line, then those of the first beside each other one.
    static func report(
        _ runs: [(snapshot: Snapshot, journal: Journal)], _ display: DisplayOptions
    ) throws(Failure) {
        var options = ExplorerModel.Options()
        options.target = display.target
        options.event = display.event ?? (try? display.configuration)?.event ?? "leak"
        for (position, run) in runs.enumerated() {
            let report = PlainReport(run.snapshot, options: options)
            // Without the model's own word there is none.
            let calibration = (try? CalibrationCommand.report(run.journal))?.sentences ?? []
            try StandardStreams.result(
                (position > 0 ? "\n" : "")
                    + report.text(calibration: calibration, isASCII: display.glyphs == .ascii))
        }
        for other in runs.dropFirst() {
            let comparison = PlainComparison(
                runs[0].snapshot, other.snapshot, options: options)
            try StandardStreams.result(
                "\n" + comparison.text(isASCII: display.glyphs == .ascii))
        }
    }

    /// Lists the runs of a folder, which are opened from there.
    static func browse(_ folder: String, display: DisplayOptions) throws -> ExitCode {
        let waker = Waker()
        let list = try FolderList(folder, alpha: nil, target: display.target, waker: waker)
        defer { list.close() }
        if display.printsRecordedFacts() {
            for entry in list.allEntries() {
                try StandardStreams.result(
                    entry.sentence(target: display.target, isASCII: display.glyphs == .ascii))
            }
            return ExitStatus.done
        }
        list.start()
        var options = ExplorerModel.Options()
        options.folder = folder
        return try explore(
            ShownRun(waker: waker), waker, display, options: options,
            stage: FolderStage(list, waker: waker))
    }

    private static func explore(
        _ run: ShownRun, _ waker: Waker, _ display: DisplayOptions, _ others: [RecordedRun]
    ) throws -> ExitCode {
        let path = run.journal?.path
        let state =
            display.noState
            ? nil
            : path.map {
                StateFile(locations: Locations(data: display.data), run: $0)
            }
        return try explore(run, waker, display, state: state, others: others)
    }

    /// Opens the terminal and shows what a stage has to offer.
    ///
    /// - Parameters:
    ///   - openings: what is opened first.
    ///   - choices: the runs that the menu offers.
    ///   - state: where the reader's place is kept; nil keeps none.
    ///   - isLive: whether runs are sampled here.
    static func explore(
        _ stage: some RunStage, openings: [Opening], choices: [RunChoice], tour: Tour?,
        waker: Waker, display: DisplayOptions, state: StateFile?, isLive: Bool
    ) throws -> ExitCode {
        var options = ExplorerModel.Options()
        options.choices = choices
        options.tour = tour
        options.isLive = isLive
        return try explore(
            ShownRun(waker: waker), waker, display, state: state, options: options, stage: stage,
            openings: openings)
    }

    private static func explore(
        _ run: ShownRun, _ waker: Waker, _ display: DisplayOptions, state: StateFile? = nil,
        others: [RecordedRun] = [], options start: ExplorerModel.Options? = nil,
        stage: (any RunStage)? = nil, openings: [Opening] = []
    ) throws -> ExitCode {
        let themes = ThemeLibrary(locations: Locations(data: display.data))
        let kept = Result { () throws(Failure) in try state?.read() ?? [:] }
        let place = (try? kept.get()) ?? [:]
        let lastTheme = place["theme"].flatMap { themes.names.contains($0) ? $0 : nil }
        let settings = try display.configuration
        let name = display.theme ?? lastTheme ?? settings.theme ?? "terminal"
        let (theme, warnings) = try themes.theme(named: name)

        var options = TerminalOptions(environment: ProcessInfo.processInfo.environment)
        options.color = display.color
        let hasMouse = display.mouse || settings.mouse ?? false
        options.mouse = hasMouse
        options.glyphs = display.glyphs ?? settings.glyphs
        let terminal = try failing { try TerminalSession.open(options: options) }
        defer { terminal.close() }
        waker.connect(terminal.wakeHandle)

        var model = start ?? ExplorerModel.Options()
        model.glyphs =
            display.glyphs ?? settings.glyphs ?? theme.glyphs
            ?? (terminal.codesetIsUTF8 ? .block : .ascii)
        if !terminal.codesetIsUTF8 { model.glyphs = .ascii }
        model.themes = themes.names
        model.scorers = ScorerRegistry.entries.map(\.name)
        model.theme = name
        model.target = display.target
        model.event = display.event ?? settings.event ?? "leak"
        model.person = display.labeller
        model.keyMap = settings.keys
        let servers = try display.groupServers
        model.groupServers = servers.groupings
        model.seed = UInt64.random(in: 0...UInt64.max)
        if stage == nil { model.isLive = run.sampler != nil }
        model.allowsClipboard = display.clipboard || settings.clipboard ?? false
        model.hasMouse = hasMouse
        var explorer = ExplorerModel(options: model)
        var notes = [terminal.note].compactMap { $0 }
        explorer.restore(place)
        if case .failure(let damage) = kept {
            notes.append("Where you were is forgotten: \(damage)")
        }
        if let state, !state.isWritable {
            notes.append("Where you are will not be remembered: \(state.folder) is read-only.")
        }
        if !others.isEmpty {
            _ = explorer.update(.others(others.map(\.snapshot)))
        }
        var loop = ExplorerLoop(
            terminal: terminal, themes: themes,
            runs: [run] + others.map { ShownRun($0.journal, waker: waker) }, stage: stage,
            desk: GroupDesk(servers, waker: waker), model: explorer, theme: theme)
        defer { loop.desk.stop() }
        switch loop.run(
            warnings: warnings.map { Notice($0.description) }, notes: notes, openings: openings)
        {
        case .quit:
            state?.write(loop.model.place)
            terminal.close()
            if stage == nil, let journal = run.journal {
                StandardStreams.message(Self.farewell(journal.path))
            }
            return ExitStatus.done
        case .interrupt: return ExitStatus.interrupted
        case .terminate, .hangup: return ExitStatus.terminated
        }
    }
}
