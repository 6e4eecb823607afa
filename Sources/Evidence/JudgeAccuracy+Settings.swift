import Statistics

extension JudgeAccuracy {
    /// What the scorer settings of a file say of its judge that does not say it otherwise; nil for a
    /// scorer without such a promise.
    ///
    /// They stand before the model's name and the pattern, which may have anything in them.
    package init?(scorer name: String, isBinary: Bool, settings: String) {
        // Phrases miss refusals, and find some that are none, as a judge does.
        guard name == "judge" || name == "refusal", isBinary else { return nil }
        var shares = ["sensitivity": 1.0, "specificity": 1.0]
        for part in settings.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2, pair[0] != "model", pair[0] != "pattern" else { break }
            if shares[pair[0]] != nil, let value = Double(pair[1]) { shares[pair[0]] = value }
        }
        guard let sensitivity = shares["sensitivity"], let specificity = shares["specificity"],
            sensitivity != 1 || specificity != 1
        else { return nil }
        try? self.init(sensitivity: sensitivity, specificity: specificity)
    }
}
