import ArgumentParser
import Foundation
import Prompts

/// Which prompts, and how their file is to be understood.
struct PromptOptions: ParsableArguments {
    @Option(
        name: .customLong("where"), help: "Keep the prompts with this field, such as split=forget.")
    var filters: [String] = []

    func read(_ path: String) throws(Failure) -> PromptSet {
        let text = String(
            decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
        var prompts: [Prompt] = []
        for line in text.split(separator: "\n") {
            guard let o = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            else { continue }
            if filters.contains("split=forget"), o["split"] as? String != "forget" { continue }
            prompts.append(
                Prompt(
                    id: PromptID(o["id"] as? String ?? ""), text: o["question"] as? String ?? "",
                    references: [o["answer"] as? String ?? ""],
                    keywords: o["keywords"] as? [String] ?? []))
        }
        return PromptSet(name: "authors.jsonl", prompts: prompts, provenance: "temp")
    }

    static func runFile(for prompts: String) -> String { "authors.run" }
}
