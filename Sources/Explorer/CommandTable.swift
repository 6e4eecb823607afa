import Canvas
import Evidence
import Findings
import Prompts
import Statistics

extension Command {
    /// All commands, in the order of the help.
    static let all: [Command] = readingCommands + listCommands + runCommands + screenCommands

}

extension ExplorerModel {
    /// The position among the other runs of the one that a word means.
    func otherRun(
        _ word: String, named name: (RunFacts) -> String, for command: String
    ) throws(Command.Problem) -> Int {
        let others = context.runs.others
        guard !others.isEmpty else { throw Command.Problem(Self.onlyOneRun) }
        let names = others.map { name($0.snapshot.facts) }
        let name = try Command.choice(word, of: names, for: command)
        return names.firstIndex(of: name) ?? 0
    }

    /// How a run gets the scorer that a word is, or is the start of; nil for any other word.
    func advice(on scorer: String) -> String? {
        let known =
            knownScorers.first { $0 == scorer } ?? knownScorers.first { $0.hasPrefix(scorer) }
        return known.map {
            "probscope score RUN --scorer \($0) -o NEW.run makes a run with that"
        }
    }

    /// Carries out one command line.
    mutating func run(command text: String) -> [Effect] {
        let words = text.split(separator: " ", maxSplits: 1)
        guard let first = words.first else { return [] }
        let argument = words.count > 1 ? Self.trimmed(String(words[1])) : ""
        if let row = Int(first), words.count == 1 {
            goTo(row: row, isRelative: "+-".contains(first.first ?? " "))
            return []
        }
        #if DEBUG
            if text == "crash now" { return [.crash] }
            if text == "noise now" { return [.noise] }
        #endif
        let forced = first.hasSuffix("!")
        do throws(Command.Problem) {
            let command = try Command.named(String(forced ? first.dropLast() : first))
            return try command.run(&self, argument, forced)
        } catch {
            fail(error.description)
            return []
        }
    }

    /// Goes to a row of the focused list, counted from 1, or so many rows on.
    mutating func goTo(row: Int, isRelative: Bool) {
        let isOfAnswers = view.listsAnswers && context.mode == .sampled
        let count = isOfAnswers ? context.answers?.rows.count ?? 0 : context.list.order.count
        let now =
            isOfAnswers
            ? views[view].searchPosition(context)
            : context.list.cursor.position(in: context.list.order) ?? 0
        let wanted = isRelative ? now &+ row : row &- 1
        if !isRelative, !(0..<count).contains(wanted) {
            context.note("there is no row \(row): the list has \(count)")
        }
        let position = max(0, min(count - 1, wanted))
        if isOfAnswers {
            views[view].select(searchPosition: position, &context)
        } else {
            context.list.select(position, height: context.listHeight)
        }
    }

    private static func trimmed(_ text: String) -> String {
        var text = Substring(text)
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
