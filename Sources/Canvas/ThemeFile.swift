/// Something in a theme file that was not understood, and what was done about it.
package struct ThemeWarning: Sendable, Hashable, CustomStringConvertible {
    /// The theme whose file has the line; an inherited one may warn too.
    package let theme: String
    /// The line, counted from 1; 0 if the warning is about the whole file.
    package let line: Int
    package let key: String
    package let message: String

    /// - Parameters:
    ///   - line: counted from 1; 0 for the whole file.
    ///   - key: empty where no line has one.
    package init(theme: String, line: Int = 0, key: String = "", message: String) {
        self.theme = theme
        self.line = line
        self.key = key
        self.message = message
    }

    /// `file:line: key: message`, safe to print.
    package var description: String {
        // Themes are named for their files, but for one that is read from a path.
        let file = theme.contains("/") ? theme : theme + ".theme"
        let place = line > 0 ? "\(file):\(line)" : file
        let text: SafeText = "\(place): \(key.isEmpty ? "" : key + ": ")\(message)"
        return text.string
    }
}

extension Theme {
    /// Reads a theme; whatever is wrong in it becomes a warning, and the rest still counts.
    ///
    /// A file has lines `key = value` and comments after `#` at the start of a line. Keys are the
    /// roles (`Role`), `inherits` (another theme's name), `background` (`light`, `dark`, `any`) and
    /// `glyphs` (a glyph level). The value of a role is `[colour [on colour]] [attribute…]`, with
    /// the attributes `bold`, `underline`, `reverse`, `dim`. The roles of bars take two or more
    /// colours in a row, a gradient from the left end of the bar's axis to its right.
    /// `probability` takes several colours and spreads them over the five probability roles.
    /// Warnings are in the order of the lines, those of the theme itself first; colours that are too
    /// close to be read are warned of at the line that brought them together.
    /// - Parameters:
    ///   - text: the content of the file.
    ///   - name: the theme's name, for the screen and for warnings.
    ///   - lookup: the content of the theme with a name, for `inherits`.
    package static func load(
        text: String, name: String, lookup: @escaping (String) -> String?
    ) -> (Theme, [ThemeWarning]) {
        var reader = ThemeReader(lookup: lookup)
        reader.read(text, name: name)
        let theme = reader.theme(named: name)
        reader.judgeContrasts(of: theme)
        return (theme, reader.sortedWarnings)
    }
}

/// Reads a chain of inherited theme files, the most general one first.
private struct ThemeReader {
    let lookup: (String) -> String?
    private var warnings: [ThemeWarning] = []
    private var values: [Role: RoleValue] = [:]
    /// Where each role has its value from; a greater order is read later.
    private var places: [Role: (theme: String, entry: Entry, order: Int)] = [:]
    private var order = 0
    private var background = Theme.Background.any
    private var glyphs: GlyphLevel?
    private var names: [String] = []
    /// The texts read so far: a file is the same under its name and under its path.
    private var texts: Set<String> = []

    init(lookup: @escaping (String) -> String?) {
        self.lookup = lookup
    }

    private struct Entry {
        let line: Int
        let key: String
        let value: String
    }

    mutating func read(_ text: String, name: String) {
        names.append(name)
        texts.insert(text)
        let entries = entries(of: text, theme: name)
        for entry in entries where entry.key == "inherits" {
            guard let parent = lookup(entry.value) else {
                warn(name, entry, "there is no theme '\(entry.value)'; ignored")
                continue
            }
            if texts.contains(parent) {
                warn(name, entry, "the themes inherit from each other; ignored")
            } else {
                read(parent, name: entry.value)
            }
        }
        for entry in entries where entry.key != "inherits" { apply(entry, theme: name) }
    }

    func theme(named name: String) -> Theme {
        let text = values[.text]
        let ground = Appearance(
            foreground: text?.foreground ?? .standard, background: text?.background ?? .standard)
        var appearances: [Role: Appearance] = [:]
        for (role, value) in values {
            appearances[role] = Appearance(
                foreground: value.foreground ?? ground.foreground,
                background: value.background ?? ground.background, attributes: value.attributes,
                gradient: value.gradient)
        }
        return Theme(
            name: name, background: background, glyphs: glyphs, appearances: appearances)
    }

