import Files

/// What the fields of a record say: the choices, and which of them is right.
extension ChoiceFields {
    /// The choices of a record; nil where it has none.
    func choices(_ record: PromptRecord) throws(Fault) -> Choices? {
        let labels: [String]
        var choices: Choices
        switch place {
        case .field(let name):
            guard let value = record[name] else { return nil }
            let isScored = Self.scoredNames.contains(FieldName.plain(name))
            guard
                let found = isScored
                    ? ChoiceList(scored: value) : ChoiceList(value, isCell: record.isTable)
            else { return nil }
            labels = found.labels
            choices = Choices(texts: found.texts, right: found.right)
        case .columns(let names, _):
            var texts = names.map { record[$0]?.scalarText ?? "" }
            while texts.last?.allSatisfy(\.isWhitespace) == true { texts.removeLast() }
            labels = []
            choices = Choices(texts: texts)
        case .apart(let right, let wrong):
            return Self.mixed(
                record[right], wrong.compactMap { record[$0] }, isCell: record.isTable)
        }
        guard (2...Choices.most).contains(choices.texts.count) else { return nil }
        let lettered = choices.texts
        choices.texts = Self.withoutLetters(lettered)
        if choices.right.isEmpty {
            let found: Right
            do throws(Fault) {
                found = try right(record, choices.texts, lettered, labels)
            } catch {
                // What no number places is a list of accepted answers.
                guard case .field(let name) = place,
                    Self.vagueNames.contains(FieldName.plain(name))
                else { throw error }
                return nil
            }
            (choices.right, choices.numbers) = (found.places, found.numbers)
            (choices.doubt, choices.told) = (found.doubt, found.told)
        }
        if choices.right.isEmpty, !choices.isOpen, case .field(let name) = place,
            Self.vagueNames.contains(FieldName.plain(name))
        {
            return nil
        }
        return choices
    }

    /// The right choice among the wrong ones, in an order that is the same for the same texts and has
    /// nothing to do with which one is right.
    private static func mixed(
        _ right: JSONValue?, _ wrong: [JSONValue], isCell: Bool
    ) -> Choices? {
        guard let right = right?.scalarText.map({ String($0.trimmed) }), !right.isEmpty else {
            return nil
        }
        let others = wrong.flatMap { value in
            if case .array = value { return ChoiceList(value, isCell: isCell)?.texts ?? [] }
            if isCell, let texts = value.scalarText.flatMap(CellTexts.list) { return texts }
            return value.scalarText.map { [$0] } ?? []
        }
        let texts = [right] + others.map { String($0.trimmed) }.filter { !$0.isEmpty }
        guard (2...Choices.most).contains(texts.count), Set(texts).count == texts.count else {
            return nil
        }
        let seed = texts.sorted().joined(separator: "\u{0}")
        let order = texts.map { (key: Self.hash(seed + "\u{1}" + $0), text: $0) }
            .sorted { ($0.key, $0.text) < ($1.key, $1.text) }.map(\.text)
        return Choices(texts: order, right: order.indices.filter { order[$0] == right })
    }

    /// A hash that is the same on all machines (SHA-256).
    private static func hash(_ text: String) -> String {
        var hash = SHA256()
        hash.update(text.utf8)
        return hash.finish()
    }

    /// What a record says of its right choices.
    private struct Right {
        var places: [Int] = []
        var numbers: Choices.Numbers?
        var doubt: Choices.Doubt?
        var told: Choices.Telling?
    }

    /// The places of the right choices by the first field that tells, or their numbers where it has
    /// those, or what may be meant in two ways.
    private func right(
        _ record: PromptRecord, _ texts: [String], _ lettered: [String], _ labels: [String]
    ) throws(Fault) -> Right {
        var told: Choices.Numbers?
        var doubt: Choices.Doubt?
        for field in answers {
            guard let value = record[field], value != .null else { continue }
            let members = if case .array(let values) = value { values } else { [value] }
            if told == nil, doubt == nil, let places = Self.oneHot(members, field, texts.count) {
                return Right(places: places)
            }
            if told == nil, members.count == 1,
                let found = self.doubt(members[0], field, texts, labels)
            {
                if doubt == nil { doubt = found }
                continue
            }
            if let doubt {
                // Another field says which of the two is meant.
                let place = members.first.flatMap { try? self.told($0, field, texts, labels) }
                if members.count == 1, case .place(let place)? = place,
                    place == doubt.text || place == doubt.letter
                {
                    return Right(places: [place])
                }
                continue
            }
            var places: [Int] = []
            var numbers: [Int] = []
            for member in members {
                // What is wrong in a field behind the one that tells is not of the choices.
                let found =
                    told == nil
                    ? try self.told(member, field, texts, labels)
                    : try? self.told(member, field, texts, labels)
                switch found {
                case .place(let place)?: places.append(place)
                case .number(let number)?: numbers.append(number)
                case nil:
                    guard let place = member.scalarText.flatMap(lettered.firstIndex(of:)) else {
                        break
                    }
                    places.append(place)
                }
            }
            guard !members.isEmpty else { continue }
            if places.count == members.count {
                // Letters or texts beside numbers tell what these count from (MMLU-Pro).
                guard let told, told.numbers != places, told.numbers != places.map({ $0 + 1 })
                else {
                    let text = members.count == 1 ? members[0].scalarText : nil
                    let isText = text.map { texts.contains(String($0.trimmed)) } ?? false
                    return Right(
                        places: places, told: isText ? .text(field: field) : .place(field: field))
                }
            } else if told == nil, numbers.count == members.count {
                told = Choices.Numbers(
                    field: field, numbers: numbers, choices: texts.count, usual: usual(field))
            }
        }
        if let doubt { return Right(doubt: doubt) }
        return Right(numbers: told, told: told.map { .place(field: $0.field) })
    }

