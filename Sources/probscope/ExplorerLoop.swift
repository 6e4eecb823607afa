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
    /// The runs that are open: the first one, which may be live, and those to compare it with.
    var runs: [ShownRun]
    /// Where other runs come from; nil where there are only these.
    let stage: (any RunStage)?
    /// Asks servers about answers.
    let desk: GroupDesk
    /// What was computed beside the explorer.
    let results = Tray<JobResult>()
    var model: ExplorerModel
    var theme: Theme

    /// Runs until the user leaves, and returns the exit code's reason.
    ///
    /// - Parameters:
    ///   - warnings: what is wrong with the theme.
    ///   - openings: what is opened first, where there is a stage.
    mutating func run(warnings: [Notice], notes: [String], openings: [Opening]) -> Ending {
        var wantsRefinement = false
        var pending: [Message] = [
            .resize(width: terminal.size.width, height: terminal.size.height)
        ]
        pending += openings.map { .open($0) }
        pending.append(.notices(warnings))
        pending += notes.map { .notice(Notice($0)) }
        while true {
            // Pictures come before keys, so that none is left over when a key changes the run.
            pending = pictures() + pending
            pending += results.take().map { .computed($0) }
            pending += desk.takeNews().map { .groups($0) }
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

    /// What is new in the runs that are open.
    private func pictures() -> [Message] {
        var messages: [Message] = []
        if let snapshot = runs[0].takePicture() {
            messages.append(.snapshot(snapshot))
            messages += groups(of: 0, snapshot)
        }
        if runs.count > 1, let snapshot = runs[1].takePicture() {
            messages.append(.beside(snapshot))
            messages += groups(of: 1, snapshot)
        }
        if let entries = stage?.takeEntries() { messages.append(.runs(entries)) }
        for (position, run) in runs.enumerated() {
            do {
                guard let book = try run.takeLabels() else { continue }
                messages.append(.labels(book, ofRun: position))
            } catch {
                messages.append(
                    .notice(Notice("\(error); labels are not shown", isError: true)))
            }
        }
        return messages + runs.flatMap { $0.takeNotes() }.map { .notice($0) }
    }

    /// The groups that are kept beside a run.
    private func groups(of run: Int, _ snapshot: Snapshot) -> [Message] {
        runs[run].journal.map { desk.kept(of: $0, snapshot, ofRun: run) } ?? []
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
        case .suspend:
            terminal.suspend()
            return [.resize(width: terminal.size.width, height: terminal.size.height)]
        case .pauseSampling: runs[0].pause()
        case .resumeSampling: runs[0].resume()
        case .orderMore(let prompt, let draws):
            runs[0].sampler?.orderMore(prompt: prompt, draws: draws)
        case .takeBack(let prompt, let draws):
            runs[0].sampler?.takeBack(prompt: prompt, draws: draws)
        case .orderUntil(let prompt, let draws):
            runs[0].sampler?.order(prompt: prompt, until: draws)
        case .setMouse(let isOn): terminal.setMouse(isOn)
        case .setTheme(let name): return setTheme(name)
        case .export(let export): return write(export)
        case .copy(let text):
            if !terminal.copyToClipboard(text) {
                return [.notice(Notice("Too long for the clipboard", isError: true))]
            }
        case .keepLabels(let run, let lines):
            guard runs.indices.contains(run) else { break }
            do {
                try runs[run].keep(lines)
            } catch {
                return [
                    .notice(Notice("\(error): the label is on this screen alone", isError: true))
                ]
            }
        case .group(let order):
            guard runs.indices.contains(order.run), let journal = runs[order.run].journal else {
                return [.groups(.ended("this run's file is not open"))]
            }
            desk.begin(order, journal: journal)
        case .stopGrouping: desk.stop()
        case .page(let lines):
            if let problem = Pager.show(lines, on: terminal) {
                return [.notice(Notice(problem, isError: true))]
            }
            return [.resize(width: terminal.size.width, height: terminal.size.height)]
        case .copyRequest(let prompt, let index, let copies):
            return copyRequest(prompt, index, copies: copies)
        case .loadDraw(let prompt, let index): return [load(prompt, index)]
        case .loadGreedy(let prompt): return [load(prompt, nil)]
        case .reload: return reload()
        case .show(let name, let other):
            guard let stage else { break }
            runs = stage.show(run: name, beside: other)
            desk.forgetGiven()
            return pictures()
        case .compute(let job):
            let (results, handle) = (results, terminal.wakeHandle)
            let reader = JournalReader(journals: runs.map(\.journal))
            Task.detached(priority: .utility) {
                results.put(job.result(reading: reader))
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
            return [.notices(warnings.map { Notice($0.description) })]
        } catch {
            return [.notice(Notice(error.description, isError: true))]
        }
    }

    private func write(_ export: Export) -> [Message] {
        do {
            let path = try PictureFile.write(
                export.pages, to: export.path, suggestedName: export.suggestedName,
                overwrites: export.overwrites, replacement: ":\(export.command)!", theme: theme)
            return [.notice(Notice("Wrote \(path)"))]
        } catch {
            return [.notice(Notice(error.description, isError: true))]
        }
    }

    private func load(_ prompt: PromptID, _ index: Int?) -> Message {
        guard runs.indices.contains(model.shownRun), let journal = runs[model.shownRun].journal
        else { return .draw(nil) }
        return .draw(LoadedDraw(journal, prompt, index))
    }

    /// Copies the request that makes a draw again, or shows it.
    private func copyRequest(_ prompt: PromptID, _ index: Int, copies: Bool) -> [Message] {
        guard runs.indices.contains(model.shownRun), let journal = runs[model.shownRun].journal
        else { return [] }
        do throws(Failure) {
            let text = SafeText(sanitizing: try DrawRequest.curl(journal, prompt, index))
            if copies {
                guard terminal.copyToClipboard(text) else {
                    throw Failure("The request is too long for the clipboard; | shows the answer")
                }
                return [
                    .notice(
                        Notice(
                            "copied the request for draw \(index), if the terminal lets programs"))
                ]
            }
            if let problem = Pager.show([text], on: terminal) { throw Failure(problem) }
            return [.resize(width: terminal.size.width, height: terminal.size.height)]
        } catch {
            return [.notice(Notice("\(error)", isError: true))]
        }
    }

    private func reload() -> [Message] {
        guard runs[0].sampler == nil, let journal = runs[0].journal else { return [] }
        do {
            return [.snapshot(try RecordedRun.snapshot(of: journal))]
        } catch {
            return [.notice(Notice("\(error)", isError: true))]
        }
    }
}

/// Reads what jobs need of the files of the runs that are open.
struct JournalReader: RunReader {
    /// By the positions of the runs; nil for a run without a file.
    let journals: [Journal?]

    func probabilities(ofRun position: Int) -> OwnProbabilities? {
        guard journals.indices.contains(position) else { return nil }
        // Without the replies, where their file is spoilt.
        return journals[position].flatMap {
            (try? $0.probabilities()) ?? (try? $0.ownProbabilities())
        }
    }

    func unseen(ofRun position: Int, prompt: PromptID, draws: Int) -> [UnseenBeginning]? {
        guard journals.indices.contains(position) else { return nil }
        return journals[position].flatMap { try? $0.unseenBeginnings(of: prompt, after: draws) }
    }
}
