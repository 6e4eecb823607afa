import Evidence
import Files
import Prompts

/// The draws of one prompt in the order of their file, most of them outside of memory.
///
/// Of each draw a few bytes stay here: where it is, and its launch number. What a scorer's values mean
/// and which part of an answer counts is known when the whole file is read; it is applied to a draw when
/// the draw is looked at.
package struct ImportedDraws: RandomAccessCollection, MutableCollection, Sendable {
    package typealias Entry = DrawImport.Entry

    /// Where a draw is.
    private struct Slot: Sendable {
        var place: Int
        var size: UInt32
        /// The launch number that the file gives; below 0 where it gives none that can be one.
        var number: Int32
    }

    private let spool: ByteSpool
    private var slots: [Slot] = []
    /// What is applied to every draw that is looked at.
    var settlement: ImportSettlement?

    init(_ spool: ByteSpool) { self.spool = spool }

    package var startIndex: Int { 0 }
    package var endIndex: Int { slots.count }

    /// A draw; setting it leaves the old one where it was, to be forgotten with the file.
    package subscript(index: Int) -> Entry {
        get {
            let slot = slots[index]
            guard
                var entry = spool.record(at: slot.place, count: Int(slot.size)).flatMap(Entry.init)
            else {
                // At its worst, as every draw that cannot be read.
                return Entry(error: "it could not be read again from the temporary file")
            }
            settlement?.apply(to: &entry)
            return entry
        }
        set { slots[index] = slot(newValue) }
    }

    /// The launch number that the file gives a draw, if it can be one.
    func number(of index: Int) -> Int? {
        let number = slots[index].number
        return number < 0 ? nil : Int(number)
    }

    mutating func append(_ entry: Entry) { slots.append(slot(entry)) }

    /// Removes the draws at these places.
    mutating func remove(_ isRemoved: [Bool]) {
        guard isRemoved.contains(true) else { return }
        slots = zip(slots, isRemoved).filter { !$1 }.map(\.0)
    }

    private func slot(_ entry: Entry) -> Slot {
        let record = entry.record
        return Slot(
            place: spool.append(record), size: UInt32(record.count),
            number: entry.number.flatMap { Int32(exactly: $0) }.map { $0 < 0 ? -1 : $0 } ?? -1)
    }
}

/// What the whole file says about each of its draws.
struct ImportSettlement: Sendable {
    var scales: ScoreScales
    var finder: AnswerFinder
    /// Whether the prompts of the file have opened the thoughts of its answers.
    var opensThoughts: Bool
    /// Whether answers close thoughts although none were open: which of their words count is not known.
    var hasStrays = false

    /// Gives a draw its scores, and takes them away where its answer never came.
    func apply(to entry: inout DrawImport.Entry) {
        entry.scores = DrawImport.scores(entry.raw, scales)
        guard let text = entry.text else { return }
        let isInside =
            finder.part.rule != .whole
            && (opensThoughts && Thoughts.end(of: text) == .none
                || hasStrays && Thoughts.closesUnopened(text))
        let found =
            isInside
            ? .cutInThought : finder.find(in: text, isCut: entry.stop == .limit)
        guard found.text == nil else { return }
        entry.scores = [:]
        if found == .cutInThought { entry.lose(Draw.thoughtReason) }
    }
}

extension DrawImport.Entry {
    /// Makes it a lost draw, whose text is kept as what was said.
    mutating func lose(_ reason: String) {
        lostText = text
        text = nil
        error = reason
    }
}
