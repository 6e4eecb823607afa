import Files

/// A list or a dictionary of texts as Python prints it, which data frames write into cells.
enum PythonList {
    /// Texts in single or double quotes with commas or blanks between them; nil for all else.
    static func texts(_ cell: String) -> [String]? { texts(cell, "[", "]", between: ",") }

    /// The same of a tuple or a set.
    static func group(_ cell: String) -> [String]? {
        texts(cell, "(", ")", between: ",") ?? texts(cell, "{", "}", between: ",")
    }

    /// Names and texts in quotes; nil for all else.
    static func fields(_ cell: String) -> [JSONValue.Field]? {
        guard let texts = texts(cell, "{", "}", between: ",:"), texts.count % 2 == 0 else {
            return nil
        }
        return stride(from: 0, to: texts.count, by: 2).map {
            JSONValue.Field(name: texts[$0], value: .string(texts[$0 + 1]))
        }
    }

    private static func texts(
        _ cell: String, _ open: Character, _ close: Character, between: String
    ) -> [String]? {
        guard cell.count > 1, cell.first == open, cell.last == close else { return nil }
        var texts: [String] = []
        var text = ""
        var quote: Character?
        var isEscaped = false
        for character in cell.dropFirst().dropLast() {
            if let mark = quote {
                if isEscaped {
                    text.append(character == "n" ? "\n" : character)
                    isEscaped = false
                } else if character == "\\" {
                    isEscaped = true
                } else if character == mark {
                    texts.append(text)
                    text = ""
                    quote = nil
                } else {
                    text.append(character)
                }
            } else if character == "'" || character == "\"" {
                quote = character
            } else if !character.isWhitespace, !between.contains(character) {
                return nil
            }
        }
        return quote == nil && !texts.isEmpty ? texts : nil
    }
}
