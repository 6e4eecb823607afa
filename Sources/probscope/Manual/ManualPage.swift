import ArgumentParser
import Explorer

/// The manual page: everything that the tables of commands, options, keys, variables, files and
/// exit codes know.
struct ManualPage {
    private let tool: ToolDescription
    private let commands: [ToolDescription.Command]
    /// The groups of options that several commands share, by their titles, in order.
    private let shared: [(title: String, arguments: [ToolDescription.Argument])]

    init(_ tool: ToolDescription) {
        self.tool = tool
        commands = (tool.command.subcommands ?? []).filter { $0.commandName != "help" }
        shared = Self.sharedGroups(of: commands)
    }

    /// The page's source, for `man`.
    var text: String {
        let name = tool.command.commandName
        var page = RoffText(
            name: name, section: 1, date: Release.date, source: "\(name) \(Release.version)",
            manual: "User Commands")
        page.section("Name")
        let abstract = tool.command.abstract ?? ""
        page.paragraph("\(name) - \(abstract.prefix(1).lowercased() + abstract.dropFirst())")
        page.section("Synopsis")
        page.marked(RoffText.bold(name) + " " + RoffText.italic("command") + " [options]")
        page.section("Description")
        page.discussion(Probscope.introduction)
        page.section("Commands")
        page.paragraph(
            "Every command takes -h or --help, which prints its part of this page; "
                + "probscope --version prints the version.")
        for command in commands { describe(command, on: &page) }
        page.section("Options that commands share")
        for group in shared {
            page.subsection(group.title)
            for argument in group.arguments { describe(argument, on: &page) }
        }
        explorer(on: &page)
        page.section("Pages")
        page.paragraph("These are read in the terminal, from the files that came with the program:")
        page.verbatim(HelpTopic.allCases.map { "  probscope help \($0.rawValue)" })
        page.section("Environment")
        for variable in EnvironmentTable.variables {
            page.entry(RoffText.bold(variable.name), variable.meaning)
        }
        page.section("Files")
        for file in FileTable.files { page.entry(RoffText.italic(file.path), file.meaning) }
        page.section("Exit status")
        for row in ExitStatus.table {
            page.entry(RoffText.bold("\(row.code.rawValue)"), row.meaning + ".")
        }
        return page.text
    }

    // MARK: - Commands

    private func describe(_ command: ToolDescription.Command, on page: inout RoffText) {
        let name = "\(tool.command.commandName) \(command.commandName)"
        page.subsection(name)
        let arguments = displayed(command)
        let positional = arguments.filter { $0.kind == .positional }
        let words = positional.map { argument in
            let word =
                RoffText.italic(argument.valueName ?? "") + (argument.isRepeating ? "..." : "")
            return argument.isOptional ? "[\(word)]" : word
        }
        page.marked(([RoffText.bold(name)] + words + ["[options]"]).joined(separator: " "))
        page.paragraph(command.abstract ?? "")
        page.discussion(command.discussion ?? "")
        let titles = shared.map(\.title).filter { title in
            arguments.contains { $0.sectionTitle == title }
        }
        for argument in arguments
        where !shared.contains(where: { $0.title == argument.sectionTitle }) {
            describe(argument, on: &page)
        }
        if !titles.isEmpty {
            page.paragraph(
                "It takes the shared options of \(titles.joined(separator: ", ")) too, see below.")
        }
    }

    private func describe(_ argument: ToolDescription.Argument, on page: inout RoffText) {
        var term: String
        if argument.kind == .positional {
            term = RoffText.italic(argument.valueName ?? "")
        } else {
            term = (argument.names ?? []).map { RoffText.bold($0.written) }.joined(separator: ", ")
            if argument.kind == .option, let value = argument.valueName {
                term += " " + RoffText.italic(value)
            }
        }
        let abstract = argument.abstract ?? ""
        var words = [abstract]
        if let values = argument.allValues, !values.allSatisfy({ abstract.contains($0) }) {
            words.append("Values: \(values.joined(separator: ", ")).")
        }
        if let value = argument.defaultValue { words.append("Without it: \(value).") }
        page.entry(term, words.joined(separator: " "))
    }

    private func displayed(_ command: ToolDescription.Command) -> [ToolDescription.Argument] {
        (command.arguments ?? []).filter { argument in
            argument.shouldDisplay
                && !(argument.names ?? []).contains { ["help", "version"].contains($0.name) }
        }
    }

    /// Groups with a title that are the same in more than one command.
    private static func sharedGroups(
        of commands: [ToolDescription.Command]
    ) -> [(title: String, arguments: [ToolDescription.Argument])] {
        var titles: [String] = []
        var groups: [String: [[ToolDescription.Argument]]] = [:]
        for command in commands {
            let titled = (command.arguments ?? []).filter {
                $0.sectionTitle != nil && $0.shouldDisplay
            }
            for (title, group) in Dictionary(grouping: titled, by: { $0.sectionTitle ?? "" }) {
                groups[title, default: []].append(group)
            }
            for case let title? in titled.map(\.sectionTitle) where !titles.contains(title) {
                titles.append(title)
            }
        }
        return titles.compactMap { title in
            guard let uses = groups[title], uses.count > 1, let first = uses.first,
                uses.allSatisfy({ $0 == first })
            else { return nil }
            return (title, first)
        }
    }

    // MARK: - The explorer

    private func explorer(on page: inout RoffText) {
        page.section("Keys")
        page.paragraph(
            "The keys of explore and demo. C- is the Control key, S- the Shift key; several keys in "
                + "a row do the same.")
        for group in ExplorerManual.keys where !group.entries.isEmpty {
            page.subsection(group.place)
            for entry in group.entries { page.entry(RoffText.bold(entry.term), entry.help + ".") }
        }
        page.section("Commands after a colon")
        page.paragraph(
            "In the explorer : begins a command, Tab completes it. A name may be shortened as long "
                + "as it stays the only one.")
        for entry in ExplorerManual.commands {
            let argument = entry.argument.isEmpty ? "" : " " + RoffText.italic(entry.argument)
            page.entry(RoffText.bold(":" + entry.term) + argument, entry.help + ".")
        }
    }
}
