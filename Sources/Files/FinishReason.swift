/// What others' word for the end of an answer means, from a server or in a file.
///
/// The words are those of OpenAI, vLLM, SGLang, llama.cpp, text-generation-inference and of the
/// services whose own words gateways pass on (Anthropic, Gemini, Mistral, Cohere), and of Inspect.
package enum FinishReason: Sendable, Hashable {
    /// The model or a stop string ended the answer.
    case finished
    /// As many tokens as were asked for.
    case limit
    /// The context was full.
    case context
    /// The server, not the model, ended it, by a filter or with a call of a tool: what is there is no
    /// answer, and the same request would be answered so again.
    case withheld(String)
    /// The server gave up, and may do better another time.
    case broken(String)

    /// - Parameter word: nil and the empty word, which LocalAI sends in each piece, tell of no end.
    package init?(_ word: String?) {
        guard let word, !word.isEmpty else { return nil }
        let plain = word.lowercased()
        switch plain.hasPrefix("finish_reason_") ? String(plain.dropFirst(14)) : plain {
        case "stop", "eos", "eos_token", "stop_sequence", "stop_string", "stop_token", "end_turn",
            "complete", "completed", "end", "end_of_text", "endoftext", "word", "finish",
            "finished":
            self = .finished
        case "length", "max_tokens", "max_output_tokens", "max_length", "limit": self = .limit
        case "model_length", "model_context_window_exceeded", "context_length_exceeded", "context":
            self = .context
        case "abort", "aborted", "error", "cancelled", "canceled", "load", "unload",
            "insufficient_system_resource", "timeout":
            self = .broken(word)
        default: self = .withheld(word)
        }
    }

    /// Why a draw with such an end is lost; nil where it is a whole one.
    ///
    /// Longer answers are cut by the context and shorter ones are not, and a filter takes some answers
    /// for what they say: neither may be left out, and neither is what was asked for.
    package var reasonOfLoss: String? {
        switch self {
        case .finished, .limit: nil
        case .context: Self.contextLoss
        case .withheld(let word), .broken(let word):
            "finish reason " + PromptError.printable(word, limit: 40)
        }
    }

    /// Why a draw is lost that the context cut short.
    package static let contextLoss = "context"
}
