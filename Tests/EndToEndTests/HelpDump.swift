import Foundation
import TestSupport

/// The commands and their options as the program itself lists them.
struct HelpDump {
    /// Every long option of each command, with its dashes.
    let options: [String: Set<String>]

    init() throws {
        let text = try Program.run("--experimental-dump-help").output
        let tool = try JSONDecoder().decode(Tool.self, from: Data(text.utf8))
        var options: [String: Set<String>] = [:]
        for command in tool.command.subcommands ?? [] where command.commandName != "help" {
            let names = (command.arguments ?? []).flatMap { $0.names ?? [] }
            options[command.commandName] = Set(
                names.filter { $0.kind == "long" }.map { "--" + $0.name })
        }
        self.options = options
    }

    private struct Tool: Decodable { var command: Command }

    private struct Command: Decodable {
        var commandName: String
        var subcommands: [Command]?
        var arguments: [Argument]?
    }

    private struct Argument: Decodable { var names: [Name]? }

    private struct Name: Decodable {
        var kind: String
        var name: String
    }
}
