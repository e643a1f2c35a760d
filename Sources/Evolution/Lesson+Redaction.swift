internal import Lessons
internal import Redaction

extension Lesson {
    /// The lesson without random strings in its quotes, which become a part of the history of a repository.
    func redactedQuotes(by redactor: Redactor) -> Lesson {
        var lesson = self
        for item in lesson.evidence.indices {
            for quote in lesson.evidence[item].quotes.indices {
                let text = lesson.evidence[item].quotes[quote].text
                lesson.evidence[item].quotes[quote].text = redactor.redact(text).text
            }
        }
        return lesson
    }
}
