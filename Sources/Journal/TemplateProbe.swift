/// What a server's chat template makes of fixed conversations, kept so that another template is
/// noticed: under it every draw answers another text.
package struct TemplateProbe: Codable, Sendable, Hashable {
    /// The fixed conversations as text; empty where the template takes no such conversation.
    package var texts: [String]
    /// A mark of the template itself, where the server tells it.
    package var source: String?
    /// Whether the template writes the date of the day.
    package var writesDate: Bool

    /// - Parameter template: the template itself, where the server tells it.
    package init(texts: [String], template: String?) {
        self.texts = texts
        source = template.map { String(ContentHash.of($0)) }
        writesDate = template.map { $0.contains("strftime_now") } ?? false
    }

    /// The fixed conversations, as roles and contents.
    ///
    /// They belong to the format of run files and must never change.
    package static let conversations: [[(role: String, content: String)]] = [
        [("user", "Which river flows through Paris?")],
        [
            ("system", "Answer briefly."), ("user", "Good morning."),
            ("assistant", "Good morning!"),
            ("user", "Which river flows through Paris?"),
        ],
    ]

    /// How two templates differ, or nil where they make the same of everything that both take.
    ///
    /// Where one template that writes the date was asked on two days, dates are no difference: what a
    /// run sends is kept with it, with the date of its first day.
    package func difference(to other: TemplateProbe) -> String? {
        let isDated = writesDate && other.writesDate && source != nil && source == other.source
        for (own, others) in zip(texts, other.texts) where !own.isEmpty && !others.isEmpty {
            guard own != others else { continue }
            if isDated, Self.withoutDates(own) == Self.withoutDates(others) { continue }
            let (one, two) = Self.excerpts(own, others)
            return "of a fixed conversation it makes \(one), not \(two)"
        }
        return nil
    }

    /// The text with one mark for each number and for each name of a month or a day.
    private static func withoutDates(_ text: String) -> String {
        var result = ""
        var word = ""
        func end() {
            let isName =
                word.count >= 3 && names.contains { $0 == word || $0.prefix(3) == word }
            result += isName || word.allSatisfy(\.isNumber) && !word.isEmpty ? "\u{0}" : word
            word = ""
        }
        for character in text {
            if character.isLetter || character.isNumber {
                word.append(character)
            } else {
                end()
                result.append(character)
            }
        }
        end()
        return result
    }

    private static let names = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
        "Saturday", "Sunday",
    ]

    /// Both texts around the place where they begin to differ, in quotes and on one line.
    private static func excerpts(_ one: String, _ two: String) -> (String, String) {
        let common = zip(one, two).prefix { $0 == $1 }.count
        func excerpt(_ text: String) -> String {
            let start = max(0, common - 12)
            let part = text.dropFirst(start).prefix(40)
            let line = part.map { $0.isNewline ? "\\n" : String($0) }.joined()
            return "\"" + (start > 0 ? "…" : "") + line + (text.count > start + 40 ? "…" : "")
                + "\""
        }
        return (excerpt(one), excerpt(two))
    }
}
