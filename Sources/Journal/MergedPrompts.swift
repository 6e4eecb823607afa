import Files
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
    /// How many runs there are of each part.
    private let runCounts: [Int]

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
            for prompt in source.prompts {
                if groupOf.updateValue(group, forKey: prompt.id) != nil { areApart = false }
            }
            if group > 0 { prompts.prompts += source.prompts }
        }
        self.groups = groups
        self.groupOf = groupOf
        self.areApart = areApart
        groupCount = fingerprints.count
        runCounts = groups.reduce(into: Array(repeating: 0, count: fingerprints.count)) {
            $0[$1] += 1
        }
        self.prompts = areApart ? prompts : sources[0].prompts
        var identity = sources[0].identity
        if fingerprints.count > 1, areApart { identity.promptsFingerprint = prompts.fingerprint }
        if sources.contains(where: { $0.identity.hasStandIns == true }) {
            identity.hasStandIns = true
        }
        self.identity = identity
    }

    /// A prompt that two runs do not have alike, in words behind a sentence; empty where there is none.
    static func example(_ one: Journal, _ other: Journal) -> String {
        let known = Dictionary(
            one.prompts.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        guard let odd = other.prompts.first(where: { known[$0.id] != $0 }) else {
            return ""
        }
        let name = PromptError.printable(odd.id.rawValue)
        return known[odd.id] == nil
            ? "; only the second one has prompt \(name)" : "; prompt \(name) is another one"
    }

    /// Whether another run may have the same draws as the one at this place.
    func isShared(_ run: Int) -> Bool { !areApart || runCounts[groups[run]] > 1 }

    /// Makes sure that prompts of different parts share no seed.
    ///
    /// - Parameters:
    ///   - used: the seeds of each prompt's draws.
    ///   - identity: says which of them only stand in for seeds.
    /// - Throws: ``MergeError`` naming two prompts.
    func checkSeeds(
        _ used: [PromptID: [UInt32: Int]], _ identity: RunIdentity
    ) throws(MergeError) {
        guard groupCount > 1 else { return }
        var owners: [UInt32: PromptID] = [:]
        owners.reserveCapacity(used.values.reduce(0) { $0 + $1.count })
        for (prompt, seeds) in used.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            for seed in seeds.keys where identity.knownSeed(seed) != nil {
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

/// Which prompt a seed belongs to, in runs on the same prompts that are joined.
///
/// Runs of different seeds lay their ranges out apart from each other, and so that of one prompt in
/// one run may meet that of another prompt in the other. Runs from before prompts were kept apart,
/// and imported ones, share seeds among prompts in each run already; nothing is kept apart there.
struct SeedOwners {
    private var owners: [UInt32: Int32]?
    private let places: [PromptID: Int32]

    init(_ sources: [Journal], _ parts: MergedPrompts) {
        let keepsApart = sources.allSatisfy { $0.identity.seedRule != nil }
        owners = keepsApart && parts.groupCount == 1 ? [:] : nil
        places = Dictionary(
            parts.prompts.enumerated().map { ($1.id, Int32($0)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Whether the seed may be used for a prompt: where no other prompt has had it.
    mutating func take(_ seed: UInt32, for prompt: PromptID) -> Bool {
        guard owners != nil, let place = places[prompt] else { return true }
        if let owner = owners?[seed] { return owner == place }
        owners?[seed] = place
        return true
    }
}