    /// Warns of colours that are too close to be read.
    mutating func judgeContrasts(of theme: Theme) {
        for role in Role.allCases {
            var source = role
            while places[source] == nil, let next = source.refines { source = next }
            // What a role takes over from a weak one is said there.
            guard let own = places[source], let problem = theme.weakContrast(of: role),
                role == source || theme.weakContrast(of: source) == nil
            else { continue }
            let isWhole = values[source]?.foreground != nil && values[source]?.background != nil
            let ground = isWhole ? nil : places[.text]
            let later = ground.map { $0.order > own.order ? $0 : own } ?? own
            warnings.append(
                ThemeWarning(
                    theme: later.theme, line: later.entry.line, key: role.rawValue,
                    message: problem))
        }
    }

    /// The warnings by file, in the order in which the files are read, and by line.
    var sortedWarnings: [ThemeWarning] {
        names.flatMap { name in
            let own = warnings.enumerated().filter { $0.element.theme == name }
            return own.sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
                .map(\.element)
        }
    }

    private mutating func set(_ role: Role, _ value: RoleValue, _ theme: String, _ entry: Entry) {
        values[role] = value
        order += 1
        places[role] = (theme, entry, order)
    }

    // MARK: - Lines

    private mutating func entries(of text: String, theme: String) -> [Entry] {
        var entries: [Entry] = []
        var seen: [String: Int] = [:]
        let lines = text.unicodeScalars.split(
            separator: "\n", omittingEmptySubsequences: false)
        for (index, scalars) in lines.enumerated() {
            let line = Self.trimmed(Substring(scalars))
            if line.isEmpty || line.hasPrefix("#") { continue }
            guard let equals = line.firstIndex(of: "=") else {
                let entry = Entry(line: index + 1, key: "", value: line)
                warn(theme, entry, "'\(line)' is not of the form 'key = value'; ignored")
                continue
            }
            let entry = Entry(
                line: index + 1, key: Self.trimmed(line[..<equals]),
                value: Self.trimmed(line[line.index(after: equals)...]))
            if let first = seen[entry.key] {
                warn(theme, entry, "already set in line \(first); the later line counts")
            }
            seen[entry.key] = entry.line
            entries.append(entry)
        }
        return entries
    }

    private mutating func apply(_ entry: Entry, theme: String) {
        switch entry.key {
        case "background":
            guard let value = Theme.Background(rawValue: entry.value) else {
                return warn(theme, entry, "'\(entry.value)' is not light, dark or any; ignored")
            }
            background = value
        case "glyphs":
            guard let value = GlyphLevel(rawValue: entry.value) else {
                return warn(
                    theme, entry, "'\(entry.value)' is not ascii, block or braille; ignored")
            }
            glyphs = value
        case "probability":
            guard let scale = RoleValue.scale(entry.value, steps: Role.probabilities.count) else {
                return warn(theme, entry, "needs two or more colours like #d03020; ignored")
            }
            for (role, value) in zip(Role.probabilities, scale) { set(role, value, theme, entry) }
        default:
            guard let role = Role(rawValue: entry.key) else {
                let known = Role.allCases.map(\.rawValue) + Self.settings
                let nearest = NearestName.closest(to: entry.key, in: known)
                let hint = nearest.map { "; did you mean '\($0)'?" } ?? ""
                return warn(theme, entry, "is no role or setting\(hint)")
            }
            let (value, problem) = RoleValue.parse(entry.value, isBar: Role.bars.contains(role))
            if let problem { warn(theme, entry, problem) }
            if let value { set(role, value, theme, entry) }
        }
    }

    private static let settings = ["inherits", "background", "glyphs", "probability"]

    private mutating func warn(_ theme: String, _ entry: Entry, _ message: String) {
        warnings.append(
            ThemeWarning(theme: theme, line: entry.line, key: entry.key, message: message))
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
