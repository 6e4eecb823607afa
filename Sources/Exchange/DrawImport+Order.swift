import Evidence
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

    /// What stands in for the seed of a draw that has none.
    ///
    /// Draws of a prompt have different ones, and so have those of different files; those of one file
    /// that is imported twice have the same. So runs that are joined count a file once, and lose no
    /// draw of two files.
    func standInSeed(_ position: Int, _ number: Int) -> UInt32 {
        var mixed = (contentHash ^ UInt64(position)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return UInt32(truncatingIfNeeded: mixed >> 32) &+ UInt32(truncatingIfNeeded: number)
    }
}
