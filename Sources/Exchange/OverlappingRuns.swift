import Evidence
import Files
import Findings
import Journal
import Prompts

/// Runs that are to be joined and hold the same draws although nothing names them so.
package enum OverlappingRuns {
    /// Makes sure that no two runs have draws in common, beside those that count once.
    ///
    /// A file that grew and was imported twice has its first draws under other stand-ins for seeds: they
    /// would count twice, and every limit would be narrower than it is. Runs without seeds that are equal
    /// from end to end are one file where that is no work of chance; a few short answers may be equal
    /// in many files, and to count these once would leave the frequent answers out.
    ///
    /// - Parameter equal: what equal draws without seeds are; nil where nobody has said it.
    /// - Throws: ``MergeError`` naming runs and prompt where what they have in common is no work of
    ///   chance, see ``OverlapSurvey``, or where it cannot be told what equal draws are; whatever
    ///   reading a run throws.
    package static func check(_ sources: [Journal], equal: EqualRuns? = nil) throws {
        // Of runs that cannot be joined, equal draws say nothing.
        try Journal.checkKinds(sources)
        let draws = try sources.map(draws(of:))
        let pairs = sources.count * (sources.count - 1) / 2
        for later in sources.indices {
            for earlier in 0..<later {
                let prompts = sources[later].prompts
                let shared = prompts.indices.compactMap { position in
                    Shared(position, prompts[position].id, draws[earlier], draws[later], equal)
                }
                var survey = OverlapSurvey()
                for part in shared { survey.take(part.first, part.others, of: part.position) }
                if survey.isAlarm(among: pairs), let worst = survey.worst {
                    throw overlap(
                        sources[later].path, sources[earlier].path, prompts[worst.prompt],
                        worst.draws)
                }
                let same = shared.filter(\.hasEqual)
                guard equal == nil, let first = same.first else { continue }
                var whole = OverlapSurvey()
                for part in shared { whole.take(part.first, part.second, of: part.position) }
                guard !whole.isAlarm(among: pairs) else { continue }
                throw doubt(
                    sources[later].path, sources[earlier].path, prompts[first.position])
            }
        }
    }

    /// The answers that two runs have of a prompt, as hashes in their order.
    private struct Shared {
        let position: Int
        let first: [Int]
        let second: [Int]
        /// Those of the second that will not count once.
        let others: [Int]
        /// Whether a draw of the second without a seed equals one of the first.
        let hasEqual: Bool

        init?(
            _ position: Int, _ id: PromptID, _ one: [PromptID: [Trait]],
            _ other: [PromptID: [Trait]], _ equal: EqualRuns?
        ) {
            guard let own = other[id], let others = one[id] else { return nil }
            let known = Dictionary(
                others.map { ($0.seed, $0.text) }, uniquingKeysWith: { first, _ in first })
            func isEqual(_ draw: Trait) -> Bool { draw.isStandIn && known[draw.seed] == draw.text }
            self.position = position
            first = others.map(\.plain)
            second = own.map(\.plain)
            self.others = own.filter { draw in
                draw.isStandIn
                    ? equal == .draws || !isEqual(draw) : known[draw.seed] == nil
            }.map(\.plain)
            hasEqual = own.contains(where: isEqual)
        }
    }

    private static func overlap(
        _ later: String, _ earlier: String, _ prompt: Prompt, _ draws: Int
    ) -> MergeError {
        MergeError(
            description: "\(later) holds draws that \(earlier) has too: of prompt "
                + "\(PromptError.printable(prompt.id.rawValue)), \(draws) are the same, which true "
                + "draws are less than once in a million merges. Merge only the run that holds them "
                + "all; or import the files put together into one, without the lines that are there "
                + "twice.")
    }

    private static func doubt(_ later: String, _ earlier: String, _ prompt: Prompt) -> MergeError {
        MergeError(
            description:
                "\(later) has the same answers as \(earlier), and none of them has a seed: "
                + "whether they are the same draws (of prompt "
                + "\(PromptError.printable(prompt.id.rawValue)) for one) or others that say the same "
                + "cannot be told. Say --equal-runs draws where each file was drawn by itself, or "
                + "--equal-runs copies where one was imported twice; or import the files put together "
                + "into one, whose seeds, numbers and ids tell.")
    }

    /// A draw as it counts here, by hashes of its text and of that with other white space, with which it may
    /// have been there as well.
    private struct Trait {
        var seed: UInt32
        var isStandIn: Bool
        var text: Int64
        var plain: Int
    }

    private static func draws(of source: Journal) throws -> [PromptID: [Trait]] {
        var found: [PromptID: [Trait]] = [:]
        try source.forEachDraw { entry in
            guard let text = entry.draw.answer?.text else { return }
            let seed = entry.draw.seed
            found[entry.draw.prompt, default: []].append(
                Trait(
                    seed: seed, isStandIn: source.identity.knownSeed(seed) == nil,
                    text: ContentHash.of(text), plain: Int(ContentHash.of(text.inPlainSpace))))
        }
        return found
    }
}
