/// A token that shows what it is by its first characters.
struct TokenShape: Sendable {
    /// The beginning of the token; case matters.
    let prefix: StaticString
    let kind: SecretKind
    /// The bytes that the rest may have.
    let body: ByteSet
    /// How long the rest may be, in bytes.
    let length: ClosedRange<Int>
    /// Whether the rest must have a digit: for prefixes that words also begin with.
    let needsDigit: Bool

    init(_ prefix: StaticString, _ kind: SecretKind, _ body: ByteSet, _ length: ClosedRange<Int>, digit: Bool = false) {
        self.prefix = prefix
        self.kind = kind
        self.body = body
        self.length = length
        needsDigit = digit
    }

    static let all: [TokenShape] =
        models + clouds + forges + registries + services + payments + vaults + moreModels + moreClouds + moreServices
        + moreVaults

    private static let models: [TokenShape] = [
        TokenShape("sk-ant-", .modelKey, .words, 20...512),
        TokenShape("sk-proj-", .modelKey, .words, 20...512),
        TokenShape("sk-svcacct-", .modelKey, .words, 20...512),
        TokenShape("sk-admin-", .modelKey, .words, 20...512),
        TokenShape("sk-or-v1-", .modelKey, .lowercaseHex, 32...128),
        TokenShape("sk-", .modelKey, .alphanumerics, 32...256, digit: true),
        TokenShape("AIza", .modelKey, .words, 35...39),
        TokenShape("hf_", .modelKey, .alphanumerics, 30...64),
        TokenShape("gsk_", .modelKey, .alphanumerics, 32...128),
        TokenShape("xai-", .modelKey, .alphanumerics, 32...128, digit: true),
        TokenShape("r8_", .modelKey, .alphanumerics, 32...64),
        TokenShape("pplx-", .modelKey, .alphanumerics, 32...128),
        TokenShape("nvapi-", .modelKey, .words, 32...128),
    ]

    private static let clouds: [TokenShape] = [
        TokenShape("AKIA", .cloudKey, .uppercaseAlphanumerics, 16...16),
        TokenShape("ASIA", .cloudKey, .uppercaseAlphanumerics, 16...16),
        TokenShape("ABIA", .cloudKey, .uppercaseAlphanumerics, 16...16),
        TokenShape("ACCA", .cloudKey, .uppercaseAlphanumerics, 16...16),
        TokenShape("ya29.", .cloudKey, .words, 20...1024),
        TokenShape("GOCSPX-", .cloudKey, .words, 20...64),
        TokenShape("dop_v1_", .cloudKey, .lowercaseHex, 64...64),
        TokenShape("doo_v1_", .cloudKey, .lowercaseHex, 64...64),
        TokenShape("dor_v1_", .cloudKey, .lowercaseHex, 64...64),
        TokenShape("LTAI", .cloudKey, .alphanumerics, 12...20, digit: true),
    ]

    private static let forges: [TokenShape] = [
        TokenShape("ghp_", .forgeToken, .alphanumerics, 36...255),
        TokenShape("gho_", .forgeToken, .alphanumerics, 36...255),
        TokenShape("ghu_", .forgeToken, .alphanumerics, 36...255),
        TokenShape("ghs_", .forgeToken, .alphanumerics, 36...255),
        TokenShape("ghr_", .forgeToken, .alphanumerics, 36...255),
        TokenShape("github_pat_", .forgeToken, .words, 60...255),
        TokenShape("glpat-", .forgeToken, .words, 20...128),
        TokenShape("gldt-", .forgeToken, .words, 20...128),
        TokenShape("glrt-", .forgeToken, .words, 20...128),
        TokenShape("glcbt-", .forgeToken, .words, 20...128),
        TokenShape("glptt-", .forgeToken, .words, 20...128),
        TokenShape("glft-", .forgeToken, .words, 20...128),
        TokenShape("glagent-", .forgeToken, .words, 20...128),
        TokenShape("gloas-", .forgeToken, .words, 20...128),
        TokenShape("ATBB", .forgeToken, .alphanumerics, 24...64, digit: true),
        TokenShape("BBDC-", .forgeToken, .base64, 40...64, digit: true),
        TokenShape("ATATT3", .forgeToken, .anyBase64, 40...512),
    ]

