//! Formats of the providers in the catalogue, and of other vendors whose keys have a telling beginning.

use super::{Begins, Edges, Rule};

pub(super) const fn rule(
    name: &'static str,
    label: &'static str,
    keywords: &'static [&'static str],
    pattern: &'static str,
) -> Rule {
    Rule { name, label, keywords, pattern, edges: Edges::Word, begins: Begins::Keyword }
}

pub(super) const fn strict(
    name: &'static str,
    label: &'static str,
    keywords: &'static [&'static str],
    pattern: &'static str,
) -> Rule {
    let mut made = rule(name, label, keywords, pattern);
    made.edges = Edges::Strict;
    made
}

pub(super) const fn any(
    name: &'static str,
    label: &'static str,
    keywords: &'static [&'static str],
    pattern: &'static str,
) -> Rule {
    let mut made = rule(name, label, keywords, pattern);
    made.edges = Edges::Any;
    made
}

/// The keyword does not stand at the beginning of the pattern, but up to so many bytes after it.
pub(super) const fn back(bytes: usize, rule: Rule) -> Rule {
    let mut rule = rule;
    rule.begins = Begins::Before(bytes);
    rule
}

pub(super) const RULES: &[Rule] = &[
    // Shops
    rule("woocommerce", "woocommerce key", &["ck_", "cs_"], r"\bc[ks]_[0-9a-fA-F]{32,}"),
    rule("shopify", "shopify token", &["shp"], r"\bshp(?:at|ca|pa|ss|ua|it|tka)_[0-9A-Za-z]{24,}"),
    rule("shopware", "shopware key", &["swia"], r"SWIA[0-9A-Z_-]{22}"),
    rule("ecwid", "ecwid token", &["secret_"], r"secret_[0-9A-Za-z]{32,}"),
    // Payments
    rule(
        "stripe",
        "stripe key",
        &["sk_live", "sk_test", "rk_live", "rk_test", "sk_org"],
        r"[sr]k_(?:live|test|org)_[0-9A-Za-z_]{10,}",
    ),
    rule("webhook-secret", "webhook secret", &["whsec_"], r"whsec_[0-9A-Za-z+/=]{20,}"),
    rule(
        "square",
        "square token",
        &["eaaa", "sq0"],
        r"EAAA[0-9A-Za-z_+=-]{22,}|sq0(?:atp|csp)-[0-9A-Za-z_\\-]{20,}",
    ),
    any(
        "braintree",
        "braintree token",
        &["access_token$"],
        r"access_token\$[a-z]+\$[0-9a-z]{8,}\$[0-9a-z]{24,}",
    ),
    rule("mollie", "mollie key", &["live_", "test_"], r"(?:live|test)_[0-9A-Za-z]{30,}"),
    rule("klarna", "klarna key", &["klarna_"], r"klarna_(?:live|test)_api_[0-9A-Za-z+/=_-]{20,}"),
    rule("razorpay", "razorpay key", &["rzp_"], r"rzp_(?:live|test)_[0-9A-Za-z]{15,}"),
    rule("adyen", "adyen key", &["aqe"], r"AQE[a-z][0-9A-Za-z+/=^.:*-]{60,}"),
    rule(
        "paystack",
        "paystack key",
        &["sk_"],
        r"sk_(?:test_)?[0-9]{1,2}[a-z][0-9]_[0-9a-fA-F]{64}|sk_[0-9a-f]{40,}",
    ),
    rule("flutterwave", "flutterwave key", &["flwseck"], r"FLWSECK(?:_TEST)?-[0-9A-Za-z-]{12,}"),
    rule("checkout", "checkout.com key", &["sk_"], r"sk_(?:sbox_)?[0-9a-z]{26,}"),
    rule("plaid", "plaid token", &["access-"], r"access-(?:sandbox|development|production)-[0-9a-f-]{36}"),
    // Mail, messages, support
    rule("klaviyo", "klaviyo key", &["pk_"], r"pk_(?:[0-9A-Za-z]{6}_)?[0-9a-f]{34}"),
    rule(
        "brevo",
        "brevo key",
        &["xkeysib-", "xsmtpsib-"],
        r"x(?:keysib|smtpsib)-[0-9a-f]{32,}(?:-[0-9A-Za-z]{16})?",
    ),
    any("sendgrid", "sendgrid key", &["sg."], r"SG\.[0-9A-Za-z_-]{16,24}\.[0-9A-Za-z_-]{16,46}"),
    back(3, strict("mailgun", "mailgun key", &["key-"], r"(?:pub)?key-[0-9a-f]{32}")),
    rule(
        "hubspot",
        "hubspot token",
        &["pat-"],
        r"pat-[a-z]{2}[0-9]{1,2}-[0-9A-Za-z]{8}(?:-[0-9A-Za-z]{4}){3}-[0-9A-Za-z]{12}",
    ),
    rule(
        "slack",
        "slack token",
        &["xox", "xapp-"],
        r"xox[a-z](?:-[0-9A-Za-z]+)+|xapp-[0-9]-[0-9A-Za-z-]{10,}",
    ),
    back(
        10,
        any(
            "slack-webhook",
            "slack webhook",
            &["hooks.slack.com"],
            r"(?:https?:)?(?:\\?/\\?/)?hooks\.slack\.com\\?/(?:services|workflows|triggers)\\?/[0-9A-Za-z_\\/-]{10,}",
        ),
    ),
    back(
        10,
        any(
            "zapier-hook",
            "zapier hook",
            &["hooks.zapier.com"],
            r"(?:https?:\\?/\\?/)?hooks\.zapier\.com\\?/hooks\\?/catch\\?/[0-9A-Za-z\\/]{8,}",
        ),
    ),
    back(
        10,
        any(
            "make-hook",
            "make hook",
            &["hook."],
            r"(?:https?:\\?/\\?/)?hook\.(?:[a-z]{2}[0-9]\.)?(?:make|integromat)\.com\\?/[0-9a-z]{32}",
        ),
    ),
    any(
        "teams-webhook",
        "teams webhook",
        &["webhook.office.com"],
        r"webhook\.office\.com\\?/webhookb2\\?/([0-9A-Za-z@\\/-]{40,})",
    ),
    any(
        "discord-webhook",
        "discord webhook",
        &["discord"],
        r"discord(?:app)?\.com\\?/api\\?/webhooks(\\?/[0-9]{8,}\\?/[0-9A-Za-z_-]{20,})",
    ),
    back(14, any("telegram", "telegram token", &[":aa"], r"(?:\b|/bot)([0-9]{8,10}:AA[0-9A-Za-z_-]{32,34})")),
    rule(
        "postmark-server",
        "postmark token",
        &["postmark"],
        r"(?i)postmark[a-z_-]*[^0-9a-z\n]{1,8}([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})",
    ),
    // Shipping, analytics, reviews
    rule("shippo", "shippo token", &["shippo_"], r"shippo_(?:live|test)_[0-9a-fA-F]{32,}"),
    rule("easypost", "easypost key", &["ezak", "eztk"], r"EZ[AT]K[0-9A-Za-z]{40,}"),
    rule("segment", "segment token", &["sgp_"], r"sgp_[0-9A-Za-z]{40,}"),
    // Source hosting and registries
    rule(
        "github",
        "github token",
        &["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"],
        r"gh[pousr]_[0-9A-Za-z]{36,}|ghs_[0-9]+_eyJ[0-9A-Za-z_.-]{20,}(?:`[0-9A-Za-z_.-]*)*|github_pat_[0-9A-Za-z_]{36,}",
    ),
    rule(
        "gitlab",
        "gitlab token",
        &[
            "glpat-",
            "glptt-",
            "gldt-",
            "glrt-",
            "glrtr-",
            "glcbt-",
            "glsoat-",
            "glft-",
            "glimt-",
            "glagent-",
            "gloas-",
            "glffct-",
            "glwt-",
            "gr1348941",
        ],
        r"gl(?:pat|ptt|dt|rt|rtr|cbt|soat|ft|imt|agent|oas|ffct|wt)-[0-9A-Za-z_.-]{20,}|GR1348941[0-9A-Za-z_-]{20,}",
    ),
    rule(
        "bitbucket",
        "bitbucket token",
        &["atbb", "bbdc-", "atctt3"],
        r"ATBB[0-9A-Za-z]{24,}|BBDC-[0-9A-Za-z+/@_-]{40,}|ATCTT3[0-9A-Za-z_=%\\-]{60,}",
    ),
    rule("atlassian", "atlassian token", &["atatt3"], r"ATATT3[0-9A-Za-z_=%\\-]{60,}"),
    rule("npm", "npm token", &["npm_"], r"npm_[0-9A-Za-z]{36,}"),
    rule("pypi", "pypi token", &["pypi-"], r"pypi-[0-9A-Za-z_-]{50,}"),
    rule("rubygems", "rubygems key", &["rubygems_"], r"rubygems_[0-9a-f]{40,}"),
    rule("nuget", "nuget key", &["oy2"], r"oy2[0-9a-z]{43}"),
    rule("clojars", "clojars token", &["clojars_"], r"CLOJARS_[0-9a-f]{50,}"),
    rule("crates", "crates.io token", &["cio"], r"cio[0-9A-Za-z]{32}"),
    rule(
        "docker",
        "docker token",
        &["dckr_", "swmkey-", "swmtkn-"],
        r"dckr_[a-z]{3}_[0-9A-Za-z_-]{20,}|SWM(?:KEY|TKN)-1-[0-9A-Za-z+/-]{40,}",
    ),
    rule("jfrog", "jfrog token", &["akcp", "cmvmdgtu"], r"AKCp[0-9A-Za-z]{60,}|cmVmdGtu[0-9A-Za-z+/=]{50,}"),
    // Cloud
    strict(
        "aws-access-key",
        "aws access key id",
        &["akia", "asia", "a3t", "abia", "acca", "aida", "aroa", "agpa", "anpa", "anva", "aipa"],
        r"(?:A3T[0-9A-Z]|AKIA|ASIA|ABIA|ACCA|AIDA|AROA|AGPA|ANPA|ANVA|AIPA)[0-9A-Z]{16}",
    ),
    rule(
        "aws",
        "aws key",
        &["amzn.mws.", "da2-", "absk", "bedrock-api-key-"],
        r"amzn\.mws\.[0-9a-z-]{32,}|da2-[0-9a-z]{26}|ABSK[0-9A-Za-z+/=]{100,}|bedrock-api-key-[0-9A-Za-z+/=_-]{20,}",
    ),
    rule(
        "google",
        "google key",
        &["aiza", "gocspx-", "ya29.", "1//0"],
        r"AIza[0-9A-Za-z_-]{30,}|GOCSPX-[0-9A-Za-z_-]{20,}|ya29\.[0-9A-Za-z_-]{20,}|1//0[0-9A-Za-z_-]{40,}",
    ),
    back(
        80,
        any(
            "google-client-id",
            "google client id",
            &[".apps.googleusercontent"],
            r"[0-9]{6,}-[0-9a-z]{20,}\.apps\.googleusercontent\.com",
        ),
    ),
    back(
        128,
        any(
            "azure",
            "azure secret",
            &["0q~", "1q~", "2q~", "3q~", "4q~", "5q~", "6q~", "7q~", "8q~", "9q~", "jqqj99", "+ast"],
            r"[0-9A-Za-z_~.-]{3}[0-9]Q~[0-9A-Za-z_~.-]{30,}|[0-9A-Za-z]{40,60}JQQJ99[0-9A-Za-z=]{20,}|[0-9A-Za-z+/]{60,}\+ASt[0-9A-Za-z+/]{6}==",
        ),
    ),
    rule(
        "digitalocean",
        "digitalocean token",
        &["dop_v1_", "doo_v1_", "dor_v1_", "dot_v1_"],
        r"do[oprt]_v1_[0-9a-f]{40,}",
    ),
    rule("alibaba", "alibaba key", &["ltai"], r"LTAI[0-9A-Za-z]{12,}"),
    rule("alibaba-pair", "alibaba secret", &["ltai"], r"LTAI[0-9A-Za-z]{12,}\W{1,8}([0-9A-Za-z]{30})\b"),
    rule("akamai", "akamai token", &["akab-"], r"akab-[0-9a-z]{16}-[0-9a-z]{16}"),
    rule(
        "cloudflare",
        "cloudflare token",
        &["cfat_", "cfut_", "cfk_", "v1.0-"],
        r"cf(?:at|ut|k)_[0-9A-Za-z]{40,}|v1\.0-[0-9a-f]{24}-[0-9a-f]{140,}",
    ),
    rule("vercel", "vercel token", &["vcp_", "vci_", "vca_", "vcr_", "vck_"], r"vc[piark]_[0-9A-Za-z]{24,}"),
    rule("heroku", "heroku key", &["hrku-"], r"HRKU-[0-9A-Za-z_-]{30,}"),
    rule(
        "fly",
        "fly.io token",
        &["fm2_", "fm1", "fo1_"],
        r"fm[12][ar]?_[0-9A-Za-z+/=_-]{60,}|fo1_[0-9A-Za-z_-]{40,}",
    ),
    rule("tailscale", "tailscale key", &["tskey-"], r"tskey-[a-z]+-[0-9A-Za-z]{8,}(?:-[0-9A-Za-z]{16,})?"),
    rule("defined-networking", "defined networking key", &["dnkey-"], r"dnkey-[0-9A-Za-z=_-]{26,}"),
    back(
        14,
        any(
            "hashicorp",
            "hashicorp token",
            &["hvs.", "hvb.", "hvr.", ".atlasv1."],
            r"\bhv[sbr]\.[0-9A-Za-z_-]{24,}(?:\.[0-9A-Za-z_-]{10,})*|\b[0-9A-Za-z]{14}\.atlasv1\.[0-9A-Za-z_=-]{50,}",
        ),
    ),
    rule(
        "doppler",
        "doppler token",
        &["dp."],
        r"dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[0-9a-z_-]{2,35}\.)?[0-9A-Za-z]{40,}",
    ),
    rule(
        "onepassword",
        "1password token",
        &["ops_eyj", "a3-"],
        r"ops_eyJ[0-9A-Za-z+/=_-]{100,}|A3-[0-9A-Z]{6}-[0-9A-Z]{6,11}(?:-[0-9A-Z]{5}){3,5}",
    ),
    rule("age", "age key", &["age-secret-key-"], r"AGE-SECRET-KEY-1[0-9A-Za-z]{50,}"),
    // Databases
    rule("planetscale", "planetscale token", &["pscale_"], r"pscale_(?:pw|tkn|oauth)_[0-9A-Za-z_.=-]{32,}"),
    rule(
        "supabase",
        "supabase token",
        &["sbp_", "sb_secret_"],
        r"sbp_(?:v0_|oauth_)?[0-9a-f]{40,}|sb_secret_[0-9A-Za-z_-]{20,}",
    ),
    rule("databricks", "databricks token", &["dapi", "dose"], r"d(?:api|ose)[0-9a-fA-F]{32}(?:-[0-9])?"),
    back(66, any("cloudant", "account host", &[".cloudant.com"], r"(//[0-9A-Za-z_-]+\.cloudant\.com)")),
];
