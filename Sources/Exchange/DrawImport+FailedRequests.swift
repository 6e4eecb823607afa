import Files

/// Requests for several answers that got none.
extension DrawImport {
    /// What a record has added to its prompt.
    struct RecordTally: Sendable {
        var draws = 0
        /// Of these, how many have neither a text nor a word of how the answer ended.
        var failed = 0
    }

    /// A record that counts as its lost draws only.
    struct FailedRequest: Sendable {
        var position: Int
        var counted: Int
        var reason: String
    }

    /// Adds the lost draws of a record that has no answer: as many as it says that were asked for.
    ///
    /// One lost draw for a request of fifty would be at its worst once instead of fifty times.
    mutating func countFailed(_ record: JSONValue) {
        guard run == nil, let current else { return }
        let tally = recordTally
        guard tally.failed == tally.draws else {
            leastAnswers = min(leastAnswers ?? tally.draws, tally.draws)
            return
        }
        let fault = record["error"].flatMap { $0.isNoFault ? nil : $0.fault }
        let asked = Self.askedFor(record)
        guard tally.draws > 0 || failure != nil || fault != nil || asked != nil else { return }
        let reason = failure?.reason ?? fault ?? "the request has no answer"
        let wanted = max(1, asked ?? 1)
        let count = max(0, min(wanted - tally.draws, Self.mostLosses - addedLosses))
        addedLosses += count
        for _ in 0..<count { add(Entry(error: reason), to: current) }
        if asked == nil {
            failedRequests.append(
                FailedRequest(
                    position: current, counted: max(tally.draws, wanted), reason: reason))
        }
    }

    /// Where a failed request does not say how many answers it was for, as many are lost as each of the
    /// others of the file has at least.
    mutating func countFailedAsOthers() {
        (recordModel, isCached) = (nil, false)
        let answers = leastAnswers ?? 1
        var found = 0
        for request in failedRequests where request.counted < answers {
            found += 1
            let count = max(0, min(answers - request.counted, Self.mostLosses - addedLosses))
            addedLosses += count
            for _ in 0..<count {
                add(Entry(error: request.reason), to: request.position)
            }
        }
        failedRequests = []
        guard found > 0 else { return }
        let requests =
            found == 1
            ? "1 request without an answer counts"
            : "\(found) requests without an answer count"
        warnings.append(
            "\(requests) as \(answers) lost draws\(found == 1 ? "" : " each"), as many as the others of "
                + "the file have answers")
    }

    /// How many answers a record says that it was for; nil where it does not, or names an absurd number.
    private static func askedFor(_ record: JSONValue) -> Int? {
        let settings = settingsFields.compactMap { record[$0] }
        let named = ([record] + settings + settings.compactMap { $0["body"] }).lazy.compactMap {
            $0.member(of: countFields)?.value
        }.first
        // A bare n may be a draw's number, but for beside a list.
        let isListed = answerListFields.contains { record[$0]?.list != nil }
        let plain = (settings + (isListed ? [record] : [])).lazy.compactMap { $0["n"] }.first
        guard let number = (named ?? plain)?.number, let count = Int(exactly: number),
            (1...mostAsked).contains(count)
        else { return nil }
        return count
    }

    private static let mostAsked = 100_000
    /// So many in a file leave no limit that says anything.
    private static let mostLosses = 1_000_000
    private static let countFields = [
        "num_completions", "num_return_sequences", "num_samples", "num_generations", "n_samples",
        "candidateCount", "candidate_count", "num_outputs", "n_completions",
    ]
    private static let settingsFields = [
        "config", "request", "params", "parameters", "sampling_params", "generation_config",
        "generationConfig", "settings",
    ]
}
