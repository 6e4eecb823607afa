import ArgumentParser
import Glibc

/// The program: what a language model really says, and how often.
@main
struct Probscope: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probscope",
        abstract: "What does this language model really say, and how often?",
        discussion: """
            An evaluation that decodes greedily sees one answer; a deployed model samples. \
            probscope streams many completions per prompt from a llama.cpp server, scores each \
            one, and shows their distribution with bounds that hold with high probability, beside \
            the greedy answer.

              probscope demo                              a tiny model, sampled live
              probscope explore FILE.jsonl --server URL   your prompts, your model
              probscope explore FILE.run                  a finished run, no server
              probscope run FILE.jsonl --server URL --fail-above 0.01      a gate for CI

            Exit codes: 0 done or gate passed, 1 failed, 3 gate failed (a lower limit is above \
            the limit), 4 not enough evidence, 64 bad usage, 130 and 143 interrupted or \
            terminated (the run file is intact).
            """,
        version: "0.1.0",
        subcommands: [
            DemoCommand.self, ExploreCommand.self, RunCommand.self, ScreenshotCommand.self,
            ReportCommand.self, CompareCommand.self, ScoreCommand.self, ExportCommand.self,
            ImportCommand.self, DoctorCommand.self, PromptsCommand.self, MergeCommand.self,
            SweepCommand.self, ThemesCommand.self,
            BoundCommand.self, PlanCommand.self,
        ])

    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let failure as Failure {
            StandardStreams.message("probscope: \(failure)")
            Glibc.exit(failure.status.rawValue)
        } catch {
            exit(withError: error)
        }
    }
}
