import ArgumentParser
import Prompts

/// A part of a prompt set, for one of several runs that are merged later: `--shard 3/8`.
struct Shard: ExpressibleByArgument, Hashable {
    /// Which part, from 1 to ``count``.
    let part: Int
    let count: Int

    init?(argument: String) {
        let words = argument.split(separator: "/", omittingEmptySubsequences: false)
        guard words.count == 2, let part = Int(words[0]), let count = Int(words[1]), part >= 1,
            count <= 1_000_000, part <= count
        else { return nil }
        (self.part, self.count) = (part, count)
    }

    var defaultValueDescription: String { "\(part)/\(count)" }

    /// The part's prompts: neighbours in the file, so that parts in order are the file again.
    ///
    /// - Throws: ``Failure`` where there are more parts than prompts and none is left for this one.
    func prompts(of set: PromptSet) throws(Failure) -> PromptSet {
        let total = set.prompts.count
        let range = total * (part - 1) / count..<total * part / count
        guard !range.isEmpty else {
            throw Failure(
                "Part \(part) of \(count) has no prompt: \(set.name) has \(total).",
                status: ExitStatus.badUsage)
        }
        var shard = set
        shard.prompts = Array(set.prompts[range])
        return shard
    }
}
