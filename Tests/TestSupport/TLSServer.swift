import Platform

/// TLS in front of a server of this machine, with a certificate that nobody has signed but itself.
///
/// Needs `openssl` and the Python of the tests.
package final class TLSServer: Sendable {
    /// Such as `https://localhost:40123`.
    package let address: String
    /// The file of the certificate, for clients that are to trust it.
    package let certificate: String
    private let key: String
    private let process: Subprocess

    /// - Parameter server: the address that is reached through it, as ``FakeServer`` has it.
    package init(before server: String) async throws {
        let base = "/tmp/probscope-test-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        certificate = base + ".pem"
        key = base + ".key"
        let made = try Subprocess.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj",
                "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
            ])
        guard made.status == 0 else { throw TestFailure("openssl: \(made.errors)") }
        let port = server.split(separator: ":").last.map(String.init) ?? ""
        process = try Subprocess(
            try RealServer.python(), ["-c", TLSServer.script, certificate, key, port])
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            if let port = process.outputSoFar.split(whereSeparator: \.isWhitespace).first {
                address = "https://localhost:\(port)"
                return
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        process.send(signal: SIGKILL)
        throw TestFailure("no TLS server: \(process.errorsSoFar)")
    }

    deinit {
        process.send(signal: SIGKILL)
        _ = process.wait()
        unlink(certificate)
        unlink(key)
    }

    private static let script = """
        import socket, ssl, sys, threading
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1], sys.argv[2])
        listener = socket.create_server(("127.0.0.1", 0))
        print(listener.getsockname()[1], flush=True)
        def copy(source, sink):
            try:
                while data := source.recv(65536):
                    sink.sendall(data)
            except OSError:
                pass
            for end in (source, sink):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
        def serve(plain):
            try:
                if plain.recv(1, socket.MSG_PEEK) != b"\\x16":
                    plain.recv(65536)
                    return plain.close()
                client = context.wrap_socket(plain, server_side=True)
                server = socket.create_connection(("127.0.0.1", int(sys.argv[3])))
            except OSError:
                return plain.close()
            threading.Thread(target=copy, args=(client, server), daemon=True).start()
            copy(server, client)
        while True:
            threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
        """
}
