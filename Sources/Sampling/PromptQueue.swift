/// The prompts that have draws to launch; the one with the lowest priority value comes first.
///
/// A binary heap. Changing a prompt's place pushes a new entry and leaves the old one behind, to be
/// skipped when it surfaces, so both operations cost O(log n).
struct PromptQueue: Sendable {
    private struct Entry: Sendable {
        var priority: Double
        var prompt: Int
        var version: Int

        func precedes(_ other: Entry) -> Bool {
            (priority, prompt) < (other.priority, other.prompt)
        }
    }

    private var heap: [Entry] = []
    private var versions: [Int]

    init(promptCount: Int) {
        versions = Array(repeating: 0, count: promptCount)
    }

    /// Puts a prompt at its place, whether it is queued already or not.
    mutating func place(_ prompt: Int, priority: Double) {
        versions[prompt] += 1
        heap.append(Entry(priority: priority, prompt: prompt, version: versions[prompt]))
        siftUp(from: heap.count - 1)
    }

    /// Takes a prompt out, if it is queued.
    mutating func remove(_ prompt: Int) {
        versions[prompt] += 1
    }

    /// The first prompt, if any.
    mutating func first() -> Int? {
        while let top = heap.first {
            if top.version == versions[top.prompt] { return top.prompt }
            removeTop()
        }
        return nil
    }

    private mutating func removeTop() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].precedes(heap[least]) {
                least = child
            }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }

    private mutating func siftUp(from start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].precedes(heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }
}
