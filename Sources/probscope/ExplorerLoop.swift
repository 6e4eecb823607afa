import Canvas
import Evidence
import Explorer
import FoundationEssentials
import Journal
import Prompts
import Sampling
import Terminal

/// The explorer's run loop: the terminal's events become messages, the model's effects become
/// deeds, and each changed frame is shown once.
///
/// Everything here runs on the main thread, which sleeps until there is input, a new snapshot or a
/// signal.
struct ExplorerLoop {
    let terminal: TerminalSession
    let themes: ThemeLibrary
    /// The files of the runs that were opened, for single draws with their tokens.
    let journals: [Journal]
    /// Nil where nothing is being sampled.
    let sampler: Sampler?
    let mailbox: Mailbox<Snapshot>
    /// What was computed beside the explorer.
    let spreads = Mailbox<Spread>()
    var model: ExplorerModel
    var theme: Theme

    /// Runs until the user leaves, and returns the exit code's reason.
    mutating func run(notes: [String]) -> Ending {
        var wantsRefinement = false
        var pending: [Message] = [
            .resize(width: terminal.size.width, height: terminal.size.height)
        ]
        pending += notes.map { .notice(Notice($0)) }
        while true {
            if let snapshot = mailbox.take() { pending.append(.snapshot(snapshot)) }
            if let spread = spreads.take() { pending.append(.spread(spread)) }
            while !pending.isEmpty {
                let message = pending.removeFirst()
                for effect in model.update(message) {
                    if case .quit = effect { return .quit }
                    if case .refine = effect { wantsRefinement = true }
                    pending += perform(effect)
                }
            }
            // The session sends nothing for a picture that the terminal shows already.
            terminal.flush(model.render(), theme: theme)
            // Refining is for idle moments: whatever the user or the run does goes first.
            let events = terminal.waitForInput(timeoutMilliseconds: wantsRefinement ? 0 : nil)
            if wantsRefinement && events.isEmpty {
                wantsRefinement = false
                pending.append(.refine)
            }
            for event in events {
                switch event {
                case .key(let key): pending.append(.key(key))
                case .mouse(let mouse): pending.append(message(for: mouse))
                case .resize(let width, let height):
                    pending.append(.resize(width: width, height: height))
                case .resume:
                    pending.append(
                        .resize(width: terminal.size.width, height: terminal.size.height))
                case .wake: break
                case .hangup: return .hangup
                case .interrupt: return .interrupt
                case .terminate: return .terminate
                }
            }
        }
    }

    /// Why the loop ended.
    enum Ending {
        case quit, interrupt, terminate, hangup
    }

    private func message(for mouse: MouseEvent) -> Message {
        let (x, y) = (mouse.position.x, mouse.position.y)
        return switch mouse.action {
        case .click: .click(x: x, y: y)
        case .scrollUp: .scroll(x: x, y: y, rows: -3)
        case .scrollDown: .scroll(x: x, y: y, rows: 3)
        }
    }

    // MARK: - Effects

    private mutating func perform(_ effect: Effect) -> [Message] {
        switch effect {
        case .quit, .refine: return []
        case .repaint: terminal.repaint()
        case .suspend: terminal.suspend()
        case .pauseSampling: sampler?.pause()
        case .resumeSampling: sampler?.resume()
        case .orderMore(let prompt, let draws): sampler?.orderMore(prompt: prompt, draws: draws)
        case .setMouse(let isOn): terminal.setMouse(isOn)
        case .setTheme(let name): return setTheme(name)
        case .export(let export): return write(export)
        case .copy(let text):
            if !terminal.copyToClipboard(text) {
                return [.notice(Notice("Too long for the clipboard", isError: true))]
            }
        case .loadDraw(let prompt, let index):
            return [.draw(LoadedDraw(shownJournal, prompt, index))]
        case .loadGreedy(let prompt): return [.draw(LoadedDraw(shownJournal, prompt, nil))]
        case .reload: return reload()
        case .measureSpread(let job):
            let (spreads, handle) = (spreads, terminal.wakeHandle)
            Task.detached(priority: .utility) {
                spreads.put(job.result())
                handle.wake()
            }
        #if DEBUG
            case .crash: fatalError("crash on request")
            case .noise: StandardStreams.message("noise on request")
        #endif
        }
        return []
    }

    private mutating func setTheme(_ name: String) -> [Message] {
        do {
            let (theme, warnings) = try themes.theme(named: name)
            self.theme = theme
            return warnings.prefix(1).map { .notice(Notice($0.description)) }
        } catch {
            return [.notice(Notice(error.description, isError: true))]
        }
    }

    private func write(_ export: Export) -> [Message] {
        do {
            let path = try PictureFile.write(
                export.pages, to: export.path, suggestedName: export.suggestedName,
                overwrites: export.overwrites, theme: theme)
            return [.notice(Notice("Wrote \(path)"))]
        } catch {
            return [.notice(Notice(error.description, isError: true))]
        }
    }

    private var shownJournal: Journal { journals[model.shownRun] }

    private func reload() -> [Message] {
        guard sampler == nil else { return [] }
        do {
            return [.snapshot(try RecordedRun.snapshot(of: journals[0]))]
        } catch {
            return [.notice(Notice("\(error)", isError: true))]
        }
    }
}
