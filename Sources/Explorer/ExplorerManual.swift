import Canvas

/// The keys and the commands of the explorer as the manual page lists them.
package enum ExplorerManual {
    /// What is pressed or typed, and what it does.
    package struct Entry: Sendable, Hashable {
        /// The keys' names with blanks between them, or the command's name.
        package var term: String
        /// What follows a command; empty for keys and where nothing does.
        package var argument: String
        package var help: String
    }

    /// The keys by the place where they act, in the order of the table.
    package static var keys: [(place: String, entries: [Entry])] {
        KeyContext.allCases.map { context in
            let bindings = KeyTable.bindings.filter { $0.context == context }
            let place =
                context == .overlay
                ? "In the windows of help, facts and log" : context.heading.string
            return (
                place,
                bindings.map { Entry(term: $0.names, argument: "", help: $0.help.string) }
            )
        }
    }

    /// The commands of the `:` line.
    package static var commands: [Entry] {
        Command.all.map {
            Entry(term: $0.name, argument: $0.argument.string, help: $0.help.string)
        }
    }
}
