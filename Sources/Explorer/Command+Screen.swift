import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// The screen, and what leaves it.
extension Command {
    /// What `:set` changes; the same names as those of the flags and the configuration.
    private static let settings = [
        "alpha", "bins", "clipboard", "event", "glyphs", "group", "mode", "mouse", "person",
        "scorer",
        "side", "target", "theme", "threshold", "validity",
    ]
    /// Settings of the configuration that a running explorer cannot change.
    private static let fixed = ["embedding-server", "judge-server"]

    private static func trimmedBlanks(_ text: String) -> String {
        String(text.drop { $0 == " " || $0 == "=" })
    }

    static let screenCommands: [Command] = [
        Command("export", "FILE", "write .txt .md .ansi .svg; export! replaces") {
            (model, path, forced) throws(Problem) in
            model.export(to: path.isEmpty ? nil : path, overwrites: forced)
        },
        Command("export-all", "FILE", "write the scores of all prompts, a page each") {
            (model, path, forced) throws(Problem) in
            model.exportAll(to: path.isEmpty ? nil : path, overwrites: forced)
        },
        Command(
            "set", "NAME VALUE", "change a setting, such as theme or group",
            completions: { _ in settings }
        ) { (model, text, _) throws(Problem) in
            let words = text.split(maxSplits: 1, whereSeparator: { $0 == " " || $0 == "=" })
            guard let name = words.first.map(String.init) else {
                throw Problem(":set takes one of \(settings.joined(separator: ", ")) and a value")
            }
            if fixed.contains(name) {
                throw Problem(
                    "\(name) is set at the start: --\(name) URL, or in the file of settings")
            }
            guard settings.contains(name) else {
                let near = NearestName.closest(to: name, in: settings)
                throw Problem(
                    "there is no setting '\(name)'" + (near.map { "; did you mean \($0)?" } ?? ""))
            }
            let value = words.count > 1 ? trimmedBlanks(String(words[1])) : ""
            if name == "person" { return try named("label").run(&model, "by " + value, false) }
            return try named(name).run(&model, value, false)
        },
        Command("theme", "NAME", "colours", completions: { $0.themes }) {
            (model, word, _) throws(Problem) in
            model.theme = try choice(word, of: model.themes, for: "theme")
            return [.setTheme(model.theme)]
        },
        Command(
            "glyphs", "ascii|block|braille", "what plots are made of",
            completions: { _ in GlyphLevel.allCases.map(\.rawValue) }
        ) { (model, word, _) throws(Problem) in
            let names = GlyphLevel.allCases.map(\.rawValue)
            let level = try choice(word, of: names, for: "glyphs")
            model.context.glyphs = Glyphs(GlyphLevel(rawValue: level) ?? .block)
            return []
        },
        Command("mouse", "on|off", "mouse", completions: { _ in ["on", "off"] }) {
            (model, word, _) throws(Problem) in
            let isOn = try choice(word, of: ["on", "off"], for: "mouse") == "on"
            return model.setMouse(isOn)
        },
        Command(
            "clipboard", "on|off", "let y use the terminal's clipboard (OSC 52)",
            completions: { _ in ["on", "off"] }
        ) { (model, word, _) throws(Problem) in
            model.allowsClipboard =
                try choice(word, of: ["on", "off"], for: "clipboard") == "on"
            return []
        },
        Command("facts", "", "what is known about the run") { (model, _, _) throws(Problem) in
            model.perform(.facts)
        },
        Command("log", "", "messages so far") { (model, _, _) throws(Problem) in
            model.perform(.log)
        },
        Command("help", "", "all keys and commands") { (model, _, _) throws(Problem) in
            model.perform(.help)
        },
        Command("quit", "", "quit") { (_, _, _) throws(Problem) in [.quit] },
    ]
}
