import FoundationEssentials
import GRDB

/// The tables of a run file.
///
/// They are meant to be read by people with `sqlite3` too: one row a draw, one column a scorer.
enum Schema {
    /// Marks an SQLite file as a run ("prob" in ASCII), see `PRAGMA application_id`.
    static let applicationID = 0x7072_6F62
    /// The format that this version writes and the newest that it reads, in `PRAGMA user_version`.
    static let version = 1

    /// Creates all tables of an empty file; call it within a transaction.
    static func create(_ database: Database, scorers: Int) throws {
        try database.execute(sql: tables)
        let scores = (0..<scorers).map { ", \(scoreColumn($0)) REAL" }.joined()
        try database.execute(
            sql: """
                CREATE TABLE draw (
                    prompt INTEGER NOT NULL, number INTEGER NOT NULL, seed INTEGER NOT NULL,
                    attempts INTEGER NOT NULL, answer INTEGER, stop TEXT, tokens INTEGER,
                    lost TEXT\(scores),
                    PRIMARY KEY (prompt, number)) WITHOUT ROWID;
                CREATE TABLE greedy (
                    prompt INTEGER PRIMARY KEY, answer INTEGER NOT NULL, stop TEXT NOT NULL,
                    tokens INTEGER NOT NULL, stable INTEGER\(scores));
                PRAGMA application_id = \(applicationID);
                PRAGMA user_version = \(version);
                """)
    }

    static func scoreColumn(_ scorer: Int) -> String { "score_\(scorer)" }

    static func scoreColumns(_ scorers: Int) -> String {
        (0..<scorers).map { ", " + scoreColumn($0) }.joined()
    }

    /// The score columns of `draw` and `greedy` are added by ``create(_:scorers:)``.
    ///
    /// Answers and lists of tokens are stored once per prompt and found by a hash of their bytes.
    /// `token` names the list of each draw, with number −1 that of the greedy answer.
    private static let tables = """
        CREATE TABLE run (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE prompt (
            number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, record TEXT NOT NULL,
            failure TEXT);
        CREATE TABLE answer (
            id INTEGER PRIMARY KEY, prompt INTEGER NOT NULL, hash INTEGER NOT NULL,
            text BLOB NOT NULL);
        CREATE INDEX answer_by_hash ON answer (prompt, hash);
        CREATE TABLE token_list (
            id INTEGER PRIMARY KEY, prompt INTEGER NOT NULL, hash INTEGER NOT NULL,
            data BLOB NOT NULL);
        CREATE INDEX token_list_by_hash ON token_list (prompt, hash);
        CREATE TABLE token (
            prompt INTEGER NOT NULL, number INTEGER NOT NULL, list INTEGER NOT NULL,
            PRIMARY KEY (prompt, number)) WITHOUT ROWID;
        CREATE TABLE event (
            id INTEGER PRIMARY KEY, time TEXT NOT NULL, kind TEXT NOT NULL, text BLOB NOT NULL);
        """
}

extension DatabaseValue {
    /// A text of unknown origin as SQLite can keep it unchanged.
    ///
    /// SQLite and its bindings end a text at a NUL character, so that one with a NUL is kept as a
    /// blob of its bytes; columns for such texts have no type that would convert them.
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
