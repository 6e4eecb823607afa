import CCurl
import Files
import Platform
import TestSupport
import Testing

@testable import Inference

/// What the system does not give becomes a sentence, not a crash.
@Suite struct ResourceTests {
    private func failure(_ change: (inout CurlTransport.Resources) -> Void) async -> InferenceError?
    {
        var resources = CurlTransport.Resources()
        change(&resources)
        let address = try? ServerAddress("http://127.0.0.1:9")
        guard let address else { return nil }
        do throws(InferenceError) {
            _ = try await CurlTransport(resources).fetch(HTTPRequest(address, "/health"))
            return nil
        } catch {
            return error
        }
    }

    @Test func aMissingDescriptorIsSaid() async {
        let error = await failure {
            $0.makeBell = { () throws(ResourceError) in throw ResourceError("eventfd", EMFILE) }
        }
        #expect(
            error?.description.contains(
                "no request can be sent (eventfd: Too many open files; allow more open files")
                == true,
            "\(error as Any)")
        #expect(error?.isRetryable == false)
    }

    @Test func missingMemoryForTransfersIsSaid() async {
        let error = await failure { $0.makeMulti = { nil } }
        #expect(error?.description.contains("curl_multi_init") == true, "\(error as Any)")
    }

    @Test func aMissingThreadIsSaid() async {
        let error = await failure {
            $0.start = { (_) throws(ResourceError) in
                throw ResourceError("pthread_create", EAGAIN)
            }
        }
        #expect(error?.description.contains("pthread_create") == true, "\(error as Any)")
        #expect(error?.description.contains("ulimit -u") == true)
    }

    /// The bell itself, where no descriptor is left, and where one is.
    @Test func aBellRingsUntilItIsHushed() throws {
        let bell = try Bell()
        func isHeard() -> Bool {
            var wait = pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0)
            return poll(&wait, 1, 0) == 1
        }
        #expect(!isHeard())
        bell.ring()
        bell.ring()
        #expect(isHeard())
        bell.hush()
        #expect(!isHeard())
    }
}
