import Evidence
import Journal
import Prompts

/// In which order the draws of a prompt were made, and under which launch numbers they go on.
struct LaunchOrder {
    /// The draws' places in the file by their launch numbers; nil for the order of the file.
    private var places: [Int32]?
    /// The launch numbers where they are the file's own, with its gaps.
    private var numbers: [Int32]?

    init() {}

    /// - Parameter sorted: launch number and place of each draw, the lowest number first.
    init(_ sorted: [(number: Int32, place: Int32)], keepsNumbers: Bool) {
        places = sorted.map(\.place)
        numbers = keepsNumbers ? sorted.map(\.number) : nil
    }

    /// The place in the file and the launch number of the draw that is so many behind the first.
    subscript(rank: Int) -> (index: Int, number: Int) {
        (places.map { Int($0[rank]) } ?? rank, numbers.map { Int($0[rank]) } ?? rank)
    }
}

extension DrawImport {
    /// The order of a prompt's draws: that of their numbers, else that of the file with the lost ones
    /// first.
    ///
    /// - Throws: where an export lacks a launch number or has one twice.
    func launchOrder(of position: Int) throws(ImportError) -> LaunchOrder {
        let entries = draws[position]
        var given: [(number: Int32, place: Int32)] = []
        given.reserveCapacity(entries.count)
        for index in entries.indices {
            guard let number = entries.number(of: index) else { break }
            given.append((Int32(number), Int32(index)))
        }
        given.sort { $0 < $1 }
        let isWhole =
            given.count == entries.count
            && !given.indices.dropFirst().contains { given[$0 - 1].number == given[$0].number }
        guard isWhole || run == nil else {
            throw ImportError(
                "Prompt \(prompts[position].id), field draw: every draw of an exported run has a "
                    + "launch number of its own; export the run again.")
        }
        if isWhole { return LaunchOrder(given, keepsNumbers: run != nil) }
        return lost > 0 ? lostFirst(entries) : LaunchOrder()
    }

    /// The order of draws of which nothing tells when they were made: who writes failures into a file
    /// of their own puts them last, where limits that hold at any n would have been narrow before them.
    private func lostFirst(_ entries: ImportedDraws) -> LaunchOrder {
        var (lost, whole): ([Int32], [Int32]) = ([], [])
        for index in entries.indices {
            if case .lost = entries[index].outcome {
                lost.append(Int32(index))
            } else {
                whole.append(Int32(index))
            }
        }
        if lost.isEmpty { return LaunchOrder() }
        return LaunchOrder((lost + whole).map { (0, $0) }, keepsNumbers: false)
    }

    /// The field of our own exports that has what stands in for a seed.
    static let standInField = "stand_in"

    /// A draw's seed, or what stands in for it where the file does not have it.
    ///
    /// What stands in for seeds differs within a prompt and between files with other answers; it is the
    /// same in files with equal answers, which are one file that was imported twice, or are not: see
    /// ``OverlappingRuns``.
    func seed(of entry: Entry, _ position: Int, _ number: Int) -> UInt32 {
        let first = RunIdentity.firstStandIn
        if let seed = entry.seed, !hasStandIns || seed < first { return seed }
        if let standIn = entry.standIn { return standIn }
        var mixed = (contentHash ^ UInt64(position)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return first
            | (UInt32(truncatingIfNeeded: mixed >> 32) &+ UInt32(truncatingIfNeeded: number))
    }
}
