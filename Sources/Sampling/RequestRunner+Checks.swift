import Evidence
import Inference
import Synchronization

/// Whether what came is what was asked for.
extension String {
    /// The first of these strings that the text has anywhere but at its end; nil where it has none.
    ///
    /// A server that heeds stop strings ends its answer there. Of an answer with thoughts nothing is said:
    /// the marks around them are ours.
    func stopString(of stops: [String]) -> String? {
        guard !stops.isEmpty, !hasPrefix("<think>") else { return nil }
        let bytes = Array(utf8)
        return stops.first { stop in
            let word = Array(stop.utf8)
            guard !word.isEmpty, bytes.count > word.count else { return false }
            return (0..<bytes.count - word.count).contains { start in
                bytes[start] == word[0] && bytes[start..<start + word.count].elementsEqual(word)
            }
        }
    }
}

extension RequestRunner {
    /// Makes sure that a completion is what was asked for: its seed, its settings, its end.
    func check(
        _ completion: Completion, _ request: CompletionRequest, _ block: Block
    ) throws(InferenceError) {
        if let seed = completion.seed, seed != request.seed &+ UInt32(completion.index) {
            if completion.index > 0, seed == request.seed {
                throw .blocksUnsupported(reason: "all draws of a request get the same seed")
            }
            throw .settingsMismatch([
                SettingMismatch(
                    field: "seed", asked: "\(request.seed &+ UInt32(completion.index))",
                    echoed: "\(seed)")
            ])
        }
        if Self.reasonOfLoss(completion.stop) == nil { _ = try stop(of: completion) }
        if let word = completion.text.stopString(of: request.decoding.stop) {
            throw .settingsMismatch([
                SettingMismatch(
                    field: "stop", asked: "to end at \"\(word)\"",
                    echoed: "an answer that goes on behind it")
            ])
        }
        try checkModel(completion, block)
        if !completion.countIsBelieved {
            inbox.post(
                .caution(
                    "\(servers[block.server].address) counts more tokens than were asked for: its counts "
                        + "are not used"))
        }
        if !completion.lengthIsKnown {
            inbox.post(
                .caution(
                    "\(servers[block.server].address) counts no tokens: whether it cuts answers before "
                        + "\(request.decoding.maxTokens) tokens is not verified"))
        }
        guard var settings = completion.settings else {
            reportSettings(nil)
            return
        }
        settings.seed = nil
        let known = shared.verified.withLock { $0[request.decoding] }
        if settings == known {
            if case .draws = block.work { reportSettings(settings) }
            return
        }
        let mismatches = request.decoding.mismatches(with: settings)
        guard mismatches.isEmpty else { throw .settingsMismatch(mismatches) }
        shared.verified.withLock { $0[request.decoding] = settings }
        if case .draws = block.work { reportSettings(settings) }
    }

    /// Refuses an answer of another model than the one that answered before.
    ///
    /// Behind an address that stays reachable a server may be exchanged between two requests. The
    /// server counts as broken, so that it is asked what it holds before it gets more.
    private func checkModel(
        _ completion: Completion, _ block: Block
    ) throws(InferenceError) {
        guard let model = completion.model else { return }
        let known = shared.models.withLock { models in
            let known = models[block.server] ?? model
            models[block.server] = known
            return known
        }
        if model != known {
            throw .anotherModel(
                address: servers[block.server].address,
                reason: "it answers as \(model) now, and was \(known)")
        }
    }

    private func reportSettings(_ settings: EchoedSettings?) {
        let isFirst = shared.reportedSettings.withLock { $0.insert(settings != nil).inserted }
        if isFirst { inbox.post(.settings(settings)) }
    }

    /// Takes in the draws of a request whose seeds the server did not echo.
    ///
    /// Equal texts may be copies of one draw. Then a draw that is asked for alone shows it, and
    /// every draw but the first is given back, whatever its text.
    func accept(
        _ completions: [Completion], _ block: Block, _ request: CompletionRequest
    ) async throws {
        guard let one = completions.first else { return }
        let text = ExactText(one.text)
        if completions.count == 1 || completions.contains(where: { ExactText($0.text) != text }) {
            if completions.count > 1 {
                shared.distinct.withLock { _ = $0.insert(block.server) }
            }
        } else if let other = completions.first(where: { $0.index > 0 }) {
            var alone = request
            alone.seed += UInt32(other.index)
            alone.count = 1
            for try await completion in servers[block.server].complete(alone)
            where ExactText(completion.text) != text {
                for completion in completions where completion.index == 0 {
                    await report(completion, block, request)
                }
                throw InferenceError.blocksUnsupported(reason: "all draws are copies of one")
            }
        }
        for completion in completions {
            await report(completion, block, request)
        }
    }
}
