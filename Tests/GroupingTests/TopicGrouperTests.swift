import Evidence
import Findings
import Inference
import Prompts
import TestSupport
import Testing

@testable import Grouping

/// Topics by a server of known vectors, and by one with exactly one thing wrong.
@Suite struct TopicGrouperTests {
    static let directions = ["Canberra": 0, "sorry": 1, "42": 2]
    private static let prompt = PromptID("one")
    private static let texts = [
        "It is Canberra.", "I'm sorry, no.", "Canberra!", "sorry", "The answer is 42.", "blue",
    ]

    private static func grouper(_ service: EmbeddingService) throws -> TopicGrouper {
        TopicGrouper(
            EmbeddingServer(try ServerAddress(service.address), seconds: 1), attempts: 3,
            wait: .milliseconds(1))
    }

    private static func group(
        _ texts: [String], by service: EmbeddingService, known: GroupMemory? = nil,
        part: AnswerPart = .standard, draws: Int = 10
    ) async throws -> GroupMemory {
        try await grouper(service).group(
            texts, of: prompt, part: part, known: known, draws: draws)
    }

    @Test func answersAboutOneThingAreATopic() async throws {
        let service = try EmbeddingService(Self.directions)
        let memory = try await Self.group(Self.texts, by: service)
        let partition = memory.partition(of: Self.texts)
        #expect(Self.texts.map { partition.group(of: $0) } == [0, 1, 0, 1, 2, 3])
        #expect(partition.frozenAt == 10 && partition.frozenGroups == 4)
        #expect(partition.rule == "cosine at least 0.40, axes")
        #expect(partition.likeness.map { $0.map { ($0 * 100).rounded() } } == [100, 100, nil, nil])
    }

    @Test func aModelThatIsAFileIsCalledByItsName() async throws {
        let service = try EmbeddingService(Self.directions, name: "/models/some/mini-f16.gguf")
        let memory = try await Self.group(Self.texts, by: service)
        #expect(memory.model == "mini-f16.gguf")
    }

    /// The groups stay as they were; what comes later joins one or founds another, and nothing that
    /// is known is asked again.
    @Test func laterTextsArePutIntoTheFrozenGroups() async throws {
        let service = try EmbeddingService(Self.directions)
        let memory = try await Self.group(Self.texts, by: service)
        let before = service.asked.count
        let more = Self.texts + ["Canberra of course", "green 7 Porto", "42 or Canberra"]
        let later = try await Self.group(more, by: service, known: memory, draws: 20)
        #expect(service.asked.count == before + 1 + 3, "the fixed text and three new ones")
        let partition = later.partition(of: more)
        #expect(partition.frozenAt == 10 && partition.frozenGroups == 4)
        #expect(more.map { partition.group(of: $0) } == [0, 1, 0, 1, 2, 3, 0, 3, 0])
        let again = try await Self.group(
            more + ["sorry sorry"], by: service, known: later, draws: 21)
        #expect(again.partition(of: more).groups == partition.groups, "no text changes its group")
    }

    @Test func whatNobodyCanEmbedIsNotSent() async throws {
        let service = try EmbeddingService(Self.directions)
        let texts = ["", " \n", "Canberra", "<think>still", "<think>42</think>sorry"]
        let memory = try await Self.group(texts, by: service)
        let partition = memory.partition(of: texts)
        #expect(service.asked.dropFirst() == ["Canberra", "sorry"])
        #expect(partition.group(of: "") == partition.group(of: " \n"))
        #expect(Set(texts.compactMap { partition.group(of: $0) }).count == 4)
    }

    @Test func aTextThatIsTooLongIsEmbeddedByItsBeginning() async throws {
        let service = try EmbeddingService(Self.directions, fault: .tooLong(60))
        let long = "Canberra " + String(repeating: "and more ", count: 40)
        let memory = try await Self.group(["Canberra", long, "42"], by: service)
        let partition = memory.partition(of: ["Canberra", long, "42"])
        #expect(partition.group(of: long) == 0 && partition.group(of: "42") == 1)
        #expect(
            partition.remarks
                == ["1 answer is embedded by the beginning alone: too long for the model"])
    }

    @Test func anOverloadedServerIsAskedAgain() async throws {
        let service = try EmbeddingService(Self.directions, fault: .overloaded(2))
        #expect(try await Self.group(Self.texts, by: service).centers.count == 4)
    }

    @Test(arguments: [
        (EmbeddingService.Fault.wrongDimensions, "numbers"), (.notANumber, "JSON"),
        (.null, "no direction"), (.huge, "no direction"), (.zero, "no direction"),
        (.tooFew, "vectors for"), (.twice, "one for each text"), (.empty, "0 numbers"),
        (.silence, "Gave up"), (.page, "502"), (.unsupported, "--embeddings"), (.reset, "broke"),
        (.overloaded(9), "overloaded"),
    ])
    func whatIsWrongIsSaid(fault: EmbeddingService.Fault, words: String) async throws {
        let service = try EmbeddingService(Self.directions)
        let memory = try await Self.group(Array(Self.texts.prefix(1)), by: service)
        service.set(fault)
        for known in [nil, memory] {
            do {
                _ = try await Self.group(Self.texts, by: service, known: known)
                Issue.record("a server with \(fault) made groups")
            } catch let error as GroupingError {
                #expect(error.description.contains(words), "\(error)")
                #expect(error.description.contains(service.address))
            }
        }
    }

    /// Vectors of two models have nothing to do with each other.
    @Test func anotherModelDoesNotGoOn() async throws {
        let service = try EmbeddingService(Self.directions)
        let memory = try await Self.group(Self.texts, by: service)
        for other in [
            try EmbeddingService(Self.directions, turn: 3),
            try EmbeddingService(Self.directions, name: "another"),
        ] {
            await #expect(throws: GroupingError.self) {
                try await Self.group(Self.texts + ["new"], by: other, known: memory)
            }
        }
    }

    @Test func aStoppedGroupingEndsAtOnce() async throws {
        let service = try EmbeddingService(Self.directions, fault: .silence)
        let task = Task { try await Self.group(Self.texts, by: service) }
        try await Task.sleep(for: .milliseconds(100))
        task.cancel()
        let began = ContinuousClock.now
        let result = await task.result
        #expect(throws: GroupingError.self) { try result.get() }
        #expect(ContinuousClock.now - began < .seconds(30))
    }
}
