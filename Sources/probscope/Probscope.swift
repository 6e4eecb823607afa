import ArgumentParser
import CLocales
import Exchange
import Journal
import Platform
import Synchronization
import Text

/// The program: what a language model really says, and how often.
@main
struct Probscope: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probscope",
        abstract: "What does this language model really say, and how often?",
        discussion: introduction + exitCodes,
        version: Release.described,
        subcommands: [
            DemoCommand.self, ExploreCommand.self, RunCommand.self, ScreenshotCommand.self,
            ReportCommand.self, CompareCommand.self, RankCommand.self, SensitivityCommand.self,
            ForecastCommand.self,
            CalibrationCommand.self, ScoreCommand.self,
            ExportCommand.self,
            ImportCommand.self, DoctorCommand.self, PromptsCommand.self, MergeCommand.self,
            SweepCommand.self, ThemesCommand.self,
            BoundCommand.self, PlanCommand.self, ProbabilityCommand.self, ManualCommand.self,
        ])

    /// What the program is for, at the start of its help and of the manual.
    static let introduction = """
        An evaluation that decodes greedily sees one answer; a deployed model samples. \
        probscope streams many completions per prompt from a llama.cpp server, scores each \
        one, and shows their distribution with bounds that hold with high probability, beside \
        the greedy answer.

          probscope demo                              a tiny model, sampled live
          probscope explore FILE.jsonl --server URL   your prompts, your model
          probscope explore FILE.run                  a finished run, no server
          probscope run FILE.jsonl --server URL --fail-above 0.01      a gate for CI
        """

    private static let exitCodes =
        "\n\nPages of the manual: probscope help \(HelpTopic.names)."
        + "\n\nExit codes:\n"
        + ExitStatus.table.map {
            "  " + Figure.padded("\($0.code.rawValue)", to: 4) + $0.meaning
        }.joined(separator: "\n")

    /// Refuses to help with what is no command and no page.
    private static func checkHelp(_ words: some Collection<String>) throws(Failure) {
        guard words.first == "help", let name = words.dropFirst().first, !name.hasPrefix("-"),
            !configuration.subcommands.contains(where: { $0._commandName == name })
        else { return }
        throw Failure(
            "There is no command and no page \(name); pages are \(HelpTopic.names), and probscope "
                + "--help lists the commands.", status: ExitStatus.badUsage)
    }

    static func main() {
        RunWriters.current.withLock { $0 = "probscope " + Release.described }
        do {
            try RawArguments.check()
            let words = CommandLine.arguments.dropFirst()
            if let topic = HelpTopic(words) { return try topic.show() }
            try checkHelp(words)
            var command = try parseAsRoot()
            try command.run()
        } catch let failure as Failure {
            StandardStreams.message("probscope: \(failure)")
            Platform.exit(failure.status.rawValue)
        } catch {
            end(with: error)
        }
    }

    /// Ends as the parser of arguments wants it; what it repeats of them is made safe: names of files
    /// come from others.
    private static func end(with error: any Error) -> Never {
        let (code, message) = (exitCode(for: error), fullMessage(for: error))
        // Help and completions are the program's own words.
        if code == .success { exit(withError: error) }
        if !message.isEmpty {
            let lines = SafeText.lines(StandardStreams.shortened(message)).map(\.string)
            StandardStreams.error(lines.joined(separator: "\n") + "\n")
        }
        Platform.exit(code.rawValue)
    }
}
