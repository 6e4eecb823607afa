import Explorer
import FoundationEssentials
import Text

/// A page of the documentation that `probscope help NAME` shows in the terminal.
enum HelpTopic: String, CaseIterable {
    case statistics, scorers, servers, formats, views, keys, glossary

    /// All names, with commas between them.
    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

    /// The topic that a command line asks for; nil where it is about something else.
    init?(_ arguments: some Collection<String>) {
        let words = Array(arguments)
        guard words.count == 2, words[0] == "help", let topic = Self(rawValue: words[1]) else {
            return nil
        }
        self = topic
    }

    /// Prints the page as wide as the terminal, and at most 100 columns.
    ///
    /// - Throws: ``Failure`` where the page is not among the program's data.
    func show(_ locations: Locations = Locations(data: nil)) throws(Failure) {
        let columns = min(100, StandardStreams.outputColumns)
        let page = MarkdownPage(try markdown(locations), columns: columns)
        try StandardStreams.output(page.lines.joined(separator: "\n"))
    }

    /// The page's source.
    func markdown(_ locations: Locations) throws(Failure) -> String {
        if self == .keys { return Self.keyPage }
        let name = "Documentation/\(rawValue).md"
        guard let path = locations.data(name),
            let text = try? String(contentsOfFile: path, encoding: .utf8)
        else {
            throw Failure(
                "\(name) was not found in \(locations.dataFolders.joined(separator: " or ")).")
        }
        return text
    }

    /// Every key and every command, out of the tables that the explorer obeys.
    static var keyPage: String {
        func row(_ term: String, _ help: String) -> String {
            "| \(cell(term)) | \(cell(help)) |\n"
        }
        func cell(_ words: String) -> String { words.replacing("|", with: #"\|"#) }
        var page = """
            # Keys and commands

            What `?` shows in the explorer. `C-` is the Control key, `S-` the Shift key; several keys in a
            row do the same. Lines of the settings give keys of your own
            ([views](views.md#settings-names-and-habits)).

            """
        for group in ExplorerManual.keys where !group.entries.isEmpty {
            page += "\n## \(group.place)\n\n| key | what it does |\n| --- | --- |\n"
            for entry in group.entries { page += row("`\(entry.term)`", entry.help) }
        }
        page += "\n## Commands after a colon\n\n"
        page +=
            "`Tab` completes them; a name may be shortened as long as it stays the only one.\n\n"
        page += "| command | what it does |\n| --- | --- |\n"
        for entry in ExplorerManual.commands {
            let words = entry.argument.isEmpty ? entry.term : "\(entry.term) \(entry.argument)"
            page += row("`:\(words)`", entry.help)
        }
        return page
    }
}
