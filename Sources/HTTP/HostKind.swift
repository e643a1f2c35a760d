internal import Glibc

/// What a host name says about where the host is. Names other than `localhost` are not looked up here.
enum HostKind: Equatable {
    case loopback, linkLocal, other

    init(_ host: String) {
        let name = host.lowercased()
        if name == "localhost" || name.hasSuffix(".localhost") {
            // libcurl never asks a resolver for these, but takes the loopback addresses.
            self = .loopback
            return
        }
        let bare = name.hasPrefix("[") ? String(name.dropFirst().dropLast().prefix { $0 != "%" }) : name
        var four = in_addr()
        if inet_pton(AF_INET, bare, &four) == 1 {
            self.init(four: UInt32(bigEndian: four.s_addr))
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, bare, &six) == 1 else {
            self = .other
            return
        }
        let bytes = withUnsafeBytes(of: six) { Array($0) }
        if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xff, bytes[11] == 0xff {
            self.init(four: bytes[12...].reduce(0) { $0 << 8 | UInt32($1) })
        } else if bytes[..<15].allSatisfy({ $0 == 0 }), bytes[15] == 1 {
            self = .loopback
        } else {
            self = bytes[0] == 0xfe && bytes[1] & 0xc0 == 0x80 ? .linkLocal : .other
        }
    }

    private init(four: UInt32) {
        self = four >> 24 == 127 ? .loopback : four >> 16 == 0xa9fe ? .linkLocal : .other
    }
}
