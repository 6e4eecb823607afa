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
        var dropped = 0
        var contradicting = 0
        var doubtful = 0
        for position in draws.indices {
            var kept: [Entry] = []
            var places: [String: Int] = [:]
            for entry in draws[position] {
                let keys = entry.keys
                if let place = keys.lazy.compactMap({ places[$0] }).first {
                    dropped += 1
                    if kept[place].text == entry.text {
                        kept[place].raw.merge(entry.raw) { own, _ in own }
                    } else {
                        contradicting += 1
                    }
                    continue
                }
                for key in keys { places[key] = kept.count }
                kept.append(entry)
            }
            kept = Self.withoutCopiesByMarks(kept, &dropped)
            let (single, copies, doubts) = Self.withoutCopiesOfSeeds(kept)
            draws[position] = single
            dropped += copies
            doubtful += doubts
        }
        if dropped > 0 {
            let repeats = Figure.count(dropped, "repeated draw counts", "repeated draws count")
            warnings.append(
                "\(repeats) once: the file has the same number, identifier or seed with the same "
                    + "text again")
        }
        if contradicting > 0 {
            warnings.append(
                "\(contradicting) of these had another text than the first of their number, which "
                    + "alone counts; import files of different runs each alone")
        }
        if doubtful > 0 {
            warnings.append(
                "\(Figure.count(doubtful, "draw", "draws")) repeat a text under a seed that gave "
                    + "other texts too; whether these are copies cannot be told, and they count as "
                    + "lost")
        }
    }

    /// Takes fields such as `id` and `sample_id` for what draws are called where they can be that:
    /// they differ within the prompt, and wherever one repeats, its text does too.
    ///
    /// A field that is the same in all of a prompt's draws names the prompt and not the draw.
    private static func withoutCopiesByMarks(
        _ entries: [Entry], _ dropped: inout Int
    ) -> [Entry] {
        var kept = entries
        for name in DrawImport.marks {
            var texts: [String: [UInt8]] = [:]
            var isName = kept.count > 2
            for entry in kept where isName {
                guard let mark = entry.marks[name] else {
                    isName = false
                    break
                }
                let text = Array((entry.text ?? "").utf8)
                isName = texts[mark].map { $0 == text } ?? true
                texts[mark] = text
            }
            guard isName, texts.count > 1, texts.count < kept.count else { continue }
            var seen: Set<String> = []
            let count = kept.count
            kept.removeAll { !seen.insert($0.marks[name] ?? "").inserted }
            dropped += count - kept.count
        }
        return kept
    }

    /// Names of fields that may be those of draws.
    static let marks = [
        "id", "sample_id", "sample_idx", "sample_index", "draw_id", "generation_id",
        "generation_idx", "response_id", "response_idx", "completion_id", "completion_idx",
        "completion_index", "output_id", "record_id", "row_id",
    ]

    private static func withoutCopiesOfSeeds(
        _ entries: [Entry]
    ) -> (entries: [Entry], copies: Int, doubtful: Int) {
        var texts: [String: Set<[UInt8]>] = [:]
        for entry in entries {
            guard let seed = entry.seedName, let text = entry.text else { continue }
            texts[seed, default: []].insert(Array(text.utf8))
        }
        var kept: [Entry] = []
        var seen: [String: [[UInt8]: Int]] = [:]
        var (copies, doubtful) = (0, 0)
        for var entry in entries {
            guard let seed = entry.seedName, let text = entry.text else {
                kept.append(entry)
                continue
            }
            let bytes = Array(text.utf8)
            if let place = seen[seed]?[bytes] {
                guard texts[seed]?.count ?? 0 > 1 else {
                    copies += 1
                    kept[place].raw.merge(entry.raw) { own, _ in own }
                    continue
                }
                doubtful += 1
                entry.text = nil
                entry.error = "a repeat of another draw's text under the same seed"
            } else {
                seen[seed, default: [:]][bytes] = kept.count
            }
            kept.append(entry)
        }
        return (kept, copies, doubtful)
    }
}

extension DrawImport.Entry {
    /// What no other draw of the prompt can have as well.
    var keys: [String] {
        (number.map { ["draw \($0)"] } ?? []) + identifiers
    }
}
