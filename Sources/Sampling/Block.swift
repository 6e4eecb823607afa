/// What one request asks for: some consecutive draws of a prompt, or its greedy answer.
struct Block: Sendable, Hashable, Identifiable {
    /// Unique within a scheduler.
    let id: Int
    /// The prompt's position in the prompt set.
    let prompt: Int
    let work: Work
    /// The position of the server that gets it.
    let server: Int
    /// 1 for the first time that these draws are started, 2 for their first retry, and so on.
    let attempt: Int
    /// How often the time for the first byte was not enough; it doubles each time.
    let delays: Int

    /// How often the time for the first byte is doubled; nothing within the longest is an attempt.
    static let mostDelays = 6

    enum Work: Sendable, Hashable {
        case draws(Range<Int>)
        case greedy(Greedy)
    }

    /// The greedy answer is asked for twice: alone among its kind, and again amid draws.
    enum Greedy: Sendable, Hashable {
        case answer
        case check
    }

    /// How many slots of a server it occupies.
    var count: Int {
        switch work {
        case .draws(let indexes): indexes.count
        case .greedy: 1
        }
    }
}
