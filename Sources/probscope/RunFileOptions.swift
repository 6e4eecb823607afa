import ArgumentParser

/// Where the draws are kept and what scores them: the options that `explore` and `run` share.
struct RunFileOptions: ParsableArguments {
    @Option(
        name: .shortAndLong, help: "The run file; without it, the prompt file's name + .run.",
        completion: .file())
    var output: String?

    @OptionGroup var scorers: ScorerOptions

    /// The run file that belongs to a prompt file, or to a part of its prompts.
    func path(for prompts: String, _ shard: Shard? = nil) -> String {
        if let output { return output }
        let file = PromptOptions.runFile(for: prompts)
        guard let shard else { return file }
        let width = "\(shard.count)".count
        let part = "\(shard.part)"
        let number = String(repeating: "0", count: max(0, width - part.count)) + part
        return "\(file.dropLast(4)).\(number)-of-\(shard.count).run"
    }
}
