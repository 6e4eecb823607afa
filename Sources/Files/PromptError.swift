/// Why a file of prompts could not be read: which file, line and field, and what to do.
package struct PromptError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file's path as it was given, or "standard input".
    package var file: String
    /// The line, from 1.
    package var line: Int?
    /// The name of the field or column.
    package var field: String?
    /// What is wrong and how to put it right.
    package var reason: String

    package init(file: String, line: Int? = nil, field: String? = nil, reason: String) {
        self.file = file
        self.line = line
        self.field = field
        self.reason = reason
    }

    package var description: String {
        var place = file
        if let line { place += ", line \(line)" }
        if let field { place += ", field \"\(Self.printable(field))\"" }
        return "\(place): \(reason)"
    }

    /// A text of unknown origin in a form that is short and safe to print.
    package static func printable(_ text: String, limit: Int = 60) -> String {
        // By scalars: one character may have any number of marks.
        let scalars = text.unicodeScalars
        var result = ""
        for scalar in scalars.prefix(limit) {
            let category = scalar.properties.generalCategory
            let isHidden = category == .control || category == .format
            result.unicodeScalars.append(isHidden ? "\u{FFFD}" : scalar)
        }
        return scalars.dropFirst(limit).isEmpty ? result : result + "…"
    }

    /// Names of fields as a sentence lists them.
    package static func list(_ names: [String], limit: Int = 20) -> String {
        let shown = names.prefix(limit).map { printable($0) }.joined(separator: ", ")
        return names.count > limit ? shown + ", …" : shown
    }
}
