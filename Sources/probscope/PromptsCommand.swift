import ArgumentParser
import Canvas
import Exchange
import Prompts

/// `probscope prompts`: what was understood of a prompt file.
struct PromptsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prompts",
        abstract: "Show how a prompt file is understood, before anything is sampled.",
        discussion: """
              probscope prompts forget.jsonl
              probscope prompts questions.csv --prompt-field question --reference-field answer
              probscope prompts forget.jsonl --where split=forget --show 20

            Nothing is sent anywhere. What is shown is what run, explore and sweep would send, with \
            the references and keywords that scorers would look at.
            """)

    @Argument(help: "A prompt file, or - for standard input.", completion: .file())
    var file: String

    @Option(help: "How many prompts to show.")
    var show: Int = 5

    @OptionGroup(title: "Prompts") var prompts: PromptOptions

    func run() throws {
        let set = try prompts.read(file)
        let all = set.prompts
        try output("\(set.name): \(Figure.count(all.count, "prompt", "prompts"))")
        try output("read as \(set.provenance)")
        try output(
            [
                share("references", of: all) { !$0.references.isEmpty },
                share("keywords", of: all) { !$0.keywords.isEmpty },
                share("messages", of: all) { !$0.messages.isEmpty },
            ].joined(separator: ", "))
        try output("fingerprint \(set.fingerprint)")
        for prompt in all.prefix(max(0, show)) {
            try output("")
            try output("\(prompt.id): \(prompt.text)")
            for reference in prompt.references { try output("  reference  \(reference)") }
            if !prompt.keywords.isEmpty {
                try output("  keywords   \(prompt.keywords.joined(separator: ", "))")
            }
            for (field, value) in prompt.metadata.sorted(by: { $0.key < $1.key }) {
                try output("  \(field): \(value)")
            }
        }
    }

    /// How many prompts have something; where only some do, the first without it.
    private func share(
        _ what: String, of prompts: [Prompt], has: (Prompt) -> Bool
    ) -> String {
        let count = prompts.count(where: has)
        let text = "\(what) on \(count)"
        guard count > 0, let first = prompts.first(where: { !has($0) }) else { return text }
        return text + " (not on \(first.id)\(prompts.count - count > 1 ? ", …" : ""))"
    }

    private func output(_ text: String) throws(Failure) {
        try StandardStreams.output(SafeText(sanitizing: text).string)
    }
}
