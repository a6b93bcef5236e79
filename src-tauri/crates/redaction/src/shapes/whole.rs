//! Has a key the form that its vendor gives it, to the last character? What is cut or run on, or a sample of the vendor's, is
//! masked, but it is no key to be reported.

use crate::nets::Find;
use crate::pattern::Pattern;

macro_rules! form {
    ($rule:literal, $pattern:literal $(,)?) => {
        ($rule, Pattern::new(concat!("(?:", $pattern, r")\z")))
    };
}

/// Rules whose keys have a known length or end.
static FORMS: [(&str, Pattern); 26] = [
    form!("google", r"AIza[0-9A-Za-z_-]{35}|GOCSPX-[0-9A-Za-z_-]{28}|ya29\..+|1//0.+"),
    form!("anthropic", r"sk-ant-[a-z]+[0-9]{2}-[0-9A-Za-z_-]{90,97}"),
    form!("groq", r"gsk_[0-9A-Za-z]{52}"),
    form!("cloudflare", r"cf(?:at|ut|k)_[0-9A-Za-z]{48}|v1\.0-.+"),
    form!("notion", r"ntn_[0-9A-Za-z]{46}"),
    form!(
        "slack",
        r"xox[a-z]-[0-9]{6,}-.*[0-9A-Za-z]{10,}.*|xox[a-z](?:\.xox[a-z])?-[0-9]-[0-9A-Za-z-]{40,}|xox[cde]-[0-9A-Za-z%/+-]{40,}|xapp-.+",
    ),
    form!("easypost", r"EZ[AT]K[0-9A-Za-z]{54}"),
    form!("sentry", r"sntryu_[0-9a-f]{64}|sntry[sa]_.+"),
    form!("databricks", r"d(?:api|ose)[0-9a-fA-F]{32}(?:-[0-9])?"),
    form!("vercel", r"vc[piark]_(?:[0-9A-Za-z]{24,40}|[0-9A-Za-z]{56})"),
    form!("posthog", r"ph[xs]_[0-9A-Za-z]{43,48}"),
    form!("pypi", r"pypi-[0-9A-Za-z_-]{91,}"),
    form!("twilio", r"SK[0-9a-fA-Fx]{32}|AC[0-9a-fx]{32}"),
    form!("mailchimp", r"[0-9a-f]{32}-us[0-9]{1,2}|[0-9A-Za-z]*[G-Zg-z][0-9A-Za-z]*-us[0-9]{1,2}"),
    form!("segment", r"sgp_[0-9A-Za-z]{64}"),
    form!(
        "openai",
        r"sk-(?:proj|svcacct|admin)-[0-9A-Za-z_-]+T3BlbkFJ[0-9A-Za-z_-]+|sk-(?:or-v1|lf|None)-.+|sk-[0-9a-f]{32}|sk-[0-9A-Za-z]{20}T3BlbkFJ[0-9A-Za-z]{20,}",
    ),
    form!(
        "gitlab",
        r"glpat-[0-9A-Za-z_-]{20}|glpat-.+\..+|glptt-[0-9a-zA-Z_-]{40}|GR1348941[0-9A-Za-z_-]{20}|glimt-[0-9A-Za-z_-]{25}|gloas-[0-9A-Za-z_-]{64}|glagent-[0-9A-Za-z_-]{50,}|gl(?:dt|rt|rtr|cbt|soat|ft|ffct|wt)-[0-9A-Za-z_.-]{20,50}",
    ),
    form!("hugging-face", r"hf_[0-9A-Za-z]{34}|api_org_[0-9A-Za-z]{34}"),
    form!("stripe", r".{32,}"),
    form!("aws-access-key", r".{12,13}(?:[^E].{6}|E[^X].{5}|EX[^A].{4}|EXA[^M].{3}|EXAM[^P].{2}|EXAMP[^L].)"),
    form!("infracost", r"ico-[0-9A-Za-z]{32}"),
    form!("azure", r"[0-9A-Za-z_~.-]{3}[0-9]Q~[0-9A-Za-z_~.-]{30,36}|.+(?:JQQJ99|\+ASt).+"),
    form!("wallet-key", r"[0-9a-fA-F]{64}"),
    form!("jfrog", r"AKCp[0-9A-Za-z]{69}|cmVmdGtu.+"),
    // The first part is a number of 17 to 19 digits in base64.
    form!("discord", r"[0-9A-Za-z_-]{24,26}\..+"),
    form!("openshift", r"sha256~[0-9A-Za-z_-]{43}"),
];

/// Letters of a JFrog key with its prefix.
const LONGEST_JFROG: usize = 73;

/// Is what a rule of a format found a whole key?
pub(crate) fn is_whole(find: &Find, text: &str) -> bool {
    let value = &text[find.start..find.end];
    let goes_on = text[find.end..].starts_with(|char: char| char.is_ascii_alphanumeric());
    match find.rule {
        "jwt" => is_jwt(value),
        "private-key" => holds_key(value),
        "sendgrid" => !text[..find.start].ends_with(|char: char| char.is_alphanumeric()),
        "jfrog" if value.starts_with("cmVm") && !is_reference_token(value) => false,
        "artifactory" => !(value.starts_with("AKCp") && value.len() > LONGEST_JFROG),
        // In the middle of a longer run it is data: so are nothings written in pictures.
        "x-bearer" => {
            !text[..find.start].ends_with(|char: char| char.is_ascii_alphanumeric() || "+/".contains(char))
        }
        "infracost" if text[..find.start].ends_with('.') => false,
        rule => match FORMS.iter().find(|(name, _)| *name == rule) {
            Some((_, form)) => !goes_on && form.at(value, 0..value.len()).is_some(),
            None => true,
        },
    }
}

/// The head is JSON in base64. A part of a token may stand without its head.
fn is_jwt(value: &str) -> bool {
    let head = value.split('.').next().and_then(crate::base64::decoded);
    head.is_none_or(|head| {
        head.first() == Some(&b'{')
            && head.trim_ascii_end().last() == Some(&b'}')
            && head.contains(&b'"')
            && head.is_ascii()
    })
}

/// `reftkn:01:…` in base64. What does not decode may be cut from the middle of something, and counts.
fn is_reference_token(value: &str) -> bool {
    crate::base64::decoded(value).is_none_or(|token| {
        token.strip_prefix(b"reftkn:").and_then(<[u8]>::first).is_some_and(u8::is_ascii_digit)
    })
}

/// Is there anything between the armour lines that could be a key?
fn holds_key(value: &str) -> bool {
    let body = value.split("-----").nth(2).unwrap_or_default();
    body.trim().is_empty() && !value.contains("-----END")
        || body.split(|char: char| char.is_whitespace() || char == '\\').any(|word| {
            word.len() >= 12 && word.bytes().any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
        })
}
