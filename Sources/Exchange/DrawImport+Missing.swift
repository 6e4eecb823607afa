import Evidence
import Text

extension DrawImport {
    /// Counts as lost what the file itself shows to be missing: epochs of a log, numbers of draws
    /// between the first and the last, and answers that were never finished.
    ///
    /// Whoever leaves draws out may do so for what they say, so that they count at their worst.
    mutating func countMissing() {
        (recordModel, isCached) = (nil, false)
        for position in unfinished.values.sorted() {
            add(Entry(error: "the answer was not finished"), to: position)
        }
        note(unfinished.count, "answers that the file has in parts only count as lost")
        var missing = 0
        for (position, found) in epochs.sorted(by: { $0.key < $1.key }) {
            let found = Set(found).sorted()
            missing += lose(found, from: 1, to: max(plannedEpochs, found.last ?? 0), of: position) {
                var entry = Entry(error: "the log has no epoch \($0)")
                entry.number = Self.number($0)
                return entry
            }
        }
        note(missing, "samples of epochs that the log does not have count as lost")
        note(missingNumbers(), "draws whose numbers the file leaves out count as lost")
    }

    private mutating func note(_ count: Int, _ sentence: String) {
        if count > 0 { warnings.append("\(Figure.count(count)) \(sentence)") }
    }

    /// Adds lost draws for the holes in the numbers of each prompt's draws.
    private mutating func missingNumbers() -> Int {
        var numbers: [(position: Int, found: [Int32])] = []
        for position in draws.indices where epochs[position] == nil {
            let found = draws[position].indices.compactMap { draws[position].number(of: $0) }
                .map { Int32($0) }.sorted()
            guard found.count == draws[position].count, found.count > 1, Self.differ(found) else {
                continue
            }
            numbers.append((position, found))
        }
        // Numbers of which no two prompts have one go through the whole file.
        if numbers.count > 1, Self.differ(numbers.flatMap(\.found).sorted()) { return 0 }
        var missing = 0
        for (position, found) in numbers {
            missing += lose(found, from: found[0], to: found[found.count - 1], of: position) {
                var entry = Entry(error: "the file has no draw of number \($0)")
                entry.number = Int($0)
                return entry
            }
        }
        return missing
    }

    private static func differ(_ sorted: [Int32]) -> Bool {
        !sorted.indices.dropFirst().contains { sorted[$0 - 1] == sorted[$0] }
    }

    /// Adds a lost draw for each number in between that is not there; where far more are missing than
    /// are there, they are no numbers of draws.
    ///
    /// - Parameter found: the numbers that are there, ascending and different.
    private mutating func lose(
        _ found: [Int32], from first: Int32, to last: Int32, of position: Int,
        _ entry: (Int32) -> Entry
    ) -> Int {
        let missing = Int(last) - Int(first) + 1 - found.count
        guard missing > 0, missing <= max(1_000, 16 * found.count) else { return 0 }
        var next = 0
        for number in first...last {
            if next < found.count, found[next] == number {
                next += 1
            } else {
                add(entry(number), to: position)
            }
        }
        return missing
    }
}
