/// The shapes of all orders, by what they are about, and what several of them share.
extension Conduct {
    static let all: [Conduct] =
        approvals + concealments + fakes + audiences + exports + downloads + destructions + persistences + exposures
        + privileges + redirections + claims + unguardings + omissions + weakSecrets + losses + followings + unfairness

    static let faking = "the text wants checks to pass that do not"
}
