//! More vendors whose keys have a telling beginning: development, operations, data, AI, mail, shops' services.

use super::Rule;
use super::providers::{any, back, rule};

pub(super) const RULES: &[Rule] = &[
    // AI
    rule("pinecone", "pinecone key", &["pcsk_"], r"pcsk_[0-9A-Za-z_]{40,}"),
    rule("langsmith", "langsmith key", &["lsv2_"], r"lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}"),
    rule("voyage", "voyage key", &["pa-"], r"pa-[0-9A-Za-z_-]{40,}"),
    rule("cerebras", "cerebras key", &["csk-"], r"csk-[0-9a-z]{40,}"),
    rule("nvidia", "nvidia key", &["nvapi-"], r"nvapi-[0-9A-Za-z_-]{60,}"),
    rule("jina", "jina key", &["jina_"], r"jina_[0-9a-f]{32}[0-9A-Za-z_-]{20,}"),
    rule("firecrawl", "firecrawl key", &["fc-"], r"fc-[0-9a-f]{32}\b"),
    rule("databento", "databento key", &["db-"], r"db-[0-9A-Za-z]{29}\b"),
    // Mail and messages
    rule("resend", "resend key", &["re_"], r"\bre_[0-9A-Za-z]{8}_[0-9A-Za-z]{20,}"),
    rule("mailersend", "mailersend key", &["mlsn."], r"mlsn\.[0-9a-f]{64}"),
    any("intercom", "intercom token", &["dg9ro"], r"\bdG9rO[0-9A-Za-z+/=]{50,}"),
    rule("adobe", "adobe secret", &["p8e-"], r"p8e-[0-9A-Za-z]{32}\b"),
    // Payments and shops
    rule(
        "paddle",
        "paddle key",
        &["pdl_"],
        r"pdl_(?:live|sdbx)_apikey_[0-9a-z]{26}_[0-9A-Za-z]{22}_[0-9A-Za-z]{3}",
    ),
    rule("gocardless", "gocardless token", &["live_", "sandbox_"], r"(?:live|sandbox)_[0-9A-Za-z_=-]{40,}"),
    rule("lob", "lob key", &["live_", "test_"], r"(?:live|test)_[0-9a-f]{35}\b"),
    rule("mollie-access", "mollie token", &["access_"], r"access_[0-9A-Za-z]{30,}"),
    rule("paypal", "paypal token", &["a21aa"], r"A21AA[0-9A-Za-z_-]{80,}"),
    rule(
        "amazon-client",
        "amazon secret",
        &["amzn1.oa2-cs", "atzr|", "atza|"],
        r"amzn1\.oa2-cs\.v1\.[0-9a-f]{64}|Atz[ra]\|[0-9A-Za-z_-]{100,}",
    ),
    rule("ebay", "ebay token", &["v^1.1#"], r"v\^1\.1#i\^1#[^\s\x22']{80,}"),
    rule("wix", "wix key", &["ist.eyj"], r"IST\.eyJ[0-9A-Za-z_-]{100,}[0-9A-Za-z_.-]*"),
    rule("aftership", "aftership key", &["asat_"], r"asat_[0-9a-f]{32}"),
    // Development
    rule("packagist", "packagist token", &["packagist_"], r"packagist_[ou][a-z]{2}_[0-9a-f]{68}"),
    rule(
        "circleci",
        "circleci token",
        &["ccipat_", "cciprj_"],
        r"CCIP(?:AT|RJ)_[0-9A-Za-z]{22}_[0-9a-f]{40}",
    ),
    rule("netlify", "netlify token", &["nfp_", "nfc_"], r"nf[pc]_[0-9A-Za-z_]{36,}"),
    rule("render", "render key", &["rnd_"], r"rnd_[0-9A-Za-z]{28,}"),
    rule("neon", "neon key", &["napi_"], r"napi_[0-9a-z]{60,}"),
    rule("aiven", "aiven password", &["avns_"], r"AVNS_[0-9A-Za-z_-]{19,}"),
    rule("scaleway", "scaleway key", &["scw"], r"SCW[0-9A-Z]{17}\b"),
    rule("tencent", "tencent key", &["akid"], r"AKID[0-9A-Za-z]{32}\b"),
    rule("octopus", "octopus key", &["api-"], r"API-[0-9A-Z]{25,26}\b"),
    rule("openshift", "openshift token", &["sha256~"], r"sha256~[0-9A-Za-z_-]{43}"),
    rule("infracost", "infracost key", &["ico-"], r"ico-[0-9A-Za-z]{32}\b"),
    rule("intra42", "intra 42 secret", &["s-s4t2"], r"s-s4t2(?:ud|af)-[0-9a-f]{64}"),
    rule(
        "launchdarkly",
        "launchdarkly key",
        &["sdk-", "api-"],
        r"(?:sdk|api)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b",
    ),
    rule(
        "harness",
        "harness token",
        &["pat.", "sat."],
        r"[ps]at\.[0-9A-Za-z_-]{22}\.[0-9A-Za-z]{24}\.[0-9A-Za-z]{20}",
    ),
    rule("trello", "trello token", &["atta"], r"ATTA[0-9A-Za-z]{60,}"),
    rule("clickup", "clickup token", &["pk_"], r"pk_[0-9]{4,}_[0-9A-Z]{32}"),
    rule("posthog", "posthog key", &["phx_", "phs_"], r"ph[xs]_[0-9A-Za-z]{40,}"),
    rule(
        "honeycomb",
        "honeycomb key",
        &["hcaik_", "hcbik_", "hcamk_", "hcbmk_"],
        r"hc[ab][im]k_[0-9a-z]{26,}",
    ),
    rule("mapbox", "mapbox token", &["sk.eyj"], r"sk\.eyJ[0-9A-Za-z_-]{20,}\.[0-9A-Za-z_-]{20,}"),
    rule("clickhouse", "clickhouse key", &["4b1d"], r"4b1d[0-9A-Za-z]{38}\b"),
    rule("settlemint", "settlemint token", &["sm_"], r"sm_(?:aat|pat|sat)_[0-9A-Za-z]{16}\b"),
    back(37, any("maxmind", "maxmind key", &["_mmk"], r"\b[0-9A-Za-z]{6}_[0-9A-Za-z]{29}_mmk\b")),
    rule(
        "sourcegraph",
        "sourcegraph token",
        &["sgp_", "slk_"],
        r"sgp_(?:(?:[0-9a-fA-F]{16}|local)_)?[0-9a-fA-F]{40}\b|slk_[0-9a-f]{64}",
    ),
    rule(
        "yandex",
        "yandex key",
        &["aqvn", "t1.", "ycaj", "ycm"],
        r"AQVN[0-9A-Za-z_-]{35,}|\bt1\.[0-9A-Za-z_-]{20,}={0,2}\.[0-9A-Za-z_-]{86}={0,2}|YC[0-9A-Za-z_-]{38}\b",
    ),
    rule("salesforce", "salesforce token", &["00d"], r"00D[0-9A-Za-z]{12,15}![0-9A-Za-z._]{80,}"),
    rule(
        "authress",
        "authress key",
        &["sc_", "ext_", "scauth_", "authress_"],
        r"(?:sc|ext|scauth|authress)_[0-9a-z]{5,30}\.[0-9a-z]{4,6}\.acc[_-][0-9a-z-]{10,32}\.[0-9A-Za-z+/_=-]{30,120}",
    ),
    // The path of a hook whose host stands in another line.
    any(
        "slack-webhook-path",
        "slack webhook",
        &["/services/t"],
        r"/services/T[0-9A-Z]{7,12}/B[0-9A-Z]{7,12}/([0-9A-Za-z]{20,26})\b",
    ),
    any(
        "zapier-hook-path",
        "zapier hook",
        &["/hooks/catch/"],
        r"/hooks/catch/[0-9]{4,10}/([0-9a-z]{6,10})\b",
    ),
    rule(
        "vercel-blob",
        "vercel token",
        &["vercel_blob_rw_"],
        r"vercel_blob_rw_[0-9A-Za-z]{12,20}_[0-9A-Za-z]{24,}",
    ),
    rule("linkedin", "linkedin token", &["aqv", "aqx"], r"AQ[VX][0-9A-Za-z_-]{80,}"),
    any(
        "wordpress",
        "application password",
        &["application password", "app password", "application_password"],
        r#"(?i)app(?:lication)?[ _-]password[^0-9A-Za-z\n]{1,6}((?-i:[0-9A-Za-z]{4} ){5}[0-9A-Za-z]{4})\b"#,
    ),
];
