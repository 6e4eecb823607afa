// What stands between square brackets.
extension PatternParser {
    mutating func characterClass() throws(PatternError) -> PatternSet {
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
        if let found = PatternSet.Kind.escaped(scalars[index + 1]) {
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
