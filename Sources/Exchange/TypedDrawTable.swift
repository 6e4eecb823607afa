import Evidence
import Files
import Journal
import Prompts

/// All draws of a run as a typed table: one row a draw, NULL for what there is not.
package enum TypedDrawTable {
    /// The columns with their types, in their order.
    package static func columns(
        of identity: RunIdentity
    ) -> [(name: String, kind: ParquetWriter.Kind)] {
        let scores = DrawTable.scoreColumns(identity).map {
            ($0, ParquetWriter.Kind.number)
        }
        return [
            ("prompt_id", .text), ("prompt", .text), ("draw", .integer), ("seed", .integer),
            ("temperature", .number), ("text", .text),
        ] + scores + [
            ("finish", .text), ("tokens", .integer), ("attempts", .integer), ("error", .text),
            ("label", .text),
        ] + DrawTable.launchColumns(identity)
    }

    /// Writes a line of JSON for each row.
    package static func writeRows(
        _ journal: Journal, progress: (Int, Int) -> Void = { _, _ in },
        to write: ([UInt8]) throws -> Void
    ) throws {
        let scorers = DrawTable.scoreColumns(journal.identity)
        let temperature = Double(DrawTable.temperature(of: journal.identity))
        var json = JSONOutput()
        var written = 0
        try journal.reading { run in
            for (position, prompt) in journal.prompts.enumerated() {
                let labels = try run.labels(of: position)
                try run.forEachDraw(of: position) { entry in
                    json.beginObject()
                    json.name("prompt_id")
                    json.string(prompt.id.rawValue)
                    json.name("prompt")
                    json.string(prompt.text)
                    let seed = journal.identity.knownSeed(entry.draw.seed)
                    try add(entry, seed: seed, scorers, temperature, to: &json)
                    if let label = labels[entry.draw.index] {
                        json.name("label")
                        json.string(label.label)
                    }
                    json.endObject()
                    json.endLine()
                    written += 1
                    guard written.isMultiple(of: 512) else { return }
                    progress(written, run.drawCount)
                    try write(json.bytes)
                    json.bytes.removeAll(keepingCapacity: true)
                }
            }
            try run.checkCount(written)
        }
        try write(json.bytes)
    }

    private static func add(
        _ entry: JournalDraw, seed: UInt32?, _ scorers: [String], _ temperature: Double?,
        to json: inout JSONOutput
    ) throws {
        let draw = entry.draw
        json.name("draw")
        json.integer(draw.index)
        if let seed {
            json.name("seed")
            json.integer(seed)
        }
        if let temperature {
            json.name("temperature")
            try json.number(temperature)
        }
        for (name, score) in zip(scorers, entry.scores) {
            guard let score else { continue }
            json.name(name)
            try json.number(score)
        }
        json.name("attempts")
        json.integer(draw.attempts)
        if let launch = draw.launch {
            json.name("without_replacement")
            json.string(DrawTable.way(of: launch))
            json.name("left")
            try json.number(launch.left)
            if let probability = draw.absorbed {
                json.name("probability")
                try json.number(probability)
            }
        }
        switch draw.outcome {
        case .completed(let answer):
            json.name("text")
            json.string(answer.text)
            json.name("finish")
            json.string(answer.stop.finish)
            if answer.tokenCount > 0 {
                json.name("tokens")
                json.integer(answer.tokenCount)
            }
        case .lost(let reason):
            json.name("error")
            json.string(reason)
        }
    }
}
