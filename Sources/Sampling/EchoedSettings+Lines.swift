import Inference

extension EchoedSettings {
    /// The settings line by line, ready to be shown, such as "top_p = 1"; the seed is left out.
    var lines: [String] {
        var lines = numbers.sorted { $0.key < $1.key }.map { name, value in
            "\(name) = \(Int(exactly: value).map(String.init) ?? "\(Float(value))")"
        }
        if let samplers { lines.append("samplers = \(samplers.joined(separator: ", "))") }
        if let stop, !stop.isEmpty { lines.append("stop = \(stop)") }
        if let grammar, !grammar.isEmpty { lines.append("grammar = \(grammar)") }
        if let logitBias, !logitBias.isEmpty {
            lines.append("logit_bias = \(logitBias.count) tokens")
        }
        return lines
    }
}
