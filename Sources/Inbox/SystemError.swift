internal import Glibc

/// An error number of the operating system.
struct SystemError: Error {
    let number: Int32
}

/// The operating system's words for an error number.
func systemMessage(_ number: Int32) -> String {
    // strerror shares a buffer only for numbers that the C library does not know.
    String(cString: strerror(number))
}
