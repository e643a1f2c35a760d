/// Tokens of further services, by what they begin with.
extension TokenShape {
    static let moreModels: [TokenShape] = [
        TokenShape("hcaik_", .serviceToken, .lowercaseAlphanumerics, 40...80),
        TokenShape("pk_", .serviceToken, .lowercaseHex, 32...40),
        TokenShape("v2.local.", .jwt, .words, 60...4096), TokenShape("v3.local.", .jwt, .words, 60...4096),
        TokenShape("v4.local.", .jwt, .words, 60...4096), TokenShape("v2.public.", .jwt, .words, 60...4096),
        TokenShape("v3.public.", .jwt, .words, 60...4096), TokenShape("v4.public.", .jwt, .words, 60...4096),
        TokenShape("k2.secret.", .privateKey, .words, 60...200),
        TokenShape("k3.secret.", .privateKey, .words, 60...200),
        TokenShape("k4.secret.", .privateKey, .words, 60...200), TokenShape("k2.local.", .privateKey, .words, 40...80),
        TokenShape("k3.local.", .privateKey, .words, 40...80), TokenShape("k4.local.", .privateKey, .words, 40...80),
        TokenShape("xprv", .privateKey, .alphanumerics, 100...115),
        TokenShape("yprv", .privateKey, .alphanumerics, 100...115),
        TokenShape("zprv", .privateKey, .alphanumerics, 100...115),
        TokenShape("tprv", .privateKey, .alphanumerics, 100...115),
        TokenShape("lsv2_pt_", .modelKey, .words, 32...80), TokenShape("lsv2_sk_", .modelKey, .words, 32...80),
        TokenShape("sk-lf-", .modelKey, .words, 32...48), TokenShape("pk-lf-", .modelKey, .words, 32...48),
        TokenShape("fw_", .modelKey, .alphanumerics, 20...64, digit: true),
        TokenShape("tvly-", .modelKey, .words, 24...64), TokenShape("fc-", .modelKey, .lowercaseHex, 32...32),
        TokenShape("e2b_", .modelKey, .lowercaseHex, 32...64), TokenShape("pcsk_", .modelKey, .words, 40...120),
        TokenShape("csk-", .modelKey, .alphanumerics, 32...64, digit: true),
        TokenShape("jina_", .modelKey, .words, 40...80), TokenShape("pa-", .modelKey, .words, 40...60, digit: true),
        TokenShape("rpa_", .modelKey, .alphanumerics, 40...60), TokenShape("bb_live_", .modelKey, .words, 24...64),
        TokenShape("apify_api_", .modelKey, .alphanumerics, 32...48),
        TokenShape("api_org_", .modelKey, .alphanumerics, 30...64),
        TokenShape("sk_", .modelKey, .lowercaseHex, 48...48), TokenShape("sk-or-", .modelKey, .words, 40...128),
        TokenShape("ak-", .modelKey, .alphanumerics, 22...22, digit: true),
        TokenShape("as-", .modelKey, .alphanumerics, 22...22, digit: true),
        TokenShape("esecret_", .modelKey, .alphanumerics, 24...48),
        TokenShape("key_", .modelKey, .alphanumerics, 32...64, digit: true),
        TokenShape("wandb_v1_", .modelKey, .words, 40...100), TokenShape("local-", .modelKey, .lowercaseHex, 40...40),
        TokenShape("sgp_", .modelKey, .words, 40...80),
        TokenShape("tgp_v1_", .modelKey, .words, 40...64), TokenShape("crsr_", .modelKey, .lowercaseHex, 48...80),
        TokenShape("ck-", .modelKey, .alphanumerics, 40...60, digit: true),
    ]

