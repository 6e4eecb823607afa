/// Scorers' names as fields of a file, where no two may be the same.
enum ScoreNames {
    /// The names in order; one that is there already gets the next free number.
    static func distinct(_ names: [String]) -> [String] {
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
