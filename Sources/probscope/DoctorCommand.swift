import ArgumentParser
import Exchange
import Inference
import Text

/// `probscope doctor`: what about a server would spoil statistics.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check a server for everything that would spoil statistics.",
        discussion: """
              probscope doctor --server http://localhost:8080

            Asks for a few short answers and prints one line a check: ok, warn or bad, and what to \
            do. The exit code is 1 if something is bad: limits would be about something else than \
            what was asked for. A warning spoils no limit.
            """)

    @OptionGroup(title: "Server") var server: ServerOptions

    @Option(help: "The text that the checks ask the server to continue.")
    var prompt: String = "Once upon a time"

    func validate() throws {
        guard !server.servers.isEmpty else {
            throw ValidationError("Name the server to check with --server URL.")
        }
    }

    func run() throws {
        var hasBad = false
        let servers = try server.ready()
        for server in servers {
            let examination = Examination(server: server, prompt: prompt)
            let checks = try failing { try waiting { try await examination.checks() } }
            // Lines of several servers must be told apart where they are read later.
            if servers.count > 1 {
                try StandardStreams.output("\(server.address):")
            } else {
                StandardStreams.message("\(server.address):")
            }
            try show(checks)
            hasBad = hasBad || checks.contains { $0.grade == .bad }
        }
        if servers.count > 1 {
            let checks = try failing {
                try waiting { try await Examination.comparison(of: servers) }
            }
            try StandardStreams.output("together:")
            try show(checks)
            hasBad = hasBad || checks.contains { $0.grade == .bad }
        }
        if hasBad { throw ExitStatus.failed }
    }

    private func show(_ checks: [ServerCheck]) throws {
        let columns = StandardStreams.outputIsTerminal ? StandardStreams.outputColumns : nil
        for line in checks.flatMap({ $0.lines(columns: columns) }) {
            try StandardStreams.output(line.string)
        }
    }
}
