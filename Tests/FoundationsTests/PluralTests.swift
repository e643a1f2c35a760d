import Foundations
import Testing

@Suite("A plural")
struct PluralTests {
    @Test(
        "is spelled as English has it",
        arguments: [
            ("session", "sessions"), ("trajectory", "trajectories"), ("day", "days"), ("inbox", "inboxes"),
            ("batch", "batches"), ("class", "classes"), ("published lesson", "published lessons"), ("retry", "retries"),
            ("path", "paths"), ("key", "keys"), ("crash", "crashes"), ("y", "ys"),
        ]
    )
    func spelling(noun: String, plural: String) {
        #expect(Plural.of(noun) == plural)
    }

    @Test("is used with every number but one")
    func counts() {
        #expect([0, 1, 2, -1].map { $0.of("entry") } == ["0 entries", "1 entry", "2 entries", "-1 entries"])
        #expect([0, 1, 2].map { $0.form(one: "waits", many: "wait") } == ["wait", "waits", "wait"])
    }
}