    private static let registries: [TokenShape] = [
        TokenShape("npm_", .packageToken, .alphanumerics, 36...64),
        TokenShape("pypi-", .packageToken, .words, 50...512),
        TokenShape("rubygems_", .packageToken, .lowercaseHex, 48...48),
        TokenShape("dckr_pat_", .packageToken, .words, 20...64),
        TokenShape("oy2", .packageToken, .lowercaseAlphanumerics, 43...43),
        TokenShape("cio", .packageToken, .alphanumerics, 32...32, digit: true),
    ]

    private static let services: [TokenShape] = [
        TokenShape("xoxa-", .serviceToken, .words, 20...256),
        TokenShape("xoxb-", .serviceToken, .words, 20...256),
        TokenShape("xoxe-", .serviceToken, .words, 20...256),
        TokenShape("xoxo-", .serviceToken, .words, 20...256),
        TokenShape("xoxp-", .serviceToken, .words, 20...256),
        TokenShape("xoxr-", .serviceToken, .words, 20...256),
        TokenShape("xoxs-", .serviceToken, .words, 20...256),
        TokenShape("xapp-", .serviceToken, .words, 20...256),
        TokenShape("key-", .serviceToken, .lowercaseHex, 32...32),
        TokenShape("SK", .serviceToken, .lowercaseHex, 32...32),
        TokenShape("lin_api_", .serviceToken, .alphanumerics, 32...64),
        TokenShape("ntn_", .serviceToken, .alphanumerics, 40...64),
        TokenShape("secret_", .serviceToken, .alphanumerics, 43...43),
    ]

    private static let payments: [TokenShape] = [
        TokenShape("sk_live_", .serviceToken, .alphanumerics, 16...255),
        TokenShape("sk_test_", .serviceToken, .alphanumerics, 16...255),
        TokenShape("sk_prod_", .serviceToken, .alphanumerics, 16...255),
        TokenShape("rk_live_", .serviceToken, .alphanumerics, 16...255),
        TokenShape("rk_test_", .serviceToken, .alphanumerics, 16...255),
        TokenShape("pk_live_", .serviceToken, .alphanumerics, 16...255),
        TokenShape("pk_test_", .serviceToken, .alphanumerics, 16...255),
        TokenShape("whsec_", .serviceToken, .base64, 24...128, digit: true),
        TokenShape("sq0atp-", .serviceToken, .words, 22...64),
        TokenShape("sq0csp-", .serviceToken, .words, 40...64),
        TokenShape("shpat_", .serviceToken, .hex, 32...64),
        TokenShape("shpss_", .serviceToken, .hex, 32...64),
        TokenShape("shpca_", .serviceToken, .hex, 32...64),
        TokenShape("shppa_", .serviceToken, .hex, 32...64),
    ]

    private static let vaults: [TokenShape] = [
        TokenShape("hvs.", .vaultToken, .words, 24...512),
        TokenShape("hvb.", .vaultToken, .words, 24...512),
        TokenShape("hvr.", .vaultToken, .words, 24...512),
        TokenShape("dp.pt.", .vaultToken, .alphanumerics, 40...64),
        TokenShape("dp.st.", .vaultToken, ByteSet("A-Za-z0-9._-"), 40...96),
        TokenShape("dp.sa.", .vaultToken, .alphanumerics, 40...64),
        TokenShape("dp.ct.", .vaultToken, .alphanumerics, 40...64),
        TokenShape("AGE-SECRET-KEY-1", .privateKey, .uppercaseAlphanumerics, 50...64),
        TokenShape("pul-", .vaultToken, .lowercaseHex, 40...40),
        TokenShape("dapi", .vaultToken, .lowercaseHex, 32...32),
        TokenShape("glc_", .vaultToken, .base64, 32...400, digit: true),
        TokenShape("glsa_", .vaultToken, .words, 32...128),
        TokenShape("sntrys_", .vaultToken, .anyBase64, 40...512),
        TokenShape("NRAK-", .vaultToken, .uppercaseAlphanumerics, 27...27),
    ]
}
