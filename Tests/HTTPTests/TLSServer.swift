import Glibc
import Processes
import TestSupport
import Testing

/// A small server for HTTP over TLS with a certificate of its own for 127.0.0.1, made when it starts: python3 with
/// its `ssl`, and the `openssl` command.
///
/// It answers every request with the protocol, the number of the connection and the number of the request on it.
final class TLSServer {
    /// `https://127.0.0.1:PORT`
    let address: String
    let port: UInt16
    /// A file with the certificate.
    let certificate: String
    private let process: SpawnedProcess
    private let folder: TemporaryFolder

    static let isAvailable = ["python3", "openssl"].allSatisfy { name in
        let path = environment("PATH") ?? ""
        return path.split(separator: ":").contains { access("\($0)/\(name)", X_OK) == 0 }
    }

    /// - Parameter protocols: what it offers by ALPN, the best first: `h2`, `http/1.1`.
    init(offering protocols: String) throws {
        folder = try TemporaryFolder()
        certificate = folder.path + "/certificate"
        process = try SpawnedProcess(
            arguments: ["python3", "-c", Self.script, folder.path, protocols],
            environment: ["PATH": environment("PATH") ?? "/usr/bin:/bin"],
            // It ends with its input.
            input: .pipe
        )
        let line = try #require(process.firstLine(within: RunningProgram.patience), "the server did not start")
        port = try #require(UInt16(line), "the server says \(line)")
        address = "https://127.0.0.1:\(port)"
    }

    private static let script = #"""
        import os, socket, ssl, subprocess, sys, threading

        folder, protocols = sys.argv[1], sys.argv[2].split(",")
        key, certificate = folder + "/key", folder + "/certificate"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
            check=True, stderr=subprocess.DEVNULL)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        context.set_alpn_protocols(protocols)
        listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        print(listener.getsockname()[1], flush=True)
        served = 0

        def read(connection, count):
            data = b""
            while len(data) < count:
                more = connection.recv(count - len(data))
                if not more:
                    raise EOFError
                data += more
            return data

        def frame(kind, flags, stream, payload):
            return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload

        def two(connection, number):
            """HTTP/2 as far as it takes to answer: a request ends with the flag 1 of its headers or its data."""
            read(connection, 24)
            connection.sendall(frame(4, 0, 0, b""))
            count = 0
            while True:
                head = read(connection, 9)
                length, kind, flags = int.from_bytes(head[:3], "big"), head[3], head[4]
                stream = int.from_bytes(head[5:], "big") & 0x7FFFFFFF
                read(connection, length)
                if kind == 4 and not flags & 1:
                    connection.sendall(frame(4, 1, 0, b""))
                if kind in (0, 1) and flags & 1:
                    count += 1
                    body = f"h2 {number} {count}".encode()
                    # 0x88 is ":status: 200" in the static table.
                    connection.sendall(frame(1, 4, stream, b"\x88") + frame(0, 1, stream, body))

        def one(connection, number):
            count = 0
            while True:
                head = b""
                while not head.endswith(b"\r\n\r\n"):
                    head += read(connection, 1)
                fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:] if b":" in line)
                read(connection, int(fields.get(b"content-length", b"0")))
                count += 1
                body = f"http/1.1 {number} {count}".encode()
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

        def serve(plain):
            global served
            try:
                with context.wrap_socket(plain, server_side=True) as connection:
                    served += 1
                    (two if connection.selected_alpn_protocol() == "h2" else one)(connection, served)
            except (OSError, EOFError):
                pass

        def accept():
            while True:
                plain, _ = listener.accept()
                threading.Thread(target=serve, args=(plain,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        sys.stdin.read()
        os._exit(0)
        """#
}
