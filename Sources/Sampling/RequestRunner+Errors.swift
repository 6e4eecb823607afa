import Evidence
import Inference
import Synchronization

/// What each error means for a block.
extension RequestRunner {
    /// So many requests in a row that are answered by something that is no completion end it.
    private static let mostRefusals = 3

    func report(_ error: InferenceError, of block: Block) {
        let reason = error.description
        switch error {
        case .cancelled:
            break
        case .promptTooLong:
            inbox.post(.promptFailed(block, reason: reason))
        case .badRequest:
            reportRefusal(of: block, reason)
        case .settingsMismatch, .unauthorized, .invalidAddress, .cannotStart, .unsupported:
            inbox.post(.fatal(reason))
        case .blocksUnsupported:
            inbox.post(
                .ended(
                    block,
                    isChoosy(block.server)
                        ? .unrepeatable(.draws) : .blocksUnsupported, reason: reason))
        case .timedOut(.answer, _), .timedOut(.total, _):
            inbox.post(.ended(block, .tooSlow, reason: reason))
        case .timedOut(.firstByte, _):
            inbox.post(.ended(block, .unanswered, reason: reason))
        case .anotherModel, .untrusted:
            inbox.post(.unfit(server: block.server, reason: reason))
        case .notACompletionServer:
            // It says that it is there, and yet completes nothing: waiting does not help.
            let count = shared.refusals.withLock { refusals in
                refusals[block.server, default: 0] += 1
                return refusals[block.server, default: 0]
            }
            inbox.post(.ended(block, .notStarted(retryAfter: nil), reason: reason))
            if count >= Self.mostRefusals {
                inbox.post(.unfit(server: block.server, reason: reason))
            }
        case .timedOut(.connect, _), .timedOut(.ready, _), .unreachable, .loading:
            inbox.post(.ended(block, .notStarted(retryAfter: nil), reason: reason))
        case .overloaded(_, let retryAfter):
            inbox.post(.ended(block, .notStarted(retryAfter: retryAfter), reason: reason))
        case .connectionLost, .streamEndedEarly:
            fail(block, .failed(.stream), reason)
        case .timedOut(.inactivity, _):
            fail(block, .failed(.server), reason)
        case .serverError:
            fail(block, .failed(.draws), reason)
        case .malformed:
            fail(block, .failed(.answer), reason)
        }
    }

    /// Has a block's draws made again under the same seeds where these give the same answers, and else
    /// loses them: a server may have failed because of what an answer said, and would give a harmless
    /// one at the next attempt.
    func fail(_ block: Block, _ ending: Ending, _ reason: String) {
        guard case .draws = block.work,
            !shared.repeatable.withLock({ $0.contains(block.server) })
        else { return inbox.post(.ended(block, ending, reason: reason)) }
        let fault: Fault = if case .failed(let fault) = ending { fault } else { .draws }
        inbox.post(.ended(block, .unrepeatable(fault), reason: reason))
    }

    /// Whether a server that has given several draws for one request may refuse to for what they say.
    private func isChoosy(_ server: Int) -> Bool {
        !shared.repeatable.withLock { $0.contains(server) }
            && shared.givesBlocks.withLock { $0.contains(server) }
    }

    /// A refusal is of the prompt, as long as nothing was answered to it; else it is of what an answer
    /// said, and the draw is lost.
    ///
    /// A request for several draws may be refused only because the server has fewer slots by now, or
    /// gives one at a time; the server is asked, and at last each draw is tried alone.
    private func reportRefusal(of block: Block, _ reason: String) {
        let isAnswered = shared.answered.withLock { $0.contains(block.prompt) }
        guard case .draws = block.work else {
            inbox.post(.promptFailed(block, reason: reason))
            return
        }
        if block.count > 1 {
            inbox.post(
                .ended(
                    block, isChoosy(block.server) ? .unrepeatable(.draws) : .failed(.server),
                    reason: reason))
        } else {
            inbox.post(
                isAnswered
                    ? .ended(block, .unrepeatable(.draws), reason: reason)
                    : .promptFailed(block, reason: reason))
        }
    }
}
