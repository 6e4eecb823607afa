import Evidence
import GRDB
import Prompts

/// Rebuilds the evidence of one prompt from its rows.
///
/// An answer that was met before is known by its row and not looked at again.
struct EvidenceReader {
    let reader: DrawReader

    /// Adds the prompt's draws from the first to the last before a gap.
    ///
    /// - Returns: whether there are draws beyond a gap.
    func read(
        prompt: Int, into evidence: inout PromptEvidence, in database: Database
    ) throws -> Bool {
        var positions: [Int64: Int] = [:]
        var launches = try LaunchRows(reader, prompt: prompt, in: database)
        var rows = try reader.rows(prompt: prompt, id: evidence.prompt.id, in: database)
        defer { rows.end() }
        while try rows.next() {
            guard rows.number == evidence.drawCount else { return true }
            let launch = try launches.launch(of: rows.number)
            guard !reader.hasLaunches || launch != nil else {
                throw DamagedRow(
                    "draw \(rows.number) of prompt \(evidence.prompt.id) was never launched")
            }
            guard !rows.isLost else {
                evidence.addLost(attempts: rows.attempts, launch: launch?.launch)
                continue
            }
            let isTruncated = try rows.isTruncated()
            if let position = positions[rows.answer] {
                evidence.addRepeat(
                    of: position, tokenCount: rows.tokenCount, isTruncated: isTruncated,
                    attempts: rows.attempts, scores: rows.scores, launch: launch?.launch,
                    absorbed: launch?.absorbed)
            } else {
                evidence.add(
                    rows.text, tokenCount: rows.tokenCount, isTruncated: isTruncated,
                    attempts: rows.attempts, scores: rows.scores, launch: launch?.launch,
                    absorbed: launch?.absorbed)
                positions[rows.answer] = evidence.sequence.last.map { Int($0) }
            }
        }
        return false
    }
}
