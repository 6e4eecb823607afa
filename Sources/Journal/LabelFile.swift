import Evidence
import Files
import Platform
import Prompts

/// What people said about a run's draws, in a file of lines beside it: `x.run.labels.jsonl`.
///
/// It is only ever added to, so that nothing said is lost, and two people's files are joined by `cat`.
/// Its fields are those under which exports carry labels: `{"prompt_id":"a","draw":5,
/// "person_label":"leak","person_note":"…","person":"anna","time":"…"}`, with null to take a word
/// back, and `{"sample":[{"prompt_id":"a","draw":3},…]}` for draws that were picked at random.
package struct LabelFile: Sendable {
    package let path: String
    /// What is read at most.
    private static let largest = 1 << 28

    /// - Parameter run: the path of the run's file.
    package init(run: String) {
        path = RunFile.resolved(run) + ".labels.jsonl"
    }

    package var exists: Bool { access(path, F_OK) == 0 }

    // MARK: - Reading

    /// All lines, the oldest first; nothing where there is no file.
    ///
    /// The last one may be cut off, as a process that was killed leaves it, and is then left out.
    ///
    /// - Throws: `PromptError` with the file, the line, the field and what it takes.
    package func read() throws(PromptError) -> [LabelLine] {
        let all = try readable()
        if let fault = all.faults.first { throw fault }
        return all.lines
    }

    /// The lines that are as they should be, the oldest first, and what is wrong with each other one:
    /// what one line has hides nothing that people said in the others.
    ///
    /// The last one may be cut off, as a process that was killed leaves it, and is then left out.
    ///
    /// - Throws: `PromptError` where the file as a whole cannot be read.
    package func readable() throws(PromptError) -> (lines: [LabelLine], faults: [PromptError]) {
        guard exists else { return ([], []) }
        var status = stat()
        guard stat(path, &status) == 0, status.st_size <= Self.largest else {
            throw PromptError(file: path, reason: "this is too large for a file of labels")
        }
        let source = try SourceText.read(path)
        let lines = source.text.split(omittingEmptySubsequences: false) {
            $0 == "\n" || $0 == "\r\n"
        }
        var read: [LabelLine] = []
        var faults: [PromptError] = []
        for (number, line) in lines.enumerated() where !line.allSatisfy(\.isWhitespace) {
            guard let value = JSONValue(whole: String(line)) else {
                if number == lines.count - 1 { break }
                faults.append(
                    PromptError(
                        file: path, line: number + 1,
                        reason: "this is no JSON; put it right or take the line out"))
                continue
            }
            do throws(PromptError) {
                read.append(try LineReader(file: path, line: number + 1).line(value))
            } catch {
                faults.append(error)
            }
        }
        return (read, faults)
    }

    // MARK: - Adding

    /// Adds lines at the end; they are in the file when this returns.
    ///
    /// - Throws: ``JournalError/diskFull(path:)`` and others; nothing is added then.
    package func append(_ lines: [LabelLine]) throws(JournalError) {
        guard !lines.isEmpty else { return }
        let file = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw failure(errno) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failure(errno) }
        var json = JSONOutput()
        // A line that was cut off stays a line of its own.
        var last: UInt8 = 10
        if status.st_size > 0, pread(file, &last, 1, status.st_size - 1) == 1, last != 10 {
            json.endLine()
        }
        let time = Timestamp.now()
        for line in lines { line.write(to: &json, time: time) }
        let count = json.bytes.count
        let written = json.bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        guard written == count else {
            let number = written < 0 ? errno : ENOSPC
            if written > 0 { _ = ftruncate(file, status.st_size) }
            throw failure(number)
        }
    }

    private func failure(_ number: Int32) -> JournalError {
        number == ENOSPC || number == EDQUOT
            ? .diskFull(path: path) : .cannotOpen(path: path, reason: errorText(number))
    }
}

