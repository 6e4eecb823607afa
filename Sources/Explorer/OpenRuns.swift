import Evidence
import Findings
import Prompts

/// A run that was opened beside the one that is shown.
struct OtherRun: Sendable {
    /// Its position among the runs that were opened.
    let position: Int
    var snapshot: Snapshot
}

/// The runs that are open: one is shown in all views, another one stands beside it in Compare.
struct OpenRuns: Sendable {
    /// The run as it came; behind `latest` while frozen.
    private(set) var received: Snapshot?
    /// The run as it is shown: without the draws that the question is not about.
    private(set) var shown: Snapshot?
    private var firstDraws = FirstDraws()
    /// The newest picture that arrived while the numbers were frozen.
    private(set) var latest: Snapshot?
    private(set) var isFrozen = false
    /// Counts the pictures shown, so that what is derived from one is known to be current.
    private(set) var generation = 0
    /// The position of the shown run among those that were opened; only the first can be live.
    private(set) var position = 0
    /// The other runs that were opened beside the one that is shown.
    private(set) var others: [OtherRun] = []
    /// Which of them the Compare view sets beside the one that is shown.
    private(set) var compared = 0
    /// Counts how often another run was set beside the one that is shown.
    private(set) var comparisonGeneration = 0
    /// Counts the pictures of that run.
    private(set) var comparisonPicture = 0
    /// The runs asked for last; nil where there is only one.
    private(set) var opened: OpenedRuns?
    /// Counts the runs opened, so that what was computed for one is not taken for another's.
    private(set) var openings = 0

    /// The run that stands beside the one shown; nil where only one is open.
    var comparison: Snapshot? {
        others.indices.contains(compared) ? others[compared].snapshot : nil
    }

    /// Whether later draws than those planned are left out.
    var showsFirstDraws: Bool { firstDraws.generation != nil }

    /// Which run is shown, whatever its picture.
    struct Identity: Sendable, Hashable {
        var opening: Int
        var position: Int
        var created: String
    }

    var identity: Identity {
        Identity(opening: openings, position: position, created: received?.facts.created ?? "")
    }

    // MARK: - Pictures

    /// Makes a picture the one that is shown.
    mutating func show(_ snapshot: Snapshot) {
        received = snapshot
        shown = snapshot
        firstDraws.forget()
        generation += 1
    }

    /// Keeps a picture until the numbers go on.
    mutating func hold(_ snapshot: Snapshot) { latest = snapshot }

    /// Freezes the numbers, or lets them go on.
    ///
    /// - Returns: the picture that has come meanwhile.
    mutating func toggleFreeze() -> Snapshot? {
        isFrozen.toggle()
        guard !isFrozen else { return nil }
        defer { latest = nil }
        return latest
    }

    /// Shows all draws, or the planned ones alone where the question is about a fixed number.
    mutating func cut(isFixed: Bool) {
        guard let received else {
            shown = nil
            return
        }
        guard isFixed, FirstDraws.isNeeded(received) else {
            guard showsFirstDraws else { return }
            shown = received
            firstDraws.forget()
            generation += 1
            return
        }
        guard firstDraws.generation != generation else { return }
        shown = firstDraws.cut(
            received, opening: openings, position: position, generation: generation)
    }

    // MARK: - Other runs

    /// Takes in a picture of a run that is not shown.
    mutating func receive(_ snapshot: Snapshot, beside position: Int) {
        if let index = others.firstIndex(where: { $0.position == position }) {
            guard !isFrozen else { return }
            others[index].snapshot = snapshot
            if index == compared { comparisonPicture += 1 }
        } else {
            others.append(OtherRun(position: position, snapshot: snapshot))
            comparisonGeneration += 1
        }
    }

    /// Opens runs beside the first one.
    mutating func open(beside snapshots: [Snapshot]) {
        others = snapshots.enumerated().map { OtherRun(position: $0 + 1, snapshot: $1) }
        compare(with: 0)
        numberNames()
    }

    /// Numbers runs of one name in the order in which they were opened, `gd` and `gd (2)`, so that
    /// they can be told apart and chosen.
    mutating func numberNames() {
        guard position == 0, let shown else { return }
        var names: Set<String> = [shown.facts.name]
        for index in others.indices {
            let name = others[index].snapshot.facts.name
            var unique = name
            var number = 2
            while !names.insert(unique).inserted {
                unique = "\(name) (\(number))"
                number += 1
            }
            others[index].snapshot.facts.name = unique
        }
    }

    mutating func compare(with index: Int) {
        compared = index
        comparisonGeneration += 1
    }

    /// Sets another run in the place of the one that is shown, which takes its place among the
    /// others, and in Compare.
    ///
    /// - Returns: the picture to be shown; nil where there is no such run.
    mutating func exchange(with index: Int) -> Snapshot? {
        guard let before = latest ?? received, others.indices.contains(index) else { return nil }
        let next = others[index]
        others[index] = OtherRun(position: position, snapshot: before)
        compare(with: index)
        position = next.position
        isFrozen = false
        latest = nil
        return next.snapshot
    }

    /// The other run that follows a position in the order in which runs were opened.
    func next(after position: Int) -> Int? {
        let later = others.indices.filter { others[$0].position > position }
        return (later.isEmpty ? Array(others.indices) : later).min {
            others[$0].position < others[$1].position
        }
    }

    /// Makes room for runs that were asked for.
    ///
    /// - Returns: whether another run than before is to be shown.
    mutating func ask(for runs: OpenedRuns) -> Bool {
        // A run that was set beside the first may be the one shown.
        let isOther = opened?.run != runs.run || position != 0
        if isOther {
            position = 0
            openings += 1
            received = nil
            shown = nil
            latest = nil
            isFrozen = false
        }
        others = []
        compare(with: 0)
        opened = runs
        return isOther
    }
}

/// The runs that were asked for last.
struct OpenedRuns: Sendable, Hashable {
    var run: String
    var beside: String?
}
