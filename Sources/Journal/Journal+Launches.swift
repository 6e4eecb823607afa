import Evidence
import FoundationEssentials
import GRDB
import Prompts

/// A launch of a draw without replacement as the journal keeps it.
package struct JournalLaunch: Sendable, Hashable {
    package var prompt: PromptID
    package var index: Int
    package var launch: Launch

    package init(prompt: PromptID, index: Int, launch: Launch) {
        self.prompt = prompt
        self.index = index
        self.launch = launch
    }
}

/// What a draw's answer took out of the rest.
package struct JournalLeaf: Sendable, Hashable {
    package var prompt: PromptID
    package var index: Int
    package var probability: Double

    package init(prompt: PromptID, index: Int, probability: Double) {
        self.prompt = prompt
        self.index = index
        self.probability = probability
    }
}

extension Journal {
    /// Records launches before their requests are sent, and what has been absorbed since the last
    /// call, in one transaction.
    ///
    /// A launch that is there already stays as it is: a draw that is made again is made from where it
    /// was launched first.
    package func record(
        launches: [JournalLaunch], leaves: [JournalLeaf], exact: [PromptID: ExactMass]
    ) throws(JournalError) {
        guard !launches.isEmpty || !leaves.isEmpty || !exact.isEmpty else { return }
        let launched = try launches.map { (row) throws(JournalError) in
            (try number(of: row.prompt), row)
        }
        let absorbed = try leaves.map { (row) throws(JournalError) in
            (try number(of: row.prompt), row)
        }
        let masses = try exact.map { (row) throws(JournalError) in
            (try number(of: row.key), row.value)
        }
        try write { database, rows in
            for (prompt, row) in launched {
                let launch = row.launch
                let (values, sum) = Self.row(launch, prompt: prompt, number: row.index)
                try insert(values, into: .launch, orReplace: false, database)
                if database.changesCount > 0 { rows.written.add(.launch, checksum: sum) }
            }
            for (prompt, row) in absorbed {
                let sum = DrawReader.checksum(
                    leaf: row.probability, prompt: prompt, number: row.index)
                try rows.written.remove(
                    .leaf, where: "prompt = ? AND number = ?", [prompt, row.index], in: database)
                try insert(
                    [
                        prompt.databaseValue, row.index.databaseValue,
                        row.probability.databaseValue, sum.databaseValue,
                    ], into: .leaf, orReplace: true, database)
                rows.written.add(.leaf, checksum: sum)
            }
            for (prompt, mass) in masses {
                var values = [
                    prompt.databaseValue, mass.left.databaseValue, mass.error.databaseValue,
                ]
                values += mass.known.map(\.databaseValue)
                let sum = DrawReader.checksum(mass, prompt: prompt)
                values.append(sum.databaseValue)
                try rows.written.remove(.exact, where: "prompt = ?", [prompt], in: database)
                try insert(values, into: .exact, orReplace: true, database)
                rows.written.add(.exact, checksum: sum)
                if let early = mass.early { try write(early, prompt: prompt, to: database) }
            }
        }
    }

    /// A launch's row, and its checksum.
    static func row(
        _ launch: Launch, prompt: Int, number: Int
    ) -> (values: [DatabaseValue], sum: Int64) {
        // A directed launch forbids nothing, and says so by an empty list; that of a plain draw does
        // too, and goes on from nothing.
        let forbidden =
            launch.forbidden.isEmpty && !launch.isDirected && !launch.isPlain
            ? nil : Launch.packed(launch.forbidden)
        let sum = DrawReader.checksum(launch, prompt: prompt, number: number)
        let values =
            [
                prompt.databaseValue, number.databaseValue,
                Data(Launch.packed(launch.path)).databaseValue,
                forbidden.map { Data($0).databaseValue } ?? .null, launch.left.databaseValue,
            ] + launch.known.map(\.databaseValue) + [sum.databaseValue]
        return (values, sum)
    }

    func insert(
        _ values: [DatabaseValue], into table: WrittenRows.Table, orReplace: Bool,
        _ database: Database
    ) throws {
        let marks = Array(repeating: "?", count: values.count).joined(separator: ", ")
        let statement = try database.cachedStatement(
            sql: "INSERT OR \(orReplace ? "REPLACE" : "IGNORE") INTO \(table.rawValue) "
                + "VALUES (\(marks))")
        statement.setUncheckedArguments(StatementArguments(values))
        try statement.execute()
    }
}

extension RunIdentity {
    /// The format of this run's file.
    var formatVersion: Int {
        withoutReplacement == true ? Schema.restVersion : Schema.version
    }
}

