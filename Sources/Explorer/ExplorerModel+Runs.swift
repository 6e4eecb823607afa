import Canvas
import Evidence

/// A run that was opened beside the one that is shown.
struct OtherRun: Sendable {
    /// Its position among the runs that were opened.
    let position: Int
    var snapshot: Snapshot
}

/// Several runs at once: one is shown in all views, another one stands beside it in Compare.
extension ExplorerModel {
    /// The second run of the Compare view; nil where only one run is open.
    var comparison: Snapshot? {
        others.indices.contains(comparedRun) ? others[comparedRun].snapshot : nil
    }

    /// Takes in the newest picture of the run at a position, whether it is shown or not.
    mutating func receive(_ snapshot: Snapshot, ofRun position: Int) {
        if shownRun == position {
            if isFrozen { latest = snapshot } else { show(snapshot) }
        } else if let index = others.firstIndex(where: { $0.position == position }) {
            guard !isFrozen else { return }
            others[index].snapshot = snapshot
            if index == comparedRun { comparisonPicture += 1 }
        } else {
            others.append(OtherRun(position: position, snapshot: snapshot))
            comparisonGeneration += 1
        }
    }

    /// Opens runs beside the first one.
    mutating func open(_ snapshots: [Snapshot]) {
        others = snapshots.enumerated().map { OtherRun(position: $0 + 1, snapshot: $1) }
        comparedRun = 0
        comparisonGeneration += 1
        numberNames()
    }

    /// Numbers runs of one name in the order in which they were opened, `gd` and `gd (2)`, so that
    /// they can be told apart and chosen.
    mutating func numberNames() {
        guard shownRun == 0, let shown else { return }
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

    /// Says which runs were opened beside the one whose first picture has come.
    mutating func introduceOthers() {
        guard !others.isEmpty, opened == nil else { return }
        let names = others.map { SafeText(sanitizing: $0.snapshot.facts.name).string }
        let last = names.count > 1 ? " (c for the next)" : ""
        say(Notice("6 compares with \(names.joined(separator: ", "))\(last); D shows the next run"))
    }

    /// Shows another run in all views; the one shown before takes its place among the others, and
    /// in Compare.
    mutating func showRun(_ index: Int) {
        guard let before = latest ?? received, others.indices.contains(index) else { return }
        let next = others[index]
        others[index] = OtherRun(position: shownRun, snapshot: before)
        comparedRun = index
        comparisonGeneration += 1
        keptDerived[shownRun] = derived
        derived = keptDerived[next.position] ?? Derived()
        shownRun = next.position
        isFrozen = false
        latest = nil
        tokens.loaded = nil
        tokens.requested = nil
        tokens.index = nil
        show(next.snapshot)
        say(Notice("showing \(next.snapshot.facts.name): \(next.snapshot.facts.decoding)"))
    }

    /// Shows the next of the runs that were opened, in their order and round the end.
    mutating func showNextRun() {
        guard let index = nextRun(after: shownRun) else { return fail(Self.onlyOneRun) }
        showRun(index)
    }

    /// Sets the next of the other runs beside the one that is shown.
    mutating func compareWithNextRun() {
        guard others.count > 1, let index = nextRun(after: others[comparedRun].position) else {
            return fail(
                others.isEmpty ? Self.onlyOneRun : "there is no third run to compare with")
        }
        compare(with: index)
    }

    mutating func compare(with index: Int) {
        comparedRun = index
        comparisonGeneration += 1
        let facts = others[index].snapshot.facts
        say(Notice("comparing with \(facts.name): \(facts.decoding)"))
    }

    static let onlyOneRun = "only one run is open; probscope explore A.run B.run opens two"

    /// The other run that follows a position in the order in which runs were opened.
    private func nextRun(after position: Int) -> Int? {
        let later = others.indices.filter { others[$0].position > position }
        return (later.isEmpty ? Array(others.indices) : later).min {
            others[$0].position < others[$1].position
        }
    }
}
