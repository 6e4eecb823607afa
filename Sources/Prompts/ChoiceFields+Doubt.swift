import Files

/// Answers that may be meant in two ways, of which the file's other answers tell the right one.
extension ChoiceFields {
    /// An answer that is the text of one choice and the letter or the number of another, as where choices
    /// are numbers or letters themselves; nil for all others.
    func doubt(
        _ value: JSONValue, _ field: String, _ texts: [String], _ labels: [String]
    ) -> Choices.Doubt? {
        let isNumber: Bool
        switch value {
        case .string: isNumber = false
        case .number: isNumber = true
        default: return nil
        }
        guard let text = value.scalarText.map({ String($0.trimmed) }) else { return nil }
        let digits = text.hasSuffix(".0") ? String(text.dropLast(2)) : text
        guard !labels.contains(where: { $0.lowercased() == text.lowercased() }),
            let place = texts.firstIndex(where: { $0 == text || isNumber && $0 == digits })
        else { return nil }
        if let number = Int(digits), (0...texts.count).contains(number) {
            // A number that is meant as one is not in doubt where it is the choice of that text as well.
            if isNumber, number == place { return nil }
            let numbers = Choices.Numbers(
                field: field, numbers: [number], choices: texts.count, usual: usual(field))
            return Choices.Doubt(field: field, text: place, numbers: numbers)
        }
        guard let stated = Self.letter(text), stated.rest.isEmpty else { return nil }
        let other = Int(stated.letter.value) - 0x41
        guard texts.indices.contains(other), other != place else { return nil }
        return Choices.Doubt(field: field, text: place, letter: other)
    }
}
