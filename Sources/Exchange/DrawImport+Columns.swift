import Files

/// Draws in tables of JSON and in maps from ids, which become records.
extension DrawImport {
    /// The records of one value that is a table or a map; nil where it is neither.
    static func records(ofTable value: JSONValue) -> [JSONValue]? {
        rows(ofColumns: value) ?? rows(ofSplit: value) ?? rows(ofHub: value)
            ?? records(ofMap: value)
    }

    // MARK: - Tables

    /// Names of columns of prompts in the plural.
    private static let promptLists = [
        "prompts", "questions", "inputs", "queries", "instructions", "goals", "behaviors",
    ]

    /// The rows of columns that are lists of one length, or maps from one row's name to the next, as
    /// data frames and batches have them: one answer, or list of answers, for each prompt.
    ///
    /// Of what else stands beside the columns the model's name alone belongs to each row.
    static func rows(ofColumns table: JSONValue) -> [JSONValue]? {
        guard case .object(let fields) = table, fields.count > 1,
            let asked = table.member(of: promptLists + promptFields + idFields, where: isColumn),
            let said = table.member(of: answerListFields + answerFields, where: isColumn),
            asked.name != said.name, !isConversation(asked.value)
        else { return nil }
        let keys = rowNames(asked.value)
        let columns = fields.filter { isColumn($0.value) }
        guard !keys.isEmpty, columns.allSatisfy({ rowNames($0.value) == keys }) else { return nil }
        let model = modelName(table).map { JSONValue.Field(name: "model", value: .string($0)) }
        let cells = columns.map { Self.cells($0.value) }
        return keys.indices.map { row in
            .object(
                [model].compactMap { $0 }
                    + zip(columns, cells).map { column, cells in
                        let value = cells[row]
                        var name = column.name
                        if name == said.name, answerListFields.contains(name) {
                            name = value.list == nil ? "completion" : "completions"
                        } else if name == asked.name, promptLists.contains(name) {
                            name = "prompt"
                        }
                        return JSONValue.Field(name: name, value: value)
                    })
        }
    }

    private static func isColumn(_ value: JSONValue) -> Bool {
        switch value {
        case .array: true
        // One row after the other, by its number.
        case .object(let fields): !fields.isEmpty && fields.allSatisfy { Int($0.name) != nil }
        default: false
        }
    }

    private static func isConversation(_ value: JSONValue) -> Bool {
        value.list?.first.map { $0["role"] != nil || $0["from"] != nil || $0["type"] != nil }
            ?? false
    }

    private static func rowNames(_ column: JSONValue) -> [String] {
        guard case .object(let fields) = column else {
            return (column.list ?? []).indices.map { "\($0)" }
        }
        return fields.map(\.name)
    }

    private static func cells(_ column: JSONValue) -> [JSONValue] {
        guard case .object(let fields) = column else { return column.list ?? [] }
        return fields.map(\.value)
    }

    /// A data frame's form of columns, index and data.
    private static func rows(ofSplit table: JSONValue) -> [JSONValue]? {
        guard let names = table["columns"]?.list?.map(\.scalarText), let rows = table["data"]?.list,
            !rows.isEmpty, Set(names).count == names.count, !names.contains(nil)
        else { return nil }
        var records: [JSONValue] = []
        for row in rows {
            guard let cells = row.list, cells.count == names.count else { return nil }
            records.append(
                .object(
                    zip(names, cells).map { JSONValue.Field(name: $0 ?? "", value: $1) }))
        }
        return records
    }

    /// Rows as the hub's viewer of data sets gives them.
    private static func rows(ofHub table: JSONValue) -> [JSONValue]? {
        guard let rows = table["rows"]?.list, !rows.isEmpty else { return nil }
        let records = rows.compactMap { $0["row"] }
        return records.count == rows.count ? records : nil
    }

    // MARK: - Maps

    /// The entries of a map from ids to records, or from ids or prompts to lists of answers.
    private static func records(ofMap map: JSONValue) -> [JSONValue]? {
        guard case .object(let fields) = map, !fields.isEmpty else { return nil }
        let records = fields.compactMap(entry)
        return records.count == fields.count ? records : nil
    }

    private static func entry(_ field: JSONValue.Field) -> JSONValue? {
        if case .object(let members) = field.value {
            let isDraw =
                field.value.member(of: promptFields + ["test_case"]) != nil
                && field.value.member(of: answerFields + answerListFields) != nil
            guard isDraw else { return nil }
            let hasID = members.contains { $0.name == "id" }
            return .object(
                (hasID ? [] : [JSONValue.Field(name: "id", value: .string(field.name))]) + members)
        }
        // A word alone may be the name of anything; a number, a task's name or a sentence is what the
        // answers belong to.
        let isText = field.name.contains(" ")
        guard isText || Int(field.name) != nil || field.name.contains("/"),
            let answers = field.value.list, !answers.isEmpty,
            answers.allSatisfy({ $0.string != nil || $0.isNull })
        else { return nil }
        var members = [JSONValue.Field(name: "prompt_id", value: .string(field.name))]
        if isText { members.append(JSONValue.Field(name: "prompt", value: .string(field.name))) }
        return .object(members + [JSONValue.Field(name: "completions", value: field.value)])
    }
}
