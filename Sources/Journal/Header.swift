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

    init(reading database: Database, path: String) throws {
        func value(_ key: String) throws -> String {
            guard
                let text = try String.fetchOne(
                    database, sql: "SELECT value FROM run WHERE key = ?", arguments: [key])
            else { throw JournalError.corrupt(path: path, detail: "it has no \(key)") }
            return text
        }
        func decoded<Value: Decodable>(_ text: String, _ what: String) throws -> Value {
            do {
                return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
            } catch {
                throw JournalError.corrupt(path: path, detail: "its \(what) cannot be read")
            }
        }
        identity = try decoded(value("identity"), "identity")
        plan = try decoded(value("plan"), "plan")
        let records = try String.fetchAll(
            database, sql: "SELECT record FROM prompt ORDER BY number")
        prompts = PromptSet(
            name: try decoded(value("prompts name"), "name of the prompts"),
            prompts: try records.enumerated().map {
                try decoded($1, "prompt number \($0 + 1)")
            },
            provenance: try decoded(value("prompts provenance"), "origin of the prompts"))
    }

    func write(_ database: Database) throws {
        try Self.write("identity", identity, database)
        try Self.writePlan(plan, database)
        try Self.write("prompts name", prompts.name, database)
        try Self.write("prompts provenance", prompts.provenance, database)
        let statement = try database.cachedStatement(
            sql: "INSERT INTO prompt (number, id, record) VALUES (?, ?, ?)")
        for (number, prompt) in prompts.prompts.enumerated() {
            try statement.execute(
                arguments: [number, Data(prompt.id.rawValue.utf8), Self.json(prompt)])
        }
    }

    static func writePlan(_ plan: RunPlan, _ database: Database) throws {
        try write("plan", plan, database)
    }

    private static func write(
        _ key: String, _ value: some Encodable, _ database: Database
    ) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO run (key, value) VALUES (?, ?)",
            arguments: [key, json(value)])
    }

    /// Canonical JSON; it escapes control characters, NUL among them.
    private static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