    static let moreClouds: [TokenShape] = [
        TokenShape("AKID", .cloudKey, .alphanumerics, 28...36, digit: true),
        TokenShape("1//0", .cloudKey, .words, 40...128),
        TokenShape("AQVN", .cloudKey, .words, 35...40),
        TokenShape("t1.", .cloudKey, ByteSet("A-Za-z0-9_.=-"), 80...400),
        TokenShape("YCAJ", .cloudKey, .words, 20...24), TokenShape("YCM", .cloudKey, .words, 36...40, digit: true),
        TokenShape("fo1_", .cloudKey, .words, 40...64), TokenShape("fm1r_", .cloudKey, .anyBase64, 60...600),
        TokenShape("fm2_", .cloudKey, .anyBase64, 60...2000), TokenShape("fm1a_", .cloudKey, .anyBase64, 60...600),
        TokenShape("rnd_", .cloudKey, .alphanumerics, 28...40), TokenShape("nfp_", .cloudKey, .alphanumerics, 36...44),
        TokenShape("nfc_", .cloudKey, .alphanumerics, 36...44), TokenShape("nfu_", .cloudKey, .alphanumerics, 36...44),
        TokenShape("vercel_blob_rw_", .cloudKey, .words, 30...80),
        TokenShape("vcp_", .cloudKey, .alphanumerics, 24...64),
        TokenShape("HRKU-", .cloudKey, .words, 36...80), TokenShape("sbp_", .cloudKey, .lowercaseHex, 40...40),
        TokenShape("sb_secret_", .cloudKey, .words, 22...64), TokenShape("sb_publishable_", .cloudKey, .words, 22...64),
        TokenShape("napi_", .cloudKey, .alphanumerics, 48...72), TokenShape("pscale_tkn_", .cloudKey, .words, 32...64),
        TokenShape("pscale_pw_", .cloudKey, .words, 32...64), TokenShape("pscale_oauth_", .cloudKey, .words, 32...64),
        TokenShape("tskey-", .cloudKey, .words, 24...80), TokenShape("v1.0-", .cloudKey, .words, 170...180),
        TokenShape("cfut_", .cloudKey, .words, 32...64), TokenShape("tk-us-", .cloudKey, .words, 40...64),
        TokenShape("ATCTT3", .forgeToken, .anyBase64, 40...512),
        TokenShape("ibm_", .cloudKey, .words, 40...48, digit: true),
        TokenShape("dckr_oat_", .packageToken, .words, 20...64), TokenShape("exo", .cloudKey, .lowercaseHex, 28...28),
        TokenShape("EXO", .cloudKey, .lowercaseHex, 24...24),
        TokenShape("SCW", .cloudKey, .uppercaseAlphanumerics, 17...17),
        TokenShape("npg_", .cloudKey, .alphanumerics, 12...48, digit: true),
        TokenShape("AVNS_", .cloudKey, .words, 16...40), TokenShape("ABSK", .cloudKey, .anyBase64, 100...300),
        TokenShape("SWMTKN-1-", .cloudKey, .words, 70...90), TokenShape("ptr_", .cloudKey, .anyBase64, 40...60),
        TokenShape("sha256~", .cloudKey, .words, 43...43), TokenShape("JWTSECRET-", .cloudKey, .words, 20...100),
    ]

