/// Names of scorers where no two may be the same.
package enum ScoreNames {
    /// The names in order; one that is there already gets the next free number.
    package static func distinct(_ names: [String]) -> [String] {
        var taken: Set<String> = []
        return names.map { name in
            var candidate = name
            var number = 1
            while !taken.insert(candidate).inserted {
                number += 1
                candidate = "\(name)_\(number)"
            }
            return candidate
        }
    }
}
