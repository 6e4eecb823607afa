import ArgumentParser
import Canvas
import Explorer
import FoundationEssentials
import Prompts

/// The models, prompts and recorded runs that come with the program, and a model of the user's.
struct SampleData: Sendable {
    /// The models by name, as far as there are any.
    private let models: [String: String]
    /// The recorded runs by name.
    private let recordings: [String: String]
    /// The prompts about the authors, and those for instruct models.
    private let promptFile: String?
    private let instructFile: String?

    /// - Parameter model: the path of a model of the user's own.
    init(_ locations: Locations, model: String? = nil) {
        var models = Self.files("SampleData/models", ending: ".gguf", locations)
        if let model { models[RunPath.name(of: model)] = model }
        self.models = models
        recordings = Self.files("SampleData/runs", ending: ".run", locations)
        instructFile = locations.data("SampleData/prompts/instruct.jsonl")
        promptFile = locations.data("SampleData/prompts/authors.jsonl")
    }

    private static func files(
        _ folder: String, ending: String, _ locations: Locations
    ) -> [String: String] {
        guard let path = locations.data(folder) else { return [:] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        let found = names.filter { $0.hasSuffix(ending) }
            .map { (String($0.dropLast(ending.count)), path + "/" + $0) }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    /// The file of a model.
    func file(of model: String) -> String? { models[model] }

    /// The file of a recorded run.
    func recording(of run: String) -> String? { recordings[run] }

    /// Every model, or without a server every recorded run, with the first sentence of its card.
    func choices(recorded: Bool) -> [RunChoice] {
        (recorded ? recordings : models).keys.sorted().map {
            RunChoice(name: $0, summary: summary(of: $0))
        }
    }

    /// What a model card says first; nothing where there is no card.
    private func summary(of run: String) -> String {
        let ways = [
            ("-adaptive", "With adaptive temperature: "), ("-exact", "Drawn without replacement: "),
        ]
        let way = models[run] == nil ? ways.first { run.hasSuffix($0.0) } : nil
        let model = way.map { String(run.dropLast($0.0.count)) } ?? run
        guard let file = models[model],
            let bytes = FileManager.default.contents(atPath: file.dropLast(5) + ".md"),
            bytes.count < 65_536
        else { return "" }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        let first = lines.first { !$0.hasPrefix("#") } ?? ""
        let text = String(first).replacing("`", with: "")
        return (way?.1 ?? "") + text
    }

    /// The one sentence about a name that no model has.
    func unknown(_ name: String) -> Failure {
        guard !models.isEmpty else {
            return Failure("The sample data was not found; name its folder with --data.")
        }
        let names = models.keys.sorted()
        let near = NearestName.closest(to: name, in: names).map { " Did you mean \($0)?" } ?? ""
        return Failure(
            "There is no sample model \"\(name)\"; there are "
                + names.joined(separator: ", ") + "." + near,
            status: ExitStatus.badUsage)
    }

    /// A dozen questions that an instruct model is asked.
    func instructPrompts() throws(Failure) -> PromptSet {
        guard let instructFile else {
            throw Failure("The sample prompts were not found; name their folder with --data.")
        }
        return try failing { try PromptOptions.parse([]) }.read(instructFile)
    }

    /// The questions about the authors that were to be forgotten.
    func prompts() throws(Failure) -> PromptSet {
        guard let promptFile else {
            throw Failure("The sample prompts were not found; name their folder with --data.")
        }
        let options = try failing { try PromptOptions.parse(["--where", "split=forget"]) }
        return try options.read(promptFile)
    }
}
