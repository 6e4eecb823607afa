import Prompts

/// The prompts of runs that are joined: the same ones, or parts of a set that have none in common.
struct MergedPrompts {
    let prompts: PromptSet
    /// The first run's identity, with the fingerprint of all prompts.
    let identity: RunIdentity
    /// Which part each run is of, by the run's place.
    let groups: [Int]
    /// How many parts there are.
    let groupCount: Int
    /// Whether runs of different prompts have none in common.
    let areApart: Bool
    private let groupOf: [PromptID: Int]

    init(_ sources: [Journal]) {
        var fingerprints: [String] = []
        var groups: [Int] = []
        var groupOf: [PromptID: Int] = [:]
        var areApart = true
        var prompts = sources[0].prompts
        for source in sources {
            let fingerprint = source.identity.promptsFingerprint
            if let known = fingerprints.firstIndex(of: fingerprint) {
                groups.append(known)
                continue
            }
            let group = fingerprints.count
            fingerprints.append(fingerprint)
            groups.append(group)
            for prompt in source.prompts.prompts {
                if groupOf.updateValue(group, forKey: prompt.id) != nil { areApart = false }
            }
            if group > 0 { prompts.prompts += source.prompts.prompts }
        }
        self.groups = groups
        self.groupOf = groupOf
        self.areApart = areApart
        groupCount = fingerprints.count
        self.prompts = areApart ? prompts : sources[0].prompts
        var identity = sources[0].identity
        if fingerprints.count > 1, areApart { identity.promptsFingerprint = prompts.fingerprint }
        self.identity = identity
    }

    /// Makes sure that prompts of different parts share no seed.
    ///
    /// - Parameter used: the seeds of each prompt's draws.
    /// - Throws: ``MergeError`` naming two prompts.
    func checkSeeds(_ used: [PromptID: Set<UInt32>]) throws(MergeError) {
        guard groupCount > 1 else { return }
        var owners: [UInt32: PromptID] = [:]
        for (prompt, seeds) in used.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            for seed in seeds {
                guard let other = owners.updateValue(prompt, forKey: seed),
                    groupOf[other] != groupOf[prompt]
                else { continue }
                throw MergeError(
                    description: "The runs cannot be joined: prompts \(other.rawValue) and "
                        + "\(prompt.rawValue) share seeds, so that their draws are not independent. "
                        + "Make the parts with run --shard I/K, which keeps seeds apart.")
            }
        }
    }
}
