import Evidence
import FoundationEssentials
import GRDB
import Testing

@testable import Journal

@Suite("Damaged and crafted run files")
struct DamageTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// What every reader of a run starts from.
    private func numbers(_ path: String) throws -> [PromptEvidence] {
        try Journal.open(at: path, mode: .readOnly).restore().evidence
    }

    /// A closed run, small and with all kinds of draws.
    private func whole(_ draws: Int = 300) throws -> (path: String, bytes: [UInt8]) {
        let path = folder.file()
        let journal = try Fixture.create(path)
        try journal.append(Fixture.draws("a", 0..<draws))
        try journal.append(Fixture.draws("b", 0..<draws / 3))
        try journal.recordEvent(.stopped, "32 draws per prompt")
        try journal.close()
        return (path, Array(try Data(contentsOf: URL(filePath: path))))
    }

    @Test func `a damaged file is refused or gives the same numbers, never others`() throws {
        let (path, bytes) = try whole()
        let expected = try numbers(path)
        let copy = folder.file("copy.run")
        var random = SystemRandomNumberGenerator()
        var refused = 0
        for trial in 0..<1000 {
            var damaged = bytes
            let place = Int.random(in: 0..<damaged.count, using: &random)
            let what: String
            switch trial % 10 {
            case 8:
                what = "16 bytes from \(place) are zero"
                for byte in place..<min(place + 16, damaged.count) { damaged[byte] = 0 }
            case 9:
                let pages = damaged.count / 4096
                let (from, to) = (Int.random(in: 0..<pages), Int.random(in: 0..<pages))
                what = "page \(to) is page \(from)"
                damaged.replaceSubrange(
                    to * 4096..<(to + 1) * 4096, with: bytes[from * 4096..<(from + 1) * 4096])
            default:
                let bit = Int.random(in: 0..<8, using: &random)
                what = "bit \(bit) of byte \(place) is flipped"
                damaged[place] ^= 1 << UInt8(bit)
            }
            try Data(damaged).write(to: URL(filePath: copy))
            do {
                let found = try numbers(copy)
                #expect(found == expected, "\(what)")
            } catch {
                #expect(error is JournalError, "\(what)")
                refused += 1
            }
        }
        #expect(refused > 100)
    }

    @Test func `a score whose one bit was flipped is found by the checksum of its row`() throws {
        let (path, _) = try whole()
        try tamper(path, "UPDATE draw SET score_0 = 1 - score_0 WHERE prompt = 0 AND number = 0")
        let error = #expect(throws: JournalError.self) { try numbers(path) }
        let words = "draw 0 of prompt a does not have the checksum"
        #expect(error?.description.contains(words) == true)
    }

    @Test(arguments: [
        "UPDATE draw SET seed = seed + 1 WHERE number = 3", "UPDATE draw SET answer = 1",
        "UPDATE draw SET stop = 'limit' WHERE stop = 'end'",
        "UPDATE draw SET prompt = 1 WHERE prompt = 0 AND number = 299",
        "UPDATE answer SET text = text || '.'", "UPDATE answer SET hash = hash + 1",
        "DELETE FROM draw WHERE prompt = 0 AND number = 299",
        "DELETE FROM draw WHERE prompt = 0 AND number = 7",
        "UPDATE run SET value = replace(value, '0.01', '0.03') WHERE key = 'plan'",
        "UPDATE prompt SET record = replace(record, 'Who', 'How')",
        "UPDATE prompt SET failure = 'gone'", "UPDATE event SET kind = 'drift'",
    ])
    func `whatever is changed in a row is noticed`(change: String) throws {
        let (path, _) = try whole()
        try tamper(path, change)
        let error = #expect(throws: JournalError.self) { try numbers(path) }
        guard case .corrupt? = error else {
            Issue.record("\(change): \(error.map { "\($0)" } ?? "not noticed")")
            return
        }
    }

    /// Files of the first format have no checksums; whoever writes a file can make right ones.
    @Test(arguments: [
        "UPDATE draw SET tokens = 9223372036854775807 WHERE prompt = 0 AND number < 2",
        "UPDATE draw SET tokens = -9223372036854775808", "UPDATE draw SET attempts = 1 << 62",
        "UPDATE draw SET seed = -1", "UPDATE draw SET seed = 'x'", "UPDATE draw SET tokens = 'x'",
        "UPDATE draw SET attempts = x'00'", "UPDATE draw SET score_0 = 'abc'",
        "UPDATE draw SET score_0 = x'0102'", "UPDATE draw SET stop = 17",
        "UPDATE draw SET answer = 'x'", "UPDATE answer SET text = 5.5",
        "UPDATE draw SET number = number + 9223372036854775000",
        "UPDATE run SET value = replace(value, '0.01', '7.5') WHERE key = 'plan'",
        "UPDATE run SET value = replace(value, '\"draws\":32', '\"draws\":9223372036854775807')",
        "UPDATE prompt SET id = 'other' WHERE number = 0", "UPDATE prompt SET record = x'ff'",
        "UPDATE prompt SET record = 7", "UPDATE prompt SET number = number + 5",
        "UPDATE event SET kind = x'00ff', time = 7, text = 5",
        "DROP TABLE event", "ALTER TABLE draw RENAME COLUMN lost TO gone",
        "CREATE TRIGGER t AFTER INSERT ON draw BEGIN DELETE FROM draw; END",
        "ALTER TABLE draw RENAME TO other; CREATE VIEW draw AS SELECT * FROM other",
        """
        ALTER TABLE event RENAME TO other; CREATE VIEW event AS WITH RECURSIVE
        n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS time, i AS kind, i AS text,
        i AS id, i AS checksum FROM n
        """,
        """
        ALTER TABLE answer RENAME TO other; CREATE TABLE answer (id INTEGER PRIMARY KEY,
        prompt INTEGER, hash INTEGER, text TEXT AS ('x'))
        """,
    ])
    func `nothing that a file can hold traps, hangs or counts`(change: String) throws {
        for isChecked in [true, false] {
            let (path, _) = try whole(40)
            try tamper(path, change)
            if !isChecked { try withoutMeaning(path) }
            #expect(throws: JournalError.self, "\(change)") {
                let journal = try Journal.open(at: path, mode: .readOnly)
                _ = try journal.restore()
                try journal.forEachDraw { _ in }
            }
            try FileManager.default.removeItem(atPath: path)
        }
    }

    @Test func `a value larger than an answer can be is refused at once`() throws {
        let (path, _) = try whole(10)
        try tamper(path, "UPDATE answer SET text = zeroblob(400000000) WHERE id = 1")
        #expect(throws: JournalError.self) { try numbers(path) }
    }

    @Test func `draws behind a gap are counted and said`() throws {
        let path = folder.file()
        let journal = try Fixture.create(path)
        try journal.append(Fixture.draws("a", [0, 1, 2, 5, 6, 9]))
        try journal.close()
        let reader = try Journal.open(at: path, mode: .readOnly)
        #expect(reader.notices.count == 1)
        #expect(reader.notices.first?.hasPrefix("3 draws behind a gap are left out") == true)
        #expect(try reader.restore().notices == reader.notices)
    }

    /// Changes a file as another program would.
    private func tamper(_ path: String, _ sql: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }

    /// Gives every row of the draws the checksum of what it now holds, as a forger would.
    private func withoutMeaning(_ path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { database in
            database.add(function: RowChecksum.function)
            try? database.execute(
                sql: """
                    UPDATE answer SET hash = hash;
                    UPDATE run SET checksum = row_checksum(key, value);
                    UPDATE event SET checksum = row_checksum(time, kind, text);
                    UPDATE prompt SET checksum = row_checksum(number, id, record, failure);
                    UPDATE draw SET checksum = row_checksum(prompt, number, seed, attempts,
                        (SELECT hash FROM answer WHERE id = draw.answer), stop, tokens, lost,
                        score_0, score_1, NULL)
                    """)
        }
        try queue.close()
    }
}
