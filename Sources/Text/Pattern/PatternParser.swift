/// Reads the syntax of a pattern.
struct PatternParser {
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var flags: Flags
    private var depth = 0
    private(set) var captureCount = 0

    private struct Flags {
        var ignoresCase = false
        var dotTakesLineEnds = false
        var isMultiline = false
    }

    private static let deepest = 200
    private static let mostRepeats = 1000

    init(_ text: String, ignoresCase: Bool) {
        scalars = Array(text.unicodeScalars)
        flags = Flags(ignoresCase: ignoresCase)
    }

    mutating func pattern() throws(PatternError) -> PatternNode {
        let node = try alternatives()
        guard index == scalars.count else { throw fault("a ) without its (") }
        return node
    }

    private func fault(_ reason: String) -> PatternError { PatternError(reason, at: index) }

    private var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private mutating func take(_ text: String) -> Bool {
        let wanted = Array(text.unicodeScalars)
        guard scalars[index...].starts(with: wanted) else { return false }
        index += wanted.count
        return true
    }

    // MARK: - Structure

    private mutating func alternatives() throws(PatternError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw fault("groups are nested too deeply") }
        let outer = flags
        defer { flags = outer }
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .alternatives(branches)
    }

    private mutating func sequence() throws(PatternError) -> PatternNode {
        var nodes: [PatternNode] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            if take("\\Q") {
                var quoted: [PatternNode] = []
                while index < scalars.count, !take("\\E") {
                    quoted.append(.set(PatternSet(scalars[index], ignoresCase: flags.ignoresCase)))
                    index += 1
                }
                // A quantifier goes with the last character.
                if let last = quoted.popLast() { quoted.append(try quantified(last)) }
                nodes += quoted
                continue
            }
            guard let atom = try atom() else { continue }
            nodes.append(try quantified(atom))
        }
        return nodes.count == 1 ? nodes[0] : nodes.isEmpty ? .empty : .sequence(nodes)
    }

    private mutating func quantified(_ atom: PatternNode) throws(PatternError) -> PatternNode {
        var node = atom
        while true {
            let least: Int
            let most: Int?
            if take("*") {
                (least, most) = (0, nil)
            } else if take("+") {
                (least, most) = (1, nil)
            } else if take("?") {
                (least, most) = (0, 1)
            } else if let counts = try counts() {
                (least, most) = counts
            } else {
                return node
            }
            if next == "+" {
                throw fault("possessive quantifiers are not supported; leave the second + out")
            }
            node = .repeated(node, least: least, most: most, isLazy: take("?"))
        }
    }

    /// {2}, {2,} or {2,5}; a brace without numbers is a brace.
    private mutating func counts() throws(PatternError) -> (Int, Int?)? {
        guard next == "{" else { return nil }
        let start = index
        index += 1
        let least = number()
        var most = least
        if take(",") { most = number() }
        guard least != nil || most != nil, take("}") else {
            index = start
            return nil
        }
        guard (least ?? 0) <= Self.mostRepeats, (most ?? 0) <= Self.mostRepeats else {
            throw fault("at most \(Self.mostRepeats) repetitions can be counted")
        }
        if let least, let most, most < least { throw fault("the counts are in the wrong order") }
        return (least ?? 0, most)
    }

    private mutating func number() -> Int? {
        let start = index
        var value = 0
        while let scalar = next, ("0"..."9").contains(scalar) {
            value = min(value * 10 + Int(scalar.value - 48), 1_000_000)
            index += 1
        }
        return index > start ? value : nil
    }

    // MARK: - Atoms

    /// The next atom; nil for flags, which are none.
    private mutating func atom() throws(PatternError) -> PatternNode? {
        guard let scalar = next else { return nil }
        switch scalar {
        case "(": return try group()
        case "[": return .set(try characterClass())
        case "\\": return try escape()
        case "*", "+", "?": throw fault("there is nothing before \(scalar) that it could repeat")
        default: break
        }
        index += 1
        switch scalar {
        case ".":
            return .set(flags.dotTakesLineEnds ? PatternSet(.any) : .line)
        case "^": return .position(flags.isMultiline ? .lineStart : .textStart)
        case "$": return .position(flags.isMultiline ? .lineEnd : .lastLineEnd)
        default: return .set(PatternSet(scalar, ignoresCase: flags.ignoresCase))
        }
    }

    private mutating func group() throws(PatternError) -> PatternNode? {
        index += 1
        if take("?#") {
            while let scalar = next, scalar != ")" {
                _ = scalar
                index += 1
            }
            return try closed(.empty)
        }
        for (mark, isBehind, isNegated) in [
            ("?<=", true, false), ("?<!", true, true), ("?=", false, false), ("?!", false, true),
        ] where take(mark) {
            let node = try alternatives()
            return try closed(.look(node, isBehind: isBehind, isNegated: isNegated))
        }
        if take("?>") { throw fault("atomic groups are not supported; (?: does the same for most") }
        if take("?P=") || take("?R") || take("?&") || take("?(") {
            throw fault("back references, recursion and conditions are not supported")
        }
        if take("?P<") || take("?<") || take("?'") {
            while let scalar = next, scalar != ">", scalar != "'" {
                guard PatternSet.Kind.word.contains(scalar) else { throw fault("a name is wanted") }
                index += 1
            }
            index += 1
            return try capture()
        }
        guard take("?") else { return try capture() }
        return try flagged()
    }

    private mutating func capture() throws(PatternError) -> PatternNode {
        captureCount += 1
        let number = captureCount
        return try closed(.capture(try alternatives(), number))
    }

    private mutating func closed(_ node: PatternNode) throws(PatternError) -> PatternNode {
        guard take(")") else { throw fault("a ( is never closed") }
        return node
    }

    /// (?i), (?i-s) to the end of the group, (?i: … ) for the group.
    private mutating func flagged() throws(PatternError) -> PatternNode? {
        var changed = flags
        var isOn = true
        while let scalar = next, scalar != ":", scalar != ")" {
            switch scalar {
            case "-": isOn = false
            case "i": changed.ignoresCase = isOn
            case "s": changed.dotTakesLineEnds = isOn
            case "m": changed.isMultiline = isOn
            case "u", "n": break
            default: throw fault("the flag \(scalar) is not known; i, m and s are")
            }
            index += 1
        }
        if take(")") {
            flags = changed
            return nil
        }
        guard take(":") else { throw fault("a ( is never closed") }
        let outer = flags
        defer { flags = outer }
        flags = changed
        return try closed(try alternatives())
    }

    // MARK: - Escapes

    private mutating func escape() throws(PatternError) -> PatternNode {
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

    /// \d, \w, \s, \h, \N, \p{…} and their opposites, behind the backslash.
    private mutating func kind() throws(PatternError) -> PatternSet? {
        guard let scalar = next else { return nil }
        let found: (PatternSet.Kind, Bool)? =
            switch scalar {
            case "d": (.digit, false)
            case "D": (.digit, true)
            case "w": (.word, false)
            case "W": (.word, true)
            case "s": (.space, false)
            case "S": (.space, true)
            case "h": (.categories([.spaceSeparator]), false)
            default: nil
            }
        if let (kind, isNegated) = found {
            index += 1
            return PatternSet(kind, isNegated: isNegated)
        }
        guard scalar == "p" || scalar == "P" else { return nil }
        index += 1
        guard let categories = try category() else { return nil }
        return PatternSet(.categories(categories), isNegated: scalar == "P")
    }

    private mutating func category() throws(PatternError) -> [Unicode.GeneralCategory]? {
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
    private mutating func character() throws(PatternError) -> Unicode.Scalar {
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

    // MARK: - Classes

    private mutating func characterClass() throws(PatternError) -> PatternSet {
        index += 1
        var set = PatternSet()
        let isNegated = take("^")
        var isFirst = true
        while let scalar = next, scalar != "]" || isFirst {
            isFirst = false
            if take("[:") {
                try addNamed(to: &set)
                continue
            }
            if scalar == "[" || take("&&") || take("~~") {
                throw fault("classes within classes are not supported; write \\[ for the bracket")
            }
            if scalar == "\\", let kind = try classKind() {
                set.add(kind.0, isNegated: kind.1)
                continue
            }
            let first = try classCharacter()
            guard next == "-", index + 1 < scalars.count, scalars[index + 1] != "]" else {
                set.add(first, through: first)
                continue
            }
            index += 1
            let last = try classCharacter()
            guard first.value <= last.value else { throw fault("the range is in the wrong order") }
            set.add(first, through: last)
        }
        guard take("]") else { throw fault("a [ is never closed") }
        set.close(isNegated: isNegated, ignoresCase: flags.ignoresCase)
        return set
    }

    private mutating func classKind() throws(PatternError) -> (PatternSet.Kind, Bool)? {
        guard index + 1 < scalars.count else { return nil }
        let found: (PatternSet.Kind, Bool)? =
            switch scalars[index + 1] {
            case "d": (.digit, false)
            case "D": (.digit, true)
            case "w": (.word, false)
            case "W": (.word, true)
            case "s": (.space, false)
            case "S": (.space, true)
            default: nil
            }
        if found != nil {
            index += 2
            return found
        }
        guard scalars[index + 1] == "p" || scalars[index + 1] == "P" else { return nil }
        let isNegated = scalars[index + 1] == "P"
        index += 2
        return try category().map { (.categories($0), isNegated) }
    }

    private mutating func classCharacter() throws(PatternError) -> Unicode.Scalar {
        guard let scalar = next else { throw fault("a [ is never closed") }
        index += 1
        guard scalar == "\\" else { return scalar }
        if next == "b" {
            index += 1
            return "\u{8}"
        }
        return try character()
    }

    /// [:alpha:] and the like.
    private mutating func addNamed(to set: inout PatternSet) throws(PatternError) {
        var name = ""
        while let scalar = next, scalar != ":" {
            name.unicodeScalars.append(scalar)
            index += 1
        }
        guard take(":]"), let kind = PatternCategories.posix[name] else {
            throw fault("the class [:\(name):] is not known")
        }
        set.add(kind, isNegated: false)
    }
}

/// General categories by the names that patterns have for them.
enum PatternCategories {
    static func named(_ name: String) -> [Unicode.GeneralCategory]? {
        let short = name.lowercased().filter { $0 != "_" && $0 != " " }
        return all[long[short] ?? short]
    }

    private static let long = [
        "letter": "l", "alphabetic": "l", "alpha": "l", "uppercaseletter": "lu", "uppercase": "lu",
        "lowercaseletter": "ll", "lowercase": "ll", "number": "n", "digit": "nd",
        "decimalnumber": "nd", "punctuation": "p", "punct": "p", "symbol": "s", "separator": "z",
        "mark": "m", "control": "cc", "space": "z",
    ]

    private static let all: [String: [Unicode.GeneralCategory]] = [
        "l": [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter],
        "lu": [.uppercaseLetter], "ll": [.lowercaseLetter], "lt": [.titlecaseLetter],
        "lm": [.modifierLetter], "lo": [.otherLetter],
        "m": [.nonspacingMark, .spacingMark, .enclosingMark], "mn": [.nonspacingMark],
        "mc": [.spacingMark], "me": [.enclosingMark],
        "n": [.decimalNumber, .letterNumber, .otherNumber], "nd": [.decimalNumber],
        "nl": [.letterNumber], "no": [.otherNumber],
        "p": [
            .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .otherPunctuation,
        ], "pc": [.connectorPunctuation], "pd": [.dashPunctuation], "ps": [.openPunctuation],
        "pe": [.closePunctuation], "pi": [.initialPunctuation], "pf": [.finalPunctuation],
        "po": [.otherPunctuation],
        "s": [.mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol], "sm": [.mathSymbol],
        "sc": [.currencySymbol], "sk": [.modifierSymbol], "so": [.otherSymbol],
        "z": [.spaceSeparator, .lineSeparator, .paragraphSeparator], "zs": [.spaceSeparator],
        "zl": [.lineSeparator], "zp": [.paragraphSeparator],
        "c": [.control, .format, .surrogate, .privateUse, .unassigned], "cc": [.control],
        "cf": [.format], "co": [.privateUse], "cn": [.unassigned],
    ]

    static let posix: [String: PatternSet.Kind] = [
        "alpha": .categories(all["l"] ?? []), "digit": .digit, "space": .space, "word": .word,
        "alnum": .categories((all["l"] ?? []) + (all["n"] ?? [])),
        "upper": .categories([.uppercaseLetter]), "lower": .categories([.lowercaseLetter]),
        "punct": .categories((all["p"] ?? []) + (all["s"] ?? [])),
        "blank": .categories([.spaceSeparator]), "cntrl": .categories([.control]),
    ]
}
