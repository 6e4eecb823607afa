// What a backslash begins.
extension PatternParser {
    mutating func escape() throws(PatternError) -> PatternNode {
        index += 1
        guard let scalar = next else { throw fault("the pattern ends with a backslash") }
        if let set = try kind() { return .set(set) }
        let position: PatternPosition? =
            switch scalar {
            case "b": .wordEdge
            case "B": .noWordEdge
            case "A": .textStart
            case "z": .textEnd
            case "Z": .lastLineEnd
            default: nil
            }
        if let position {
            index += 1
            return .position(position)
        }
        if ("1"..."9").contains(scalar) || scalar == "k" || scalar == "g" {
            throw fault("back references are not supported")
        }
        return .set(PatternSet(try character(), ignoresCase: flags.ignoresCase))
    }

    /// \d, \w, \s, \h, \p{…} and their opposites, behind the backslash.
    private mutating func kind() throws(PatternError) -> PatternSet? {
        guard let scalar = next else { return nil }
        let found =
            scalar == "h"
            ? (.categories([.spaceSeparator]), false) : PatternSet.Kind.escaped(scalar)
        if let (kind, isNegated) = found {
            index += 1
            return PatternSet(kind, isNegated: isNegated)
        }
        guard scalar == "p" || scalar == "P" else { return nil }
        index += 1
        guard let categories = try category() else { return nil }
        return PatternSet(.categories(categories), isNegated: scalar == "P")
    }

    mutating func category() throws(PatternError) -> [Unicode.GeneralCategory]? {
        var name = ""
        if take("{") {
            while let scalar = next, scalar != "}" {
                name.unicodeScalars.append(scalar)
                index += 1
            }
            guard take("}") else { throw fault("a { is never closed") }
        } else if let scalar = next {
            name.unicodeScalars.append(scalar)
            index += 1
        }
        guard let categories = PatternCategories.named(name) else {
            throw fault(
                "the class \(name) is not known; general categories such as L, Lu, N, P are")
        }
        return categories
    }

    /// The character of an escape, behind the backslash.
    mutating func character() throws(PatternError) -> Unicode.Scalar {
        guard let scalar = next else { throw fault("the pattern ends with a backslash") }
        index += 1
        switch scalar {
        case "t": return "\t"
        case "n": return "\n"
        case "r": return "\r"
        case "f": return "\u{C}"
        case "v": return "\u{B}"
        case "a": return "\u{7}"
        case "e": return "\u{1B}"
        case "0": return "\u{0}"
        case "x": return try hexadecimal(digits: 2)
        case "u": return try hexadecimal(digits: 4)
        case "U": return try hexadecimal(digits: 8)
        default:
            guard !PatternSet.Kind.word.contains(scalar) || scalar == "_" else {
                index -= 1
                throw fault("the escape \\\(scalar) is not known")
            }
            return scalar
        }
    }

    private mutating func hexadecimal(digits: Int) throws(PatternError) -> Unicode.Scalar {
        let isBraced = take("{")
        var value: UInt32 = 0
        var count = 0
        while count < (isBraced ? 8 : digits), let scalar = next,
            let digit = Character(scalar).hexDigitValue
        {
            value = value << 4 | UInt32(digit)
            count += 1
            index += 1
        }
        guard count > 0, isBraced ? take("}") : count == digits, let scalar = Unicode.Scalar(value)
        else { throw fault("a hexadecimal number of a character is wanted") }
        return scalar
    }
}
