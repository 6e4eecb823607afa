import Files
import FoundationEssentials
import Prompts

/// A program of the user's that reads draws as JSON Lines and writes scores.
///
/// Each draw is one line on its standard input:
/// `{"id":1,"keywords":[…],"prompt":"…","prompt_id":"…","references":[…],"text":"…"}`; the answer is
/// one line on its standard output, `{"id":1,"score":0.25}` or `{"id":1,"error":"why"}`. The program
/// is kept alive from draw to draw and ends when its input ends. What it does wrong is the error of
/// that one draw, which then counts as lost: a score outside [0, 1], a line that is no answer, no
/// answer within the time limit, its end. After such a fault it is started anew.
package struct CommandScorer: Scorer {
    private let command: [String]
    private let isBinary: Bool
    private let settings: String
    private let process: ScorerProcess

    /// - Parameter options: the command line, with quotes as in a shell but without a shell;
    ///   `timeout=SECONDS` and `binary`, with a comma between them, may come before it.
    /// - Throws: ``ScoringError`` for an empty command, or a program that does not exist.
    package init(options: String) throws(ScoringError) {
        var words = try CommandLineWords.split(options)
        var seconds = 30.0
        var isBinary = false
        if let first = words.first, Self.isOptions(first) {
            for option in first.split(separator: ",") {
                if option == "binary" { isBinary = true }
                if option.hasPrefix("timeout=") {
                    guard let value = Double(option.dropFirst(8)), value > 0, value <= 86_400 else {
                        throw ScoringError(
                            "scorer command: timeout wants seconds, such as timeout=30")
                    }
                    seconds = value
                }
            }
            words.removeFirst()
        }
        guard let program = words.first else {
            throw ScoringError(
                "scorer command needs a command line after the colon, such as "
                    + "command:./score.py")
        }
        guard ScorerProcess.canRun(program) else {
            throw ScoringError("scorer command: there is no program \(program) that can be run")
        }
        self.isBinary = isBinary
        command = words
        settings = options
        process = ScorerProcess(words, timeLimit: seconds)
    }

    package var descriptor: ScorerDescriptor {
        ScorerDescriptor(
            name: "command", settings: settings, isBinary: isBinary,
            zero: "the program's 0", one: "the program's 1")
    }

    package func prepared(for prompt: Prompt) throws(ScoringError) -> any PromptScorer {
        CommandPromptScorer(prompt: prompt, isBinary: isBinary, process: process)
    }

    private static func isOptions(_ word: String) -> Bool {
        word.split(separator: ",").allSatisfy { $0 == "binary" || $0.hasPrefix("timeout=") }
    }
}

private struct CommandPromptScorer: PromptScorer {
    let prompt: Prompt
    let isBinary: Bool
    let process: ScorerProcess

    private struct Submission: Encodable {
        var id: Int
        var prompt_id: String
        var prompt: String
        var references: [String]
        var keywords: [String]
        var text: String
    }

    private struct Reply: Decodable {
        var id: Int
        var score: Double?
        var error: String?
    }

    func score(_ text: String) async throws(ScoringError) -> Double {
        let id = process.nextID()
        let question = Submission(
            id: id, prompt_id: prompt.id.rawValue, prompt: prompt.text,
            references: prompt.references, keywords: prompt.keywords, text: text)
        guard let line = try? question.jsonText() else {
            throw ScoringError("scorer command: the answer cannot be written as JSON")
        }
        let result = await process.exchange(Array(line.utf8)) {
            bytes -> Result<Double, ScoringError>? in
            guard let reply = try? JSONDecoder().decode(Reply.self, from: Data(bytes)),
                reply.id == id
            else { return nil }
            if let reason = reply.error {
                return .failure(ScoringError("scorer command: the program says: \(reason)"))
            }
            guard let score = reply.score, (0...1).contains(score) else {
                return .failure(
                    ScoringError("scorer command: the program gave no score from 0 to 1"))
            }
            guard !isBinary || score == 0 || score == 1 else {
                return .failure(
                    ScoringError("scorer command: the score \(score) is not 0 or 1 as promised"))
            }
            return .success(score)
        }
        return try result.get()
    }
}

/// A command line in words, with quotes as shells have them and nothing else of a shell.
enum CommandLineWords {
    static func split(_ line: String) throws(ScoringError) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var isEscaped = false
        for character in line {
            if isEscaped {
                word = (word ?? "") + String(character)
                isEscaped = false
            } else if character == "\\", quote != "'" {
                isEscaped = true
                word = word ?? ""
            } else if let open = quote {
                if character == open {
                    quote = nil
                } else {
                    word = (word ?? "") + String(character)
                }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character.isWhitespace {
                if let whole = word { words.append(whole) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        guard quote == nil, !isEscaped else {
            throw ScoringError("scorer command: a quote is not closed in \(line)")
        }
        if let whole = word { words.append(whole) }
        return words
    }
}
