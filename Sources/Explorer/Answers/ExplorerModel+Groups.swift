import Canvas
import Evidence
import Findings
import Prompts

/// Groups of answers that servers are asked about.
extension Context {
    /// What the shown answers are grouped by, where a server is asked for it.
    var groupPlace: RunGroupings.Place? {
        guard answerList.grouping.asksServer, let prompt else { return nil }
        return RunGroupings.Place(
            run: runs.position, grouping: answerList.grouping, prompt: prompt)
    }

    /// What can be asked about the answers to the selected prompt; nil without any.
    func groupOrder(_ grouping: AnswerGrouping) -> GroupOrder? {
        guard let evidence = receivedEvidence, !evidence.outputs.isEmpty else { return nil }
        return GroupOrder(
            run: runs.position, grouping: grouping, prompt: evidence.prompt,
            part: shown?.facts.answer ?? .standard, texts: evidence.outputs.map(\.text),
            draws: evidence.drawCount)
    }

    /// Whether a rule can be chosen: there is somebody to ask, or there are groups already.
    func offers(_ grouping: AnswerGrouping) -> Bool {
        !grouping.asksServer || groupings.servers.contains(grouping)
            || groupings.hasGroups(by: grouping, ofRun: runs.position)
    }

    /// The rule that a key changes to.
    var nextGrouping: AnswerGrouping {
        var next = answerList.grouping.next
        while !offers(next) { next = next.next }
        return next
    }
}

extension ExplorerModel {
    /// Asks about answers that nobody was asked about yet, while they are looked at.
    mutating func groupRequests() -> [Effect] {
        let grouping = context.answerList.grouping
        let views: Set<ViewKind> = [.outputs, .reader]
        guard grouping.asksServer, !context.screen.shown.isDisjoint(with: views),
            context.groupings.order == nil || context.groupings.order?.grouping != grouping,
            context.groupings.servers.contains(grouping),
            let place = context.groupPlace, !context.groupings.isResting(place),
            let evidence = context.receivedEvidence,
            // Whether anything is missing is known of the groups on the screen.
            context.groupings[place]?.covers(evidence) != true,
            // What costs much is begun by the reader alone.
            grouping == .topic || context.groupings.isBegun(place),
            let order = context.groupOrder(grouping)
        else { return [] }
        return context.groupings.stop() + context.groupings.begin(order)
    }

    /// `:group NAME`, `:group topic 0.45`, and `:group! topic`, which groups anew.
    mutating func group(_ argument: String, anew: Bool) throws(Command.Problem) -> [Effect] {
        let words = argument.split(separator: " ").map(String.init)
        let names = AnswerGrouping.allCases.map(\.rawValue)
        let name = try Command.choice(words.first ?? "", of: names, for: "group")
        let grouping = AnswerGrouping(rawValue: name) ?? .folded
        if grouping == .answer, words.count > 1 {
            let name = argument.drop { $0 != " " }.drop { $0 == " " }
            guard let part = AnswerPart(String(name)) else {
                throw Command.Problem(
                    ":group answer takes whole, after-thinking, last-line, last-number or "
                        + "regex:PATTERN, not '\(name)'")
            }
            context.answerList.chosenPart = part == context.shown?.facts.answer ? nil : part
            context.answerList.part = part
            context.groupAnswers(by: .answer, isPartNamed: true)
            return context.groupings.stop()
        }
        guard words.count < 2 || grouping == .topic && words.count == 2 else {
            throw Command.Problem(":group \(name) takes nothing more")
        }
        var threshold: Double?
        if words.count == 2 {
            threshold = try Command.number(words[1], in: 0...1, for: "group topic")
        }
        guard context.offers(grouping) else {
            throw Command.Problem(AnswerGrouping.needs[grouping] ?? "nobody can be asked")
        }
        let isSame = context.answerList.grouping == grouping
        context.groupAnswers(by: grouping)
        var effects: [Effect] = []
        if context.groupings.order?.grouping != grouping { effects += context.groupings.stop() }
        guard grouping.asksServer, context.groupings.servers.contains(grouping),
            var order = context.groupOrder(grouping)
        else { return effects }
        let isKept = context.groupings[order.place]?.rule.isEmpty == false
        order.threshold = threshold
        order.isAnew = anew || threshold != nil && isKept
        // Said a second time it is meant, whatever it costs.
        order.isConfirmed = isSame || order.isAnew
        if order.isAnew { effects += context.groupings.stop() }
        return effects + context.groupings.begin(order)
    }

    /// Takes in what became of an order, or groups that were kept.
    mutating func receive(_ news: GroupNews) {
        context.groupings.receive(news)
        switch news {
        case .cost(let words): context.say(Notice(words))
        case .ended(let words?): context.fail(words)
        case .progress, .groups, .ended(nil): break
        }
    }
}
