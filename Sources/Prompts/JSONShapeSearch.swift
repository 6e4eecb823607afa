import Files

/// Looks through an object for the prompts in it.
struct JSONShapeSearch {
    typealias Member = JSONMembers.Member

    let source: SourceText
    let mapping: FieldMapping
    /// Whether an object of texts may be a map from ids to prompts: not where the file's name says
    /// that it is a record a line, or fields are named by hand.
    let readsMapsOfTexts: Bool

    init(source: SourceText, mapping: FieldMapping) {
        self.source = source
        self.mapping = mapping
        readsMapsOfTexts = mapping == FieldMapping() && !PromptFormat.isNamedLines(source)
    }

    /// Names under which data sets keep their records.
    private static let listNames: Set<String> = [
        "data", "examples", "items", "prompts", "jailbreaks", "questions", "records", "rows",
        "samples", "instances", "entries", "testcases", "tests", "attacks", "behaviors", "dataset",
        "tasks", "cases", "conversations",
    ]
    /// Names of parts of one data set, which are no ids.
    private static let partNames: Set<String> = [
        "train", "test", "validation", "valid", "dev", "eval", "forget", "retain", "holdout",
    ]

    func shape(of object: JSONMembers, path: String, depth: Int) throws(PromptError) -> JSONShape? {
        let members = object.members
        guard !members.isEmpty else {
            return depth == 0 ? .records([record([], in: object)], "one record") : nil
        }
        let lists = members.filter { isListOfRecords($0.value) }
        if let list = lists.first(where: { Self.listNames.contains(FieldName.plain($0.name)) }),
            lists.count(where: { Self.listNames.contains(FieldName.plain($0.name)) }) == 1,
            !holdsMessages(list)
        {
            return .list(offset: list.offset, path: path + list.name)
        }
        if isRecord(members) { return .records([record(members, in: object)], "one record") }
        if let table = columns(object) { return .records(table, "a table by columns") }
        if let table = split(object) { return .records(table, "a table by rows") }
        if let map = map(object) { return .records(map, "a map from ids to prompts") }
        if lists.count == 1 { return .list(offset: lists[0].offset, path: path + lists[0].name) }
        if lists.count > 1 {
            throw PromptError(
                file: source.name,
                reason: "there are several lists of records: "
                    + "\(PromptError.list(lists.map(\.name))); take one out, such as with jq "
                    + ".\(PromptError.printable(path + lists[0].name)) FILE")
        }
        let texts = members.filter { isListOfTexts($0.value) }
        let named = texts.filter { Self.listNames.contains(FieldName.plain($0.name)) }
        if let list = named.count == 1 ? named.first : texts.count == 1 ? texts.first : nil {
            return .list(offset: list.offset, path: path + list.name)
        }
        if depth == 0, members.allSatisfy({ isScalar($0.value) }) {
            return .records([record(members, in: object)], "one record")
        }
        guard depth < 4 else { return nil }
        var found: [JSONShape] = []
        for member in members {
            guard case .object = member.value else { continue }
            let inner = try JSONMembers(source, from: member.offset)
            if let shape = try shape(of: inner, path: "\(path)\(member.name).", depth: depth + 1) {
                found.append(shape)
            }
        }
        return found.count == 1 ? found.first : nil
    }

    // MARK: - What something is

    private func isScalar(_ value: JSONValue) -> Bool {
        value == .null || value.scalarText != nil
    }

    /// Whether an object is a prompt with its other fields.
    private func isRecord(_ members: [Member]) -> Bool {
        members.contains { member in
            guard mapping.prompt == member.name || FieldRoles.isPrompt(member.name) else {
                return false
            }
            if case .string = member.value { return true }
            return holdsMessages(member) || member.name == "turns"
        } || members.contains { $0.name == "body" && isRequest($0.value) || isQuestion($0) }
    }

    /// Whether a member is a question or a prompt with its text in an object.
    private func isQuestion(_ member: Member) -> Bool {
        guard case .object(let fields) = member.value else { return false }
        let inner = ["question": "stem", "prompt": "text"][member.name]
        return fields.contains { field in
            if case .string = field.value { field.name == inner } else { false }
        }
    }

    private func isRequest(_ value: JSONValue) -> Bool {
        guard case .object(let fields) = value else { return false }
        return fields.contains { ["messages", "prompt", "input"].contains($0.name) }
    }

    private func holdsMessages(_ member: Member) -> Bool {
        guard case .array(let values) = member.value, let first = values.first else { return false }
        return MessageShape(first) != nil
    }

    private func isListOfRecords(_ value: JSONValue) -> Bool {
        guard case .array(let values) = value, !values.isEmpty else { return false }
        return Self.are(values) { if case .object = $0 { true } else { false } }
    }

    private func isListOfTexts(_ value: JSONValue) -> Bool {
        guard case .array(let values) = value, !values.isEmpty else { return false }
        return Self.are(values) { if case .string = $0 { true } else { false } }
    }

