/// The text with which every prompt of this program begins, so that its own model sessions are recognised when they come
/// back as trajectories.
package enum AnalystMarker {
    /// Part of the prompts, and so of the keys of stored answers: it never changes.
    package static let text = "[trace2skill analyst]"
}
