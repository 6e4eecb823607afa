import Canvas

/// What must hold for every safe text, judged by Unicode properties and not by the sanitizer's code.
enum Safety {
    /// A sentence about the first unsafe scalar, or a wrong width; nil if all is well.
    static func problem(in text: SafeText) -> String? {
        if text.string.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) {
            return text.width == text.string.utf8.count ? nil : "wrong width"
        }
        let scalars = Array(text.string.unicodeScalars)
        var marks = 0
        for (index, scalar) in scalars.enumerated() {
            let properties = scalar.properties
            let isJoiner = scalar.value == 0x200C || scalar.value == 0x200D
            switch properties.generalCategory {
            case .control, .privateUse, .unassigned, .surrogate, .lineSeparator,
                .paragraphSeparator:
                return "category of \(scalar.value)"
            case .format where !isJoiner:
                return "format character \(scalar.value)"
            case .nonspacingMark, .enclosingMark, .format:
                marks += 1
                if index == 0 { return "begins with a mark" }
                if marks > 4 { return "a stack of \(marks) marks" }
            default:
                marks = 0
            }
            if properties.isDefaultIgnorableCodePoint, !isJoiner { return "ignorable" }
            if isJoiner, index + 1 == scalars.count { return "ends with a joiner" }
            let letter = scalars[..<index].last { $0.properties.generalCategory != .nonspacingMark }
            if isJoiner, (letter?.value ?? 0) < 0x590 || scalars[index + 1].value < 0x590 {
                return "joiner beside a letter that needs none"
            }
            if (0x1F3FB...0x1F3FF).contains(scalar.value) { return "skin tone" }
            if (0x1F1E6...0x1F1FF).contains(scalar.value) { return "regional indicator" }
        }
        var frame = Frame(width: text.width + 2, height: 1)
        let end = frame.put(text + "|", x: 0, y: 0)
        if end != text.width + 1 { return "takes \(end - 1) columns, not \(text.width)" }
        if frame[text.width, 0].text != "|" { return "shifts what follows" }
        return nil
    }
}
