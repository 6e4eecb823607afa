import Canvas
import Evidence
import Prompts

/// Looks for a pattern in all answers to all prompts.
struct AnswerSearch: PureWork {
    /// The answers of a prompt that hold the pattern.
    struct Hits: Sendable {
        var pattern: String
        var prompt: PromptID
        var draws: Int
        var completed: Int
        /// The most frequent answer that holds it.
        var text: String

        /// The words around the first place.
        func excerpt(_ glyphs: Glyphs) -> SafeText {
            guard let matcher = try? Matcher(pattern), let hit = matcher.ranges(in: text).first
            else { return SafeText(oneLine: String(text.prefix(80))) }
            let before = text[..<hit.lowerBound].suffix(20)
            let isCut = before.startIndex > text.startIndex
            return (isCut ? SafeText(glyphs.ellipsis) : "")
                + SafeText(oneLine: String(before + text[hit.lowerBound...].prefix(60)))
        }
    }

    let pattern: String
    /// Tells the pictures of a run from each other.
    let generation: Int
    private let prompts: [PromptEvidence]

    init(_ pattern: String, in run: Snapshot, generation: Int) {
        self.pattern = pattern
        self.generation = generation
        prompts = run.prompts
    }

    static func == (a: Self, b: Self) -> Bool {
        a.pattern == b.pattern && a.generation == b.generation
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(pattern)
        hasher.combine(generation)
    }

    func answer() -> [Hits] {
        guard let matcher = try? Matcher(pattern) else { return [] }
        return prompts.compactMap { evidence in
            let found = evidence.outputs.filter { matcher.matches($0.text) }
            guard let most = found.max(by: { $0.count < $1.count }) else { return nil }
            return Hits(
                pattern: pattern, prompt: evidence.prompt.id,
                draws: found.reduce(0) { $0 + $1.count },
                completed: evidence.drawCount - evidence.lost, text: most.text)
        }
    }
}

extension ExplorerModel {
    /// Begins to look for a pattern in all answers.
    mutating func grep(_ pattern: String) throws(Command.Problem) -> [Effect] {
        guard !pattern.isEmpty else { throw Command.Problem(":grep takes a word or a pattern") }
        do throws(Matcher.PatternError) {
            _ = try Matcher(pattern)
        } catch {
            throw Command.Problem(error.description)
        }
        guard let shown = context.shown else { return [] }
        let effects = jobs.request(
            AnswerSearch(pattern, in: shown, generation: context.runs.generation))
        if effects.isEmpty { throw Command.Problem("still looking for what was asked before") }
        context.note("looking for \(pattern) in all answers")
        return effects
    }

    /// Takes in what was found.
    mutating func receive(_ hits: [AnswerSearch.Hits]) {
        guard !hits.isEmpty else { return fail("no answer to any prompt holds it") }
        found = hits
        context.messages.status = nil
        if line == nil { overlay = .list(.hits, position: 0) }
    }
}
