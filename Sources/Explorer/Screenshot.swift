import Canvas
import Evidence
import Prompts

/// Pictures of a run without a terminal: the same input gives the same cells every time.
public enum Screenshot {
    /// The picture of a view after a key script.
    ///
    /// Effects of the keys are dropped, except that draws are fetched through `loadDraw`.
    /// - Parameters:
    ///   - comparison: the second run of the Compare view.
    ///   - prompt: the prompt to select; nil or an unknown one selects the first.
    ///   - options: glyph level, target, level, side and validity.
    ///   - loadDraw: gives a draw with its tokens; the index is nil for the greedy answer.
    public static func render(
        snapshot: Snapshot, comparison: Snapshot? = nil, view: ViewKind = .prompts,
        prompt: PromptID? = nil, size: (width: Int, height: Int),
        options: ExplorerModel.Options = ExplorerModel.Options(), keys: [Key] = [],
        loadDraw: (PromptID, Int?) -> LoadedDraw? = { _, _ in nil }
    ) -> Frame {
        var model = ExplorerModel(snapshot: snapshot, options: options)
        model.prepare(comparison: comparison, view: view, prompt: prompt)
        feed(.resize(width: size.width, height: size.height), to: &model, loadDraw: loadDraw)
        for key in keys { feed(.key(key), to: &model, loadDraw: loadDraw) }
        return model.render()
    }

    private static func feed(
        _ message: Message, to model: inout ExplorerModel,
        loadDraw: (PromptID, Int?) -> LoadedDraw?
    ) {
        for effect in model.update(message) {
            switch effect {
            case .loadDraw(let prompt, let index):
                _ = model.update(.draw(loadDraw(prompt, index)))
            case .loadGreedy(let prompt):
                _ = model.update(.draw(loadDraw(prompt, nil)))
            default: break
            }
        }
    }
}

extension ExplorerModel {
    /// Opens the model at a view and a prompt.
    mutating func prepare(comparison: Snapshot?, view: ViewKind, prompt: PromptID?) {
        if let comparison { _ = update(.comparison(comparison)) }
        go(to: view)
        if let prompt, derived.positions[prompt] != nil { prompts.selected = prompt }
    }
}
