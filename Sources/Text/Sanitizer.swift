/// Turns hostile text into text that is safe in a cell, losing nothing silently that could mislead.
///
/// - C0 controls become caret notation (`^[`), DEL `^?`; a tab becomes spaces, a line break `⏎`.
/// - Other controls, bidirectional and invisible format characters, private-use, unassigned and
///   separator scalars become tags (`<U+202E>`); a run of the same one becomes one tag
///   (`<U+200B*40>`).
/// - Invalid UTF-8, lone surrogates too, becomes one tag for each byte (`<ED>`).
/// - Combining marks stay on their letter up to a limit, then are counted (`<+28 marks>`); without
///   a letter they become tags.
/// - ZWJ and ZWNJ stay between letters of the scripts that need them (Arabic, Indic, …) only.
/// - Joined pictographs are reduced to the first; variation selectors and skin tones after a
///   pictograph are dropped; flags become their two letters. Terminals disagree about all of these.
struct Sanitizer {
    /// The most combining marks kept on one letter: what one ncurses cell can hold.
    static let markLimit = 4
    static let tabWidth = 4
    /// The most pictographs that join a first one; the longest in use are families of four.
    static let joinLimit = 7

    private(set) var output = String.UnicodeScalarView()
    private(set) var width = 0
    private var base = Base.none
    private var marks = 0
    private var droppedMarks = 0
    private var hasPresentation = false
    private var joined = 0
    private var repeated: (tag: Unicode.Scalar, count: Int)?

    /// What the next mark or joiner would attach to.
    private enum Base { case none, letter, joinable, pictograph }

