import Findings
import Inference
import Prompts

/// Groups answers by topic: by the cosines of their embeddings, average linkage.
///
/// It tells subjects and refusals apart, and not Sydney from Melbourne, 42 from 43 or a sentence from
/// its negation, so that nothing else may be inferred from it.
package struct TopicGrouper: Sendable {
    /// Groups that are at least so alike on average are joined: from .30 to .45 the same was found on
    /// answers about several subjects.
    package static let threshold = 0.40
    /// More texts than these are put into the groups of the first ones: linkage keeps n² cosines.
    private static let mostLinked = 2048
    /// Texts in one request.
    private static let batch = 32
    private static let probe = "The quick brown fox jumps over the lazy dog."

    private let server: EmbeddingServer
    /// How often a request that failed is repeated, and how long is waited at first.
    private let patience: (attempts: Int, wait: Duration)

    package init(_ server: EmbeddingServer, attempts: Int = 3, wait: Duration = .seconds(1)) {
        self.server = server
        patience = (attempts, wait)
    }

    /// The model and what it says of the fixed text.
    private func greet() async throws(GroupingError) -> (model: String, probe: [Float]) {
        let model = try await asking { () async throws(InferenceError) in
            try await server.modelName()
        }
        let vectors = try await asking { () async throws(InferenceError) in
            try await server.embeddings(of: [Self.probe])
        }
        // llama.cpp calls a model by the path of its file.
        return (model.split(separator: "/").last.map(String.init) ?? model, vectors[0])
    }

    /// Puts texts into groups.
    ///
    /// - Parameters:
    ///   - texts: all distinct answers to a prompt, in order of appearance.
    ///   - known: the groups that were found before; nil finds groups anew and freezes them.
    ///   - draws: how many draws gave the texts.
    ///   - progress: told of each batch.
    package func group(
        _ texts: [String], of prompt: PromptID, part: AnswerPart, known: GroupMemory?,
        threshold: Double = threshold, draws: Int,
        progress: @Sendable (GroupProgress) -> Void = { _ in }
    ) async throws(GroupingError) -> GroupMemory {
        let (model, probe) = try await greet()
        var memory =
            known
            ?? GroupMemory(
                .topic, prompt: prompt, model: model, part: part, threshold: threshold,
                frozenAt: draws)
        if let known {
            guard known.model == model, Self.cosine(known.probe, probe) > 0.99 else {
                throw GroupingError(
                    "\(server.address) gives other vectors than those of the groups that are kept "
                        + "(\(known.model)); :group topic! groups anew")
            }
        }
        memory.probe = probe
        let finder = AnswerFinder(memory.part)
        var subjects: [GroupSubject] = []
        var isSeen: Set<GroupSubject> = []
        let missing = memory.missing(from: texts)
        for text in missing {
            let subject = GroupSubject(text, finder)
            if isSeen.insert(subject).inserted { subjects.append(subject) }
        }
        let parts = subjects.compactMap { subject -> String? in
            if case .text(let part) = subject { part } else { nil }
        }
        var vectors: [String: [Float]] = [:]
        var cut = 0
        for start in stride(from: 0, to: parts.count, by: Self.batch) {
            let batch = Array(parts[start..<min(start + Self.batch, parts.count)])
            let (found, shortened) = try await embed(batch)
            cut += shortened
            for (part, vector) in zip(batch, found) {
                guard vector.count == probe.count else {
                    throw GroupingError(
                        "\(server.address) gives vectors of \(probe.count) and of "
                            + "\(vector.count) numbers")
                }
                vectors[part] = vector
            }
            progress(
                GroupProgress(
                    what: "texts embedded", done: start + batch.count, all: parts.count))
        }
        memory.remark(cut, "embedded by the beginning alone: too long for the model")
        if known == nil { memory.freeze(parts, vectors, most: Self.mostLinked) }
        let numbers = memory.place(subjects, vectors)
        for text in missing {
            memory.members[GroupMemory.hash(text)] = numbers[GroupSubject(text, finder)]
        }
        if known == nil { memory.frozenGroups = memory.centers.count }
        return memory
    }

    // MARK: - Asking

    /// The vectors of a batch, and how many of its texts were too long and were cut.
    private func embed(
        _ texts: [String]
    ) async throws(GroupingError) -> (vectors: [[Float]], cut: Int) {
        do throws(InferenceError) {
            return (
                try await repeating { () async throws(InferenceError) in
                    try await server.embeddings(of: texts)
                }, 0
            )
        } catch .promptTooLong {
            // It is not said which: one by one, and such a text by half and half again.
            guard texts.count > 1 else { return ([try await embedStart(texts[0])], 1) }
            var vectors: [[Float]] = []
            var cut = 0
            for text in texts {
                let (found, shortened) = try await embed([text])
                vectors += found
                cut += shortened
            }
            return (vectors, cut)
        } catch {
            throw sentence(error)
        }
    }

    private func embedStart(_ text: String) async throws(GroupingError) -> [Float] {
        var start = text.prefix(text.count / 2)
        while !start.isEmpty {
            do throws(InferenceError) {
                let text = String(start)
                return try await repeating { () async throws(InferenceError) in
                    try await server.embeddings(of: [text])
                }[0]
            } catch .promptTooLong {
                start = start.prefix(start.count / 2)
            } catch {
                throw sentence(error)
            }
        }
        throw GroupingError("\(server.address) takes no text at all: each is too long for it")
    }

    private func asking<Value: Sendable>(
        _ ask: () async throws(InferenceError) -> Value
    ) async throws(GroupingError) -> Value {
        do throws(InferenceError) {
            return try await repeating(ask)
        } catch {
            throw sentence(error)
        }
    }

    private func repeating<Value: Sendable>(
        _ ask: () async throws(InferenceError) -> Value
    ) async throws(InferenceError) -> Value {
        try await Patience.repeating(patience.attempts, wait: patience.wait, ask)
    }

    private func sentence(_ error: InferenceError) -> GroupingError {
        GroupingError(
            "no topics from \(server.address): \(error)", isCancelled: error == .cancelled)
    }

    static func cosine(_ a: [Float], _ b: [Float]) -> Float {
        guard a.count == b.count else { return -1 }
        var sum: Float = 0
        for index in a.indices { sum += a[index] * b[index] }
        return sum
    }
}

