/// The kind of a secret or private detail. The raw value is the word in its placeholder.
///
/// The order of the cases is the order of precedence: where two kinds claim overlapping text, the earlier one names it.
package enum SecretKind: String, Sendable, Hashable, CaseIterable, Comparable {
    /// An exact value of the operator's deny list, in any of its spellings.
    case denied = "seeded"
    /// A PEM, PGP, PuTTY or age private key.
    case privateKey = "private-key"
    /// A key for a model provider.
    case modelKey = "model-key"
    /// A key or token of a cloud provider.
    case cloudKey = "cloud-key"
    /// A token of a code forge.
    case forgeToken = "forge-token"
    /// A token of a package registry.
    case packageToken = "package-token"
    /// A token or webhook of a chat, mail or payment service.
    case serviceToken = "service-token"
    /// A token of a vault, monitoring or build service.
    case vaultToken = "vault-token"
    /// A JSON Web Token.
    case jwt
    /// The stored hash of a password.
    case passwordHash = "password-hash"
    /// The password inside a URL.
    case urlPassword = "url-password"
    /// The credentials after the scheme of an `Authorization` header.
    case authorization
    /// The contents of a cookie.
    case cookie
    /// A signature or key in the query of a URL.
    case query
    /// A value that is assigned to a name such as `password` or `api_key`.
    case secret
    /// A random-looking string close to such a name.
    case entropy
    /// An e-mail address.
    case email
    /// A home folder, which is written as `~`.
    case home

    /// Whether `left` takes precedence over `right`.
    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    /// Whether the detail is about a person and gives no access to anything.
    package var isPrivate: Bool { self == .email || self == .home }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
