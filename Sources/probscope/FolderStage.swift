import Canvas
import Dispatch
import Evidence
import Explorer
import Files
import FoundationEssentials
import Journal
import Platform
import Prompts
import Sampling
import Synchronization

/// What the runs of a folder say, read one after another beside the main thread.
final class FolderList: Sendable {
    let folder: String
    private let alpha: Double?
    private let target: Double
    private let waker: Waker
    private struct Content {
        var entries: [RunEntry]
        var isNew = true
        var isClosed = false
    }
    private let content: Mutex<Content>
    /// Reads run after run for the list.
    private let listing = DispatchQueue(label: "runs of a folder", qos: .utility)

    /// More runs than anybody scrolls through.
    private static let most = 10_000
    /// How many folders deep runs are looked for.
    private static let deepest = 4

    /// - Throws: ``Failure`` where there is no run in the folder.
    init(_ folder: String, alpha: Double?, target: Double, waker: Waker) throws(Failure) {
        self.folder = folder
        self.alpha = alpha
        self.target = target
        self.waker = waker
        let names = try Self.names(in: folder)
        content = Mutex(Content(entries: names.map { RunEntry(name: $0) }))
    }

    /// Whether a path is that of a folder.
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The paths of the runs within a folder and those below it.
    static func names(in folder: String) throws(Failure) -> [String] {
        var found: [String] = []
        var folders = [("", 0)]
        while let (path, depth) = folders.popLast(), found.count < most {
            let whole = folder + "/" + path
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: whole) else {
                if path.isEmpty {
                    throw Failure("\(folder) cannot be read: \(String(cString: strerror(errno))).")
                }
                continue
            }
            for name in names where !name.hasPrefix(".") {
                let inner = path.isEmpty ? name : path + "/" + name
                var status = stat()
                // A link to a folder could lead round in a circle.
                guard lstat(folder + "/" + inner, &status) == 0 else { continue }
                if status.st_mode & S_IFMT == S_IFDIR {
                    if depth < deepest { folders.append((inner, depth + 1)) }
                } else if isRun(folder + "/" + inner, name) {
                    found.append(inner)
                }
            }
        }
        guard !found.isEmpty else {
            throw Failure(
                "\(folder) has no run files; probscope run PROMPTS --server URL --output "
                    + "\(folder)/NAME.run makes one.", status: ExitStatus.badUsage)
        }
        return found.prefix(most).sorted()
    }

    private static func isRun(_ path: String, _ name: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        return name.hasSuffix(".run")
            || !name.hasSuffix("-wal") && !name.hasSuffix("-shm") && RunPath.isDatabase(path)
    }

    /// Begins to read the runs.
    func start() {
        let names = content.withLock { $0.entries.map(\.name) }
        for (position, name) in names.enumerated() {
            listing.async { [self] in
                guard !content.withLock({ $0.isClosed }) else { return }
                read(name) { entry in
                    content.withLock {
                        $0.entries[position] = entry
                        $0.isNew = true
                    }
                    waker.wake()
                }
            }
        }
    }

    /// Reads a run, and gives what is known of it: first what its file says, then what its draws
    /// prove.
    private func read(_ name: String, _ known: (RunEntry) -> Void) {
        var entry = RunEntry(name: name)
        do {
            let journal = try Journal.open(at: folder + "/" + name, mode: .readOnly)
            entry.prompts = journal.prompts.count
            entry.facts = RunFacts(journal.identity, journal.plan)
            known(entry)
            let snapshot = try RecordedRun.snapshot(of: journal)
            entry.facts = snapshot.facts
            entry.proven = RunEntry.Proven(snapshot, alpha: alpha, target: target)
        } catch {
            entry.problem = "\(error)"
        }
        known(entry)
    }

    func takeEntries() -> [RunEntry]? {
        content.withLock { content in
            defer { content.isNew = false }
            return content.isNew ? content.entries : nil
        }
    }

    /// Every run, read one after another.
    func allEntries() -> [RunEntry] {
        content.withLock { $0.entries.map(\.name) }.map { name in
            var entry = RunEntry(name: name)
            read(name) { entry = $0 }
            return entry
        }
    }

    /// Reads no more.
    func close() { content.withLock { $0.isClosed = true } }
}

/// The runs of a folder: those that are opened are read once more.
final class FolderStage: RunStage {
    private let list: FolderList
    private let waker: Waker
    private var runs: [String: ShownRun] = [:]
    /// Reads the runs that are opened.
    private let opening = DispatchQueue(label: "opened runs")

    init(_ list: FolderList, waker: Waker) {
        (self.list, self.waker) = (list, waker)
    }

    func takeEntries() -> [RunEntry]? { list.takeEntries() }

    func show(run: String, beside: String?) -> [ShownRun] {
        runs = runs.filter { $0.key == run || $0.key == beside }
        return [wanted(run)] + (beside.map { [wanted($0)] } ?? [])
    }

    private func wanted(_ name: String) -> ShownRun {
        if let run = runs[name] {
            run.showAgain()
            return run
        }
        let run = ShownRun(waker: waker)
        runs[name] = run
        let path = list.folder + "/" + name
        opening.async {
            do {
                let journal = try Journal.open(at: path, mode: .readOnly)
                var snapshot = try RecordedRun.shown(journal)
                snapshot.progress.notices.insert(
                    contentsOf: journal.notices.map { "\($0)." }, at: 0)
                run.show(journal, snapshot)
            } catch {
                run.say(Notice("\(error)", isError: true))
            }
        }
        return run
    }
}
