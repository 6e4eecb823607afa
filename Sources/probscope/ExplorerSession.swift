import ArgumentParser
import Canvas
import Evidence
import Explorer
import FoundationEssentials
import Journal
import Sampling
import Terminal

/// The explorer from the terminal's opening to its end, with or without sampling.
enum ExplorerSession {
    /// Shows a run that is already complete, or that another process is writing.
    static func show(_ journal: Journal, display: DisplayOptions, note: String? = nil)
        throws -> ExitCode
    {
        var snapshot = try failing { try RecordedRun.snapshot(of: journal) }
        if let holder = journal.holder {
            snapshot.progress.notices.append(
                "Open for reading only: \(holder) is writing this run. R reads it again.")
        }
        if let note { snapshot.progress.notices.append(note) }
        let mailbox = Mailbox<Snapshot>()
        mailbox.put(snapshot)
        return try explore(journal, nil, mailbox, display)
    }

    /// Samples a run and shows it live; the run file is complete when this returns.
    static func sample(_ session: RunSession, display: DisplayOptions) throws -> ExitCode {
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
        return try explore(session.journal, sampler, mailbox, display) { waker.put($0) }
    }

    private static func explore(
        _ journal: Journal, _ sampler: Sampler?, _ mailbox: Mailbox<Snapshot>,
        _ display: DisplayOptions, onOpen: (WakeHandle) -> Void = { _ in }
    ) throws -> ExitCode {
        let themes = ThemeLibrary(locations: Locations(data: display.data))
        let name = display.theme ?? "terminal"
        let (theme, warnings) = try themes.theme(named: name)

        var options = TerminalOptions(environment: ProcessInfo.processInfo.environment)
        options.color = display.color
        options.mouse = display.mouse
        options.glyphs = display.glyphs
        let terminal = try failing(ExitStatus.failed) { try TerminalSession.open(options: options) }
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
        var loop = ExplorerLoop(
            terminal: terminal, themes: themes, journal: journal, sampler: sampler,
            mailbox: mailbox, model: ExplorerModel(options: model), theme: theme)
        let notes = [terminal.note].compactMap { $0 } + warnings.prefix(1).map(\.description)
        return switch loop.run(notes: notes) {
        case .quit: ExitStatus.done
        case .interrupt: ExitStatus.interrupted
        case .terminate, .hangup: ExitStatus.terminated
        }
    }
}
