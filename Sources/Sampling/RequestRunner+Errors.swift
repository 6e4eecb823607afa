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
            // A request for several draws may be refused only because the server has fewer slots
            // by now; the server is asked, and at last each draw is tried alone.
            inbox.post(
                block.count > 1
                    ? .ended(block, .broken, reason: reason)
                    : .promptFailed(block, reason: reason))
        case .settingsMismatch, .unauthorized, .invalidAddress, .cannotStart, .unsupported:
            inbox.post(.fatal(reason))
        case .blocksUnsupported:
            inbox.post(.ended(block, .blocksUnsupported, reason: reason))
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
        case .connectionLost, .streamEndedEarly, .timedOut(.inactivity, _):
            inbox.post(.ended(block, .broken, reason: reason))
        case .serverError, .malformed:
            inbox.post(.ended(block, .failed, reason: reason))
        }
    }
}
