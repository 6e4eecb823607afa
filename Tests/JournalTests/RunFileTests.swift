import Evidence
import FoundationEssentials
import GRDB
import Platform
import Prompts
import Synchronization
import Testing

@testable import Journal

@Suite struct RunFileTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func openingFails(_ path: String) -> JournalError? {
        #expect(throws: JournalError.self) { _ = try Journal.open(at: path) }
    }

    private func write(_ text: String) throws -> String {
        let path = folder.file()
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        return path
    }

    @Test func `a missing file and a folder are told apart`() throws {
        #expect(openingFails(folder.file()) == .notFound(path: folder.file()))
        let error = openingFails(folder.path)
        #expect(error == .notARun(path: folder.path, reason: "it is a folder"))
    }

    @Test func `files of another kind are refused and left as they are`() throws {
        let path = try write(String(repeating: "{\"prompt\": \"x\"}\n", count: 1000))
        #expect(openingFails(path) == .notARun(path: path, reason: "it is no SQLite database"))
        #expect(throws: JournalError.self) { _ = try Fixture.create(path) }
        #expect(try String(contentsOfFile: path, encoding: .utf8).utf8.count == 16000)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["test.run"])
    }

    @Test func `a database of another program is refused and left as it is`() throws {
        let path = folder.file()
        do {
            let other = try DatabaseQueue(path: path)
            try other.write { try $0.execute(sql: "CREATE TABLE player (name TEXT)") }
        }
        let before = try Data(contentsOf: URL(filePath: path))
        #expect(
            openingFails(path)
                == .notARun(path: path, reason: "it is a database of another program"))
        #expect(throws: JournalError.alreadyExists(path: path)) { _ = try Fixture.create(path) }
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test func `a newer file format is named with both numbers`() throws {
        let path = folder.file()
        try Fixture.create(path).close()
        try DatabaseQueue(path: path).writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA user_version = 7")
        }
        let error = openingFails(path)
        #expect(error == .newerFormat(path: path, found: 7, supported: Schema.newest))
        #expect(error?.description.contains("update probscope") == true)
    }

    @Test func `a damaged file is said to be damaged`() throws {
        let path = folder.file()
        let journal = try Fixture.create(path)
        try journal.append(Fixture.draws("a", 0..<1000))
        try journal.close()
        let size = try Data(contentsOf: URL(filePath: path)).count
        let handle = try #require(fopen(path, "r+"))
        fseek(handle, 4096, SEEK_SET)
        let garbage = [UInt8](repeating: 0xA5, count: size - 4096)
        fwrite(garbage, 1, garbage.count, handle)
        fclose(handle)
        guard case .corrupt = openingFails(path) else {
            Issue.record("not told to be damaged")
            return
        }
    }

    @Test func `a run without its identity is said to be damaged`() throws {
        let path = folder.file()
        try Fixture.create(path).close()
        try DatabaseQueue(path: path).write {
            try $0.execute(sql: "DELETE FROM run WHERE key = 'identity'")
        }
        #expect(openingFails(path) == .corrupt(path: path, detail: "it has no identity"))
    }

    @Test func `an existing run is not created anew`() throws {
        let path = folder.file()
        try Fixture.create(path).append(Fixture.draws("a", 0..<5))
        #expect(throws: JournalError.alreadyExists(path: path)) { _ = try Fixture.create(path) }
        #expect(try Journal.open(at: path).restore().evidence[0].drawCount == 5)
    }

    @Test func `what a process killed while creating leaves behind is taken over`() throws {
        let path = try write("")
        #expect(openingFails(path) == .notARun(path: path, reason: "it is empty"))
        try Fixture.create(path).append(Fixture.draws("a", 0..<5))
        #expect(try Journal.open(at: path).restore().evidence[0].drawCount == 5)
    }

    @Test func `only the owner can read a run and the files beside it`() throws {
        let journal = try Fixture.create(folder.file())
        try journal.append(Fixture.draws("a", 0..<5))
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(
            Set(names) == ["test.run", "test.run-wal", "test.run-shm", "test.run-lock"])
        for name in names {
            var status = stat()
            #expect(stat(folder.file(name), &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600, "\(name)")
        }
        try journal.close()
    }

    @Test func `a closed run is one file, and one that nobody writes can be read as it is`() throws
    {
        let path = folder.file()
        do {
            let journal = try Fixture.create(path)
            try journal.append(Fixture.draws("a", 0..<5))
            try journal.close()
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["test.run"])
        let reader = try Journal.open(at: path, mode: .readOnly)
        #expect(try reader.restore().evidence[0].drawCount == 5)
    }

    @Test func `reading leaves no files beside a run, whoever closes it last`() throws {
        let path = folder.file()
        var writer: Journal? = try Fixture.create(path)
        try writer?.append(Fixture.draws("a", 0..<5))
        var reader: Journal? = try Journal.open(at: path, mode: .readOnly)
        #expect(throws: JournalError.readOnly(path: path)) {
            try reader?.append(Fixture.draws("a", 5..<6))
        }
        try writer?.append(Fixture.draws("a", 5..<9))
        #expect(try reader?.restore().evidence[0].drawCount == 9)
        try writer?.close()
        writer = nil
        #expect(try reader?.restore().evidence[0].drawCount == 9)
        reader = nil
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["test.run"])
        let before = try Data(contentsOf: URL(filePath: path))
        reader = try Journal.open(at: path, mode: .readOnly)
        // The reader goes first this time.
        writer = try Journal.open(at: path, mode: .readWrite)
        #expect(try reader?.restore().evidence[0].drawCount == 9)
        reader = nil
        try writer?.append(Fixture.draws("a", 0..<5))
        try writer?.close()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["test.run"])
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test func `a run that a killed writer left is whole for a reader, and one file after`() throws
    {
        let (path, copy) = (folder.file(), folder.file("copy.run"))
        do {
            let writer = try Fixture.create(path)
            try writer.append(Fixture.draws("a", 0..<5))
            for ending in ["", "-wal"] {
                try FileManager.default.copyItem(atPath: path + ending, toPath: copy + ending)
            }
            try writer.close()
        }
        for _ in 0..<2 {
            let reader = try Journal.open(at: copy, mode: .readOnly)
            #expect(try reader.restore().evidence[0].drawCount == 5)
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(Set(left) == ["test.run", "copy.run"])
    }

    @Test func `a run that is closed twice is closed once`() throws {
        let path = folder.file()
        let journal = try Fixture.create(path)
        try journal.close()
        try journal.close()
        // Whoever has it by then is left alone.
        let writer = try Journal.open(at: path, mode: .readWrite)
        try journal.close()
        #expect(!writer.isReadOnly)
        try writer.close()
    }

    @Test func `a second writer is refused and told who writes`() throws {
        let path = folder.file()
        var journal: Journal? = try Fixture.create(path)
        #expect(journal?.isReadOnly == false)
        guard
            case .busy(_, let holder)? = #expect(
                throws: JournalError.self,
                performing: {
                    _ = try Journal.open(at: path, mode: .readWrite)
                })
        else {
            Issue.record("not told to be busy")
            return
        }
        #expect(holder.process == getpid())
        #expect(!holder.host.isEmpty)
        let reader = try Journal.open(at: path)
        #expect(reader.isReadOnly)
        #expect(reader.holder == holder)
        #expect(reader.holder?.description == "process \(getpid()) on \(holder.host)")
        journal = nil
        let writer = try Journal.open(at: path, mode: .readWrite)
        #expect(writer.holder == nil)
        try writer.append(Fixture.draws("a", 0..<2))
        #expect(try reader.restore().evidence[0].drawCount == 2)
    }

    @Test func `a lock file that a killed process left behind locks nobody out`() throws {
        let path = folder.file()
        try Fixture.create(path).close()
        try "1 elsewhere\n".write(toFile: path + "-lock", atomically: false, encoding: .utf8)
        #expect(try Journal.open(at: path, mode: .readOnly).holder == nil)
        #expect(try Journal.open(at: path).isReadOnly == false)
    }

    @Test func `names that SQLite reads as something else are plain files`() throws {
        let before = FileManager.default.currentDirectoryPath
        for name in ["file:a?mode=memory", ":memory:", "a#b%20c?d.run"] {
            let path = folder.file(name)
            try Fixture.create(path).close()
            #expect(FileManager.default.fileExists(atPath: path))
            #expect(try Journal.open(at: path, mode: .readOnly).prompts == Fixture.prompts)
        }
        #expect(FileManager.default.currentDirectoryPath == before)
    }

    @Test("a name in whole is the model of runs that kept its last part")
    func aNameInWholeIsTheSameModel() {
        var (own, other) = (Fixture.identity, Fixture.identity)
        (own.model, own.modelFingerprint) = ("cool", "cool, 7 bytes")
        (other.model, other.modelFingerprint) = ("my/cool", "my/cool, 7 bytes")
        #expect(own.difference(to: other) == nil && other.difference(to: own) == nil)
        other.modelFingerprint = "my/cool, 8 bytes"
        #expect(own.difference(to: other)?.contains("fingerprint") == true)
        own.model = "your/cool"
        #expect(own.difference(to: other)?.contains("the model of this run") == true)
    }

    /// Behind a gateway that tells nothing of its model, nothing is known, which is no difference.
    @Test(arguments: [
        ("m, 7 parameters, 9 bytes", "m", true), ("m, 7 parameters", "m, 9 bytes", true),
        ("m, 7 parameters, Q4", "m, 7 parameters", true),
        ("m, 7 parameters, Q4", "m, 7 parameters, Q8", false),
        ("m, 7 parameters, 9 bytes", "m, 7 parameters, 8 bytes", false),
        ("m, 7 parameters, adapter a (scale 1.0)", "m, 7 parameters", false),
        ("m, 7 parameters, adapter a (scale 1.0)", "m", true),
    ])
    func whatAFingerprintDoesNotSayIsNoDifference(own: String, others: String, isAlike: Bool) {
        var (one, other) = (Fixture.identity, Fixture.identity)
        (one.model, one.modelFingerprint) = ("m", own)
        (other.model, other.modelFingerprint) = ("m", others)
        #expect((one.difference(to: other) == nil) == isAlike)
        #expect((other.difference(to: one) == nil) == isAlike)
    }

    @Test func `the first difference between two identities is named`() {
        var other = Fixture.identity
        #expect(Fixture.identity.difference(to: other) == nil)
        other.decodingName = "pure T=0.7, 28 tokens"
        #expect(
            Fixture.identity.difference(to: other)
                == "the decoding of this run is pure T=1, 28 tokens, not pure T=0.7, 28 tokens")
    }

    /// Continued by the same program it is named once, by another one both are.
    @Test func `a run says which programs wrote it`() throws {
        let path = folder.file()
        func write(as name: String?, _ body: () throws -> Void) rethrows {
            let before = RunWriters.current.withLock { current in
                defer { current = name }
                return current
            }
            defer { RunWriters.current.withLock { $0 = before } }
            try body()
        }
        try write(as: "probscope 0.1.0 (c9076da4c)") { try Fixture.create(path).close() }
        for name in ["probscope 0.1.0 (c9076da4c)", "probscope 0.2.0", nil] {
            try write(as: name) { try Journal.open(at: path, mode: .readWrite).close() }
        }
        try write(as: "a reader") {
            let run = try Journal.open(at: path, mode: .readOnly)
            #expect(
                try run.restore().writers == ["probscope 0.1.0 (c9076da4c)", "probscope 0.2.0"])
            try run.close()
        }
    }
}
