import Files

/// Where the prompts are in a file that is one JSON object.
///
/// Sets of prompts come as an object that holds a list of records or of texts, as one record, as a
/// map from ids to records, texts or lists of them, and as tables by columns.
enum JSONShape {
    /// A list of records or texts that begins at an offset, and the path to it.
    case list(offset: Int, path: String)
    /// Records that are put together, and how, in words.
    case records([PromptRecord], String)

    /// - Throws: ``PromptError`` where there is no prompt in it, or more than one list.
    init(_ source: SourceText, mapping: FieldMapping) throws(PromptError) {
        let object = try JSONMembers(source, from: source.start)
        guard object.endsFile else {
            throw object.fault("text follows the object that is the file")
        }
        let search = JSONShapeSearch(source: source, mapping: mapping)
        if let shape = try search.shape(of: object, path: "", depth: 0) {
            self = shape
            guard object.hasHalfPairs, case .records(var records, let words) = shape else { return }
            for index in records.indices { records[index].hasHalfPairs = true }
            self = .records(records, words)
            return
        }
        let names = object.members.map(\.name)
        throw PromptError(
            file: source.name,
            reason: "this is one object without a prompt or a list of prompts; its fields are "
                + "\(PromptError.list(names)); name the prompt's with --prompt-field, or take the "
                + "list out, such as with jq .NAME FILE")
    }
}

/// The members of an object of JSON with their places.
struct JSONMembers {
    struct Member {
        var name: String
        var value: JSONValue
        var offset: Int
    }

    let source: SourceText
    private(set) var members: [Member] = []
    /// Whether half a surrogate pair was read as U+FFFD somewhere.
    private(set) var hasHalfPairs = false
    private var end = 0

    /// - Parameter offset: where the object begins.
    init(_ source: SourceText, from offset: Int) throws(PromptError) {
        self.source = source
        var parser = JSONParser(source.bytes, range: offset..<source.bytes.count)
        parser.readsNonNumbers = true
        parser.takesHalfPairs = true
        do throws(JSONParser.Fault) {
            guard parser.take(UInt8(ascii: "{")) else {
                throw JSONParser.Fault(offset: offset, reason: "an object { … } is missing")
            }
            var known: Set<String> = []
            if !parser.take(UInt8(ascii: "}")) {
                repeat {
                    parser.skipSpace()
                    let start = parser.offset
                    guard case .string(let name) = try parser.value() else {
                        throw JSONParser.Fault(
                            offset: start, reason: "a field's name in double quotes is expected")
                    }
                    guard known.insert(name).inserted else {
                        throw JSONParser.Fault(
                            offset: start, reason: "the name occurs twice in one object",
                            field: name)
                    }
                    guard parser.take(UInt8(ascii: ":")) else {
                        throw JSONParser.Fault(
                            offset: parser.offset, reason: "a colon is expected", field: name)
                    }
                    parser.skipSpace()
                    let place = parser.offset
                    members.append(
                        Member(name: name, value: try parser.value(), offset: place))
                } while parser.take(UInt8(ascii: ","))
                guard parser.take(UInt8(ascii: "}")) else {
                    throw JSONParser.Fault(
                        offset: parser.offset, reason: "a comma or } is expected",
                        field: members.last?.name)
                }
            }
            end = parser.offset
            hasHalfPairs = parser.halfPairs > 0
        } catch {
            throw PromptError(
                file: source.name,
                line: source.bytes.lineFeeds(
                    in: source.start..<min(error.offset, source.bytes.count)) + 1,
                field: error.field, reason: "broken JSON: \(error.reason)")
        }
    }

    /// Whether nothing but white space follows.
    var endsFile: Bool {
        source.bytes.firstNonSpace(in: end..<source.bytes.count) == source.bytes.count
    }

    /// A fault behind the object.
    func fault(_ reason: String) -> PromptError {
        PromptError(
            file: source.name, line: source.bytes.lineFeeds(in: source.start..<end) + 1,
            reason: "broken JSON: \(reason)")
    }

    func line(of member: Member) -> Int {
        source.bytes.lineFeeds(in: source.start..<member.offset) + 1
    }
}
