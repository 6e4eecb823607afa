import Evidence
import Inference
import Journal
import Prompts
import Sampling

/// The request that makes a draw of a run again.
enum DrawRequest {
    /// The request as a line for a shell.
    ///
    /// - Throws: ``Failure`` where one request cannot make it.
    static func curl(_ journal: Journal, _ prompt: PromptID, _ index: Int) throws(Failure) -> String
    {
        let identity = journal.identity
        guard let decoding = try? Decoding(canonicalJSON: identity.decodingJSON) else {
            throw Failure("these draws were imported: their requests are not known")
        }
        if identity.withoutReplacement == true {
            throw Failure(
                "draws without replacement go on from tokens that are known: no request alone "
                    + "makes one")
        }
        if case .adaptivePerAnswer = decoding.kind {
            throw Failure("an adaptive draw takes a greedy answer first: no request alone makes it")
        }
        if case .explainFirst = decoding.kind {
            throw Failure(
                "its answer was asked for behind its explanation: no request alone makes it")
        }
        let draw = try failing { try journal.draw(prompt: prompt, index: index)?.draw }
        guard let draw,
            let place = journal.prompts.first(where: { $0.id == prompt })
        else { throw Failure("draw \(index) of \(prompt) is not in this run") }
        guard let server = journal.plan.servers.first else {
            throw Failure("the run does not say which server made it")
        }
        guard !server.hasSuffix("/v1") else {
            throw Failure("only llama.cpp's own interface takes a seed that makes a draw again")
        }
        let address = server.hasSuffix("/") ? String(server.dropLast()) : server
        var request = CompletionRequest(
            prompt: place.text, decoding: decoding, seed: draw.seed)
        let template = identity.template
        if template.hasPrefix("chat") {
            return request.curl(
                to: address,
                rendering: Template.messages(of: place).map {
                    ChatMessage(role: $0.role, content: $0.content)
                })
        }
        if template.hasPrefix("text:"),
            let text = (try? Template(text: String(template.dropFirst(5))))?.apply(to: place)
        {
            request.prompt = text
        }
        return request.curl(to: address)
    }
}
