import ArgumentParser
import Platform

/// `probscope manual`: the manual page.
struct ManualCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manual",
        abstract: "Print the manual page, for man(1).",
        discussion: """
              probscope manual | man -l -

            It is made of the same tables as the help pages and the keys, so it is never older \
            than the program.
            """)

    func run() throws {
        let tool = try failing { try ToolDescription(json: Probscope._dumpHelp()) }
        try StandardStreams.result(ManualPage(tool).text)
    }
}
