import Canvas
import Evidence
import Findings

/// Several runs at once: one is shown in all views, another one stands beside it in Compare.
extension ExplorerModel {
    /// Takes in the newest picture of the run at a position, whether it is shown or not.
    mutating func receive(_ snapshot: Snapshot, ofRun position: Int) {
        if context.runs.position != position {
            context.runs.receive(snapshot, beside: position)
        } else if context.runs.isFrozen {
            context.runs.hold(snapshot)
        } else {
            show(snapshot)
        }
    }

    /// Makes a picture the one that is shown.
    mutating func show(_ snapshot: Snapshot) {
        let known = context.shown?.progress.notices
        for notice in snapshot.progress.notices where !(known?.contains(notice) ?? false) {
            say(Notice(notice))
        }
        context.runs.show(snapshot)
        if known == nil {
            context.runs.numberNames()
            introduceOthers()
        }
        if !hasChosenAlpha { context.question.alpha = snapshot.facts.alpha }
        context.scorer = max(0, min(context.scorer, snapshot.facts.scorers.count - 1))
    }

    mutating func toggleFreeze() {
        if let latest = context.runs.toggleFreeze() { show(latest) }
    }

    /// Says which runs were opened beside the one whose first picture has come.
    private mutating func introduceOthers() {
        guard !context.runs.others.isEmpty, context.runs.opened == nil else { return }
        let names = context.runs.others.map {
            SafeText(sanitizing: $0.snapshot.facts.name).string
        }
        let last = names.count > 1 ? " (c for the next)" : ""
        say(Notice("6 compares with \(names.joined(separator: ", "))\(last); D shows the next run"))
    }

    /// Shows another run in all views; the one shown before takes its place among the others, and
    /// in Compare.
    mutating func showRun(_ index: Int) {
        let before = context.runs.position
        guard let next = context.runs.exchange(with: index) else { return }
        keptFindings[before] = context.findings
        context.findings = keptFindings[context.runs.position] ?? ShownFindings()
        forget(.switched)
        show(next)
        say(Notice("showing \(next.facts.name): \(next.facts.decoding)"))
    }

    /// Forgets what is known of the run shown before.
    mutating func forget(_ change: RunChange) {
        context.list.key = nil
        if change == .opened {
            context.labels.forget()
            context.groupings.forget()
        }
        context.forgetAnswers()
        context.answerList.forget()
        context.selectedAnswer = nil
        views.forEach { $0.forget(change) }
    }

    /// Shows the next of the runs that were opened, in their order and round the end.
    mutating func showNextRun() {
        guard let index = context.runs.next(after: context.runs.position) else {
            return fail(Self.onlyOneRun)
        }
        showRun(index)
    }

    /// Sets the next of the other runs beside the one that is shown.
    mutating func compareWithNextRun() {
        let runs = context.runs
        guard runs.others.count > 1,
            let index = runs.next(after: runs.others[runs.compared].position)
        else {
            return fail(
                runs.others.isEmpty ? Self.onlyOneRun : "there is no third run to compare with")
        }
        compare(with: index)
    }

    mutating func compare(with index: Int) {
        context.runs.compare(with: index)
        guard let facts = context.comparison?.facts else { return }
        say(Notice("comparing with \(facts.name): \(facts.decoding)"))
    }

    static let onlyOneRun = "only one run is open; probscope explore A.run B.run opens two"
}
