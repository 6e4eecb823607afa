import ArgumentParser

/// Where the draws are kept and what scores them: the options that `explore` and `run` share.
struct RunFileOptions: ParsableArguments {
    @Option(
        name: .shortAndLong, help: "The run file; without it, the prompt file's name + .run.",
        completion: .file())
    var output: String?

    @OptionGroup var scorers: ScorerOptions

    /// The run file that belongs to a prompt file.
    func path(for prompts: String) -> String { output ?? PromptOptions.runFile(for: prompts) }
}