    /// Text whose every scalar is printable ASCII needs no work at all.
    static func isPlain(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var index = 0
            while index < bytes.count, bytes[index] >= 0x20, bytes[index] < 0x7F { index += 1 }
            return index == bytes.count
        }
    }

    mutating func sanitize(_ text: String) {
        let scalars = text.unicodeScalars
        var index = scalars.startIndex
        while index < scalars.endIndex {
            let scalar = scalars[index]
            scalars.formIndex(after: &index)
            if scalar.value >= 0x20, scalar.value < 0x7F {
                flush()
                emit(scalar, columns: 1, base: .letter)
            } else {
                consume(scalar, rest: scalars, next: &index)
            }
        }
        flush()
    }

    private mutating func consume(
        _ scalar: Unicode.Scalar, rest scalars: String.UnicodeScalarView,
        next index: inout String.Index
    ) {
        let following = index < scalars.endIndex ? scalars[index] : nil
        switch scalar.value {
        case 0x0D where following == "\n":
            return
        case 0x0A:
            flush()
            emit("\u{23CE}", columns: 1, base: .none)
        case 0x09:
            flush()
            for _ in 0..<(Self.tabWidth - width % Self.tabWidth) {
                emit(" ", columns: 1, base: .none)
            }
        case 0..<0x20, 0x7F:
            flush()
            emitASCII("^")
            emitASCII(scalar.value == 0x7F ? "?" : Unicode.Scalar(UInt8(scalar.value) + 0x40))
        case 0x200C, 0x200D:
            joiner(scalar, following: following, rest: scalars, next: &index)
        case 0xFE0E, 0xFE0F, 0x1F3FB...0x1F3FF:
            // Presentation of the pictograph before it; meaningless, hence shown, anywhere else.
            if canPresent(scalar) {
                hasPresentation = true
            } else {
                tag(scalar)
            }
        case 0x1F1E6...0x1F1FF:
            flush()
            emit(Unicode.Scalar(UInt8(scalar.value - 0x1F1E6) + 0x41), columns: 1, base: .none)
        default:
            other(scalar, rest: scalars, next: &index)
        }
    }

    private mutating func other(
        _ scalar: Unicode.Scalar, rest scalars: String.UnicodeScalarView,
        next index: inout String.Index
    ) {
        let properties = scalar.properties
        let category = properties.generalCategory
        switch category {
        case .control, .format, .privateUse, .unassigned, .surrogate, .lineSeparator,
            .paragraphSeparator:
            tag(scalar)
            return
        default:
            break
        }
        if properties.isDefaultIgnorableCodePoint {
            tag(scalar)
            return
        }
        let columns = scalar.columns
        if columns == 0 {
            mark(scalar)
            return
        }
        flush()
        let isPictograph = scalar.value >= 0x203C && properties.isEmoji
        emit(
            scalar, columns: columns,
            base: isPictograph ? .pictograph : Self.isJoinable(scalar) ? .joinable : .letter)
        if scalar.value == 0x1F3F4 { skipFlagTags(scalars, next: &index) }
    }

    // MARK: - Marks and joiners

    /// Whether a variation selector or skin tone belongs to the pictograph, digit or sign before it;
    /// one does, more would be hidden data.
    private func canPresent(_ scalar: Unicode.Scalar) -> Bool {
        guard !hasPresentation, marks == 0 else { return false }
        if base == .pictograph { return true }
        return base == .letter && scalar.value < 0x10000
            && output.last?.properties.isEmoji == true
    }

    private mutating func mark(_ scalar: Unicode.Scalar) {
        if repeated != nil { flush() }
        if base == .none {
            tag(scalar)
        } else if marks < Self.markLimit {
            output.append(scalar)
            marks += 1
        } else {
            droppedMarks += 1
        }
    }

    private mutating func joiner(
        _ scalar: Unicode.Scalar, following: Unicode.Scalar?, rest: String.UnicodeScalarView,
        next index: inout String.Index
    ) {
        guard let following else { return tag(scalar) }
        if base == .pictograph, scalar.value == 0x200D, joined < Self.joinLimit,
            following.value >= 0x203C, following.properties.isEmoji
        {
            // Only the first pictograph of a joined family is kept: swallow this one and let its
            // own modifiers and joiners meet the same base.
            rest.formIndex(after: &index)
            joined += 1
            hasPresentation = false
            return
        }
        if base == .joinable, marks < Self.markLimit, Self.isJoinable(following) {
            output.append(scalar)
            marks += 1
            return
        }
        tag(scalar)
    }

    /// Letters of the scripts that write with ZWJ and ZWNJ: Hebrew to Mongolian and the extensions
    /// of the Indic and Arabic blocks.
    private static func isJoinable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0590...0x10FF, 0x1700...0x1CFF, 0xA800...0xABFF, 0xFB1D...0xFDFF, 0xFE70...0xFEFE,
            0x10A00...0x11FFF, 0x1E900...0x1E95F:
            switch scalar.properties.generalCategory {
            case .otherLetter, .lowercaseLetter, .uppercaseLetter, .spacingMark: return true
            default: return false
            }
        default:
            return false
        }
    }

    /// The tag characters after a black flag spell a region; terminals do not agree on the result.
    private mutating func skipFlagTags(
        _ scalars: String.UnicodeScalarView, next index: inout String.Index
    ) {
        var probe = index
        for _ in 0..<7 where probe < scalars.endIndex {
            let value = scalars[probe].value
            guard (0xE0020...0xE007F).contains(value) else { return }
            scalars.formIndex(after: &probe)
            if value == 0xE007F {
                index = probe
                return
            }
        }
    }

    // MARK: - Output

    private mutating func emit(_ scalar: Unicode.Scalar, columns: Int, base: Base) {
        output.append(scalar)
        width += columns
        self.base = base
        marks = 0
        joined = 0
        hasPresentation = false
    }

    private mutating func emitASCII(_ scalar: Unicode.Scalar) {
        emit(scalar, columns: 1, base: .none)
    }

    mutating func tag(_ scalar: Unicode.Scalar) {
        if let run = repeated, run.tag == scalar {
            repeated = (scalar, run.count + 1)
            return
        }
        flush()
        repeated = (scalar, 1)
        base = .none
    }

    /// Appends a scalar that is visible and stands for itself.
    mutating func keep(_ scalar: Unicode.Scalar) {
        flush()
        emit(scalar, columns: scalar.columns, base: .letter)
    }

    /// Appends program text: a byte tag, or the end of a run.
    mutating func appendPlain(_ text: String) {
        flush()
        for scalar in text.unicodeScalars { emitASCII(scalar) }
    }

    /// Writes what was only counted so far.
    mutating func flush() {
        if droppedMarks > 0 {
            let count = droppedMarks
            droppedMarks = 0
            for scalar in "<+\(count) marks>".unicodeScalars { emitASCII(scalar) }
        }
        if let run = repeated {
            repeated = nil
            let digits = String(run.tag.value, radix: 16, uppercase: true)
            let padding = String(repeating: "0", count: max(0, 4 - digits.count))
            let count = run.count > 1 ? "*\(run.count)" : ""
            for scalar in "<U+\(padding)\(digits)\(count)>".unicodeScalars { emitASCII(scalar) }
        }
    }
}
