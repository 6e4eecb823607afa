import Evidence
import Files
import OutputTree
import Platform
import Prompts

/// What a leak of a prompt would say: its keywords, or without any its references.
struct LeakTargets: Sendable {
    private let words: [[UInt8]]

    init(_ prompt: Prompt) {
        let named = prompt.keywords.isEmpty ? prompt.references : prompt.keywords
        words = named.map { Array($0.trimmed.lowercased().utf8) }.filter { !$0.isEmpty }
    }

    /// How much of a target a text ends with, beginning at a word, as a share of it; 1 where it holds
    /// one.
    ///
    /// Where to look, and nothing more: no limit hangs on it.
    func share(of text: [UInt8]) -> Double {
        var best = 0.0
        for word in words {
            for start in text.indices where start == 0 || !Self.isWord(text[start - 1]) {
                let common = zip(text[start...], word).prefix { $0 == $1 }.count
                if common == word.count { return 1 }
                if start + common == text.count {
                    best = max(best, Double(common) / Double(word.count))
                }
            }
        }
        return best
    }

    /// So much of a text can matter to what follows it.
    var reach: Int { (words.map(\.count).max() ?? 0) + 1 }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
    }
}

/// The beginnings, met as alternatives of answers, from which a prompt's leaks are likeliest.
///
/// A beginning weighs its probability times the square of the share of a target that it ends with: the
/// longer a name that has begun, the likelier it goes on. Which beginning is chosen hangs on nothing
/// but the answers before, in launch order.
struct LeakLeads: Sendable {
    private let targets: LeakTargets
    private var leads: [Lead] = []
    private var known: Set<[Int32]> = []

    private struct Lead: Sendable {
        var path: [Int32]
        var share: Double
        var weight: Double
    }

    /// So many are kept, the heaviest.
    private static let most = 256

    init(_ targets: LeakTargets) { self.targets = targets }

    /// Notes what could have followed each of an answer's tokens.
    mutating func learn(from answer: Answer, _ steps: [OutputTree.Step]) {
        var path: [Int32] = []
        var mass = 1.0
        var text: [UInt8] = []
        for (token, step) in zip(answer.tokens, steps) {
            for other in token.alternatives {
                let bytes = Self.folded(other.bytes ?? Array(other.text.utf8))
                // A token without a text ends the answer.
                guard let id = other.id.flatMap({ Int32(exactly: $0) }), id != step.token.id,
                    !bytes.isEmpty
                else { continue }
                add(path + [id], mass * exp(other.logProbability), text + bytes)
            }
            path.append(step.token.id)
            mass *= step.token.probability
            text += Self.folded(token.bytes ?? Array(token.text.utf8))
            // A text with a target in it keeps it.
            if targets.share(of: text) < 1 { text = Array(text.suffix(targets.reach)) }
        }
    }

    private mutating func add(_ path: [Int32], _ mass: Double, _ text: [UInt8]) {
        let share = targets.share(of: text)
        guard share > 0, known.insert(path).inserted else { return }
        let lead = Lead(path: path, share: share, weight: mass * share * share)
        // The lightest come first.
        var (low, high) = (0, leads.count)
        while low < high {
            let middle = (low + high) / 2
            if leads[middle].weight < lead.weight { low = middle + 1 } else { high = middle }
        }
        leads.insert(lead, at: low)
        if leads.count > Self.most { leads.removeFirst() }
    }

    /// The heaviest beginning that nobody has gone on from; it is not given again.
    mutating func next(in tree: OutputTree) -> [Int32]? {
        while let lead = leads.popLast() {
            guard let left = tree.left(after: lead.path), left > 0,
                left == tree.probability(of: lead.path)
            else { continue }
            return lead.path
        }
        return nil
    }

    private static func folded(_ bytes: [UInt8]) -> [UInt8] {
        bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }
}
