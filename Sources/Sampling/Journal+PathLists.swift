import Evidence
import Journal
import Prompts

extension Journal {
    /// So many earlier draws are looked through for what they were told.
    private static var mostLookedThrough: Int { 2_000 }

    /// A draw with what could have stood in place of each token that it went on from.
    ///
    /// These tokens were told to earlier draws, and their lists are kept with those.
    package func drawWithLists(
        prompt: PromptID, index: Int
    ) throws(JournalError) -> JournalDraw? {
        guard var entry = try draw(prompt: prompt, index: index), var answer = entry.draw.answer,
            let path = entry.draw.launch?.path, !path.isEmpty
        else { return try draw(prompt: prompt, index: index) }
        func lacks(_ place: Int) -> Bool { answer.tokens[place].alternatives.isEmpty }
        let places = 0..<min(path.count, answer.tokens.count)
        var other = 0
        while other < min(index, Self.mostLookedThrough), places.contains(where: lacks) {
            let tokens = try draw(prompt: prompt, index: other)?.draw.answer?.tokens ?? []
            other += 1
            for place in places where place < tokens.count {
                if lacks(place), !tokens[place].alternatives.isEmpty {
                    answer.tokens[place].alternatives = tokens[place].alternatives
                    answer.tokens[place].isListShort = tokens[place].isListShort
                }
                guard tokens[place].id == Int(path[place]) else { break }
            }
        }
        entry.draw.outcome = .completed(answer)
        return entry
    }
}
