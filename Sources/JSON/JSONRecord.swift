/// One value that a stream gave out.
package struct JSONRecord: Sendable {
    /// Where the value was in the stream.
    package enum Place: Sendable, Equatable {
        /// A root value, or an element of a root array.
        case whole
        /// A member of a root object that is given out in parts.
        case member(String)
        /// An element of the array that a root object has under a name which the reader was told to stream.
        case element(of: String, Int)
        /// A root object that was given out in parts ends here. The value is null.
        case end
    }

    /// Where the record is in the stream.
    package let place: Place
    /// Which record of the stream this is, counted from 0; the parts of one root object share it.
    package let index: Int
    /// Where the value begins, in bytes from the beginning of the stream.
    package let offset: Int
    /// The record itself.
    package let value: JSON
    /// False only at the `end` of a root object that broke off: the stream ended, or the rest could not be read.
    package let isComplete: Bool
}