    /// The number of the first choice by the names of the fields.
    func usual(_ field: String) -> Int? {
        if FieldName.plain(field) == "label" { return 0 }
        if case .columns(_, let number?) = place { return number }
        return nil
    }

    /// What an answer says: a choice by its label, text or letter, or a number.
    private enum Told {
        case place(Int)
        case number(Int)
    }

    private func told(
        _ value: JSONValue, _ field: String, _ texts: [String], _ labels: [String]
    ) throws(Fault) -> Told? {
        guard let text = value.scalarText.map({ String($0.trimmed) }), !text.isEmpty else {
            return nil
        }
        if let place = labels.firstIndex(where: { $0.lowercased() == text.lowercased() }) {
            return .place(place)
        }
        if case .bool(let flag) = value { return Self.place(of: flag, texts).map(Told.place) }
        let isText = if case .string = value { true } else { false }
        if isText, let place = texts.firstIndex(of: text) { return .place(place) }
        let digits = text.hasSuffix(".0") ? String(text.dropLast(2)) : text
        if let number = Int(digits) {
            // Hidden answers are −1.
            guard number >= 0 else { return nil }
            guard number <= texts.count else {
                throw Fault(
                    field: field,
                    reason: "the answer \(number) is none of \(texts.count) choices; write letters "
                        + "where they are counted otherwise than from 0 or 1")
            }
            return .number(number)
        }
        if let stated = Self.letter(text) {
            let place = Int(stated.letter.value) - 0x41
            // "C. Blue" names the third choice where that is blue.
            if stated.rest.isEmpty || texts.indices.contains(place) && texts[place] == stated.rest {
                guard texts.indices.contains(place) else {
                    throw Fault(
                        field: field,
                        reason: "the answer \(Character(stated.letter)) is none of \(texts.count) "
                            + "choices")
                }
                return .place(place)
            }
        }
        return texts.firstIndex { $0.lowercased() == text.lowercased() }.map(Told.place)
    }

    /// A letter that an answer gives, in either case or full width, with what follows it; words
    /// such as "Option" may stand before it.
    static func letter(_ text: String) -> (letter: Unicode.Scalar, rest: String)? {
        var rest = text[...]
        for word in ["answer", "option", "choice"] where rest.lowercased().hasPrefix(word) {
            let behind = rest.dropFirst(word.count)
            guard behind.first.map({ $0 == ":" || $0 == " " }) == true else { continue }
            rest = behind.drop { $0 == ":" || $0 == " " }
            break
        }
        let isOpen = rest.first.map { "([".contains($0) } == true
        rest = rest.drop { "([".contains($0) }
        guard var scalar = rest.unicodeScalars.first else { return nil }
        if (0xFF21...0xFF5A).contains(scalar.value) {
            scalar = Unicode.Scalar(UInt8(scalar.value - 0xFF21 + 0x41))
        }
        guard scalar.isASCII, scalar.properties.isAlphabetic else { return nil }
        let behind = rest.dropFirst()
        let marks = behind.prefix { ")].:".contains($0) }
        // "A tree" is no letter, and "Ab" none either.
        guard behind.isEmpty || !marks.isEmpty || isOpen else { return nil }
        return (
            Unicode.Scalar(UInt8(scalar.value) & 0xDF),
            String(behind.dropFirst(marks.count).trimmed)
        )
    }

    /// The choices without their own letters, where all have theirs, such as "(B) Iron".
    private static func withoutLetters(_ texts: [String]) -> [String] {
        var rests: [String] = []
        for (place, text) in texts.enumerated() {
            guard let found = letter(String(text.trimmed)), !found.rest.isEmpty,
                Int(found.letter.value) == 0x41 + place
            else { return texts }
            rests.append(found.rest)
        }
        return rests
    }

    /// The places with 1 in a list of as many truth values as there are choices.
    private static func oneHot(_ values: [JSONValue], _ field: String, _ count: Int) -> [Int]? {
        guard values.count == count, count > 2 || FieldName.plain(field) == "labels" else {
            return nil
        }
        let flags = values.map { $0.scalarText?.lowercased() }
        guard flags.allSatisfy({ ["0", "1", "true", "false"].contains($0) }) else { return nil }
        let places = flags.indices.filter { ["1", "true"].contains(flags[$0]) }
        return places.isEmpty || places.count == count ? nil : places
    }

    /// The choice that says yes or no, as a truth value does.
    private static func place(of flag: Bool, _ texts: [String]) -> Int? {
        let words = flag ? ["yes", "true"] : ["no", "false"]
        return texts.firstIndex { words.contains($0.lowercased()) }
    }
}
