import Files
import FoundationEssentials
import GRDB
import Prompts

/// What prompts became under the server's chat template.
///
/// The texts are kept with the run, and every draw of a prompt answers the same one, whatever day it is
/// and whichever server makes it.
extension Journal {
    private static func key(_ number: Int) -> String { "sent \(number)" }

    /// Stores what is sent for prompts; what is stored already stays.
    package func record(sent texts: [PromptID: String]) throws(JournalError) {
        guard !texts.isEmpty else { return }
        var known: [Int: String] = [:]
        for (prompt, text) in texts { known[try number(of: prompt)] = text }
        try write { database, _ in
            for (number, text) in known
            where try RunValue.read(Self.key(number), database) == nil {
                try RunValue.write(Self.key(number), try text.jsonText(), database)
            }
        }
    }

    /// What is sent for each prompt, by the prompts' positions.
    func sentTexts(_ database: Database) throws -> [Int: String] {
        guard reader.isChecked, identity.template.hasPrefix("chat") else { return [:] }
        var texts: [Int: String] = [:]
        for number in prompts.indices {
            guard let value = try RunValue.read(Self.key(number), database) else { continue }
            guard let text = try? JSONDecoder().decode(String.self, from: Data(value.utf8)) else {
                throw DamagedRow("what was sent for prompt number \(number + 1) cannot be read")
            }
            texts[number] = text
        }
        return texts
    }

    /// Gives a run what others have sent for its prompts.
    ///
    /// - Throws: ``MergeError`` where two of them have sent different texts for one prompt.
    static func joinSentTexts(_ target: Journal, _ sources: [Journal]) throws {
        var joined: [PromptID: String] = [:]
        for source in sources {
            let texts = try source.reading { try source.sentTexts($0.database) }
            for (number, text) in texts.sorted(by: { $0.key < $1.key }) {
                let prompt = source.prompts[number].id
                let known = joined.updateValue(text, forKey: prompt)
                guard let known, !known.utf8.elementsEqual(text.utf8) else { continue }
                let difference = TemplateProbe(texts: [known], template: nil)
                    .difference(to: TemplateProbe(texts: [text], template: nil))
                throw MergeError(
                    description:
                        "The runs cannot be joined: for prompt \(prompt.rawValue) they have "
                        + "sent different texts"
                        + (difference.map { " (\($0))" } ?? "") + ".")
            }
        }
        try target.record(sent: joined)
    }
}