    /// Whether values are all of a kind but for those that are null, which become records that are
    /// left out with a count.
    private static func are(_ values: [JSONValue], _ isOne: (JSONValue) -> Bool) -> Bool {
        values.contains(where: isOne) && values.allSatisfy { $0 == .null || isOne($0) }
    }

    // MARK: - Records put together

    private func record(_ members: [Member], in object: JSONMembers) -> PromptRecord {
        PromptRecord(
            line: members.first.map(object.line(of:)) ?? 1, position: 1,
            names: members.map(\.name), values: members.map(\.value), isTable: false)
    }

    /// Columns that are lists of one length, or maps from one row name to the next, as data frames
    /// write them.
    private func columns(_ object: JSONMembers) -> [PromptRecord]? {
        let members = object.members.map { member in
            // Lists are named in the plural: "goals", "targets".
            var member = member
            let singular = String(member.name.dropLast())
            if case .array = member.value, member.name.hasSuffix("s"), object.members.count > 1,
                !FieldRoles.isPrompt(member.name),
                FieldRoles.isPrompt(singular)
                    || singular == "target",
                !object.members.contains(where: { $0.name == singular })
            {
                member.name = singular
            }
            return member
        }
        let isNamed = members.contains {
            mapping.prompt == $0.name || FieldRoles.isPrompt($0.name)
        }
        guard isNamed else { return nil }
        var columns: [[JSONValue]] = []
        var rows: [String]?
        for member in members {
            switch member.value {
            case .array(let values): columns.append(values)
            case .object(let fields):
                let names = fields.map(\.name)
                guard rows == nil || rows == names else { return nil }
                rows = names
                columns.append(fields.map(\.value))
            default: return nil
            }
        }
        guard let count = columns.first?.count, count > 0,
            columns.allSatisfy({ $0.count == count })
        else { return nil }
        let names = members.map(\.name)
        let lines = members.map(object.line(of:))
        return (0..<count).map { row in
            PromptRecord(
                line: lines.first ?? 1, position: row + 1, names: names,
                values: columns.map { $0[row] }, isTable: false)
        }
    }

    /// A data frame's form of columns, index and data.
    private func split(_ object: JSONMembers) -> [PromptRecord]? {
        func list(_ name: String) -> (Member, [JSONValue])? {
            guard let member = object.members.first(where: { $0.name == name }),
                case .array(let values) = member.value
            else { return nil }
            return (member, values)
        }
        guard let (_, columns) = list("columns"), let (data, rows) = list("data") else {
            return nil
        }
        let names = columns.compactMap(\.scalarText)
        guard names.count == columns.count, Set(names).count == names.count else { return nil }
        let line = object.line(of: data)
        var records: [PromptRecord] = []
        for row in rows {
            guard case .array(let values) = row, values.count == names.count else { return nil }
            records.append(
                PromptRecord(
                    line: line, position: records.count + 1, names: names, values: values,
                    isTable: false))
        }
        return records.isEmpty ? nil : records
    }

    /// A map from ids to texts, records, or lists of either.
    private func map(_ object: JSONMembers) -> [PromptRecord]? {
        let members = object.members
        let isParts = members.allSatisfy {
            Self.partNames.contains(FieldName.plain($0.name))
                || Self.listNames.contains(FieldName.plain($0.name))
        }
        guard !isParts || members.count > 1 && !isListOfRecords(members[0].value) else {
            return nil
        }
        let kinds = Set(members.map(\.value).filter { $0 != .null }.map(\.kind))
        guard kinds.count == 1 else { return nil }
        var records: [PromptRecord] = []
        var line = 1
        var offset = source.start
        for member in members {
            line += source.bytes.lineFeeds(in: offset..<member.offset)
            offset = member.offset
            let values: [JSONValue]
            switch member.value {
            case .null: values = [.null]
            case .string:
                guard readsMapsOfTexts else { return nil }
                values = [member.value]
            case .object(let fields):
                guard isRecord(fields.map { Member(name: $0.name, value: $0.value, offset: 0) })
                else { return nil }
                values = [member.value]
            case .array(let list):
                // A single list is no map.
                guard members.count > 1,
                    isListOfRecords(member.value) || isListOfTexts(member.value)
                else { return nil }
                values = list
            default: return nil
            }
            for (index, value) in values.enumerated() {
                let id = values.count == 1 ? member.name : "\(member.name)/\(index + 1)"
                records.append(
                    entry(id, value, line: line, position: records.count + 1))
            }
        }
        return records.isEmpty ? nil : records
    }

    /// A record of a map, with its key as the id where it has none of its own.
    private func entry(
        _ id: String, _ value: JSONValue, line: Int, position: Int
    ) -> PromptRecord {
        var names = ["prompt"]
        var values = [value]
        if case .object(let fields) = value {
            names = fields.map(\.name)
            values = fields.map(\.value)
        }
        if !names.contains("id") {
            names.insert("id", at: 0)
            values.insert(.string(id), at: 0)
        }
        return PromptRecord(
            line: line, position: position, names: names, values: values, isTable: false)
    }
}