extension Schema {
    /// What runs of draws without replacement have beside the tables of all runs: from where each
    /// draw was launched and what was known then, what its answer took out of the rest, and what is
    /// known by now.
    static func restTables(scorers: Int) -> [(String, String)] {
        let known = (0..<scorers).map { ", known_\($0) REAL NOT NULL" }.joined()
        let end = ", checksum INTEGER NOT NULL"
        return [
            (
                "launch",
                "(prompt INTEGER NOT NULL, number INTEGER NOT NULL, path BLOB NOT NULL, "
                    + "forbidden BLOB, left REAL NOT NULL\(known)\(end), "
                    + "PRIMARY KEY (prompt, number)) WITHOUT ROWID"
            ),
            (
                "leaf",
                "(prompt INTEGER NOT NULL, number INTEGER NOT NULL, probability REAL NOT NULL"
                    + "\(end), PRIMARY KEY (prompt, number)) WITHOUT ROWID"
            ),
            (
                "exact",
                "(prompt INTEGER PRIMARY KEY, left REAL NOT NULL, error REAL NOT NULL\(known)\(end))"
            ),
        ]
    }
}

extension Launch {
    /// Numbers of tokens as LEB128.
    static func packed(_ ids: [Int32]) -> [UInt8] {
        var bytes: [UInt8] = []
        for id in ids { LEB128.append(UInt64(UInt32(bitPattern: id)), to: &bytes) }
        return bytes
    }

    /// What ``packed(_:)`` made; nil for other bytes.
    static func unpacked(_ bytes: Data) -> [Int32]? {
        var ids: [Int32] = []
        var (value, shift) = (UInt64(0), UInt64(0))
        for byte in bytes {
            guard shift < 35 else { return nil }
            value |= UInt64(byte & 0x7f) << shift
            shift += 7
            guard byte < 0x80 else { continue }
            guard value <= UInt64(Int32.max) else { return nil }
            ids.append(Int32(value))
            (value, shift) = (0, 0)
        }
        return shift == 0 ? ids : nil
    }
}

/// The launches of a prompt in the order of their numbers, read one at a time.
struct LaunchRows {
    typealias Found = (launch: Launch, absorbed: Double?)

    private let rows: RowCursor?
    private let prompt: Int
    private let scorers: Int
    private var next: (number: Int, found: Found)?

    /// - Parameter number: one launch alone; nil for all from `first` on.
    init(
        _ reader: DrawReader, prompt: Int, number: Int? = nil, from first: Int = 0,
        in database: Database
    ) throws {
        self.prompt = prompt
        scorers = reader.scorers
        guard reader.hasLaunches else {
            rows = nil
            return
        }
        let known = (0..<scorers).map { ", known_\($0)" }.joined()
        // A negative number is looked at, too, and refused.
        let which =
            number == nil
            ? first > 0 ? " AND launch.number >= ?" : "" : " AND launch.number = ?"
        let arguments = [prompt] + (number.map { [$0] } ?? (first > 0 ? [first] : []))
        let sql = """
            SELECT launch.number, path, forbidden, left, launch.checksum, leaf.probability,
            leaf.checksum\(known)
            FROM launch LEFT JOIN leaf
            ON leaf.prompt = launch.prompt AND leaf.number = launch.number
            WHERE launch.prompt = ?\(which) ORDER BY launch.number
            """
        // One alone is asked for often; all of them may be read while those of others are.
        let statement =
            number == nil
            ? try database.makeStatement(sql: sql) : try database.cachedStatement(sql: sql)
        rows = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
        next = try read()
    }

    /// The launch of this number; those of smaller ones are passed over.
    mutating func launch(of number: Int) throws -> Found? {
        while let found = next, found.number < number { next = try read() }
        return next?.number == number ? next?.found : nil
    }

    /// The next launch that was not passed over.
    mutating func pop() throws -> (number: Int, found: Found)? {
        guard let found = next else { return nil }
        next = try read()
        return found
    }

