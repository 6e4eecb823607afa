/// Finds what a mistyped name was probably meant to be.
package enum NearestName {
    /// The known name with the fewest edits (insert, delete, replace, swap of neighbours), if there
    /// is one with at most a third of its letters changed; the first one among equals.
    package static func closest(to name: String, in known: [String]) -> String? {
        let name = Array(name.lowercased().unicodeScalars.prefix(64))
        var best: (name: String, edits: Int)?
        for candidate in known {
            let letters = Array(candidate.lowercased().unicodeScalars)
            let edits = edits(from: name, to: letters)
            let limit = max(1, max(name.count, letters.count) / 3)
            if edits <= limit, edits < best?.edits ?? .max { best = (candidate, edits) }
        }
        return best?.name
    }

    /// The restricted Damerau-Levenshtein distance.
    private static func edits(from a: [Unicode.Scalar], to b: [Unicode.Scalar]) -> Int {
        var before: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                let replaced = last[j] + (a[i] == b[j] ? 0 : 1)
                var edits = min(replaced, last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    edits = min(edits, before[j - 1] + 1)
                }
                row.append(edits)
            }
            before = last
            last = row
        }
        return last[b.count]
    }
}
