internal import Glibc

/// A variable of this process's environment; `nil` where it is not set.
package func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
