import Evidence
import Files
import Journal
import Prompts

/// A run's draws in the file formats of other programs.
///
/// But for open-unlearning's, which has means alone, each format has the whole run: prompts, every
/// draw with its launch number, seed, scores and token probabilities, the lost ones too, greedy
/// answers, and the run's identity. What a format has no place for stands in fields of our own,
/// which its other readers ignore. ``DrawImport`` makes the same evidence of it again.
///
/// Draws are written as they are read, so that a run of any size needs no memory.
package struct RunExport: Sendable {
    let journal: Journal
    /// The scorers' names, made different where a scorer is there twice.
    let scorers: [String]

    /// The formats that can be written.
    package enum Format: String, Sendable, CaseIterable {
        /// One object a draw and line: `prompt_id`, `draw`, `text`, `scores`, ….
        case jsonl
        /// Leak@k generations: one object a prompt and line with `responses`.
        case leakAtK = "leak-at-k"
        /// lm-evaluation-harness samples: one object a prompt and line with `resps`.
        case lmEval = "lm-eval"
        /// An Inspect log, version 2: one object with a sample per draw, `epoch` its number.
        case inspect
        /// open-unlearning results: `agg_value` and `value_by_index` for each scorer.
        case openUnlearning = "open-unlearning"
    }

    package init(_ journal: Journal) {
        self.journal = journal
        scorers = journal.identity.namedScorers.map(\.name)
    }

    /// Writes the whole file piece by piece.
    ///
    /// - Parameters:
    ///   - progress: told how many draws of how many were written.
    ///   - write: takes the pieces; each ends where a value ends.
    /// - Throws: ``JournalError``, and what `write` throws.
    package func write(
        _ format: Format, progress: @escaping (Int, Int) -> Void = { _, _ in },
        to write: @escaping ([UInt8]) throws -> Void
    ) throws {
        if format == .openUnlearning, journal.identity.withoutReplacement == true {
            throw ImportError(
                "open-unlearning's format has means alone, and a mean of draws without replacement, "
                    + "each of which leaves out what was seen before, is none of the model's "
                    + "(probscope report --json has its limits).")
        }
        try journal.reading { reading in
            var writer = ExportWriter(
                export: self, run: reading, sink: ExportSink(reading.drawCount, progress, write))
            switch format {
            case .jsonl: try writer.writePlain()
            case .leakAtK: try writer.writeLeakAtK()
            case .lmEval: try writer.writeLMEval()
            case .inspect: try writer.writeInspect()
            case .openUnlearning: try writer.writeOpenUnlearning()
            }
            try writer.sink.end()
            try reading.checkCount(writer.sink.drawCount)
        }
    }

    /// The whole file as one text, for small runs.
    package func text(_ format: Format) throws -> String {
        let pieces = Pieces()
        try write(format) { pieces.bytes += $0 }
        return String(decoding: pieces.bytes, as: UTF8.self)
    }

    private final class Pieces {
        var bytes: [UInt8] = []
    }
}

/// Writes one file of one run.
struct ExportWriter {
    let export: RunExport
    let run: RunReading
    let sink: ExportSink
    /// What people said about the draws of the prompt that is being written.
    var labels: [Int: DrawLabel] = [:]

    var journal: Journal { export.journal }
    var scorers: [String] { export.scorers }
    var prompts: PromptSet { export.journal.prompts }
    /// Whether the draws are a sample, of which a mean says something.
    var isSample: Bool { export.journal.identity.withoutReplacement != true }
    var keepsTokens: Bool { export.journal.plan.probabilities > 0 }

    /// What stands once in a file about the run as a whole.
    func reported() throws -> JSONTree {
        try ReportedRun(
            identity: journal.identity, plan: journal.plan, prompts: journal.prompts,
            events: try run.events()
        ).tree()
    }
}

/// Hands on what was written once there is enough of it, and counts draws.
///
/// A reference: a copy of it within a copy of its writer would have the bytes copied at each write.
final class ExportSink {
    var json = JSONOutput()
    private(set) var drawCount = 0

    private static let piece = 1 << 17
    private let total: Int
    private let progress: (Int, Int) -> Void
    private let write: ([UInt8]) throws -> Void

    init(
        _ total: Int, _ progress: @escaping (Int, Int) -> Void,
        _ write: @escaping ([UInt8]) throws -> Void
    ) {
        self.total = total
        self.progress = progress
        self.write = write
    }

    /// Counts a draw whose last part was written.
    func endDraw() throws {
        drawCount += 1
        if drawCount.isMultiple(of: 1024) { progress(drawCount, total) }
        try flush(ifMoreThan: Self.piece)
    }

    /// Hands on what is there, for places within a draw's or a prompt's value.
    func endPart() throws { try flush(ifMoreThan: Self.piece) }

    func end() throws { try flush(ifMoreThan: 0) }

    private func flush(ifMoreThan most: Int) throws {
        guard json.bytes.count > most else { return }
        try write(json.bytes)
        json.bytes.removeAll(keepingCapacity: true)
    }
}