/// Reads one line of the file.
private struct LineReader {
    let file: String
    let line: Int
    private static let longest = 10_000

    private func error(_ field: String, _ reason: String) -> PromptError {
        PromptError(file: file, line: line, field: field, reason: reason)
    }

    func line(_ value: JSONValue) throws(PromptError) -> LabelLine {
        guard case .object = value else {
            throw PromptError(file: file, line: line, reason: "this is no object")
        }
        if let sample = value.member("sample") { return .sample(try self.sample(sample, value)) }
        let draw = try name(value)
        let person = try text("person", value) ?? ""
        guard let word = value.member("person_label") else {
            throw error("person_label", "this takes a label, such as \"leak\", or null")
        }
        if word == .null { return .takenBack(draw, person: person) }
        guard let label = try text("person_label", value), !label.isEmpty else {
            throw error("person_label", "this takes a label, such as \"leak\", or null")
        }
        return .said(
            draw, DrawLabel(label: label, note: try text("person_note", value), person: person))
    }

    private func sample(_ sample: JSONValue, _ value: JSONValue) throws(PromptError) -> LabelSample
    {
        guard case .array(let entries) = sample else {
            throw error("sample", "this takes a list of draws")
        }
        var draws: [DrawName] = []
        for entry in entries { draws.append(try name(entry)) }
        guard Set(draws).count == draws.count else {
            throw error("sample", "this has a draw twice")
        }
        return LabelSample(draws: draws, prompt: try text("of", value).map { PromptID($0) })
    }

    private func name(_ value: JSONValue) throws(PromptError) -> DrawName {
        guard let id = try text("prompt_id", value) else {
            throw error("prompt_id", "the prompt's id is missing")
        }
        guard case .number(let digits) = value.member("draw"), let index = Int(digits),
            (0...Int(Int32.max)).contains(index)
        else { throw error("draw", "this takes the draw's number, from 0") }
        return DrawName(prompt: PromptID(id), index: index)
    }

    private func text(_ name: String, _ value: JSONValue) throws(PromptError) -> String? {
        guard let member = value.member(name), member != .null else { return nil }
        guard case .string(let text) = member, text.utf8.count <= Self.longest else {
            throw error(name, "this takes a text of at most \(Self.longest) bytes")
        }
        return text
    }
}

extension JSONValue {
    fileprivate func member(_ name: String) -> JSONValue? {
        guard case .object(let fields) = self else { return nil }
        return fields.first { $0.name == name }?.value
    }
}

extension LabelLine {
    fileprivate func write(to json: inout JSONOutput, time: String) {
        json.beginObject()
        switch self {
        case .said(let draw, let label):
            draw.write(to: &json)
            label.write(to: &json)
            write(label.person, to: &json)
        case .takenBack(let draw, let person):
            draw.write(to: &json)
            json.name("person_label")
            json.null()
            write(person, to: &json)
        case .sample(let sample):
            json.name("sample")
            json.beginList()
            for draw in sample.draws {
                json.beginObject()
                draw.write(to: &json)
                json.endObject()
            }
            json.endList()
            if let prompt = sample.prompt {
                json.name("of")
                json.string(prompt.rawValue)
            }
        }
        json.name("time")
        json.string(time)
        json.endObject()
        json.endLine()
    }

    private func write(_ person: String, to json: inout JSONOutput) {
        guard !person.isEmpty else { return }
        json.name("person")
        json.string(person)
    }
}

extension DrawName {
    fileprivate func write(to json: inout JSONOutput) {
        json.name("prompt_id")
        json.string(prompt.rawValue)
        json.name("draw")
        json.integer(index)
    }
}

extension DrawLabel {
    /// Writes the word and the note as members of an object, by the names that all files have for
    /// them.
    package func write(to json: inout JSONOutput) {
        json.name("person_label")
        json.string(label)
        if let note {
            json.name("person_note")
            json.string(note)
        }
    }
}
