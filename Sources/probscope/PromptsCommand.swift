import ArgumentParser
import Canvas
import Prompts

/// `probscope prompts`: what was understood of a prompt file.
struct PromptsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prompts",
        abstract: "Show how a prompt file is understood, before anything is sampled.")

    @Argument(help: "A prompt file, or - for standard input.", completion: .file())
    var file: String

    @Option(help: "How many prompts to show.")
    var show: Int = 5

    @OptionGroup(title: "Prompts") var prompts: PromptOptions

    func run() throws {
        let set = try prompts.read(file)
        let all = set.prompts
        output("\(set.name): \(all.count) prompts")
        output("read as \(set.provenance)")
        output(
            "references on \(all.count { !$0.references.isEmpty }), keywords on "
                + "\(all.count { !$0.keywords.isEmpty }), messages on "
                + "\(all.count { !$0.messages.isEmpty })")
        output("fingerprint \(set.fingerprint)")
        for prompt in all.prefix(max(0, show)) {
            output("")
            output("\(prompt.id): \(prompt.text)")
            for reference in prompt.references { output("  reference  \(reference)") }
            if !prompt.keywords.isEmpty {
                output("  keywords   \(prompt.keywords.joined(separator: ", "))")
            }
            for (field, value) in prompt.metadata.sorted(by: { $0.key < $1.key }) {
                output("  \(field): \(value)")
            }
        }
    }

    private func output(_ text: String) {
        StandardStreams.output(SafeText(sanitizing: text).string)
    }
}
