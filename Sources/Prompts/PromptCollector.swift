import Files
import Text

/// The prompts read so far, with the checks that span records.
struct PromptCollector {
    private var mapper: RecordMapper
    let filters: [PromptFilter]
    let names: [String]
    private(set) var prompts: [Prompt] = []
    private var identifiers = IdentifierIndex()
    /// Some of the values that the first filter's field has, for an error message.
    private var values: [String] = []
    /// How many records were left out because they have no prompt to send, and the first one's line.
    private var lacking: [RecordMapper.Lack: (count: Int, line: Int)] = [:]
    /// How many records were left out because something in them cannot be read or sent, and why the first
    /// one was.
    private var odd: (count: Int, first: PromptError)?
    /// How many records are sent whose other fields have half a character.
    private var halves: (count: Int, line: Int)?
    private var counting: ChoiceCounting

    init(mapper: RecordMapper, filters: [PromptFilter], names: [String], choicesFrom: Int? = nil) {
        self.mapper = mapper
        self.filters = filters
        self.names = names
        counting = ChoiceCounting(asked: choicesFrom)
    }

    func checkFilters() throws(PromptError) {
        for filter in filters where !names.contains(filter.field) {
            throw PromptError(
                file: mapper.file,
                reason: "there is no field \"\(PromptError.printable(filter.field))\" for --where "
                    + "\(PromptError.printable(filter.description)); the fields are "
                    + PromptError.list(names))
        }
    }

    mutating func add(_ record: PromptRecord) throws(PromptError) {
        if let first = filters.first, let value = record[first.field]?.text, values.count < 10,
            !values.contains(value)
        {
            values.append(value)
        }
        guard filters.allSatisfy({ $0.holds(for: record) }) else {
            if let choices = mapper.choices(in: record) { counting.note(choices) }
            return
        }
        if let lack = try mapper.lack(of: record) {
            lacking[lack, default: (0, record.line)].count += 1
            return
        }
        if record.hasHalfPairs { halves = ((halves?.count ?? 0) + 1, halves?.line ?? record.line) }
        let prompt: Prompt
        do throws(PromptError) {
            prompt = try mapper.prompt(record)
        } catch {
            odd = ((odd?.count ?? 0) + 1, odd?.first ?? error)
            return
        }
        if let choices = mapper.choices {
            counting.take(choices, prompt: prompts.count, line: record.line)
        }
        // Positions differ by themselves.
        if mapper.roles.id != nil,
            let earlier = identifiers.add(prompt.id, line: record.line, prompts: prompts)
        {
            throw PromptError(
                file: mapper.file, line: record.line, field: mapper.roles.id,
                reason: "the id \"\(PromptError.printable(prompt.id.rawValue))\" was used in line "
                    + "\(earlier) already; ids must differ")
        }
        let asked = try mapper.wordings(of: prompt, record)
        for (number, prompt) in asked.enumerated() {
            if number > 0, mapper.roles.id != nil,
                let earlier = identifiers.add(prompt.id, line: record.line, prompts: prompts)
            {
                throw PromptError(
                    file: mapper.file, line: record.line, field: mapper.roles.id,
                    reason:
                        "its other wording would be \"\(PromptError.printable(prompt.id.rawValue))\", "
                        + "which is the id of line \(earlier)")
            }
            prompts.append(prompt)
        }
    }

    /// Gives the questions their right choices that are told by numbers.
    mutating func settleChoices() throws(PromptError) {
        for question in counting.questions {
            let places = try counting.places(question, file: mapper.file)
            mapper.note(places: places)
            let texts = prompts[question.prompt].choices
            let references = Choices(texts: texts, right: places).references
            prompts[question.prompt].references = references + prompts[question.prompt].references
        }
    }

    func checkCount() throws(PromptError) {
        // A file of which most is odd is of another kind.
        if let odd, odd.count > prompts.count { throw odd.first }
        guard prompts.isEmpty else { return }
        if let half = lacking[.halfPair] {
            throw PromptError(
                file: mapper.file, line: half.line, field: mapper.roles.prompt,
                reason:
                    "this has half of a surrogate pair, and no record has a prompt without one; "
                    + "write whole characters")
        }
        let nullCount = lacking[.empty]?.count ?? 0
        guard nullCount == 0 else {
            throw PromptError(
                file: mapper.file, field: mapper.roles.prompt,
                reason:
                    "this is null or empty in \(nullCount == 1 ? "the one record" : "all \(nullCount) records"); name another field with "
                    + "--prompt-field")
        }
        let conditions = filters.map(\.description).joined(separator: " and ")
        let field = filters.first?.field ?? ""
        throw PromptError(
            file: mapper.file,
            reason: "no prompt has \(PromptError.printable(conditions)); \"\(field)\" is "
                + PromptError.list(values))
    }

    /// What was understood of the fields, in parts of one line.
    var description: [String] {
        var parts = [mapper.roles.description]
        let others = mapper.otherPrompts.map { "\"\(PromptError.printable($0))\"" }
        if !others.isEmpty {
            parts.append("where a record has no such field, from \(others.joined(separator: ", "))")
        }
        if mapper.counts.choices > 0 {
            parts.append(
                "choices shown on \(mapper.counts.choices)"
                    + (mapper.counts.mixed > 0 ? " in mixed order" : "")
                    + ", letters and texts as references")
        }
        if let words = counting.description { parts.append(words) }
        if mapper.counts.choices >= 4, mapper.counts.first == mapper.counts.choices {
            parts.append("the right choice is A everywhere, so that always saying A is right")
        }
        if !filters.isEmpty {
            parts.append("only \(filters.map(\.description).joined(separator: " and "))")
        }
        let field = PromptError.printable(mapper.roles.prompt)
        func amount(_ found: (count: Int, line: Int)) -> String {
            Figure.count(found.count, "record", "records")
        }
        if let found = lacking[.empty] {
            parts.append(
                "\(amount(found)) left out, where \"\(field)\" is null or empty (line \(found.line)"
                    + "\(found.count > 1 ? ", …" : ""); --where \(field)!=null does so too)")
        }
        if let found = lacking[.halfPair] {
            parts.append(
                "\(amount(found)) left out, where \"\(field)\" has half of a surrogate pair (line "
                    + "\(found.line)\(found.count > 1 ? ", …" : ""); write whole characters to have them)"
            )
        }
        if let odd {
            let place = [
                odd.first.line.map { "line \($0)" },
                odd.first.field.map { "field \"\(PromptError.printable($0))\"" },
            ].compactMap { $0 }.joined(separator: ", ")
            parts.append(
                "\(Figure.count(odd.count, "record", "records")) left out that cannot be read or sent ("
                    + "\(place): \(odd.first.reason)\(odd.count > 1 ? "; …" : ""))")
        }
        if let halves {
            parts.append(
                "half of a surrogate pair read as U+FFFD in other fields of \(amount(halves)) (line "
                    + "\(halves.line)\(halves.count > 1 ? ", …" : ""))")
        }
        return parts
    }
}