    static let moreServices: [TokenShape] = [
        TokenShape("figd_", .serviceToken, .words, 36...64), TokenShape("pat-na1-", .serviceToken, .words, 36...36),
        TokenShape("pat-eu1-", .serviceToken, .words, 36...36), TokenShape("PMAK-", .serviceToken, .words, 50...64),
        TokenShape("EAAA", .serviceToken, .words, 55...66, digit: true),
        TokenShape("EAA", .serviceToken, .alphanumerics, 90...300, digit: true),
        TokenShape("EAAE", .serviceToken, .words, 55...66, digit: true),
        TokenShape("sq0idp-", .serviceToken, .words, 22...64),
        TokenShape("xkeysib-", .serviceToken, ByteSet("a-zA-Z0-9-"), 70...90),
        TokenShape("xsmtpsib-", .serviceToken, ByteSet("a-zA-Z0-9-"), 70...90),
        TokenShape("re_", .serviceToken, .words, 24...40, digit: true),
        TokenShape("mlsn.", .serviceToken, .lowercaseHex, 64...64),
        TokenShape("phc_", .serviceToken, .alphanumerics, 36...50),
        TokenShape("phx_", .serviceToken, .alphanumerics, 36...56),
        TokenShape("lin_oauth_", .serviceToken, .alphanumerics, 32...80),
        TokenShape("CFPAT-", .serviceToken, .words, 40...50),
        TokenShape("duffel_live_", .serviceToken, .words, 40...50),
        TokenShape("duffel_test_", .serviceToken, .words, 40...50),
        TokenShape("EZAK", .serviceToken, .alphanumerics, 54...54),
        TokenShape("EZTK", .serviceToken, .alphanumerics, 54...54),
        TokenShape("FLWSECK-", .serviceToken, .words, 12...64),
        TokenShape("FLWSECK_TEST-", .serviceToken, .words, 12...64),
        TokenShape("FLWPUBK_TEST-", .serviceToken, .words, 12...64),
        TokenShape("fio-u-", .serviceToken, .words, 60...70),
        TokenShape("live_", .serviceToken, .words, 32...64, digit: true),
        TokenShape("test_", .serviceToken, .lowercaseHex, 35...35),
        TokenShape("shippo_live_", .serviceToken, .lowercaseHex, 40...40),
        TokenShape("shippo_test_", .serviceToken, .lowercaseHex, 40...40),
        TokenShape("rdme_", .serviceToken, .lowercaseAlphanumerics, 70...70),
        TokenShape("tfp_", .serviceToken, ByteSet("A-Za-z0-9_.=-"), 50...70),
        TokenShape("access-sandbox-", .serviceToken, .words, 36...36),
        TokenShape("access-production-", .serviceToken, .words, 36...36),
        TokenShape("access-development-", .serviceToken, .words, 36...36),
        TokenShape("aio_", .serviceToken, .words, 28...32, digit: true),
        TokenShape("xwfp-", .serviceToken, .words, 20...256), TokenShape("xoxc-", .serviceToken, .words, 20...256),
        TokenShape("xoxd-", .serviceToken, ByteSet("A-Za-z0-9%_-"), 20...512),
        TokenShape("sl.", .serviceToken, .words, 60...1200),
        TokenShape("b_", .serviceToken, .anyBase64, 44...44, digit: true),
        TokenShape("cal_live_", .serviceToken, .lowercaseHex, 32...32),
        TokenShape("p8e-", .serviceToken, .lowercaseAlphanumerics, 32...32),
        TokenShape("pubkey-", .serviceToken, .lowercaseHex, 32...32),
        TokenShape("1000.", .serviceToken, ByteSet("a-f0-9."), 64...66),
        TokenShape("secret-", .serviceToken, .words, 32...80, digit: true),
        TokenShape("uk-live-", .serviceToken, .words, 24...80),
        TokenShape("sandbox_", .serviceToken, ByteSet("a-z0-9_"), 24...60, digit: true),
        TokenShape("shpua_", .serviceToken, .hex, 32...64),
        TokenShape("rzp_live_", .serviceToken, .alphanumerics, 14...20),
        TokenShape("rzp_test_", .serviceToken, .alphanumerics, 14...20),
        TokenShape("polar_oat_", .serviceToken, .alphanumerics, 32...64),
        TokenShape("polar_pat_", .serviceToken, .alphanumerics, 32...64),
        TokenShape("KEY0", .serviceToken, .words, 50...60),
        TokenShape("KEY", .serviceToken, .words, 55...55, digit: true),
        TokenShape("Mid-server-", .serviceToken, .words, 20...40),
        TokenShape("SB-Mid-server-", .serviceToken, .words, 20...40),
        TokenShape("AAAAAAAAAAAAAAAAAAAAA", .serviceToken, ByteSet("A-Za-z0-9%"), 70...110, digit: true),
        TokenShape("xoxe-1-", .serviceToken, .anyBase64, 100...300),
        TokenShape("xoxe.xoxp-1-", .serviceToken, .anyBase64, 100...300),
        TokenShape("xoxe.xoxb-1-", .serviceToken, .anyBase64, 100...300),
        TokenShape("trello-", .serviceToken, .lowercaseHex, 32...64),
        TokenShape("ATTA", .serviceToken, .hex, 70...76),
        TokenShape("PRIVATE-", .serviceToken, .uppercaseAlphanumerics, 32...64, digit: true),
        TokenShape("pplx", .serviceToken, .words, 44...60, digit: true),
        TokenShape("u+", .serviceToken, .words, 18...18, digit: true),
    ]

