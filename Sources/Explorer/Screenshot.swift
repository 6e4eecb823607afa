import Canvas
import Evidence
import Findings
import Prompts

/// Pictures of a run without a terminal: the same input gives the same cells every time.
package enum Screenshot {
    /// The picture of a view after a key script.
    ///
    /// Effects of the keys are dropped, except that draws and probabilities are fetched.
    /// - Parameters:
    ///   - comparison: the second run of the Compare view.
    ///   - prompt: the prompt to select; nil or an unknown one selects the first.
    ///   - options: glyph level, target, level, side and validity.
    ///   - isCaptioned: whether the last rows say which run, prompt, decoding, number of draws,
    ///     level and method the picture shows, where there is room.
    ///   - labels: what people said about the run.
    ///   - groups: what servers said about the answers to prompts.
    ///   - runs: gives what is kept of the run beside the snapshot.
    ///   - loadDraw: gives a draw with its tokens; the index is nil for the greedy answer.
    package static func render(
        snapshot: Snapshot, comparison: Snapshot? = nil, view: ViewKind = .prompts,
        prompt: PromptID? = nil, size: (width: Int, height: Int),
        options: ExplorerModel.Options = ExplorerModel.Options(), keys: [Key] = [],
        isCaptioned: Bool = false, labels: LabelBook = LabelBook(),
        groups: [(PromptID, AnswerPartition)] = [],
        reading runs: any RunReader = NoRunReader(),
        loadDraw: (PromptID, Int?) -> LoadedDraw? = { _, _ in nil }
    ) -> Frame {
        var model = ExplorerModel(snapshot: snapshot, options: options)
        if let comparison { _ = model.update(.others([comparison])) }
        _ = model.update(.labels(labels, ofRun: 0))
        for (prompt, partition) in groups {
            _ = model.update(.groups(.groups(partition, prompt, ofRun: 0)))
        }
        return render(
            model, view: view, prompt: prompt, size: size, keys: keys, isCaptioned: isCaptioned,
            reading: runs, loadDraw: loadDraw)
    }

    /// The same from a model that exists already.
    package static func render(
        _ model: ExplorerModel, view: ViewKind = .prompts, prompt: PromptID? = nil,
        size: (width: Int, height: Int), keys: [Key] = [],
        isCaptioned: Bool = false,
        reading runs: any RunReader = NoRunReader(),
        loadDraw: (PromptID, Int?) -> LoadedDraw? = { _, _ in nil }
    ) -> Frame {
        var model = model
        // Nobody waits for a key here.
        model.context.budget = .max
        model.prepare(view: view, prompt: prompt)
        for message in [.resize(width: size.width, height: size.height)] + keys.map(Message.key) {
            feed(
                message, to: &model, reading: runs, loadDraw: loadDraw)
        }
        return isCaptioned
            ? model.captionedFrame(width: size.width, height: size.height) : model.render()
    }

    private static func feed(
        _ message: Message, to model: inout ExplorerModel,
        reading runs: any RunReader,
        loadDraw: (PromptID, Int?) -> LoadedDraw?
    ) {
        var waiting = [message]
        while !waiting.isEmpty {
            for effect in model.update(waiting.removeFirst()) {
                switch effect {
                case .loadDraw(let prompt, let index):
                    waiting.append(.draw(loadDraw(prompt, index)))
                case .loadGreedy(let prompt):
                    waiting.append(.draw(loadDraw(prompt, nil)))
                case .compute(let job): waiting.append(.computed(job.result(reading: runs)))
                case .refine where !waiting.contains(where: \.isRefine):
                    waiting.append(.refine)
                default: break
                }
            }
        }
    }
}

extension Message {
    fileprivate var isRefine: Bool {
        if case .refine = self { return true }
        return false
    }
}

extension ExplorerModel {
    /// Opens the model at a view and a prompt.
    mutating func prepare(view: ViewKind, prompt: PromptID?) {
        go(to: view)
        if let prompt, context.findings.positions[prompt] != nil {
            context.list.cursor.select(prompt)
            views[view].entered(from: view)
        }
    }
}
