import Archive
import TestSupport
import Testing

@Suite("A manifest")
struct ManifestTests {
    private let digest = ContentDigest(of: Array("x".utf8))

    private func entry(_ path: String, size: Int64 = 1, isExecutable: Bool = false) -> Manifest.Entry {
        Manifest.Entry(path: path, digest: digest, size: size, isExecutable: isExecutable)
    }

    @Test("has a line a file, by path, whatever order they came in")
    func lines() throws {
        let manifest = try #require(Manifest([entry("b/c", size: 20), entry("a", isExecutable: true)]))

        #expect(String(decoding: manifest.bytes, as: UTF8.self) == "0755 \(digest) 1 a\n0644 \(digest) 20 b/c\n")
        #expect(manifest.size == 21)
        #expect(Manifest([entry("a", isExecutable: true), entry("b/c", size: 20)]) == manifest)
    }

    @Test(
        "reads back the names that it was made of",
        arguments: [
            "new\nline", "back\\slash", "\\n", " two  words ", "\r\n", "…/ä/日本", "-rf", "a\tb", "\\\n\\", "a/\u{301}/b",
        ]
    )
    func odd(name: String) throws {
        let manifest = try #require(Manifest([entry(name), entry("other")]))

        #expect(Manifest(reading: manifest.bytes) == manifest)
        #expect(Manifest(reading: manifest.bytes)?.entries.contains { $0.path == name } == true)
    }

    @Test("tells names apart by their bytes")
    func spellings() throws {
        let manifest = try #require(Manifest([entry("e\u{301}"), entry("\u{E9}")]))

        #expect(Manifest(reading: manifest.bytes)?.entries.count == 2)
    }

    @Test("of an empty folder is empty")
    func empty() throws {
        let manifest = try #require(Manifest([]))

        #expect(manifest.bytes.isEmpty && Manifest(reading: []) == manifest)
    }

    @Test(
        "has no path that leads out of its folder",
        arguments: ["", "/a", "../a", "a/../b", ".", "a//b", "a/", "a\0b", "./a", "../\u{301}a"]
    )
    func paths(path: String) {
        #expect(Manifest([entry(path)]) == nil)
        #expect(Manifest(reading: Array("0644 \(digest) 1 \(path)\n".utf8)) == nil)
        #expect(!Manifest.isPath(path))
    }

    @Test("with a line that cannot be read is refused")
    func damaged() throws {
        for line in [
            "0600 \(digest) 1 a\n", "0644 \(digest) 1 a", "0644 abc 1 a\n", "0644 \(digest) -1 a\n",
            "0644 \(digest) many a\n", "0644 \(digest) 1\n", "0644 \(digest) 1 a\\\n", "0644 \(digest) 1 a\\x\n", "\n",
            "0644 \(digest) 1 a\n0644 \(digest) 1 a\n",
        ] {
            #expect(Manifest(reading: Array(line.utf8)) == nil, "\(line)")
        }
    }

    @Test(
        "of random bytes is read or refused, and what is read is written the same",
        arguments: SeededGenerator.seeds(2)
    )
    func random(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let good = try #require(Manifest([entry("a\nb"), entry("c\\d/e"), entry("f", isExecutable: true)])).bytes
        for _ in 0..<2000 {
            var bytes = good
            for _ in 0..<(random.next() % 4) {
                bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            guard let read = Manifest(reading: bytes) else { continue }
            #expect(Manifest(reading: read.bytes) == read, "seed \(seed)")
        }
    }
}