    static let moreVaults: [TokenShape] = [
        TokenShape("AKCp", .vaultToken, .alphanumerics, 60...80),
        TokenShape("cmVmd", .vaultToken, .alphanumerics, 59...59, digit: true),
        TokenShape("4b1d", .vaultToken, .alphanumerics, 38...38, digit: true),
        TokenShape("bedrock-api-key-", .cloudKey, .anyBase64, 24...4_096),
        TokenShape("eyJrIjoi", .vaultToken, .anyBase64, 60...400, digit: true),
        TokenShape("s-s4t2af-", .vaultToken, .lowercaseHex, 64...64),
        TokenShape("cmVmdGtu", .vaultToken, .anyBase64, 50...80),
        TokenShape("CLOJARS_", .packageToken, .alphanumerics, 56...64),
        TokenShape("dnkey-", .vaultToken, .words, 70...90),
        TokenShape("dt0c01.", .vaultToken, ByteSet("A-Z0-9."), 80...100),
        TokenShape("dt0s01.", .vaultToken, ByteSet("A-Z0-9."), 60...100),
        TokenShape("glimt-", .forgeToken, .words, 20...64), TokenShape("glsoat-", .forgeToken, .words, 20...64),
        TokenShape("glffct-", .forgeToken, .words, 20...64), TokenShape("glwt-", .forgeToken, .words, 20...64),
        TokenShape("GR1348941", .forgeToken, .words, 20...32), TokenShape("ico-", .vaultToken, .alphanumerics, 32...32),
        TokenShape("s-s4t2ud-", .vaultToken, .lowercaseHex, 64...64),
        TokenShape("u-s4t2ud-", .vaultToken, .lowercaseHex, 64...64),
        TokenShape("sdk-", .vaultToken, .words, 36...36, digit: true),
        TokenShape("api-", .vaultToken, .words, 36...40, digit: true),
        TokenShape("NRJS-", .vaultToken, .lowercaseHex, 19...19), TokenShape("NRII-", .vaultToken, .words, 32...32),
        TokenShape("NRBR-", .vaultToken, .lowercaseHex, 19...19),
        TokenShape("NRRA-", .vaultToken, .lowercaseHex, 40...48),
        TokenShape("API-", .vaultToken, .uppercaseAlphanumerics, 25...32, digit: true),
        TokenShape("pnu_", .vaultToken, .alphanumerics, 36...36),
        TokenShape("sntryu_", .vaultToken, .lowercaseHex, 60...68),
        TokenShape("sm_aat_", .vaultToken, .alphanumerics, 16...16),
        TokenShape("sm_pat_", .vaultToken, .alphanumerics, 16...16),
        TokenShape("sm_sat_", .vaultToken, .alphanumerics, 16...16),
        TokenShape("sqa_", .vaultToken, .lowercaseHex, 40...40),
        TokenShape("sqp_", .vaultToken, .lowercaseHex, 40...40),
        TokenShape("squ_", .vaultToken, .lowercaseHex, 40...40),
        TokenShape("bkua_", .vaultToken, .lowercaseHex, 40...40),
        TokenShape("bkct_", .vaultToken, .words, 40...120), TokenShape("CCIPAT_", .vaultToken, .words, 40...100),
        TokenShape("CCIPRJ_", .vaultToken, .words, 40...100),
        TokenShape("hcaik_", .vaultToken, .alphanumerics, 58...58),
        TokenShape("hcxik_", .vaultToken, .alphanumerics, 58...58), TokenShape("xaat-", .vaultToken, .words, 36...36),
        TokenShape("xapt-", .vaultToken, .words, 36...36), TokenShape("ory_at_", .vaultToken, .words, 40...100),
        TokenShape("ory_pat_", .vaultToken, .words, 30...64),
        TokenShape("tr_dev_", .vaultToken, .alphanumerics, 20...32),
        TokenShape("tr_prod_", .vaultToken, .alphanumerics, 20...32),
        TokenShape("gAAAA", .vaultToken, .anyBase64, 70...600),
        TokenShape("sat.", .vaultToken, ByteSet("A-Za-z0-9_.-"), 60...80),
        TokenShape("pat.", .vaultToken, ByteSet("A-Za-z0-9_.-"), 60...80),
        TokenShape("sc_", .vaultToken, ByteSet("A-Za-z0-9_.-"), 60...120, digit: true),
        TokenShape("rootly_", .vaultToken, .lowercaseHex, 60...68),
        TokenShape("unkey_", .vaultToken, .alphanumerics, 16...40, digit: true),
        TokenShape("snyk_", .vaultToken, .words, 30...80),
        TokenShape("dop_", .cloudKey, .words, 66...70), TokenShape("ops_", .vaultToken, .anyBase64, 200...2000),
        TokenShape("A3-", .vaultToken, ByteSet("A-Z0-9-"), 31...40, digit: true),
        TokenShape("nrjs-", .vaultToken, .words, 20...40, digit: true),
        TokenShape("bearer_", .vaultToken, .alphanumerics, 32...80, digit: true),
        TokenShape("dp.scim.", .vaultToken, .alphanumerics, 40...64),
        TokenShape("dp.audit.", .vaultToken, .alphanumerics, 40...64),
        TokenShape("dp.said.", .vaultToken, .alphanumerics, 40...64),
        TokenShape("hvs.CAES", .vaultToken, .words, 60...512),
        TokenShape("nsec1", .privateKey, .lowercaseAlphanumerics, 58...58),
        TokenShape("ctx7sk-", .vaultToken, .words, 30...64),
        TokenShape("lip_", .vaultToken, .alphanumerics, 32...64, digit: true),
    ]
}

