/// Text that is safe to put in a cell: no control, no invisible character, no direction override,
/// no cluster that terminals disagree about.
///
/// It is the only text that a `Frame` accepts.
///
/// A literal is the program's own words. A `String` interpolated into a literal is sanitized; safe
/// text and numbers go in as they are:
///
///     let line: SafeText = "greedy \(score)  \(modelOutput)"
package struct SafeText: Sendable, Hashable {
    /// The text itself.
    package private(set) var string: String
    /// The columns that the text takes in a terminal.
    package private(set) var width: Int

    /// The empty text.
    package init() {
        string = ""
        width = 0
    }

    /// Makes any text safe; see `Sanitizer` for what is shown in place of what.
    package init(sanitizing hostile: String) {
        if Sanitizer.isPlain(hostile) {
            self.init(safe: hostile, width: hostile.utf8.count)
            return
        }
        var sanitizer = Sanitizer()
        sanitizer.sanitize(hostile)
        self.init(safe: String(sanitizer.output), width: sanitizer.width)
    }

    /// Text of a file or a model, its line breaks shown as spaces.
    package init(oneLine text: String) {
        self.init(sanitizing: text.replacing("\n", with: " "))
    }

    /// Makes bytes safe that claim to be UTF-8; each byte of an invalid sequence becomes a tag such
    /// as `<ED>`.
    package init(sanitizingUTF8 bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        var sanitizer = Sanitizer()
        var start = 0
        while start < bytes.count {
            let valid = UTF8Prefix.validEnd(of: bytes, from: start)
            if valid > start {
                sanitizer.sanitize(String(decoding: bytes[start..<valid], as: UTF8.self))
            }
            if valid < bytes.count {
                let digits = String(bytes[valid], radix: 16, uppercase: true)
                sanitizer.appendPlain(digits.utf8.count < 2 ? "<0\(digits)>" : "<\(digits)>")
            }
            start = valid + 1
        }
        sanitizer.flush()
        self.init(safe: String(sanitizer.output), width: sanitizer.width)
    }

    /// For text that is known to be safe, of known width.
    package init(safe string: String, width: Int) {
        self.string = string
        self.width = width
    }

    /// The lines of a hostile text, split at line breaks.
    ///
    /// With `showingBreaks` each line but the last ends with `⏎`.
    package static func lines(_ hostile: String, showingBreaks: Bool = false) -> [SafeText] {
        let scalars = hostile.unicodeScalars
        var lines = scalars.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var line = Substring(line)
            if line.unicodeScalars.last == "\r" { line.unicodeScalars.removeLast() }
            return SafeText(sanitizing: String(line))
        }
        if showingBreaks {
            for index in lines.indices.dropLast() { lines[index] += "\u{23CE}" }
        }
        return lines
    }

    package var isEmpty: Bool { string.isEmpty }

    /// Whether every column is one printable ASCII byte.
    package var isASCII: Bool { string.utf8.count == width }

    package static func + (left: SafeText, right: SafeText) -> SafeText {
        SafeText(safe: left.string + right.string, width: left.width + right.width)
    }

    package static func += (left: inout SafeText, right: SafeText) {
        left.string += right.string
        left.width += right.width
    }

    /// The text `count` times in a row.
    package static func * (text: SafeText, count: Int) -> SafeText {
        let count = max(0, count)
        return SafeText(
            safe: String(repeating: text.string, count: count), width: text.width * count)
    }
}

extension SafeText: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) {
        self.init(sanitizing: value)
    }

    package init(stringInterpolation: Interpolation) {
        self = stringInterpolation.text
    }

    /// Collects the pieces; only what is not known to be safe is sanitized.
    package struct Interpolation: StringInterpolationProtocol {
        var text = SafeText()

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ literal: String) {
            guard !literal.isEmpty else { return }
            text += SafeText(sanitizing: literal)
        }

        package mutating func appendInterpolation(_ value: SafeText) {
            text += value
        }

        package mutating func appendInterpolation(_ hostile: String) {
            text += SafeText(sanitizing: hostile)
        }

        package mutating func appendInterpolation(_ hostile: Substring) {
            text += SafeText(sanitizing: String(hostile))
        }

        package mutating func appendInterpolation(_ hostile: Character) {
            text += SafeText(sanitizing: String(hostile))
        }

        package mutating func appendInterpolation(_ number: some BinaryInteger) {
            text += SafeText(sanitizing: String(number))
        }

        package mutating func appendInterpolation(_ number: Double) {
            text += SafeText(sanitizing: number.description)
        }
    }
}

extension SafeText: CustomStringConvertible {
    package var description: String { string }
}
