import ArgumentParser
import Canvas
import Evidence
import Explorer
import FoundationEssentials
import Glibc
import Journal
import Sampling
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
        var snapshot = try failing { try RecordedRun.snapshot(of: journal) }
        if let holder = journal.holder {
            snapshot.progress.notices.append(
                "Open for reading only: \(holder) is writing this run. R reads it again.")
        }
        if let note { snapshot.progress.notices.append(note) }
        if display.isPlain {
            report(snapshot, display)
            return ExitStatus.done
        }
        let mailbox = Mailbox<Snapshot>()
        mailbox.put(snapshot)
        return try explore(journal, nil, mailbox, display, others)
    }

    /// Samples a run and shows it live; the run file is complete when this returns.
    static func sample(
        _ session: RunSession, display: DisplayOptions, others: [RecordedRun] = []
    ) throws -> ExitCode {
        if display.isPlain { return try sampleAndReport(session, display) }
        let mailbox = Mailbox<Snapshot>()
        let waker = Mailbox<WakeHandle>()
        let sampler = Sampler(
            plan: session.plan, servers: session.servers, journal: session.journal
        ) { snapshot in
            mailbox.put(snapshot)
            if let handle = waker.take() {
                waker.put(handle)
                handle.wake()
            }
        }
        let sampling = Task.detached { await sampler.run(staysOpen: true) }
        defer {
            sampler.stop()
            _ = try? waiting { await sampling.value }
            try? session.journal.close()
        }
        return try explore(session.journal, sampler, mailbox, display, others) { waker.put($0) }
    }

    /// Samples to the end without a picture, then prints the facts.
    private static func sampleAndReport(
        _ session: RunSession, _ display: DisplayOptions
    ) throws -> ExitCode {
        let signals = SignalWatch()
        let sampler = Sampler(
            plan: session.plan, servers: session.servers, journal: session.journal
        ) { _ in }
        signals.onSignal { sampler.stop() }
        let ending = try waiting { await sampler.run() }
        report(try failing { try RecordedRun.snapshot(of: session.journal) }, display)
        try failing { try session.journal.close() }
        if let status = signals.exitStatus { return status }
        if case .failed(let reason) = ending { throw Failure(reason) }
        return ExitStatus.done
    }

    /// Prints the facts line by line.
    private static func report(_ snapshot: Snapshot, _ display: DisplayOptions) {
        var options = ExplorerModel.Options()
        options.target = display.target
        StandardStreams.write(
            PlainReport(snapshot, options: options).text(isASCII: display.glyphs == .ascii),
            to: STDOUT_FILENO)
    }

    private static func explore(
        _ journal: Journal, _ sampler: Sampler?, _ mailbox: Mailbox<Snapshot>,
        _ display: DisplayOptions, _ others: [RecordedRun],
        onOpen: (WakeHandle) -> Void = { _ in }
    ) throws -> ExitCode {
        let locations = Locations(data: display.data)
        let themes = ThemeLibrary(locations: locations)
        let state = display.noState ? nil : StateFile(locations: locations, run: journal.path)
        let place = state?.read() ?? [:]
        let kept = place["theme"].flatMap { themes.names.contains($0) ? $0 : nil }
        let name = display.theme ?? kept ?? "terminal"
        let (theme, warnings) = try themes.theme(named: name)

        var options = TerminalOptions(environment: ProcessInfo.processInfo.environment)
        options.color = display.color
        options.mouse = display.mouse
        options.glyphs = display.glyphs
        let terminal: TerminalSession
        do {
            terminal = try TerminalSession.open(options: options)
        } catch .tooSimple(let type) {
            guard sampler == nil, let snapshot = mailbox.take() else {
                throw Failure(TerminalError.tooSimple(name: type))
            }
            StandardStreams.message(
                "TERM=\(type) cannot place its cursor, so these are the facts line by line, "
                    + "as --plain prints them.")
            report(snapshot, display)
            return ExitStatus.done
        } catch {
            throw Failure(error)
        }
        defer { terminal.close() }
        onOpen(terminal.wakeHandle)

        var model = ExplorerModel.Options()
        model.glyphs =
            display.glyphs ?? theme.glyphs ?? (terminal.codesetIsUTF8 ? .block : .ascii)
        if !terminal.codesetIsUTF8 { model.glyphs = .ascii }
        model.themes = themes.names
        model.theme = name
        model.target = display.target
        model.isLive = sampler != nil
        var explorer = ExplorerModel(options: model)
        var notes = [terminal.note].compactMap { $0 } + warnings.prefix(1).map(\.description)
        explorer.restore(place)
        if let state, !state.isWritable {
            notes.append("Where you are will not be remembered: \(state.folder) is read-only.")
        }
        if !others.isEmpty {
            _ = explorer.update(.others(others.map(\.snapshot)))
            let names = others.map(\.snapshot.facts.name).joined(separator: ", ")
            notes.append("6 compares with \(names); D shows the next run.")
        }
        var loop = ExplorerLoop(
            terminal: terminal, themes: themes,
            journals: [journal] + others.map(\.journal), sampler: sampler,
            mailbox: mailbox, model: explorer, theme: theme)
        switch loop.run(notes: notes) {
        case .quit:
            state?.write(loop.model.place)
            return ExitStatus.done
        case .interrupt: return ExitStatus.interrupted
        case .terminate, .hangup: return ExitStatus.terminated
        }
    }
}
