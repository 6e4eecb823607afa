import Evidence
import Files
import Journal

extension DrawImport {
    /// One draw: its text, or why there is none, and the scores that the file has for it.
    package struct Entry: Sendable, Hashable {
        package var text: String?
        package var error: String?
        /// What a lost draw has said: a part of an answer, or what a filter has left.
        var lostText: String?
        package var scores: [String: Double] = [:]
        /// The scores as the file has them.
        var raw: [String: ImportedScore] = [:]
        /// What the file calls this draw alone, beside its number.
        var identifiers: [String] = []
        /// The model that made it, where the file says it of each draw.
        var model: String?
        package var stop = Answer.Stop.endOfText
        /// How it ended in the file's word, where that is told.
        var ending: FinishReason?
        package var tokenCount = 0
        package var tokens: [Answer.Token] = []
        package var seed: UInt32?
        /// The seed as the file has it, which may be larger.
        var seedName: String?
        /// What stood in for its seed in the run that was exported.
        var standIn: UInt32?
        /// Fields that may tell the draw from others of its prompt, and may tell something else.
        var marks: [String: String] = [:]
        package var attempts = 1
        /// The launch number that the file gives.
        package var number: Int?
        /// Whether a cache gave it, in place of the model.
        var isCached = false
        /// The field by which it is lost, where one of that name may grade answers.
        var lossField: String?
        /// What a person said about it, in exports by this program.
        var label: DrawLabel?
    }

    /// The formats that can be read.
    package enum Format: String, Sendable, CaseIterable {
        /// One object a line: `prompt_id`, `text`, and if known `prompt`, `references`, `scores`.
        case jsonl
        case leakAtK = "leak-at-k"
        case lmEval = "lm-eval"
        case inspect
        case openUnlearning = "open-unlearning"
        /// Batch output of OpenAI's interface, and bare replies of it.
        case openAI = "openai"
        /// Outputs of vLLM's offline engine.
        case vllm
        /// Outputs of SGLang's offline engine.
        case sglang
        /// A prompt or its id with one answer or a list of answers: HumanEval and others.
        case completions
        /// A list of answers for each task, in order.
        case bigcode
        case promptfoo
        case harmBench = "harmbench"
        case jailbreakBench = "jailbreakbench"
        case garak
        case deepeval
    }
}
