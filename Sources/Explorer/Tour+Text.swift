import Evidence
import Findings
import Prompts
import Statistics
import Text

extension Tour {
    /// The tour without pictures: the title and the caption of every stop, for screen readers and
    /// pipes.
    ///
    /// - Parameters:
    ///   - target: the rate that verdicts are about.
    ///   - snapshot: gives the picture of a run by its name.
    /// - Throws: what `snapshot` throws.
    package func text<Failure: Error>(
        target: Double, snapshot: (String) throws(Failure) -> Snapshot
    ) throws(Failure) -> String {
        var options = ExplorerModel.Options()
        options.target = target
        var text = ""
        for (position, stop) in stops.enumerated() {
            let finding = RunFinding(try snapshot(stop.run), options)
            var facts = TourFacts(finding, stop.prompt)
            if let beside = stop.beside { facts.compare(finding, with: try snapshot(beside), stop) }
            text += "\(position + 1)/\(stops.count) \(stop.title)\n"
            text += TourCaption(facts: facts, stop: stop).text.string + "\n\n"
        }
        return String(text.dropLast())
    }
}

extension TourFacts {
    /// What is known of a whole run.
    fileprivate init(_ finding: RunFinding, _ prompt: PromptID) {
        shown = finding.run
        row = finding.rows.first { $0.id == prompt }
        summary = finding.summary
        mean = finding.mean
        scorer = finding.scorer
        isBinary = finding.facts?.isBinary ?? false
        target = finding.target
    }

    /// Sets another run beside it.
    fileprivate mutating func compare(
        _ finding: RunFinding, with other: Snapshot, _ stop: Tour.Stop
    ) {
        beside = other
        let place = other.position(of: finding.facts)
        if let place {
            otherMean = MeanQuestion(other, by: place, finding.question).answer()
        }
        let pairs = RunPairs(
            finding.run.prompts, by: finding.scorer, other.prompts, by: place, finding.statement,
            scorers: (finding.run.facts.scorers, other.facts.scorers))
        difference = pairs.rows.first { $0.prompt.id == stop.prompt }?.difference
    }
}
