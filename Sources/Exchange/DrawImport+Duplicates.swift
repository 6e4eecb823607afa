import Files
import Text

extension DrawImport {
    /// Counts once what a file has twice: equal launch number, epoch or identifier within a prompt,
    /// or equal seed and text.
    ///
    /// A draw that is there twice would make every limit narrower than it is. The first one stays,
    /// with the scores of its copies where it has none. Where one seed gave several texts, the
    /// program that made them did not heed it: equal texts under it may be draws or copies, so that
    /// they count as lost, which is at their worst.
    mutating func countOnce() {
        var tally = DuplicateTally()
        for position in draws.indices { draws[position].countOnce(&tally) }
        if tally.cached > 0 {
            warnings.append(
                "\(Figure.count(tally.cached, "answer is", "answers are")) a cache's repetition of "
                    + "one that is there already, and no draw: each counts once")
        }
        if tally.doubtfulCached > 0 {
            warnings.append(
                "\(Figure.count(tally.doubtfulCached, "answer", "answers")) of a cache repeat a text "
                    + "of a prompt that has other texts too; whether these are copies cannot be told, "
                    + "and they count as lost. Import the file without the field that names the cache "
                    + "where each was a draw of its own")
        }
        if tally.dropped > 0 {
            let repeats = Figure.count(
                tally.dropped, "repeated draw counts", "repeated draws count")
            warnings.append(
                "\(repeats) once: the file has the same number, identifier or seed with the same "
                    + "text again")
        }
        if tally.contradicting > 0 {
            warnings.append(
                "\(tally.contradicting) of these had another text than the first of their number, which "
                    + "alone counts; import files of different runs each alone")
        }
        if tally.doubtful > 0 {
            warnings.append(
                "\(Figure.count(tally.doubtful, "draw", "draws")) repeat a text under a seed that gave "
                    + "other texts too; whether these are copies cannot be told, and they count as "
                    + "lost")
        }
    }

    /// Names of fields that may be those of draws.
    static let marks = [
        "id", "sample_id", "sample_idx", "sample_index", "draw_id", "generation_id",
        "generation_idx", "response_id", "response_idx", "completion_id", "completion_idx",
        "completion_index", "output_id", "record_id", "row_id", "request_id", "iteration", "trial",
        "repeat", "repetition", "run", "sample_num", "sample_number", "rollout", "replica", "index",
        "rid", "trace_id", "response_hash", "answer_hash", "row", rowName, replyID,
    ]

    private static let plainMarks = Dictionary(
        marks.map { (FieldName.plain($0), $0) }, uniquingKeysWith: { first, _ in first })

    /// The one of these that a field is, however its name is written.
    static func mark(named name: String) -> String? {
        let plain = FieldName.plain(name)
        // A data frame's row, in a column without a name.
        return plainMarks[plain] ?? (rowNames.contains(plain) ? rowName : nil)
    }

    private static let rowNames: Set<String> = ["", "unnamed:0", "column1"]
    private static let rowName = "the row of a data frame"

    /// The reply's own identifier, which stands within the object that has the answer.
    static let replyID = "the reply's id"
}
