/// Where text stands in a field that is wider than it.
package enum Alignment: Sendable, Hashable {
    case left, right, center
}

extension SafeText {
    /// The text cut to at most `columns` columns, never inside a cluster.
    ///
    /// With `ellipsis` the last column of a cut text is `…`; a column that only half of a wide
    /// character would fit stays a blank.
    package func clipped(to columns: Int, ellipsis: Bool = true) -> SafeText {
        if width <= columns { return self }
        if columns <= 0 { return SafeText() }
        let mark: SafeText = ellipsis ? SafeText(safe: "\u{2026}", width: 1) : SafeText()
        let head = prefix(columns: columns - mark.width)
        return head.padded(to: columns - mark.width) + mark
    }

    /// The text with blanks up to `columns`; a longer text is returned as it is.
    package func padded(to columns: Int, alignment: Alignment = .left) -> SafeText {
        let missing = columns - width
        if missing <= 0 { return self }
        let before =
            switch alignment {
            case .left: 0
            case .right: missing
            case .center: missing / 2
            }
        return SafeText(
            safe: String(repeating: " ", count: before) + string
                + String(repeating: " ", count: missing - before),
            width: columns)
    }

    /// The longest run of whole clusters from the start that fits in `columns`.
    package func prefix(columns: Int) -> SafeText {
        if isASCII {
            let taken = max(0, min(columns, width))
            return SafeText(safe: String(string.utf8.prefix(taken)) ?? "", width: taken)
        }
        var end = string.startIndex
        var taken = 0
        for cluster in string {
            let next = taken + cluster.columns
            if next > columns { break }
            taken = next
            string.formIndex(after: &end)
        }
        return SafeText(safe: String(string[..<end]), width: taken).trimmingTrailingJoiners()
    }

    /// The text in lines of at most `columns` columns, broken at blanks where possible, else inside
    /// a word; blanks at a break are dropped.
    ///
    /// An empty text is one empty line.
    package func wrapped(to columns: Int) -> [SafeText] {
        let columns = max(2, columns)
        if width <= columns { return [self] }
        var wrapper = Wrapper(columns: columns)
        for cluster in string { wrapper.add(cluster) }
        return wrapper.finish()
    }
}

/// Fills lines cluster by cluster and remembers the last place where a line may be broken.
private struct Wrapper {
    let columns: Int
    private var lines: [SafeText] = []
    private var line = SafeText()
    private var word = SafeText()

    init(columns: Int) {
        self.columns = columns
    }

    mutating func add(_ cluster: Character) {
        let piece = SafeText(safe: String(cluster), width: cluster.columns)
        if cluster == " " {
            line += word
            word = SafeText()
            if line.width < columns {
                line += piece
            } else {
                endLine()
            }
            return
        }
        while line.width + word.width + piece.width > columns, !(line + word).isEmpty {
            if line.isEmpty {
                line = word
                word = SafeText()
            }
            endLine()
        }
        word += piece
        // A wide script has no blanks: every cluster may end a line.
        if piece.width == 2, line.width + word.width <= columns {
            line += word
            word = SafeText()
        }
    }

    private mutating func endLine() {
        lines.append(line.trimmingTrailingBlanks().trimmingTrailingJoiners())
        line = SafeText()
    }

    mutating func finish() -> [SafeText] {
        line += word
        if !line.isEmpty || lines.isEmpty { lines.append(line) }
        return lines
    }
}

extension SafeText {
    /// A joiner at the end has lost the letter that it joined to.
    fileprivate func trimmingTrailingJoiners() -> SafeText {
        guard let last = string.unicodeScalars.last, (0x200C...0x200D).contains(last.value) else {
            return self
        }
        return SafeText(safe: String(string.unicodeScalars.dropLast()), width: width)
    }

    fileprivate func trimmingTrailingBlanks() -> SafeText {
        let blanks = string.utf8.reversed().prefix { $0 == 0x20 }.count
        return SafeText(safe: String(string.dropLast(blanks)), width: width - blanks)
    }
}

extension Character {
    /// The columns of a sanitized cluster: the sum over its scalars.
    package var columns: Int {
        if let ascii = asciiValue { return ascii == 0 ? 0 : 1 }
        return unicodeScalars.reduce(0) { $0 + $1.columns }
    }
}
