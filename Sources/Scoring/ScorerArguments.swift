/// What follows a scorer's name after a colon: comma-separated words and `key=value` pairs.
struct ScorerArguments {
    private let scorer: String
    private var values: [String: String] = [:]

    /// - Throws: ``ScoringError`` for an option that is not among `allowed`, or given twice.
    init(_ text: String, scorer: String, allowed: [String]) throws(ScoringError) {
        self.scorer = scorer
        for part in text.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let key = String(pair[0])
            guard allowed.contains(key) else {
                let known =
                    allowed.isEmpty
                    ? "it has no options" : "its options are " + allowed.joined(separator: ", ")
                throw ScoringError("scorer \(scorer) does not know the option \"\(key)\"; \(known)")
            }
            guard values[key] == nil else {
                throw ScoringError("scorer \(scorer): the option \"\(key)\" is given twice")
            }
            values[key] = pair.count > 1 ? String(pair[1]) : ""
        }
    }

    /// Whether an option without a value is given.
    func flag(_ key: String) throws(ScoringError) -> Bool {
        guard let value = values[key] else { return false }
        guard value.isEmpty else {
            throw ScoringError("scorer \(scorer): the option \"\(key)\" takes no value")
        }
        return true
    }

    /// A share above 0 and at most 1, or nil where the option is not given.
    func share(_ key: String) throws(ScoringError) -> Double? {
        guard let value = values[key] else { return nil }
        guard let share = Double(value), share > 0, share <= 1 else {
            throw ScoringError(
                "scorer \(scorer): the option \"\(key)\" needs a share above 0 and at most 1, such "
                    + "as \(key)=0.9")
        }
        return share
    }

    /// A whole number of at least 1, or nil where the option is not given.
    func number(_ key: String) throws(ScoringError) -> Int? {
        guard let value = values[key] else { return nil }
        guard let number = Int(value), number >= 1 else {
            throw ScoringError(
                "scorer \(scorer): the option \"\(key)\" needs a whole number of at least 1, such "
                    + "as \(key)=8")
        }
        return number
    }
}
