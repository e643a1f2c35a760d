extension Double {
    /// The number rounded to a fixed count of decimals: `1.50` for `1.5.fixed(2)`. What has no such form, an infinity or
    /// a number of more than 15 digits, is written as Swift writes it.
    package func fixed(_ decimals: Int) -> String {
        let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
        let scaled = (magnitude * scale).rounded()
        guard scaled < 1e15 else { return description }
        let digits = String(Int(scaled)).leading(zeroes: decimals + 1)
        let number = decimals == 0 ? digits : "\(digits.dropLast(decimals)).\(digits.suffix(decimals))"
        return self < 0 && scaled > 0 ? "-" + number : number
    }

    /// A share as a whole number of per cent: `67 %` for 2/3.
    package var percent: String { "\((self * 100).fixed(0)) %" }
}

extension String {
    /// Digits, with zeroes before them so that there are at least as many as asked for.
    package func leading(zeroes width: Int) -> String {
        String(repeating: "0", count: Swift.max(0, width - utf8.count)) + self
    }
}
