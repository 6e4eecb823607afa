import Evidence
import FoundationEssentials
import GRDB
import Platform
import Prompts
import Testing

@testable import Journal

@Suite("Where a run file is: deleted, replaced, linked, copied, half, old")
struct FileSafetyTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func count(_ path: String) throws -> Int {
        try Journal.open(at: path, mode: .readOnly).restore().evidence[0].drawCount
    }

    private func removeAll(_ path: String) {
        for ending in ["", "-wal", "-shm"] { unlink(path + ending) }
    }

    @Test func `a deleted file is noticed at the next commit, and everything is kept`() throws {
        let journal = try Fixture.create(folder.file())
        try journal.append(Fixture.draws("a", 0..<50))
        removeAll(folder.file())
        let error = #expect(throws: JournalError.self) {
            try journal.append(Fixture.draws("a", 50..<60))
        }
        guard case .displaced(_, let reason, let kept?)? = error else {
            Issue.record("\(error.map { "\($0)" } ?? "not noticed")")
            return
        }
        #expect(reason.contains("deleted") && kept == folder.file("test.kept.run"))
        #expect(error?.description.contains(kept) == true && error?.isTransient == false)
        #expect(try count(kept) == 60)
        // Said again at the end, and written once.
        #expect(throws: try #require(error)) { try journal.close() }
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(left.filter { $0.contains("kept") }.count == 1)
        let again = try Journal.open(at: kept, mode: .readWrite)
        try again.append(Fixture.draws("a", 60..<70))
        try again.close()
        #expect(try count(kept) == 70)
    }

    /// As by `: > x.run`; what is in neither log nor memory is gone.
    @Test func `a file that was emptied is noticed at the next commit`() throws {
        let path = folder.file()
        let journal = try Fixture.create(path)
        try journal.append(Fixture.draws("a", 0..<50))
        #expect(truncate(path, 0) == 0)
        let error = #expect(throws: JournalError.self) {
            try journal.append(Fixture.draws("a", 50..<60))
        }
        #expect(error?.isTransient == false)
        switch error {
        case .displaced(_, let reason, let kept?):
            #expect(reason.contains("emptied"))
            #expect(try count(kept) == 60)
        case .corrupt(_, let detail): #expect(detail.contains("cut or overwritten"))
        default: Issue.record("\(error.map { "\($0)" } ?? "not noticed")")
        }
        #expect(throws: try #require(error)) { try journal.close() }
    }

    /// As backups make one, and take it away.
    @Test func `a second name is noticed at the next commit, until it is gone`() throws {
        let path = folder.file()
        let journal = try Fixture.create(path)
        try journal.append(Fixture.draws("a", 0..<5))
        #expect(link(path, folder.file("hard.run")) == 0)
        for _ in 0..<2 {
            let error = #expect(throws: JournalError.self) {
                try journal.append(Fixture.draws("a", 5..<9))
            }
            #expect(error == .linked(path: path, names: 2) && error?.isTransient == true)
            #expect(error?.description.contains("2 names on the disk") == true)
        }
        #expect(unlink(folder.file("hard.run")) == 0)
        try journal.append(Fixture.draws("a", 5..<9))
        try journal.close()
        #expect(try count(path) == 9)
    }

    @Test(arguments: [0, 5000, 8192])
    func `a file that was cut while it was written is noticed at the end`(bytes: Int) throws {
        let path = folder.file()
        let journal = try Fixture.create(path)
        try journal.append(Fixture.draws("a", 0..<500))
        // What the log still holds would mend the file.
        try journal.append(Fixture.draws("a", 500..<600))
        #expect(truncate(path, bytes) == 0)
        #expect(truncate(path + "-wal", 0) == 0)
        let error = #expect(throws: JournalError.self) { try journal.close() }
        if case .displaced(_, _, let kept?) = error {
            #expect(try count(kept) == 600)
            return
        }
        guard case .corrupt? = error else {
            Issue.record("\(error.map { "\($0)" } ?? "not noticed")")
            return
        }
    }

    /// What another program may do to a run with SQL while it is written, the file being valid after.
    static let changes = [
        "DELETE FROM draw WHERE prompt = 0 AND number % 2 = 1",
        // Those at the end leave no gap.
        "DELETE FROM draw WHERE prompt = 0 AND number >= 30",
        "DELETE FROM draw", "DELETE FROM event", "DELETE FROM greedy",
        "INSERT INTO event (time, kind, text, checksum) VALUES ('', 'notice', '', 1)",
        "UPDATE draw SET score_0 = 0 WHERE prompt = 0",
        "UPDATE draw SET number = number + 500 WHERE number > 40",
        // With checksums that fit, as whoever reads this can make them.
        "UPDATE draw SET score_0 = 0, checksum = checksum + 1 WHERE prompt = 0",
    ]

    @Test(arguments: changes, [false, true])
    func `what another program changes while a run is written is noticed`(
        change: String, writesOn: Bool
    ) throws {
        let path = folder.file()
        let journal = try Fixture.create(path)
        try journal.append(Fixture.draws("a", 0..<50))
        try journal.recordEvent(.notice, "seen")
        let answer = Answer(text: "x", stop: .endOfText, tokenCount: 1)
        try journal.appendGreedy(
            GreedyAnswer(prompt: PromptID("a"), answer: answer), scores: [0, 0])
        let other = try DatabaseQueue(path: path)
        try other.writeWithoutTransaction { try $0.execute(sql: change) }
        try other.close()
        var errors: [JournalError] = []
        func note(_ step: () throws -> Void) throws {
            do { try step() } catch let error as JournalError { errors.append(error) }
        }
        if writesOn { try note { try journal.append(Fixture.draws("b", 0..<5)) } }
        try note { _ = try journal.restore() }
        try note { try journal.close() }
        #expect(!errors.isEmpty)
        for case let error in errors {
            guard case .corrupt = error else {
                Issue.record("\(error)")
                continue
            }
        }
        // Neither a reader nor whoever would go on takes what is left for the run.
        for mode in [Journal.Mode.readOnly, .readWrite] {
            let later = #expect(throws: JournalError.self) {
                _ = try Journal.open(at: path, mode: mode).restore()
            }
            guard case .corrupt? = later else {
                Issue.record("opened again: \(later.map { "\($0)" } ?? "taken")")
                continue
            }
        }
    }

    @Test func `other programs may read a run and join its log to it while it is written`() throws {
        let path = folder.file()
        let journal = try Fixture.create(path)
        try journal.append(Fixture.draws("a", 0..<50))
        let other = try DatabaseQueue(path: path)
        try other.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        try other.close()
        try journal.append(Fixture.draws("a", 50..<60))
        // The same draws again, as after a fault.
        try journal.append(Fixture.draws("a", 40..<60))
        #expect(try journal.restore().evidence[0].drawCount == 60)
        try journal.close()
        #expect(try count(path) == 60)
    }

    @Test func `draws behind a gap are told to whoever goes on, until the gap is closed`() throws {
        let path = folder.file()
        let journal = try Fixture.create(path)
        try journal.append(Fixture.draws("a", Array(0..<10) + Array(12..<20)))
        #expect(try journal.restore().notices.first?.hasPrefix("8 draws behind a gap") == true)
        try journal.close()
        let again = try Journal.open(at: path, mode: .readWrite)
        #expect(again.notices.first?.hasPrefix("8 draws behind a gap are left out") == true)
        try again.append(Fixture.draws("a", 10..<12))
        #expect(try again.restore().notices == [])
        try again.close()
    }

    @Test func `a file made at one go on a full disk says what to do`() throws {
        let path = folder.file()
        let error = #expect(throws: JournalError.self) {
            try Journal.writeWhole(
                to: path, identity: Fixture.identity, plan: Fixture.plan, prompts: Fixture.prompts
            ) { _ in throw JournalError.diskFull(path: path + ".partial") }
        }
        #expect(error == .noRoom(path: path))
        #expect(error?.description.contains("repeat the command") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }

    @Test func `a file that another one has replaced is noticed at the end`() throws {
        let (path, other) = (folder.file(), folder.file("other.run"))
        let journal = try Fixture.create(path)
        try journal.append(Fixture.draws("a", 0..<50))
        let second = try Fixture.create(other)
        try second.append(Fixture.draws("a", 0..<7))
        try second.close()
        #expect(rename(other, path) == 0)
        let error = #expect(throws: JournalError.self) { try journal.close() }
        guard case .displaced(_, let reason, let kept?)? = error else {
            Issue.record("\(error.map { "\($0)" } ?? "not noticed")")
            return
        }
        #expect(reason.contains("replaced"))
        #expect(try count(kept) == 50)
    }

    /// The log that a killed writer has left has no name of its own: beside another file, by `cp` or `mv`,
    /// it would be written into that one.
    @Test(arguments: [Journal.Mode.readOnly, .readWrite], [false, true])
    func `the log of another run is refused, and both files stay as they are`(
        mode: Journal.Mode, isOpen: Bool
    ) throws {
        let (killed, other) = (folder.file(), folder.file("other.run"))
        let journal = try Fixture.create(killed)
        try journal.append(Fixture.draws("a", 0..<50))
        for ending in ["", "-wal"] {
            try FileManager.default.copyItem(
                atPath: killed + ending, toPath: folder.file("x.run" + ending))
        }
        try journal.close()
        let precious = try Fixture.create(other)
        try precious.append(Fixture.draws("a", 0..<20))
        if !isOpen { try precious.close() }
        let x = folder.file("x.run")
        unlink(x)
        try FileManager.default.copyItem(atPath: other, toPath: x)
        let before = FileManager.default.contents(atPath: x)
        let error = #expect(throws: JournalError.self) { try Journal.open(at: x, mode: mode) }
        #expect(
            error.map { "\($0)".contains("the log of another run") } == true,
            "\(String(describing: error))")
        #expect(FileManager.default.contents(atPath: x) == before)
        unlink(x + "-wal")
        unlink(x + "-shm")
        if !isOpen { #expect(try count(x) == 20) }
    }

    @Test func `the log of a file that another one has replaced goes with it`() throws {
        let path = folder.file()
        let journal = try Fixture.create(path)
        try journal.append(Fixture.draws("a", 0..<50))
        let other = try Fixture.create(folder.file("other.run"))
        try other.append(Fixture.draws("a", 0..<20))
        try other.close()
        #expect(rename(folder.file("other.run"), path) == 0)
        #expect(throws: JournalError.self) { try journal.close() }
        #expect(access(path + "-wal", F_OK) != 0)
        #expect(try count(path) == 20 && count(folder.file("test.kept.run")) == 50)
    }

    /// The bits of the header that say how a run's draws are to be read.
    @Test func `no other format is taken from a damaged header`() throws {
        let path = folder.file()
        let journal = try Fixture.create(path)
        try journal.append(Fixture.draws("a", 0..<20))
        try journal.close()
        let whole = try #require(FileManager.default.contents(atPath: path))
        for bit in 0..<32 {
            var spoilt = whole
            spoilt[60 + bit / 8] ^= 1 << (bit % 8)
            let copy = folder.file("bit\(bit).run")
            #expect(FileManager.default.createFile(atPath: copy, contents: spoilt))
            #expect(throws: JournalError.self, "bit \(bit)") {
                try Journal.open(at: copy, mode: .readOnly)
            }
        }
    }

    @Test func `one lock holds whatever name a run is called by`() throws {
        let path = folder.file()
        let journal = try Fixture.create(path)
        try journal.append(Fixture.draws("a", 0..<5))
        let link = folder.file("link.run")
        #expect(symlink("test.run", link) == 0)
        let error = #expect(throws: JournalError.self) {
            _ = try Journal.open(at: link, mode: .readWrite)
        }
        guard case .busy? = error else {
            Issue.record("a second writer by a symbolic link")
            return
        }
        #expect(try Journal.open(at: link).holder?.process == getpid())
        try journal.close()
        let second = try Journal.open(at: link, mode: .readWrite)
        #expect(throws: JournalError.self) { _ = try Journal.open(at: path, mode: .readWrite) }
        try second.close()
    }

    @Test func `a run with two names on the disk is not written, and can be read`() throws {
        let path = folder.file()
        let journal = try Fixture.create(path)
        try journal.append(Fixture.draws("a", 0..<5))
        try journal.close()
        #expect(link(path, folder.file("hard.run")) == 0)
        for name in ["test.run", "hard.run"] {
            let error = #expect(throws: JournalError.self) {
                _ = try Journal.open(at: folder.file(name), mode: .readWrite)
            }
            #expect(error?.description.contains("hard links") == true)
            #expect(try count(folder.file(name)) == 5)
        }
    }

    @Test func `a link to nothing is said to be one`() throws {
        #expect(symlink("nowhere.run", folder.file()) == 0)
        let error = #expect(throws: JournalError.self) { _ = try Fixture.create(folder.file()) }
        #expect(error?.description.contains("a link to a file that is not there") == true)
    }

    @Test func `a copy without its log says so, one with its log and a closed one do not`() throws {
        let (path, copy) = (folder.file(), folder.file("copy.run"))
        let journal = try Fixture.create(path)
        try journal.append(Fixture.draws("a", 0..<50))
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        let notices = try Journal.open(at: copy, mode: .readOnly).notices
        #expect(notices.count == 1)
        #expect(notices.first?.contains("newest draws may be missing; copy") == true)
        removeAll(copy)
        for ending in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: path + ending, toPath: copy + ending)
        }
        // The first reader joins the log to the file; for the second one it is a whole file.
        for _ in 0..<2 {
            let reader = try Journal.open(at: copy, mode: .readOnly)
            #expect(reader.notices == [])
            #expect(try reader.restore().evidence[0].drawCount == 50)
        }
        #expect(try Journal.open(at: path, mode: .readOnly).notices == [])
        try journal.close()
        #expect(try Journal.open(at: path, mode: .readOnly).notices == [])
    }

    @Test func `within seconds the file alone has the draws`() async throws {
        let (path, copy) = (folder.file(), folder.file("copy.run"))
        let journal = try Fixture.create(path)
        try journal.append(Fixture.draws("a", 0..<50))
        for _ in 0..<100 {
            try await Task.sleep(for: .milliseconds(100))
            removeAll(copy)
            try FileManager.default.copyItem(atPath: path, toPath: copy)
            if (try? count(copy)) == 50 { break }
        }
        #expect(try count(copy) == 50)
        try journal.close()
    }

    @Test func `a run that is made at one go is there whole or not at all`() throws {
        struct Stop: Error {}
        let path = folder.file()
        func make(_ body: (Journal) throws -> Void) throws {
            try Journal.writeWhole(
                to: path, identity: Fixture.identity, plan: Fixture.plan, prompts: Fixture.prompts,
                body)
        }
        #expect(throws: Stop.self) {
            try make { journal in
                try journal.append(Fixture.draws("a", 0..<50))
                #expect(!FileManager.default.fileExists(atPath: path))
                throw Stop()
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
        // As a process that was killed leaves it.
        try Fixture.create(path + ".partial").append(Fixture.draws("a", 0..<9))
        try make { try $0.append(Fixture.draws("a", 0..<50)) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["test.run"])
        #expect(try count(path) == 50)
        #expect(throws: JournalError.alreadyExists(path: path)) { try make { _ in } }
    }

    @Test func `the server of each draw is kept`() throws {
        let journal = try Fixture.create(folder.file())
        var draws = Fixture.draws("a", 0..<4)
        draws[1].draw.server = "http://one:8080"
        draws[2].draw.server = "http://two:8080"
        try journal.append(draws)
        try journal.append(draws)
        var found: [JournalDraw] = []
        try journal.forEachDraw { found.append($0) }
        #expect(found == draws)
        #expect(try journal.draw(prompt: "a", index: 2) == draws[2])
        try journal.close()
    }

    @Test func `an old file is read as it is, and upgraded when it is continued`() throws {
        let (old, path) = (Self.sample, folder.file())
        try FileManager.default.copyItem(atPath: old, toPath: path)
        let before = try Data(contentsOf: URL(filePath: path))
        let reader = try Journal.open(at: path, mode: .readOnly)
        let expected = try reader.restore()
        #expect(expected.evidence.contains { $0.drawCount > 0 })
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
        let format = { try DatabaseQueue(path: path).read(Self.format) }
        #expect(try format() == 1)

        let writer = try Journal.open(at: path, mode: .readWrite)
        let upgraded = try writer.restore()
        #expect(upgraded.evidence == expected.evidence && upgraded.plan == expected.plan)
        #expect(upgraded.greedyScores == expected.greedyScores)
        #expect(upgraded.events == expected.events)
        for prompt in writer.prompts.prefix(2) {
            #expect(
                try writer.draw(prompt: prompt.id, index: 0)
                    == reader.draw(prompt: prompt.id, index: 0))
        }
        try writer.close()
        #expect(try format() == 2)
        #expect(try Journal.open(at: path, mode: .readOnly).restore().evidence == expected.evidence)
        #expect(try Journal.open(at: path).restore().evidence == expected.evidence)
    }

    @Test func `a damaged old file is not upgraded`() throws {
        let path = folder.file()
        try FileManager.default.copyItem(atPath: Self.sample, toPath: path)
        try DatabaseQueue(path: path).write {
            try $0.execute(sql: "UPDATE draw SET answer = 123456 WHERE number = 3")
        }
        #expect(throws: JournalError.self) {
            try Journal.open(at: path, mode: .readWrite).restore()
        }
    }

    @Test func `the view shows a row a draw under the scorers' names`() throws {
        let journal = try Fixture.create(folder.file())
        var draws = Fixture.draws("a", [0, 1, 2, 3, 4, 5, 12])
        draws[0].draw.server = "http://one:8080"
        try journal.append(draws)
        try journal.close()
        let queue = try DatabaseQueue(path: folder.file())
        let rows = try queue.read {
            try Row.fetchAll($0, sql: "SELECT * FROM draws ORDER BY prompt_id, draw")
        }
        #expect(
            rows.first.map { Array($0.columnNames) } == [
                "prompt_id", "prompt", "draw", "seed", "server", "text", "answer", "stop", "tokens",
                "lost", "lost_text", "attempts", "keyword", "rouge-l-recall", "label",
            ])
        #expect(rows.count == 7 && rows[0]["server"] == "http://one:8080")
        #expect(rows[1]["text"] == " answer 1" && rows[1]["answer"] == " answer 1")
        #expect(rows[5]["lost"] == "the server closed the connection")
        #expect(rows[5]["text"] == nil && rows[5]["answer"] == nil && rows[5]["lost_text"] == nil)
        let kept = try queue.read {
            try Row.fetchOne($0, sql: "SELECT text, lost_text FROM draws WHERE draw = 12")
        }
        #expect(kept?["text"] == nil && kept?["lost_text"] == "<think>half a thought 0")
        let types = try queue.read {
            try String.fetchSet($0, sql: "SELECT typeof(text) FROM draws WHERE text NOT NULL")
        }
        #expect(types == ["text"])
    }

    @Test func `a seed that nobody knows is null in the view`() throws {
        var identity = Fixture.identity
        identity.hasStandIns = true
        let journal = try Journal.create(
            at: folder.file(), identity: identity, plan: Fixture.plan, prompts: Fixture.prompts)
        var draws = Fixture.draws("a", 0..<2)
        draws[1].draw.seed = RunIdentity.firstStandIn
        try journal.append(draws)
        try journal.close()
        let queue = try DatabaseQueue(path: folder.file())
        let seeds = try queue.read {
            try Row.fetchAll($0, sql: "SELECT seed FROM draws ORDER BY draw").map {
                $0["seed"] as Int?
            }
        }
        #expect(seeds == [0x7fff_0000, nil])
    }

    @Test func `no two columns of the view have one name`() {
        #expect(
            DrawsView.columnNames(scorers: ["keyword", "Keyword", "draw", "Label", "a\"b", ""])
                == ["keyword", "Keyword_2", "draw_2", "Label_2", "a\"b", "score"])
    }

    /// A run that the first version of the program has written.
    private static let sample =
        URL(filePath: #filePath).deletingLastPathComponent().path + "/Runs/format-1.run"

    private static func format(_ database: Database) throws -> Int? {
        try Int.fetchOne(database, sql: "PRAGMA user_version")
    }
}
