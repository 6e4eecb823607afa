import FoundationEssentials
import GRDB

/// The tables of a run file.
///
/// They are meant to be read by people with `sqlite3` too: the view `draws` has one row a draw and
/// one column a scorer (Documentation/run-file.md).
enum Schema {
    /// Marks an SQLite file as a run ("prob" in ASCII), see `PRAGMA application_id`.
    static let applicationID = 0x7072_6F62
    /// The format that plain runs are written in, in `PRAGMA user_version`.
    ///
    /// Format 1 had neither checksums nor servers nor the view; it is read as it is and becomes
    /// format 2 when the run is continued.
    static let version = 2
    /// The format of a run of draws without replacement: format 2 and what each of them was launched
    /// with.
    ///
    /// A program that does not know it must not take them for plain draws.
    static let restVersion = 3
    /// The newest format that is read.
    static let newest = 3

    /// Creates all tables of an empty file; call it within a transaction.
    static func create(
        _ database: Database, for identity: RunIdentity, version: Int = Schema.version
    ) throws {
        let scorers = identity.scorers.map(\.name)
        for statement in tables(version: version, scorers: scorers.count) {
            try database.execute(sql: statement.sql)
        }
        try database.execute(
            sql: """
                CREATE INDEX answer_by_hash ON answer (prompt, hash);
                CREATE INDEX token_list_by_hash ON token_list (prompt, hash);
                \(DrawsView.sql(scorers: scorers, hasStandIns: identity.hasStandIns == true));
                PRAGMA application_id = \(applicationID);
                PRAGMA user_version = \(version);
                """)
    }

    static func scoreColumn(_ scorer: Int) -> String { "score_\(scorer)" }

    static func scoreColumns(_ scorers: Int, of table: String = "") -> String {
        (0..<scorers).map { ", " + table + scoreColumn($0) }.joined()
    }

    /// Every table with the statement that makes it.
    ///
    /// Answers and lists of tokens are stored once per prompt and found by a hash of their bytes.
    /// `token` names the list of each draw, with number −1 that of the greedy answer. A text that
    /// holds a NUL is a blob whatever its column says.
    static func tables(version: Int, scorers: Int) -> [(name: String, sql: String)] {
        let scores = (0..<scorers).map { ", \(scoreColumn($0)) REAL" }.joined()
        let isChecked = version >= 2
        let sum = isChecked ? ", checksum INTEGER NOT NULL" : ""
        let text = isChecked ? "TEXT" : "BLOB"
        var tables = [
            ("run", "(key TEXT PRIMARY KEY, value TEXT NOT NULL\(sum)) WITHOUT ROWID"),
            (
                "prompt",
                "(number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, record TEXT NOT NULL, "
                    + "failure TEXT\(sum))"
            ),
            (
                "answer",
                "(id INTEGER PRIMARY KEY, prompt INTEGER NOT NULL, hash INTEGER NOT NULL, "
                    + "text \(text) NOT NULL\(isChecked ? ", part TEXT" : ""))"
            ),
            (
                "token_list",
                "(id INTEGER PRIMARY KEY, prompt INTEGER NOT NULL, hash INTEGER NOT NULL, "
                    + "data BLOB NOT NULL)"
            ),
            (
                "token",
                "(prompt INTEGER NOT NULL, number INTEGER NOT NULL, list INTEGER NOT NULL\(sum), "
                    + "PRIMARY KEY (prompt, number)) WITHOUT ROWID"
            ),
            (
                "event",
                "(id INTEGER PRIMARY KEY, time TEXT NOT NULL, kind TEXT NOT NULL, "
                    + "text \(text) NOT NULL\(sum))"
            ),
            (
                "draw",
                "(prompt INTEGER NOT NULL, number INTEGER NOT NULL, seed INTEGER NOT NULL, "
                    + "attempts INTEGER NOT NULL, answer INTEGER, stop TEXT, tokens INTEGER, "
                    + "lost TEXT\(scores)\(isChecked ? ", server INTEGER" : "")\(sum), "
                    + "PRIMARY KEY (prompt, number)) WITHOUT ROWID"
            ),
            (
                "greedy",
                "(prompt INTEGER PRIMARY KEY, answer INTEGER NOT NULL, stop TEXT NOT NULL, "
                    + "tokens INTEGER NOT NULL, stable INTEGER\(scores)\(sum))"
            ),
        ]
        if isChecked {
            tables += [
                ("server", "(id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE)"),
                (
                    "label",
                    "(prompt INTEGER NOT NULL, number INTEGER NOT NULL, label TEXT NOT NULL, "
                        + "note TEXT, PRIMARY KEY (prompt, number)) WITHOUT ROWID"
                ),
            ]
        }
        if version >= restVersion { tables += restTables(scorers: scorers) }
        return tables.map { ($0, "CREATE TABLE \($0) \($1)") }
    }

    /// Throws where the file's tables are not those that a run has.
    ///
    /// A view, a virtual table or a generated column under a table's name would have a reader run
    /// what whoever made the file wanted, for as long as they wanted. What else the file holds, such
    /// as views of its owner's, is never looked at.
    static func check(_ database: Database, version: Int, scorers: Int, path: String) throws {
        func damaged(_ detail: String) -> JournalError { .corrupt(path: path, detail: detail) }
        if let trigger = try String.fetchOne(
            database, sql: "SELECT name FROM sqlite_master WHERE type = 'trigger'")
        {
            throw damaged("it has a trigger, \(trigger), which no run has")
        }
        for table in tables(version: version, scorers: scorers) {
            let found = try String.fetchOne(
                database, sql: "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?",
                arguments: [table.name])
            guard found.map(words) == words(table.sql) else {
                throw damaged("its table \(table.name) is not one that probscope makes")
            }
        }
    }

    /// A statement without the marks that stand differently in equal ones.
    static func words(_ sql: String) -> [Substring] {
        sql.replacing("(", with: " ( ").replacing(")", with: " ) ").replacing(",", with: " , ")
            .replacing("\"", with: "").split(whereSeparator: \.isWhitespace)
    }
}

extension DatabaseValue {
    /// A text of unknown origin as SQLite can keep it unchanged.
    ///
    /// SQLite and its bindings end a text at a NUL character, so that one with a NUL is kept as a
    /// blob of its bytes, which no type of a column converts.
    init(anyText text: String) {
        self = text.utf8.contains(0) ? Data(text.utf8).databaseValue : text.databaseValue
    }

    /// What ``init(anyText:)`` kept, or nil for a number or NULL.
    var anyText: String? {
        switch storage {
        case .string(let text): text
        case .blob(let data): String(decoding: data, as: UTF8.self)
        default: nil
        }
    }
}