/// Repeats what may succeed later.
enum Patience {
    static func repeating<Value: Sendable>(
        _ attempts: Int, wait: Duration, _ ask: () async throws(InferenceError) -> Value
    ) async throws(InferenceError) -> Value {
        var wait = wait
        for attempt in 1... {
            do throws(InferenceError) {
                return try await ask()
            } catch {
                if Task.isCancelled { throw .cancelled }
                guard error.isRetryable, attempt < attempts else { throw error }
                do { try await Task.sleep(for: wait) } catch { throw .cancelled }
                wait *= 2
            }
        }
        throw .cancelled
    }
}

extension GroupMemory {
    /// Finds the groups of the first texts.
    fileprivate mutating func freeze(
        _ parts: [String], _ vectors: [String: [Float]], most: Int
    ) {
        let linked = parts.prefix(most).compactMap { vectors[$0] }
        let clusters = AverageLinkage(
            count: linked.count, threshold: threshold ?? TopicGrouper.threshold
        ) { TopicGrouper.cosine(linked[$0], linked[$1]) }
        likeness = clusters.lowest
        centers = clusters.lowest.map { _ in [Float](repeating: 0, count: probe.count) }
        var sizes = [Float](repeating: 0, count: centers.count)
        for (item, group) in clusters.groups.enumerated() {
            sizes[group] += 1
            for index in centers[group].indices { centers[group][index] += linked[item][index] }
        }
        for group in centers.indices {
            for index in centers[group].indices { centers[group][index] /= sizes[group] }
        }
        for (part, group) in zip(parts.prefix(most), clusters.groups) {
            linkedGroups[part] = group
        }
        remark(parts.count - most, "put into the groups of the first \(most) texts")
    }

    /// The group of each subject: the frozen one that it is most like on average, else the first
    /// later one that it is like enough, else one of its own.
    fileprivate mutating func place(
        _ subjects: [GroupSubject], _ vectors: [String: [Float]]
    ) -> [GroupSubject: Int] {
        var numbers: [GroupSubject: Int] = [:]
        for subject in subjects {
            switch subject {
            case .special(let name):
                if specials[name] == nil {
                    specials[name] = centers.count
                    centers.append([])
                    likeness.append(nil)
                }
                numbers[subject] = specials[name]
            case .text(let part):
                numbers[subject] = linkedGroups[part] ?? group(of: vectors[part] ?? [])
            }
        }
        linkedGroups = [:]
        return numbers
    }

    private mutating func group(of vector: [Float]) -> Int {
        let least = Float(threshold ?? TopicGrouper.threshold)
        let isFreezing = frozenGroups == 0
        var best: (group: Int, likeness: Float)?
        for (group, center) in centers.enumerated() where !center.isEmpty {
            let likeness = TopicGrouper.cosine(center, vector)
            guard likeness >= least else { continue }
            if !isFreezing, group >= frozenGroups { return best?.group ?? group }
            if likeness > best?.likeness ?? -2 { best = (group, likeness) }
        }
        if let best { return best.group }
        centers.append(vector)
        likeness.append(nil)
        return centers.count - 1
    }
}
