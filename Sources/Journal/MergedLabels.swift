import Evidence
import Prompts

/// What people said in runs that are joined, by the numbers that the draws get.
struct MergedLabels {
    /// For each run its labels by draw.
    private var said: [[DrawName: [DrawLabel]]] = []
    /// The same in the new run, in the order of the runs.
    private(set) var lines: [LabelLine] = []

    init(_ sources: [Journal]) throws {
        for source in sources {
            let book = try source.labelBook()
            var labels: [DrawName: [DrawLabel]] = [:]
            for prompt in source.prompts {
                for (index, label) in book.labels(of: prompt.id) {
                    labels[DrawName(prompt: prompt.id, index: index), default: []].append(label)
                }
            }
            said.append(labels)
        }
    }

    /// A draw of a run, by its place, has got another number.
    mutating func move(_ old: Int, of prompt: PromptID, in source: Int, to number: Int) {
        guard !said[source].isEmpty,
            let labels = said[source][DrawName(prompt: prompt, index: old)]
        else { return }
        let draw = DrawName(prompt: prompt, index: number)
        lines += labels.map { .said(draw, $0) }
    }
}
