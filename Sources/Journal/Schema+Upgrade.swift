import GRDB
import Prompts

extension Schema {
    /// Brings a file of an older format to this one, in one transaction: whatever happens meanwhile,
    /// the file is whole in the old format or in the new one.
    ///
    /// Rows get the checksums of what they hold at this moment.
    static func upgrade(_ queue: DatabaseQueue, header: Header, from format: Int) throws {
        let scorers = header.identity.scorers.count
        let names = tables(version: format, scorers: scorers).map(\.name)
        let scores = scoreColumns(scorers)
        let drawScores = scoreColumns(scorers, of: "old.")
        try queue.write { database in
            func execute(_ sql: String) throws { try database.execute(sql: sql) }
            try execute("DROP INDEX IF EXISTS answer_by_hash")
            try execute("DROP INDEX IF EXISTS token_list_by_hash")
            for name in names { try execute("ALTER TABLE \(name) RENAME TO old_\(name)") }
            try create(database, for: header.identity)
            try execute(
                """
                INSERT INTO run SELECT key, value, row_checksum(key, value) FROM old_run;
                INSERT INTO prompt SELECT number, id, record, failure,
                    row_checksum(number, id, record, failure) FROM old_prompt;
                INSERT INTO answer (id, prompt, hash, text)
                    SELECT id, prompt, hash, text FROM old_answer;
                INSERT INTO token_list SELECT id, prompt, hash, data FROM old_token_list;
                INSERT INTO token SELECT old.prompt, number, list,
                    row_checksum(old.prompt, number, hash)
                    FROM old_token AS old JOIN token_list ON token_list.id = list;
                INSERT INTO event SELECT id, time, kind, text, row_checksum(time, kind, text)
                    FROM old_event;
                INSERT INTO draw (prompt, number, seed, attempts, answer, stop, tokens, lost\(scores),
                    checksum)
                    SELECT old.prompt, number, seed, attempts, answer, stop, tokens, lost\(scores),
                    row_checksum(old.prompt, number, seed, attempts, hash, stop, tokens, lost\
                \(drawScores), NULL)
                    FROM old_draw AS old LEFT JOIN answer ON answer.id = old.answer;
                INSERT INTO greedy (prompt, answer, stop, tokens, stable\(scores), checksum)
                    SELECT old.prompt, answer, stop, tokens, stable\(scores),
                    row_checksum(old.prompt, hash, stop, tokens, stable\(drawScores))
                    FROM old_greedy AS old JOIN answer ON answer.id = old.answer;
                """)
            try RunValue.write(
                "prompts count", String(header.prompts.count), database)
            for name in names {
                let counts = try ["", "old_"].map {
                    try Int.fetchOne(database, sql: "SELECT count(*) FROM \($0)\(name)")
                }
                // One row of `run` is new.
                guard counts[0] == (name == "run" ? counts[1].map { $0 + 1 } : counts[1]) else {
                    throw DamagedRow("its table \(name) has rows that belong to nothing")
                }
            }
            for name in names { try execute("DROP TABLE old_\(name)") }
        }
    }
}
