import Glibc
import Testing

/// A small server that speaks HTTP over TLS with a certificate of its own for 127.0.0.1, made when it starts: python3 with
/// its `ssl`, and the `openssl` command.
///
/// It answers every request with the protocol, the number of the connection and the number of the request on it.
final class TLSServer {
    /// `https://127.0.0.1:PORT`
    let address: String
    let port: UInt16
    /// A file with the certificate.
    let certificate: String
    private let process: pid_t
    private let input: Int32
    private let output: Int32
    private let folder: String

    static let isAvailable = ["python3", "openssl"].allSatisfy { name in
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        return path.split(separator: ":").contains { access("\($0)/\(name)", X_OK) == 0 }
    }

    /// - Parameter protocols: what it offers by ALPN, the best first: `h2`, `http/1.1`.
    init(offering protocols: String) throws {
        var template = Array("/tmp/trace2skill-tls-XXXXXX".utf8CString)
        folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        certificate = "\(folder)/certificate"
        var (toChild, fromChild): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        try #require(pipe(&toChild) == 0 && pipe(&fromChild) == 0)
        // Another test's child that had the end for writing would keep the server waiting.
        for end in toChild + fromChild { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
        let texts: [String] = ["python3", "-c", Self.script, folder, protocols]
        var words = texts.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process = pid_t()
        let code = posix_spawnp(&process, "python3", &actions, nil, &words, environ)
        close(toChild[0])
        close(fromChild[1])
        (self.process, input, output) = (process, toChild[1], fromChild[0])
        var line = ""
        var byte: UInt8 = 0
        while code == 0, read(output, &byte, 1) == 1, byte != UInt8(ascii: "\n") {
            line.append(Character(Unicode.Scalar(byte)))
        }
        port = try #require(UInt16(line), "the server did not start: \(line)")
        address = "https://127.0.0.1:\(port)"
    }

    deinit {
        // It ends with its input.
        close(input)
        close(output)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        for name in ["certificate", "key"] { unlink("\(folder)/\(name)") }
        rmdir(folder)
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
