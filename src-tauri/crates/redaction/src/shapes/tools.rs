//! Vendors whose keys have a telling beginning: AI, development and operations, social networks.

use super::Rule;
use super::providers::{any, rule, strict};

pub(super) const RULES: &[Rule] = &[
    // AI
    rule("anthropic", "anthropic key", &["sk-ant-"], r"sk-ant-[0-9A-Za-z_-]{20,}"),
    rule(
        "openai",
        "openai key",
        &["sk-"],
        r"sk-(?:proj|svcacct|admin|None)-[0-9A-Za-z_-]{20,}|sk-[0-9A-Za-z]{20,}|sk-or-v1-[0-9a-f]{40,}|sk-lf-[0-9a-f-]{36}",
    ),
    rule(
        "hugging-face",
        "hugging face token",
        &["hf_", "api_org_"],
        r"hf_[0-9A-Za-z]{30,}|api_org_[A-Za-z]{30,}",
    ),
    rule("groq", "groq key", &["gsk_"], r"gsk_[0-9A-Za-z]{40,}"),
    rule("perplexity", "perplexity key", &["pplx-"], r"pplx-[0-9A-Za-z]{40,}"),
    rule("xai", "x.ai key", &["xai-"], r"xai-[0-9A-Za-z_-]{60,}"),
    rule("tavily", "tavily key", &["tvly-"], r"tvly-[0-9A-Za-z-]{28,}"),
    rule("llama", "llama key", &["llx-"], r"llx-[0-9A-Za-z_-]{40,}"),
    rule("together", "together key", &["tgp_v1_"], r"tgp_v1_[0-9A-Za-z_-]{40,}"),
    rule("replicate", "replicate token", &["r8_"], r"r8_[0-9A-Za-z_-]{37}"),
    rule("fireworks", "fireworks key", &["fw_"], r"fw_[0-9A-Za-z]{22,}"),
    // Development and operations
    rule("linear", "linear key", &["lin_"], r"lin_(?:api|oauth)_[0-9A-Za-z]{32,}"),
    rule("notion", "notion token", &["ntn_"], r"ntn_[0-9A-Za-z]{40,}"),
    rule("figma", "figma token", &["figd_", "figu_"], r"fig[du]_[0-9A-Za-z_-]{36,}"),
    rule("postman", "postman key", &["pmak-", "pmat-"], r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}|PMAT-[0-9A-Z]{26}"),
    rule(
        "new-relic",
        "new relic key",
        &["nrii-", "nrak-", "nrbr-", "nraa-", "nrra-", "nriq-", "nrsp-"],
        r"NR(?:II|AK|BR|AA|RA|IQ|SP)-[0-9A-Za-z_-]{19,}",
    ),
    rule(
        "grafana",
        "grafana token",
        &["glc_", "glsa_", "eyjrijoi"],
        r"glc_[0-9A-Za-z+/=_-]{32,}|glsa_[0-9A-Za-z]{32}_[0-9A-Fa-f]{8}|eyJrIjoi[0-9A-Za-z+/=_-]{40,}",
    ),
    rule("sentry", "sentry token", &["sntry"], r"sntry[sua]_[0-9A-Za-z+/=_-]{40,}"),
    rule("sonar", "sonar token", &["squ_", "sqp_", "sqa_"], r"sq[upa]_[0-9a-f]{40}"),
    rule("dynatrace", "dynatrace token", &["dt0"], r"dt0[a-z][0-9]{2}\.[0-9A-Z]{24}\.[0-9A-Z]{64}"),
    rule("dropbox", "dropbox token", &["sl."], r"sl\.(?:u\.)?[0-9A-Za-z_=-]{100,}"),
    rule("wundergraph", "wundergraph key", &["cosmo_"], r"cosmo_[0-9a-f]{32}"),
    rule("buildkite", "buildkite token", &["bkua_", "bkat_"], r"bk[ua][at]_[0-9a-zA-Z]{36,}"),
    rule("pulumi", "pulumi token", &["pul-"], r"pul-[0-9a-f]{40}"),
    rule("airtable", "airtable token", &["pat"], r"pat[0-9A-Za-z]{14}\.[0-9a-f]{64}"),
    rule("contentful", "contentful token", &["cfpat-"], r"CFPAT-[0-9A-Za-z_-]{40,}"),
    rule("readme", "readme key", &["rdme_"], r"rdme_[0-9a-z]{60,}"),
    rule("typeform", "typeform token", &["tfp_"], r"tfp_[0-9A-Za-z_.=-]{40,}"),
    rule("prefect", "prefect key", &["pnu_"], r"pnu_[0-9A-Za-z]{36}"),
    rule("duffel", "duffel token", &["duffel_"], r"duffel_(?:test|live)_[0-9A-Za-z_=-]{40,}"),
    rule("frameio", "frame.io token", &["fio-u-"], r"fio-u-[0-9A-Za-z_=-]{60,}"),
    rule("shippo-easy", "scalingo token", &["tk-us-"], r"tk-us-[0-9A-Za-z_-]{40,}"),
    // Networks
    strict("facebook", "facebook token", &["eaa"], r"EAA[0-9A-Za-z]{60,}"),
    rule(
        "instagram",
        "instagram token",
        &["igqv", "iga"],
        r"IGQV[0-9A-Za-z_-]{60,}|IGA[A-Z][0-9A-Za-z_-]{100,}",
    ),
    any("x-bearer", "x bearer token", &["aaaaaaaaaaaaaaaaaaaa"], r"A{20,24}[0-9A-Za-z%]{60,}"),
];
