import Files

extension CompletionRequest {
    /// The request as a line for a shell, which makes the same draw again.
    ///
    /// It is plain ASCII without an apostrophe within its quotes, so that no text in it can be read by
    /// the shell or by a terminal as anything else. Messages are rendered by the server first, which
    /// takes `jq`.
    ///
    /// - Parameters:
    ///   - address: the server's, without a slash at its end.
    ///   - template: the messages that the server's chat template is applied to; nil where `prompt`
    ///     is the text that is sent.
    package func curl(to address: String, rendering template: [ChatMessage]? = nil) -> String {
        var whole = self
        whole.count = 1
        var body = Self.shellText(whole.llamaBody())
        if let stream = body.firstRange(of: #""stream":true"#) {
            body.replaceSubrange(stream, with: #""stream":false"#)
        }
        let send = "-H \"Content-Type: application/json\" -d"
        let address = Self.shellText(Array(address.utf8))
        guard let template else { return "curl -s '\(address)/completion' \(send) '\(body)'" }
        var question = JSONWriter()
        question.member("messages", template)
        return
            "curl -s '\(address)/apply-template' \(send) '\(Self.shellText(question.finished()))'"
            + " | jq '\(body) + {prompt: .prompt}' | curl -s '\(address)/completion' \(send) @-"
    }

    /// JSON in ASCII without apostrophes.
    private static func shellText(_ bytes: [UInt8]) -> String {
        var text = ""
        for unit in String(decoding: bytes, as: UTF8.self).utf16 {
            if (0x20..<0x7F).contains(unit), unit != 0x27, let scalar = Unicode.Scalar(unit) {
                text.unicodeScalars.append(scalar)
            } else {
                let digits = String(unit, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return text
    }
}
