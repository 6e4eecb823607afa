/// Reads the syntax of a pattern.
struct PatternParser {
    let scalars: [Unicode.Scalar]
    var index = 0
    var flags: Flags
    private var depth = 0
    private(set) var captureCount = 0

    struct Flags {
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

    func fault(_ reason: String) -> PatternError { PatternError(reason, at: index) }

    var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    mutating func take(_ text: String) -> Bool {
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
}
