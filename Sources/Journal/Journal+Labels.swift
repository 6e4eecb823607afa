import Evidence
import Files
import GRDB
import Prompts

/// What people said beside a run, read when it is first asked for.
final class SaidBeside {
    private let file: LabelFile
    private var known: LabelBook?

    init(_ file: LabelFile) {
        self.file = file
    }

    func book() throws -> LabelBook {
        if let known { return known }
        let book = LabelBook(try file.read())
        known = book
        return book
    }
}

extension RunReading {
    /// The labels of a prompt's draws by their launch numbers: what people say in the file
    /// beside the run, which every draw with the same text has, else the word in the run itself.
    package func labels(of prompt: Int) throws -> [Int: DrawLabel] {
        var labels = try storedLabels(of: prompt)
        let said = try people.book().labels(of: journal.prompts[prompt].id)
        // Each person's last word of each draw, whichever draw with its text they said it of.
        var words: [Int: [DrawLabel]] = [:]
        for (index, word) in said {
            let same = try Int.fetchAll(
                database,
                sql: """
                    SELECT number FROM draw WHERE prompt = :prompt AND answer = \
                    (SELECT answer FROM draw WHERE prompt = :prompt AND number = :number)
                    """,
                arguments: ["prompt": prompt, "number": index])
            for number in same {
                words[number]?.removeAll { $0.person == word.person }
                words[number, default: []].append(word)
            }
        }
        for (number, said) in words { labels[number] = DrawLabel(joining: said) }
        return labels
    }

    /// The labels that the run itself holds, as imports bring them.
    fileprivate func storedLabels(of prompt: Int) throws -> [Int: DrawLabel] {
        // Files of the first format have no place for them.
        guard journal.reader.isChecked else { return [:] }
        let rows = try Row.fetchAll(
            database, sql: "SELECT number, label, note FROM label WHERE prompt = ?",
            arguments: [prompt])
        var labels: [Int: DrawLabel] = [:]
        for row in rows {
            guard let number = row.integer(0), let label = row.text(1) else {
                throw DamagedRow("a label of prompt number \(prompt + 1) is no text")
            }
            labels[Int(number)] = DrawLabel(label: label, note: row.text(2))
        }
        return labels
    }
}

extension Journal {
    /// The file of what people say about this run.
    package var labelFile: LabelFile { LabelFile(run: path) }

    /// The labels of every prompt's draws by their launch numbers, in the order of the prompts.
    package func labels() throws -> [[Int: DrawLabel]] {
        try reading { run in try prompts.indices.map { try run.labels(of: $0) } }
    }

    /// All that people said about the run: what it holds itself, then what is beside it.
    ///
    /// - Throws: ``JournalError``, and `PromptError` where the file beside it is not as it should be.
    package func labelBook() throws -> LabelBook {
        LabelBook(try storedLines() + labelFile.read())
    }

    /// What people said in the lines that are as they should be, and what is wrong with the others.
    ///
    /// For what is shown; what is written elsewhere takes ``labelBook()``, as nothing may be lost there.
    /// - Throws: ``JournalError``, and `PromptError` where the file as a whole cannot be read.
    package func readableLabelBook() throws -> (book: LabelBook, faults: [PromptError]) {
        let beside = try labelFile.readable()
        return (LabelBook(try storedLines() + beside.lines), beside.faults)
    }

    /// What the run itself holds.
    private func storedLines() throws -> [LabelLine] {
        try reading { run in
            try prompts.enumerated().flatMap { position, prompt in
                try run.storedLabels(of: position).sorted { $0.key < $1.key }.map {
                    LabelLine.said(DrawName(prompt: prompt.id, index: $0.key), $0.value)
                }
            }
        }
    }

    /// All that people say about the run, as lines for the file beside a run with the same draws.
    ///
    /// - Throws: as ``labelBook()``.
    package func labelLines() throws -> [LabelLine] {
        let book = try labelBook()
        var lines = prompts.flatMap { prompt in
            book.labels(of: prompt.id).map {
                LabelLine.said(DrawName(prompt: prompt.id, index: $0.index), $0.label)
            }
        }
        if let sample = book.sample { lines.append(.sample(sample)) }
        return lines
    }

    /// Keeps a person's word about a draw within the run, in place of an earlier one; nil takes it
    /// away.
    ///
    /// - Throws: ``JournalError/unknownPrompt(_:)`` and others.
    package func setLabel(
        _ label: DrawLabel?, prompt: PromptID, index: Int
    ) throws(JournalError) {
        guard let number = numbers[prompt] else { throw .unknownPrompt(prompt) }
        try write { database, _ in
            guard let label else {
                return try database.execute(
                    sql: "DELETE FROM label WHERE prompt = ? AND number = ?",
                    arguments: [number, index])
            }
            try database.execute(
                sql:
                    "INSERT OR REPLACE INTO label (prompt, number, label, note) VALUES (?, ?, ?, ?)",
                arguments: [
                    number, index, DatabaseValue(anyText: label.label),
                    label.note.map(DatabaseValue.init(anyText:)),
                ])
        }
    }
}
