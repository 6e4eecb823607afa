import Prompts
import Synchronization

/// Ranges of seeds of one length that do not meet, some for each prompt.
final class SeedRanges: Sendable, Hashable {
    /// Seeds in each range.
    let length: Int
    private let prompts: [PromptID]
    private let places: [PromptID: Int]
    private let hash: @Sendable (PromptID, UInt64) -> Int
    private let state: Mutex<Layout>

    /// Where ranges lie: by chunk, then by the prompt's place.
    private struct Layout {
        var starts: [[Int]] = []
        /// All starts, ascending.
        var sorted: [Int] = []
    }

    /// Lays out the first range of every prompt.
    ///
    /// - Parameter hash: a place for a prompt's range, and others for higher attempts.
    init(
        prompts: [PromptID], hash: @escaping @Sendable (PromptID, UInt64) -> Int
    ) {
        self.prompts = Array(Set(prompts)).sorted { $0.rawValue < $1.rawValue }
        var places: [PromptID: Int] = [:]
        for (place, prompt) in self.prompts.enumerated() { places[prompt] = place }
        self.places = places
        self.hash = hash
        // A quarter of all seeds at most, so that most ranges lie where their first hash says.
        var length = 1 << 17
        let share = SeedAllocation.modulus / (4 * max(1, self.prompts.count))
        while length > share, length > 1 { length /= 2 }
        self.length = length
        state = Mutex(Layout())
        state.withLock { _ = lay(chunk: 0, &$0) }
    }

    /// The first seed of a prompt's range; nil for a prompt that is not among them, and where there
    /// is no room for so many.
    func start(of prompt: PromptID, chunk: Int) -> Int? {
        guard let place = places[prompt] else { return nil }
        return state.withLock { layout in
            while layout.starts.count <= chunk {
                guard lay(chunk: layout.starts.count, &layout) else { return nil }
            }
            return layout.starts[chunk][place]
        }
    }

    /// Lays out one more range for every prompt; false where half of all seeds are taken.
    private func lay(chunk: Int, _ layout: inout Layout) -> Bool {
        let wanted = (layout.sorted.count + prompts.count) * length
        guard chunk == 0 || wanted <= SeedAllocation.modulus / 2 else { return false }
        var starts: [Int] = []
        for prompt in prompts {
            var attempt = UInt64(chunk) << 32
            var start = hash(prompt, attempt)
            while let place = position(of: start, layout.sorted),
                isTaken(start, place, layout.sorted)
            {
                attempt += 1
                start = hash(prompt, attempt)
            }
            layout.sorted.insert(start, at: position(of: start, layout.sorted) ?? 0)
            starts.append(start)
        }
        layout.starts.append(starts)
        return true
    }

    /// Where a start would be inserted; nil where there is none yet.
    private func position(of start: Int, _ sorted: [Int]) -> Int? {
        if sorted.isEmpty { return nil }
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < start { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Whether a range would meet its neighbours, around the end of all seeds too.
    private func isTaken(_ start: Int, _ place: Int, _ sorted: [Int]) -> Bool {
        let modulus = SeedAllocation.modulus
        let next = sorted[place % sorted.count] + (place == sorted.count ? modulus : 0)
        let last =
            place == 0 ? sorted[sorted.count - 1] - modulus : sorted[place - 1]
        return next - start < length || start - last < length
    }

    static func == (one: SeedRanges, other: SeedRanges) -> Bool {
        one.length == other.length && one.prompts == other.prompts
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(length)
        hasher.combine(prompts)
    }
}
