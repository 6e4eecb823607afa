import Evidence
import Files
import FoundationEssentials
import GRDB
import Prompts

/// What a run file says about its run as a whole.
struct Header {
    var identity: RunIdentity
    var plan: RunPlan
    var prompts: PromptSet

    init(identity: RunIdentity, plan: RunPlan, prompts: PromptSet) {
        self.identity = identity
        self.plan = plan
        self.prompts = prompts
    }

    /// - Parameter version: the file's format; from 2 on every row has a checksum.
    init(reading database: Database, version: Int, path: String) throws {
        let isChecked = version >= 2
        func damaged(_ detail: String) -> JournalError { .corrupt(path: path, detail: detail) }
        func decoded<Value: Decodable>(_ text: String, _ what: String) throws -> Value {
            do {
                return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
            } catch {
                throw damaged("its \(what) cannot be read")
            }
        }
        func value<Value: Decodable>(_ key: String, _ what: String) throws -> Value {
            guard let text = try RunValue.read(key, database, isChecked: isChecked) else {
                throw damaged("it has no \(key)")
            }
            return try decoded(text, what)
        }
        identity = try value("identity", "identity")
        plan = try value("plan", "plan")
        if let fault = plan.fault { throw damaged(fault) }
        var list: [Prompt] = []
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT number, id, record\(isChecked ? ", failure, checksum" : "") FROM prompt "
                + "ORDER BY number")
        while let row = try rows.next() {
            let number = list.count
            guard row.integer(0) == Int64(number), let record = row.text(2),
                let id = row.text(1).map({ Data($0.utf8) })
            else { throw damaged("its prompts are not numbered one by one") }
            if isChecked {
                guard
                    row.integer(4)
                        == Self.checksum(number, id: id, record: record, failure: row.text(3))
                else { throw DamagedRow.checksum("prompt number \(number + 1)") }
            }
            let prompt: Prompt = try decoded(record, "prompt number \(number + 1)")
            guard prompt.id.rawValue.utf8.elementsEqual(id) else {
                throw damaged("prompt number \(number + 1) stands under another prompt's id")
            }
            list.append(prompt)
        }
        if isChecked {
            let count: Int = try value("prompts count", "number of prompts")
            guard count == list.count else {
                throw damaged("it has \(list.count) prompts of \(count)")
            }
        }
        let last = try Int64.fetchOne(database, sql: "SELECT max(prompt) FROM draw") ?? -1
        guard last < list.count else {
            throw damaged("it has draws of prompt number \(last &+ 1), and \(list.count) prompts")
        }
        prompts = PromptSet(
            name: try value("prompts name", "name of the prompts"), prompts: list,
            provenance: try value("prompts provenance", "origin of the prompts"))
    }

    /// The checksum of a prompt's row.
    static func checksum(_ number: Int, id: Data, record: String, failure: String?) -> Int64 {
        var sum = RowChecksum()
        sum.add(Int64(number))
        id.withUnsafeBytes { sum.add($0) }
        sum.add(record)
        sum.add(failure)
        return sum.value
    }

    func write(_ database: Database) throws {
        try Self.writeIdentity(identity, database)
        try Self.writePlan(plan, database)
        try Self.write("prompts name", prompts.name, database)
        try Self.write("prompts count", prompts.count, database)
        try Self.write("prompts provenance", prompts.provenance, database)
        let statement = try database.cachedStatement(
            sql: "INSERT INTO prompt (number, id, record, checksum) VALUES (?, ?, ?, ?)")
        for (number, prompt) in prompts.enumerated() {
            let (id, record) = (Data(prompt.id.rawValue.utf8), try prompt.jsonText())
            let sum = Self.checksum(number, id: id, record: record, failure: nil)
            try statement.execute(arguments: [number, id, record, sum])
        }
    }

    static func writeIdentity(_ identity: RunIdentity, _ database: Database) throws {
        try write("identity", identity, database)
    }

    static func writePlan(_ plan: RunPlan, _ database: Database) throws {
        try write("plan", plan, database)
    }

    /// Canonical JSON; it escapes control characters, NUL among them.
    private static func write(
        _ key: String, _ value: some Encodable, _ database: Database
    ) throws {
        try RunValue.write(key, value.jsonText(), database)
    }
}

/// The rows of the table `run`: keys with values.
enum RunValue {
    /// The value of a key, or nil where it has none.
    static func read(_ key: String, _ database: Database, isChecked: Bool = true) throws -> String?
    {
        guard
            let row = try Row.fetchOne(
                database,
                sql: "SELECT value\(isChecked ? ", checksum" : "") FROM run WHERE key = ?",
                arguments: [key])
        else { return nil }
        guard let value = row.text(0) else { throw DamagedRow("its \(key) is no text") }
        guard !isChecked || row.integer(1) == RowChecksum.of(key, value) else {
            throw DamagedRow.checksum("its \(key)")
        }
        return value
    }

    /// Sets the value of a key; nil removes it.
    static func write(_ key: String, _ value: String?, _ database: Database) throws {
        guard let value else {
            return try database.execute(sql: "DELETE FROM run WHERE key = ?", arguments: [key])
        }
        try database.execute(
            sql: "INSERT OR REPLACE INTO run (key, value, checksum) VALUES (?, ?, ?)",
            arguments: [key, value, RowChecksum.of(key, value)])
    }
}

extension RunPlan {
    /// What no plan can say, in words, or nil.
    var fault: String? {
        if !(alpha > 0 && alpha < 1) {
            return "the error probability of its plan is \(alpha), not between 0 and 1"
        }
        if !(0...Int(Int32.max)).contains(draws) { return "its plan has \(draws) draws" }
        if let most, !(0...Int(Int32.max)).contains(most) {
            return "its plan had \(most) draws once"
        }
        if let change, !change.isSane { return "it says of its plan: \(change.words)" }
        if !(0...Int(Int32.max)).contains(probabilities) {
            return "its plan keeps \(probabilities) alternatives a token"
        }
        return nil
    }
}