    private func read() throws -> (number: Int, found: Found)? {
        guard let row = try rows?.next() else { return nil }
        guard let number = row.integer(0).map({ Int($0) }), number >= 0 else {
            throw DamagedRow("a launch of prompt number \(prompt + 1) has no number")
        }
        func damaged() -> DamagedRow {
            .checksum("the launch of draw \(number) of prompt number \(prompt + 1)")
        }
        func ids(_ column: Int) throws -> [Int32] {
            let value: DatabaseValue = row[column]
            switch value.storage {
            case .null: return []
            case .blob(let data):
                guard let ids = Launch.unpacked(data) else { throw damaged() }
                return ids
            default: throw damaged()
            }
        }
        let masses = try ([3] + (0..<scorers).map { 7 + $0 }).map { column in
            // A text would be 0 to whoever reads it as a number.
            guard let mass = try row.score(column), mass >= 0, mass <= 1 + 1e-6 else {
                throw damaged()
            }
            return mass
        }
        let forbidden = try ids(2)
        let hasList: DatabaseValue = row[2]
        let path = try ids(1)
        let isPlain = !hasList.isNull && forbidden.isEmpty && path.isEmpty
        let launch =
            isPlain
            ? Launch.plain(scorers: scorers)
            : Launch(
                path: path, forbidden: forbidden, left: masses[0],
                known: Array(masses.dropFirst()),
                isDirected: !hasList.isNull && forbidden.isEmpty)
        guard row.integer(4) == DrawReader.checksum(launch, prompt: prompt, number: number) else {
            throw damaged()
        }
        let probability = try row.score(5)
        if let probability {
            guard probability >= 0, probability <= 1,
                row.integer(6)
                    == DrawReader.checksum(leaf: probability, prompt: prompt, number: number)
            else { throw damaged() }
        }
        return (number, (launch, probability))
    }
}

extension DrawReader {
    /// The launches of a prompt by launch number, each with what its answer took out of the rest.
    ///
    /// - Parameter first: those with smaller numbers are left out; a run may have a million.
    func launches(
        prompt: Int, from first: Int = 0, in database: Database
    ) throws -> [Int: LaunchRows.Found] {
        var rows = try LaunchRows(self, prompt: prompt, from: first, in: database)
        var found: [Int: LaunchRows.Found] = [:]
        while let (number, launch) = try rows.pop() { found[number] = launch }
        return found
    }

    /// The numbers of a prompt's draws that were launched from what others had left.
    func numbersWithoutReplacement(prompt: Int, in database: Database) throws -> [Int] {
        guard hasLaunches else { return [] }
        var rows = try LaunchRows(self, prompt: prompt, in: database)
        var numbers: [Int] = []
        while let (number, found) = try rows.pop() {
            if !found.launch.isPlain { numbers.append(number) }
        }
        return numbers
    }

    /// What is known of a prompt exactly.
    func exactMass(prompt: Int, in database: Database) throws -> ExactMass? {
        let known = (0..<scorers).map { ", known_\($0)" }.joined()
        guard
            let row = try Row.fetchOne(
                database, sql: "SELECT left, error, checksum\(known) FROM exact WHERE prompt = ?",
                arguments: [prompt])
        else { return nil }
        let masses = try ([0, 1] + (0..<scorers).map { 3 + $0 }).map { column in
            guard let mass = try row.score(column), mass >= 0, mass <= 1 + 1e-6 else {
                throw DamagedRow("what is known of prompt number \(prompt + 1) is impossible")
            }
            return mass
        }
        var mass = ExactMass(left: masses[0], known: Array(masses.dropFirst(2)), error: masses[1])
        guard row.integer(2) == Self.checksum(mass, prompt: prompt) else {
            throw DamagedRow.checksum("what is known of prompt number \(prompt + 1)")
        }
        mass.error = max(mass.error, leastExactError)
        mass.early = try earlyMass(prompt: prompt, in: database)
        return mass
    }

    static func checksum(_ launch: Launch, prompt: Int, number: Int) -> Int64 {
        var sum = RowChecksum()
        sum.add(Int64(prompt))
        sum.add(Int64(number))
        for ids in [launch.path, launch.forbidden] {
            Launch.packed(ids).withUnsafeBytes { sum.add($0) }
        }
        sum.add(launch.left)
        for known in launch.known { sum.add(known) }
        // A program that takes it for a draw finds the file damaged.
        if launch.isDirected { sum.add("directed") }
        if launch.isPlain { sum.add("plain") }
        return sum.value
    }

    static func checksum(leaf probability: Double, prompt: Int, number: Int) -> Int64 {
        var sum = RowChecksum()
        sum.add(Int64(prompt))
        sum.add(Int64(number))
        sum.add(probability)
        return sum.value
    }

    static func checksum(_ mass: ExactMass, prompt: Int) -> Int64 {
        var sum = RowChecksum()
        sum.add(Int64(prompt))
        sum.add(mass.left)
        sum.add(mass.error)
        for known in mass.known { sum.add(known) }
        return sum.value
    }
}
