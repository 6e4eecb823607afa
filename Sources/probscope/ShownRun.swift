import Evidence
import Explorer
import Files
import Journal
import Sampling
import Synchronization
import Terminal

/// A run that the explorer shows or may show: its file, its sampler, its newest picture.
///
/// Pictures come from the sampler's tasks; everything else is asked for by the main thread.
final class ShownRun: Sendable {
    private struct Content {
        var journal: Journal?
        var sampler: Sampler?
        var sampling: Task<Void, Never>?
        var newest: Snapshot?
        var isNew = false
        var notes: [Notice] = []
        var isPaused = false
        var hasGivenLabels = false
    }

    private let content = Mutex(Content())
    private let waker: Waker

    /// - Parameter waker: wakes the main thread when there is something new.
    init(waker: Waker) {
        self.waker = waker
    }

    /// A run whose picture the explorer has already.
    convenience init(_ journal: Journal, waker: Waker) {
        self.init(waker: waker)
        content.withLock { $0.journal = journal }
    }

    // MARK: - Filling

    /// Shows a run that nobody samples here.
    func show(_ journal: Journal, _ snapshot: Snapshot) {
        content.withLock { $0.journal = journal }
        put(snapshot)
    }

    /// Starts to sample a run; ``close()`` ends it.
    func sample(_ session: RunSession) {
        let sampler = Sampler(
            plan: session.plan, servers: session.servers, journal: session.journal
        ) { [self] in put($0) }
        content.withLock { content in
            content.journal = session.journal
            content.sampler = sampler
            if content.isPaused { sampler.pause() }
            content.sampling = Task.detached { _ = await sampler.run(staysOpen: true) }
        }
    }

    /// Says something in the status line.
    func say(_ notice: Notice) {
        content.withLock { $0.notes.append(notice) }
        waker.wake()
    }

    private func put(_ snapshot: Snapshot) {
        content.withLock { content in
            content.newest = snapshot
            content.isNew = true
        }
        waker.wake()
    }

    // MARK: - Asking

    /// The run's file; nil while the run is being prepared.
    var journal: Journal? { content.withLock { $0.journal } }

    /// Nil where nothing is being sampled.
    var sampler: Sampler? { content.withLock { $0.sampler } }

    /// The newest picture if it was not taken yet.
    func takePicture() -> Snapshot? {
        content.withLock { content in
            defer { content.isNew = false }
            return content.isNew ? content.newest : nil
        }
    }

    /// Gives the newest picture once more.
    func showAgain() {
        content.withLock {
            $0.isNew = $0.newest != nil
            $0.hasGivenLabels = false
        }
    }

    /// What people said about the run, once its file is there; nil after it was given.
    ///
    /// - Throws: where that cannot be read.
    func takeLabels() throws -> LabelBook? {
        let journal = content.withLock { content -> Journal? in
            guard let journal = content.journal, !content.hasGivenLabels else { return nil }
            content.hasGivenLabels = true
            return journal
        }
        guard let said = try journal?.readableLabelBook() else { return nil }
        let notes = Self.notes(of: said.faults)
        content.withLock { $0.notes += notes }
        return said.book
    }

    /// What is wrong with lines of labels; the others are shown.
    private static func notes(of faults: [PromptError]) -> [Notice] {
        guard let first = faults.first else { return [] }
        let more =
            faults.count > 1
            ? "this line and \(faults.count - 1) more with faults do not count"
            : "this line does not count"
        return [Notice("\(first); \(more)", isError: true)]
    }

    /// Adds lines to what people said.
    func keep(_ lines: [LabelLine]) throws(JournalError) {
        try journal?.labelFile.append(lines)
    }

    func takeNotes() -> [Notice] {
        content.withLock { content in
            defer { content.notes = [] }
            return content.notes
        }
    }

    // MARK: - Steering

    /// Samples no more while nobody looks, also if sampling has not begun yet.
    func pause() {
        content.withLock { content in
            content.isPaused = true
            content.sampler?.pause()
        }
    }

    func resume() {
        content.withLock { content in
            content.isPaused = false
            content.sampler?.resume()
        }
    }

    /// Ends sampling and completes the run's file; a second call does nothing.
    func close() { try? finish() }

    /// Ends sampling and completes the run's file.
    ///
    /// - Throws: ``Failure`` where the file was deleted or replaced meanwhile, with what was kept.
    func finish() throws(Failure) {
        let content = content.withLock { $0 }
        guard let sampler = content.sampler, let sampling = content.sampling else { return }
        sampler.stop()
        _ = try? waiting { await sampling.value }
        do {
            try content.journal?.close()
        } catch .displaced(let path, let reason, let kept) {
            throw Failure(JournalError.displaced(path: path, reason: reason, kept: kept))
        } catch {
            // The newest part stays in the log beside the file.
        }
    }
}

/// Wakes the main thread, once there is a terminal that it sleeps at.
final class Waker: Sendable {
    private let handle = Mutex<WakeHandle?>(nil)

    func connect(_ handle: WakeHandle) {
        self.handle.withLock { $0 = handle }
        handle.wake()
    }

    func wake() {
        handle.withLock { $0 }?.wake()
    }
}

/// Gives the explorer other runs than the one it was opened with.
protocol RunStage: AnyObject {
    /// The run of this name, and the one to be compared with it if one is named; what is not shown
    /// rests.
    func show(run: String, beside: String?) -> [ShownRun]
    /// The runs of a folder, if anything of them is new.
    func takeEntries() -> [RunEntry]?
}

extension RunStage {
    func takeEntries() -> [RunEntry]? { nil }
}