/// Tokens that are recognised by a part other than their beginning.
enum InnerToken: CaseIterable, Sendable, Hashable {
    /// `0123…-us10`
    case mailchimp
    /// Three parts with dots, the second of six or seven characters.
    case discord
    /// An Azure client secret: three characters and a digit, and this.
    case azure
    /// `pat` with 14 characters, a dot, and 64 hexadecimal digits.
    case airtable
    /// `0/0123…` and `1/0123…:0123…`
    case maxmind
    /// An Azure key that a check of its own can tell.
    case azureKey, azureDevOps
    /// `pk.eyJ…` and `sk.eyJ…`
    case mapbox
    /// A Firebase server key: eleven characters, a colon, and this.
    case firebase
    /// A Salesforce session: `00D` with twelve characters, and this.
    case salesforce

    /// The bytes that lead to it, in lower case.
    var keyword: StaticString {
        switch self {
        case .mailchimp: "-us"
        case .discord: "."
        case .azure: "q~"
        case .airtable: "pat"
        case .maxmind: "_mmk"
        case .azureKey: "jqqj99"
        case .azureDevOps: "azdo"
        case .mapbox: "k.eyj"
        case .firebase: ":apa91b"
        case .salesforce: "!aq"
        }
    }
}

extension Scan {
    /// Reports a token around the part that tells what it is.
    mutating func reportInnerToken(_ token: InnerToken, at part: Range<Int>) {
        switch token {
        case .mailchimp:
            let start = runStart(of: .lowercaseHex, before: part.lowerBound, limit: 33)
            let end = skip(.digits, from: part.upperBound, limit: 2)
            guard part.lowerBound - start == 32, end > part.upperBound, isBoundary(start) else { return }
            report(.serviceToken, at: start..<end)
        case .firebase:
            let start = withoutEscape(runStart(of: .words, before: part.lowerBound, limit: 13))
            let end = runEnd(of: .words, from: part.upperBound)
            guard part.lowerBound - start == 11, end - part.upperBound >= 100 else { return }
            report(.cloudKey, at: start..<end)
        case .salesforce:
            let start = withoutEscape(runStart(of: .alphanumerics, before: part.lowerBound, limit: 20))
            let end = runEnd(of: ByteSet("A-Za-z0-9._"), from: part.upperBound)
            guard [15, 18].contains(part.lowerBound - start), has("00D", at: start), end - part.upperBound >= 60
            else { return }
            report(.serviceToken, at: start..<end)
        case .discord: reportBotToken(at: part.lowerBound)
        case .azure:
            guard ByteSet.digits.contains(self[part.lowerBound - 1]), has("Q~", at: part.lowerBound) else { return }
            let start = runStart(of: ByteSet("A-Za-z0-9_.~-"), before: part.lowerBound - 1, limit: 4)
            let end = runEnd(of: ByteSet("A-Za-z0-9_.~-"), from: part.upperBound)
            guard (3...4).contains(part.lowerBound - start), (31...34).contains(end - part.upperBound) else { return }
            report(.cloudKey, at: start..<end)
        case .airtable:
            let dot = skip(.alphanumerics, from: part.upperBound, limit: 15)
            let end = skip(.lowercaseHex, from: dot + 1, limit: 65)
            guard isBoundary(part.lowerBound), dot - part.upperBound == 14, self[dot] == UInt8(ascii: "."),
                end - dot == 65
            else { return }
            report(.serviceToken, at: part.lowerBound..<end)
        case .maxmind:
            let start = runStart(of: ByteSet("A-Za-z0-9_"), before: part.lowerBound, limit: 36)
            guard part.lowerBound - start == 36 else { return }
            report(.serviceToken, at: start..<part.upperBound)
        case .azureKey, .azureDevOps:
            let start = runStart(of: .alphanumerics, before: part.lowerBound, limit: 80)
            let end = runEnd(of: .alphanumerics, from: part.upperBound)
            guard (80...88).contains(end - start), SecretShape(text[start..<end]).digits > 4 else { return }
            report(.cloudKey, at: start..<end)
        case .mapbox:
            let start = part.lowerBound - 1
            guard "pst".utf8.contains(self[start]), isBoundary(start) else { return }
            let body = runEnd(of: .words, from: part.lowerBound + 2)
            let end = self[body] == UInt8(ascii: ".") ? runEnd(of: .words, from: body + 1) : body
            guard end - body > 20 else { return }
            report(.serviceToken, at: start..<end)
        }
    }

    /// Reports a bot's token: its number in base64, a dot, six or seven characters, a dot, and the signature.
    private mutating func reportBotToken(at dot: Int) {
        guard self[dot + 7] == UInt8(ascii: ".") || self[dot + 8] == UInt8(ascii: ".") else { return }
        let second = skip(.words, from: dot + 1, limit: 8)
        guard (6...7).contains(second - dot - 1), self[second] == UInt8(ascii: ".") else { return }
        let start = runStart(of: .words, before: dot, limit: 29)
        guard (23...28).contains(dot - start), "MNO".utf8.contains(self[start]), isBoundary(start) else { return }
        let end = skip(.words, from: second + 1, limit: 40)
        guard (27...38).contains(end - second - 1), SecretShape(text[start..<end]).digits >= 3 else { return }
        report(.serviceToken, at: start..<end)
    }
}
