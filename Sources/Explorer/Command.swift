import Canvas
import Prompts
import Statistics

/// One command of the `:` line.
///
/// The table feeds the parser, the completion, the messages about mistakes and the help.
struct Command: Sendable {
    let name: String
    /// What follows the name, as the help shows it; empty for nothing.
    let argument: SafeText
    let help: SafeText
    /// The words that can follow.
    let completions: @Sendable (ExplorerModel) -> [String]
    /// Carries the command out; the flag says whether its name ended with `!`.
    let run:
        @Sendable (inout ExplorerModel, _ argument: String, _ forced: Bool) throws(Problem)
            -> [Effect]

    /// Why a command was not carried out, as one sentence.
    struct Problem: Error {
        let description: String

        init(_ description: String) {
            self.description = description
        }
    }

    init(
        _ name: String, _ argument: SafeText, _ help: SafeText,
        completions: @escaping @Sendable (ExplorerModel) -> [String] = { _ in [] },
        run: @escaping @Sendable (inout ExplorerModel, String, Bool) throws(Problem) -> [Effect]
    ) {
        self.name = name
        self.argument = argument
        self.help = help
        self.completions = completions
        self.run = run
    }

    /// The command that a word means: its full name or the only one that starts like this.
    static func named(_ word: String) throws(Problem) -> Command {
        if let exact = all.first(where: { $0.name == word }) { return exact }
        let starting = all.filter { $0.name.hasPrefix(word) }
        if starting.count == 1 { return starting[0] }
        if starting.count > 1 {
            throw Problem(
                ":\(word) could be \(starting.map(\.name).joined(separator: ", "))")
        }
        let near = NearestName.closest(to: word, in: all.map(\.name))
        throw Problem(
            "unknown command :\(word)" + (near.map { "; did you mean :\($0)?" } ?? "; ? lists all"))
    }

    /// The full lines that a started line can become.
    static func completions(of text: String, model: ExplorerModel) -> [String] {
        guard let blank = text.firstIndex(of: " ") else {
            return all.map(\.name).filter { $0.hasPrefix(text) }
        }
        let word = String(text[..<blank])
        let rest = text[text.index(after: blank)...].drop { $0 == " " }
        guard let command = try? named(word.hasSuffix("!") ? String(word.dropLast()) : word) else {
            return []
        }
        return command.completions(model).filter { $0.hasPrefix(rest) }.map { "\(word) \($0)" }
    }

    /// One of a few words, in full or by a unique start.
    static func choice(_ word: String, of choices: [String], for name: String) throws(Problem)
        -> String
    {
        if choices.contains(word) { return word }
        let starting = choices.filter { $0.hasPrefix(word) }
        if !word.isEmpty, starting.count == 1 { return starting[0] }
        let near = NearestName.closest(to: word, in: choices).map { "; did you mean \($0)?" } ?? ""
        throw Problem(":\(name) takes \(choices.joined(separator: ", "))\(near)")
    }

    /// A number in a range.
    static func number(_ word: String, in range: ClosedRange<Double>, for name: String)
        throws(Problem) -> Double
    {
        guard let number = Double(word), range.contains(number) else {
            throw Problem(
                ":\(name) takes a number from \(Figure.short(range.lowerBound).string) to "
                    + "\(Figure.short(range.upperBound).string), not '\(word)'")
        }
        return number
    }
}
