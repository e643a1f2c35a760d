internal import Foundations

/// The names of SWE-bench instances, which many harnesses use: `owner__repository-number`.
enum SWEBench {
    /// Returns `owner/repository`; nil for any other name.
    static func repository(of instance: String) -> String? {
        guard let dash = instance.lastIndex(of: "-"), let separator = instance.firstByteRange(of: "__") else {
            return nil
        }
        let number = instance[instance.index(after: dash)...]
        guard separator.upperBound < dash, separator.lowerBound > instance.startIndex else { return nil }
        guard !number.isEmpty, number.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return "\(instance[..<separator.lowerBound])/\(instance[separator.upperBound..<dash])"
    }
}
