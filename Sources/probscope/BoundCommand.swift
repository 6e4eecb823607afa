import ArgumentParser
import Exchange

/// `probscope bound`: bounds for numbers that come from elsewhere.
struct BoundCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bound",
        abstract: "Bounds for numbers from elsewhere: JSON Lines in, JSON Lines out.",
        discussion: BoundManual.text)

    @Flag(help: "Read JSON Lines from standard input; the only mode so far.")
    var jsonl = false

    func validate() throws {
        guard jsonl else {
            throw ValidationError("Give --jsonl; the questions come on standard input.")
        }
    }

    func run() throws {
        while let line = readLine() {
            if line.allSatisfy(\.isWhitespace) { continue }
            try StandardStreams.data(BoundAnswer.line(for: line))
        }
    }
}
