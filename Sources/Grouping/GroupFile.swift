import Files
import Findings
import FoundationEssentials
import Platform
import Prompts

/// The groups of a run's answers, kept in a file of lines beside it: `x.run.groups.jsonl`.
///
/// One line holds the groups of the answers to one prompt by one rule. It has no texts, only their
/// hashes, and is of no use without its run; deleted, it costs asking again.
package struct GroupFile: Sendable {
    package let path: String
    private var lines: LineFile { LineFile(path: path, what: "groups") }

    package init(_ path: String) {
        self.path = path
    }

    /// All groups that are kept; none where there is no file.
    ///
    /// - Throws: ``GroupingError`` with the file and the line.
    package func read() throws(GroupingError) -> [GroupMemory] {
        var memories: [GroupMemory] = []
        for (number, line) in try lines.read() {
            guard let kept = try? JSONDecoder().decode(KeptGroups.self, from: line),
                let memory = kept.memory
            else { throw lines.spoilt(number) }
            memories.append(memory)
        }
        return memories
    }

    /// Writes all groups, in place of those that are in the file.
    package func write(_ memories: [GroupMemory]) throws(GroupingError) {
        try lines.write(memories.map(KeptGroups.init))
    }
}

/// A line of the file.
private struct KeptGroups: Codable {
    var grouping: String
    var prompt_id: String
    var model: String
    var answer: String
    var judgement: String
    var threshold: Double?
    var frozen_at: Int
    var frozen_groups: Int
    var probe: Data
    var centers: [Data]
    var founders: [String]
    var likeness: [Double?]
    var members: [String: Int]
    var specials: [String: Int]
    var remarks: [String: Int]

    init(_ memory: GroupMemory) {
        grouping = memory.grouping.rawValue
        prompt_id = memory.prompt.rawValue
        model = memory.model
        answer = memory.part.description
        judgement = memory.judgement
        threshold = memory.threshold
        frozen_at = memory.frozenAt
        frozen_groups = memory.frozenGroups
        probe = Self.data(memory.probe)
        centers = memory.centers.map(Self.data)
        founders = memory.founders
        likeness = memory.likeness
        members = memory.members
        specials = memory.specials
        remarks = memory.remarks
    }

    /// Nil where it is no such thing: what is wrong in it must not become a group.
    var memory: GroupMemory? {
        guard let grouping = AnswerGrouping(rawValue: grouping), grouping.asksServer,
            let part = AnswerPart(answer), frozen_at >= 0, frozen_groups >= 0,
            (grouping == .topic) == (threshold != nil), threshold.map(\.isFinite) ?? true
        else { return nil }
        var memory = GroupMemory(
            grouping, prompt: PromptID(prompt_id), model: model, part: part, threshold: threshold,
            frozenAt: frozen_at)
        guard let probe = Self.floats(probe) else { return nil }
        memory.probe = probe
        memory.judgement = judgement
        for center in centers {
            guard let floats = Self.floats(center), floats.isEmpty || floats.count == probe.count
            else { return nil }
            memory.centers.append(floats)
        }
        memory.founders = founders
        let groups = 0..<memory.groupCount
        guard frozen_groups <= groups.count, likeness.count == groups.count,
            members.values.allSatisfy(groups.contains), specials.values.allSatisfy(groups.contains),
            remarks.values.allSatisfy({ $0 > 0 })
        else { return nil }
        memory.frozenGroups = frozen_groups
        memory.likeness = likeness
        memory.members = members
        memory.specials = specials
        memory.remarks = remarks
        return memory
    }

    private static func data(_ floats: [Float]) -> Data {
        var data = Data(capacity: floats.count * 4)
        for value in floats {
            let bits = value.bitPattern
            for shift in [0, 8, 16, 24] as [UInt32] {
                data.append(UInt8(truncatingIfNeeded: bits >> shift))
            }
        }
        return data
    }

    private static func floats(_ data: Data) -> [Float]? {
        let bytes = Array(data)
        guard bytes.count.isMultiple(of: 4) else { return nil }
        var floats: [Float] = []
        for start in stride(from: 0, to: bytes.count, by: 4) {
            var bits: UInt32 = 0
            for byte in bytes[start..<start + 4].reversed() { bits = bits << 8 | UInt32(byte) }
            floats.append(Float(bitPattern: bits))
        }
        return floats.allSatisfy(\.isFinite) ? floats : nil
    }
}
