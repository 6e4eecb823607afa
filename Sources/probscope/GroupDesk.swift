import Evidence
import Explorer
import Findings
import FoundationEssentials
import Grouping
import Inference
import Journal
import Prompts
import Synchronization

/// Asks servers about answers for the explorer, and keeps what they say beside the run.
///
/// One order is carried out at a time, in a task of its own; a new one ends the one before.
final class GroupDesk: Sendable {
    private let servers: GroupServers
    private let news = Tray<(order: Int, news: GroupNews)>()
    private let waker: Waker
    private let state = Mutex(State())

    private struct State {
        /// What is kept of each run, by the path of its file of groups.
        var kept: [String: [GroupMemory]] = [:]
        /// The runs whose groups the explorer has, by position.
        var given: [Int: String] = [:]
        var order = 0
        var task: Task<Void, Never>?
        var judge: (MeaningGrouper, JudgeCheck)?
    }

    /// More questions than these are not put to a judge before the reader knows what they cost.
    private static let fewQuestions = 200
    /// The same for texts to be embedded.
    private static let fewTexts = 2000

    init(_ servers: GroupServers, waker: Waker) {
        self.servers = servers
        self.waker = waker
    }

    /// What is new of the order that is carried out.
    func takeNews() -> [GroupNews] {
        let order = state.withLock { $0.order }
        return news.take().filter { $0.order == order }.map(\.news)
    }

    // MARK: - What is kept

    /// The groups that are kept beside a run, if the explorer does not have them yet.
    func kept(of journal: Journal, _ snapshot: Snapshot, ofRun run: Int) -> [Message] {
        let file = GroupFile(journal.groupsPath)
        guard state.withLock({ $0.given.updateValue(file.path, forKey: run) }) != file.path else {
            return []
        }
        do throws(GroupingError) {
            let memories = try known(file)
            return Self.partitions(of: memories, snapshot).map {
                .groups(.groups($0.1, $0.0, ofRun: run))
            }
        } catch {
            return [.notice(Notice("\(error)", isError: true))]
        }
    }

    /// Other runs are open now.
    func forgetGiven() { state.withLock { $0.given = [:] } }

    /// The groups of the prompts of a run.
    static func partitions(
        of memories: [GroupMemory], _ snapshot: Snapshot
    ) -> [(PromptID, AnswerPartition)] {
        memories.compactMap { memory in
            guard memory.part == snapshot.facts.answer,
                let evidence = snapshot.prompts.first(where: { $0.prompt.id == memory.prompt })
            else { return nil }
            return (memory.prompt, memory.partition(of: evidence.outputs.map(\.text)))
        }
    }

    private func known(_ file: GroupFile) throws(GroupingError) -> [GroupMemory] {
        if let known = state.withLock({ $0.kept[file.path] }) { return known }
        let read = try file.read()
        state.withLock { $0.kept[file.path] = read }
        return read
    }

    /// Keeps the groups of a prompt in place of what was kept of it.
    private func keep(_ memory: GroupMemory, in file: GroupFile) throws(GroupingError) {
        let all = state.withLock { state in
            var all = state.kept[file.path] ?? []
            all.removeAll {
                $0.grouping == memory.grouping && $0.prompt == memory.prompt
                    && $0.part == memory.part
            }
            all.append(memory)
            state.kept[file.path] = all
            return all
        }
        try file.write(all)
    }

    // MARK: - Orders

    /// Ends the order that is carried out; what is known by then is kept.
    func stop() {
        state.withLock {
            $0.order += 1
            $0.task?.cancel()
            $0.task = nil
        }
    }

    /// Begins an order.
    func begin(_ order: GroupOrder, journal: Journal) {
        stop()
        let number = state.withLock { $0.order }
        let file = GroupFile(journal.groupsPath)
        let task = Task.detached(priority: .utility) { [self] in
            @Sendable func tell(_ news: GroupNews) {
                self.news.put((number, news))
                waker.wake()
            }
            do throws(GroupingError) {
                switch order.grouping {
                case .topic: try await findTopics(order, file, tell)
                default: try await findMeanings(order, file, tell)
                }
                tell(.ended(nil))
            } catch {
                if !error.isCancelled { tell(.ended("\(error)")) }
            }
        }
        state.withLock { $0.task = task }
    }

    private func before(_ order: GroupOrder, _ file: GroupFile) throws(GroupingError)
        -> GroupMemory?
    {
        guard !order.isAnew else { return nil }
        return try known(file).first {
            $0.grouping == order.grouping && $0.prompt == order.prompt.id && $0.part == order.part
        }
    }

