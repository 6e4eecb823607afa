/// What the `finish_reason` of an OpenAI-style server means.
///
/// The words are those of OpenAI, vLLM, SGLang, llama.cpp, text-generation-inference and of the
/// services whose own words gateways pass on (Anthropic, Gemini, Mistral, Cohere).
enum FinishReason {
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
    case broken

    init(_ word: String) {
        switch word.lowercased() {
        case "stop", "eos", "eos_token", "stop_sequence", "stop_string", "end_turn", "complete":
            self = .finished
        case "length", "max_tokens", "max_output_tokens": self = .limit
        case "model_length", "model_context_window_exceeded", "context_length_exceeded":
            self = .context
        case "abort", "aborted", "error", "cancelled", "canceled", "load", "unload",
            "insufficient_system_resource", "timeout":
            self = .broken
        default: self = .withheld(word)
        }
    }
}
