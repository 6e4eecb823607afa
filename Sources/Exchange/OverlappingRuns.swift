import Evidence
import Files
import Findings
import Journal
import Prompts

/// Runs that are to be joined and hold the same draws although nothing names them so.
package enum OverlappingRuns {
    /// Makes sure that no two runs have draws in common, beside those of one seed, which count once.
    ///
    /// A file that grew and was imported twice has its first draws under other stand-ins for seeds: they
    /// would count twice, and every limit would be narrower than it is.
    ///
    /// - Throws: ``MergeError`` naming runs and prompt where what they have in common is no work of
    ///   chance, see ``OverlapSurvey``; whatever reading a run throws.
    package static func check(_ sources: [Journal]) throws {
        let texts = try sources.map(texts(of:))
        let pairs = sources.count * (sources.count - 1) / 2
        for later in sources.indices {
            for earlier in 0..<later {
                var survey = OverlapSurvey()
                let prompts = sources[later].prompts.prompts
                for (position, prompt) in prompts.enumerated() {
                    guard let own = texts[later][prompt.id], let other = texts[earlier][prompt.id]
                    else { continue }
                    let known = Set(other.map(\.seed))
                    survey.take(
                        other.map(\.text), own.filter { !known.contains($0.seed) }.map(\.text),
                        of: position)
                }
                guard survey.isAlarm(among: pairs), let worst = survey.worst else { continue }
                let prompt = PromptError.printable(prompts[worst.prompt].id.rawValue)
                throw MergeError(
                    description: "\(sources[later].path) holds draws that \(sources[earlier].path) "
                        + "has too: of prompt \(prompt), \(worst.draws) are the same, which true "
                        + "draws are less than once in a million merges. Merge only the run that holds "
                        + "them all; or import the files put together into one, without the lines "
                        + "that are there twice.")
            }
        }
    }

    /// A draw as it counts here; its text is a hash.
    private struct Trait {
        var seed: UInt32
        var text: Int
    }

    private static func texts(of source: Journal) throws -> [PromptID: [Trait]] {
        var found: [PromptID: [Trait]] = [:]
        try source.forEachDraw { entry in
            guard let text = entry.draw.answer?.text else { return }
            found[entry.draw.prompt, default: []].append(
                Trait(seed: entry.draw.seed, text: Int(ContentHash.of(text))))
        }
        return found
    }
}