    private func findTopics(
        _ order: GroupOrder, _ file: GroupFile, _ tell: @escaping @Sendable (GroupNews) -> Void
    ) async throws(GroupingError) {
        let before = try before(order, file)
        let missing = before?.missing(from: order.texts) ?? order.texts
        let server = try servers.embedding()
        if missing.count > Self.fewTexts, !order.isConfirmed {
            return tell(
                .cost(
                    "\(missing.count) texts to embed: :group topic again begins. Some hundred a second "
                        + "on one machine, by \(server.address)"))
        }
        tell(.progress("topics: \(missing.count) texts to embed"))
        let memory = try await TopicGrouper(server).group(
            order.texts, of: order.prompt.id, part: order.part, known: before,
            threshold: order.threshold ?? TopicGrouper.threshold, draws: order.draws
        ) { tell(.progress("topics: \($0.done) of \($0.all) \($0.what)")) }
        tell(.groups(memory.partition(of: order.texts), order.prompt.id, ofRun: order.run))
        try keep(memory, in: file)
    }

    private func findMeanings(
        _ order: GroupOrder, _ file: GroupFile, _ tell: @escaping @Sendable (GroupNews) -> Void
    ) async throws(GroupingError) {
        let before = try before(order, file)
        let missing = before?.missing(from: order.texts) ?? order.texts
        guard !missing.isEmpty else { return }
        let began = ContinuousClock.now
        let isKnown = state.withLock { $0.judge != nil }
        let (grouper, check) = try await checkedJudge(tell)
        let most = MeaningGrouper.mostQuestions(missing.count, groups: before?.groupCount ?? 0)
        if most > Self.fewQuestions, !order.isConfirmed {
            var pace = ""
            if !isKnown {
                let took = ContinuousClock.now - began
                let each = took / max(1, check.questions)
                pace = ", \(Self.words(each * most)) at the pace of the check"
            }
            return tell(
                .cost(
                    "At most \(most) questions to the judge\(pace): :group meaning again begins. "
                        + "\(missing.count) answers; the judge is right (\(check.words))"))
        }
        let memory = try await grouper.group(
            order.texts, of: order.prompt, part: order.part, known: before, check: check,
            kept: { [self] memory in
                // A failure to keep it is told once, at the end.
                try? keep(memory, in: file)
                tell(.groups(memory.partition(of: order.texts), order.prompt.id, ofRun: order.run))
            },
            progress: { tell(.progress("meanings: \($0.done) of at most \($0.all) \($0.what)")) })
        tell(.groups(memory.partition(of: order.texts), order.prompt.id, ofRun: order.run))
        try keep(memory, in: file)
    }

    /// The judge, once it was found to be right.
    private func checkedJudge(
        _ tell: @escaping @Sendable (GroupNews) -> Void
    ) async throws(GroupingError) -> (MeaningGrouper, JudgeCheck) {
        if let judge = state.withLock({ $0.judge }) { return judge }
        tell(.progress("the judge is checked on pairs whose answer is known"))
        let model = try await servers.judge()
        let grouper = MeaningGrouper(model)
        let check = try await grouper.check {
            tell(.progress("\($0.done) of \($0.all) \($0.what)"))
        }
        guard check.isPassed else {
            throw GroupingError("\(model.name) is refused as a judge: \(check.refusal)")
        }
        state.withLock { $0.judge = (grouper, check) }
        return (grouper, check)
    }

    private static func words(_ duration: Duration) -> String {
        let seconds = max(1, duration.components.seconds)
        return seconds < 120 ? "about \(seconds) s" : "about \(seconds / 60) minutes"
    }
}

/// The servers that say what answers are about and what they mean.
struct GroupServers: Sendable {
    var embeddingAddress: String?
    var judgeAddress: String?

    /// The rules that can be asked for.
    var groupings: Set<AnswerGrouping> {
        var all: Set<AnswerGrouping> = []
        if embeddingAddress != nil { all.insert(.topic) }
        if judgeAddress != nil { all.insert(.meaning) }
        return all
    }

    func embedding() throws(GroupingError) -> EmbeddingServer {
        guard let embeddingAddress else { throw GroupingError("no --embedding-server is given") }
        do throws(InferenceError) {
            return EmbeddingServer(
                try ServerAddress(embeddingAddress), apiKey: key("PROBSCOPE_EMBEDDING_API_KEY"))
        } catch {
            throw GroupingError("\(error)")
        }
    }

    func judge() async throws(GroupingError) -> any EntailmentModel {
        guard let judgeAddress else { throw GroupingError("no --judge-server is given") }
        do throws(InferenceError) {
            let address = try ServerAddress(judgeAddress)
            let access = ServerAccess(
                apiKey: key("PROBSCOPE_JUDGE_API_KEY"), patience: .seconds(300))
            return try await ServerEntailment(try await connect(to: address, access))
        } catch {
            throw GroupingError("no judge: \(error)", isCancelled: error == .cancelled)
        }
    }

    private func key(_ variable: String) -> APIKey? {
        ProcessInfo.processInfo.environment[variable].flatMap { APIKey($0) }
    }
}

extension Journal {
    /// Where the groups of its answers are kept.
    var groupsPath: String { besides("groups") }

    /// Where what a model replied about its answers is kept.
    var askedPath: String { besides("asked") }

    private func besides(_ name: String) -> String {
        let labels = labelFile.path
        return labels.dropLast(".labels.jsonl".count) + ".\(name).jsonl"
    }
}
