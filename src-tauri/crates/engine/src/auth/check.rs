//! Refuses a scheme that could not be sent, or would steer the request. Where its token comes from is looked at as any
//! other address is.

use std::collections::BTreeMap;

use url::Url;
use vault::Origin;

use crate::address::{MAX_URL, placeholders};
use crate::error::{Code, Error, Result};
use crate::view::{AuthInput, HeaderInput, QueryPair};

/// Headers that no key may travel in: they steer the request itself, or are written by the sender.
const NOT_FOR_KEYS: &[&str] = &[
    "host",
    "connection",
    "content-length",
    "content-type",
    "content-encoding",
    "transfer-encoding",
    "te",
    "trailer",
    "upgrade",
    "keep-alive",
    "proxy-connection",
    "proxy-authorization",
    "proxy-authenticate",
    "accept-encoding",
    "expect",
    "location",
    "user-agent",
    "referer",
    "origin",
    "via",
    "forwarded",
    "x-forwarded-for",
];
const MAX_NAME: usize = 64;
const MAX_PREFIX: usize = 40;
const MAX_HEADERS: usize = 8;
const MAX_SCOPE: usize = 1000;
const MAX_SHORT: usize = 300;
const MAX_TEMPLATE: usize = 1000;
const MAX_CLAIMS: usize = 30;
/// A day: a token that lives longer is a key of its own.
const LONGEST_LIFE: u32 = 24 * 60 * 60;

/// What a text that is signed may name.
pub(crate) const SIGNED: [&str; 8] =
    ["method", "path", "query", "body", "host", "timestamp", "date", "nonce"];
/// What a header beside the signature may name.
const STAMPED: [&str; 3] = ["timestamp", "date", "nonce"];
/// What a claim may name.
const CLAIMED: [&str; 3] = ["now", "expires", "uuid"];

/// Refuses a scheme that could not be sent, or would steer the request.
pub(crate) fn check(auth: &AuthInput, loopback_http: bool) -> Result<()> {
    match auth {
        AuthInput::Provider | AuthInput::Bearer | AuthInput::Basic | AuthInput::Path => Ok(()),
        AuthInput::Header { header, prefix } => place(header, prefix, "auth."),
        AuthInput::Headers { headers } => several(headers),
        AuthInput::Query { name } => argument(name, "auth.name"),
        AuthInput::QueryPairs { pairs } => query_pairs(pairs),
        AuthInput::Oauth2ClientCredentials { token_url, scope, audience, .. } => {
            token(token_url, loopback_http)?;
            visible(scope, MAX_SCOPE, "auth.scope")?;
            visible(audience, MAX_SHORT, "auth.audience")
        }
        AuthInput::Oauth2RefreshToken { token_url, scope, .. } | AuthInput::JwtGrant { token_url, scope } => {
            token(token_url, loopback_http)?;
            visible(scope, MAX_SCOPE, "auth.scope")
        }
        AuthInput::Oauth1 { realm, .. } => {
            visible(realm, MAX_SHORT, "auth.realm")?;
            refuse_if(realm.contains(['"', '\\']), Code::AuthInvalid, "auth.realm")
        }
        AuthInput::Hmac { header, template, format, stamps, .. } => {
            name(header, "auth.header")?;
            signed(template, format)?;
            stamped(header, stamps)
        }
        AuthInput::Jwt { claims, key_id, lifetime_s, header, prefix, .. } => {
            place(header, prefix, "auth.")?;
            visible(key_id, MAX_SHORT, "auth.key_id")?;
            let lives = (1..=LONGEST_LIFE).contains(lifetime_s);
            refuse_if(!lives, Code::OutOfRange, "auth.lifetime_s")?;
            claimed(claims)
        }
        AuthInput::SigV4 { region, service } => {
            let word = |text: &str| {
                (1..=MAX_NAME).contains(&text.len())
                    && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            };
            refuse_if(!word(region), Code::AuthInvalid, "auth.region")?;
            refuse_if(!word(service), Code::AuthInvalid, "auth.service")
        }
        AuthInput::Body { field } => match field.strip_prefix('/') {
            Some(_) => {
                visible(field, MAX_SHORT, "auth.field")?;
                refuse_if(field.split('/').skip(1).any(str::is_empty), Code::AuthInvalid, "auth.field")
            }
            None => argument(field, "auth.field").map_err(|_| Error::at(Code::AuthInvalid, "auth.field")),
        },
    }
}

fn refuse_if(wrong: bool, code: Code, field: &str) -> Result<()> {
    if wrong { Err(Error::at(code, field)) } else { Ok(()) }
}

/// A name that stands in a query, or in a form.
fn argument(text: &str, field: &str) -> Result<()> {
    let fine = (1..=MAX_NAME).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.[]".contains(c));
    refuse_if(!fine, Code::QueryNameInvalid, field)
}

/// ASCII that can be seen, and spaces.
fn visible(text: &str, limit: usize, field: &str) -> Result<()> {
    refuse_if(text.len() > limit, Code::TooLong, field)?;
    refuse_if(!text.chars().all(|c| c.is_ascii_graphic() || c == ' '), Code::AuthInvalid, field)
}

fn name(header: &str, field: &str) -> Result<()> {
    let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    let fine = (1..=MAX_NAME).contains(&header.len())
        && header.chars().all(token)
        && !NOT_FOR_KEYS.contains(&header.to_ascii_lowercase().as_str());
    refuse_if(!fine, Code::HeaderInvalid, field)
}

fn place(header: &str, prefix: &str, below: &str) -> Result<()> {
    name(header, &format!("{below}header"))?;
    // Only a signature's own recipe writes the date.
    refuse_if(header.eq_ignore_ascii_case("date"), Code::HeaderInvalid, &format!("{below}header"))?;
    let fine = prefix.len() <= MAX_PREFIX && prefix.chars().all(|c| c.is_ascii_graphic() || c == ' ');
    refuse_if(!fine, Code::HeaderInvalid, &format!("{below}prefix"))
}

fn several(headers: &[HeaderInput]) -> Result<()> {
    refuse_if(headers.is_empty(), Code::Required, "auth.headers")?;
    refuse_if(headers.len() > MAX_HEADERS, Code::TooMany, "auth.headers")?;
    for (at, one) in headers.iter().enumerate() {
        let below = format!("auth.headers.{at}.");
        place(&one.header, &one.prefix, &below)?;
        part(&one.part, &format!("{below}part"))?;
        let again = headers[..at].iter().any(|other| other.header.eq_ignore_ascii_case(&one.header));
        refuse_if(again, Code::HeaderInvalid, &format!("{below}header"))?;
    }
    Ok(())
}

fn part(name: &str, field: &str) -> Result<()> {
    let first = name.chars().next().is_some_and(|c| c.is_ascii_lowercase());
    let rest = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    // These two belong to the connection, whatever the scheme.
    let taken = name == super::CERTIFICATE || name == super::CERTIFICATE_KEY;
    refuse_if(!first || !rest || taken || name.len() > 40, Code::PartNameInvalid, field)
}

fn query_pairs(pairs: &[QueryPair]) -> Result<()> {
    refuse_if(pairs.is_empty(), Code::Required, "auth.pairs")?;
    refuse_if(pairs.len() > MAX_HEADERS, Code::TooMany, "auth.pairs")?;
    for (at, one) in pairs.iter().enumerate() {
        let below = format!("auth.pairs.{at}.");
        argument(&one.name, &format!("{below}name"))?;
        part(&one.part, &format!("{below}part"))?;
        let again = pairs[..at].iter().any(|other| other.name == one.name);
        refuse_if(again, Code::QueryNameInvalid, &format!("{below}name"))?;
    }
    Ok(())
}

/// Where a token comes from: HTTPS, or HTTP on this machine where that is allowed.
pub(crate) fn token(text: &str, loopback_http: bool) -> Result<Url> {
    let refuse = |code| Error::at(code, "auth.token_url");
    if text.is_empty() {
        return Err(refuse(Code::Required));
    }
    if text.len() > MAX_URL {
        return Err(refuse(Code::TooLong));
    }
    let plain = text.chars().all(|c| c.is_ascii_graphic()) && !text.contains(['\\', '{', '}', '#']);
    let url = Url::parse(text).ok().filter(|_| plain).ok_or_else(|| refuse(Code::UrlInvalid))?;
    let origin = Origin::of(&url).map_err(|e| refuse(Error::from(e).code()))?;
    if origin.is_plain_http() && !loopback_http {
        return Err(refuse(Code::NotHttps));
    }
    Ok(url)
}

fn known(text: &str, names: &[&str], code: Code, field: &str) -> Result<()> {
    refuse_if(placeholders(text).iter().any(|name| !names.contains(name)), code, field)
}

fn signed(template: &str, format: &str) -> Result<()> {
    refuse_if(template.is_empty(), Code::Required, "auth.template")?;
    refuse_if(template.len() > MAX_TEMPLATE, Code::TooLong, "auth.template")?;
    let fine = |c: char| c == '\n' || c == '\t' || !c.is_control();
    refuse_if(!template.chars().all(fine), Code::TemplateInvalid, "auth.template")?;
    known(template, &SIGNED, Code::TemplateInvalid, "auth.template")?;
    visible(format, MAX_SHORT, "auth.format")?;
    known(format, &["signature", "timestamp", "date", "nonce"], Code::TemplateInvalid, "auth.format")?;
    let once = placeholders(format).iter().filter(|name| **name == "signature").count() == 1;
    refuse_if(!once, Code::TemplateInvalid, "auth.format")
}

fn stamped(header: &str, stamps: &BTreeMap<String, String>) -> Result<()> {
    refuse_if(stamps.len() > MAX_HEADERS, Code::TooMany, "auth.stamps")?;
    for (stamp, text) in stamps {
        let field = format!("auth.stamps.{stamp}");
        name(stamp, &field)?;
        let taken = stamp.eq_ignore_ascii_case(header) || stamp.eq_ignore_ascii_case("authorization");
        refuse_if(taken, Code::HeaderInvalid, &field)?;
        visible(text, MAX_SHORT, &field)?;
        known(text, &STAMPED, Code::TemplateInvalid, &field)?;
    }
    Ok(())
}

fn claimed(claims: &BTreeMap<String, String>) -> Result<()> {
    refuse_if(claims.len() > MAX_CLAIMS, Code::TooMany, "auth.claims")?;
    for (claim, value) in claims {
        let field = format!("auth.claims.{claim}");
        refuse_if(claim.is_empty() || claim.len() > MAX_NAME, Code::AuthInvalid, "auth.claims")?;
        visible(claim, MAX_NAME, "auth.claims")?;
        visible(value, MAX_SHORT, &field)?;
        known(value, &CLAIMED, Code::TemplateInvalid, &field)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{ClientAuth, HmacAlgorithm, JwtAlgorithm, SecretEncoding, SignatureEncoding};

    fn refused(auth: &AuthInput) -> (Code, String) {
        let error = check(auth, false).unwrap_err();
        (error.code(), error.refusal().field.unwrap_or_default())
    }

    #[test]
    fn headers_that_steer_a_request_carry_no_key() {
        for header in ["Host", "content-length", "X Y", "", "a\r\nb", "Ü", ":authority", "Date"] {
            let auth = AuthInput::Header { header: header.into(), prefix: String::new() };
            assert_eq!(refused(&auth).0, Code::HeaderInvalid, "{header}");
        }
        let split = AuthInput::Header { header: "X-API-KEY".into(), prefix: "a\r\nHost: b".into() };
        assert!(check(&split, false).is_err());
        check(&AuthInput::Header { header: "X-API-KEY".into(), prefix: "Token ".into() }, false).unwrap();
        for name in ["", "a=b", "a&b", "a#b", "a b"] {
            assert!(check(&AuthInput::Query { name: name.into() }, false).is_err(), "{name}");
        }
        check(&AuthInput::Query { name: "api_key".into() }, false).unwrap();
    }

    #[test]
    fn several_headers_are_checked_one_by_one() {
        let one = |header: &str, part: &str| HeaderInput {
            header: header.into(),
            prefix: String::new(),
            part: part.into(),
        };
        let of = |headers: Vec<HeaderInput>| AuthInput::Headers { headers };
        check(&of(vec![one("X-Id", "id"), one("X-Key", "key"), one("X-Again", "key")]), false).unwrap();
        assert_eq!(refused(&of(Vec::new())).0, Code::Required);
        assert_eq!(refused(&of(vec![one("X-Id", "id"); 9])).0, Code::TooMany);
        let twice = of(vec![one("X-Id", "id"), one("x-id", "key")]);
        assert_eq!(refused(&twice), (Code::HeaderInvalid, "auth.headers.1.header".to_owned()));
        for part in ["", "Id", "1d", "a b", "client_key"] {
            assert_eq!(refused(&of(vec![one("X-Id", part)])).0, Code::PartNameInvalid, "{part}");
        }
    }

    #[test]
    fn several_arguments_are_checked_one_by_one() {
        let one = |name: &str, part: &str| QueryPair { name: name.into(), part: part.into() };
        let of = |pairs: Vec<QueryPair>| AuthInput::QueryPairs { pairs };
        let woo = vec![one("consumer_key", "consumer_key"), one("consumer_secret", "consumer_secret")];
        check(&of(woo), false).unwrap();
        assert_eq!(refused(&of(Vec::new())), (Code::Required, "auth.pairs".to_owned()));
        assert_eq!(refused(&of((0..9).map(|n| one(&format!("n{n}"), "key")).collect())).0, Code::TooMany);
        let twice = of(vec![one("key", "id"), one("key", "key")]);
        assert_eq!(refused(&twice), (Code::QueryNameInvalid, "auth.pairs.1.name".to_owned()));
        assert_eq!(
            refused(&of(vec![one("a&b", "id")])),
            (Code::QueryNameInvalid, "auth.pairs.0.name".to_owned())
        );
        assert_eq!(
            refused(&of(vec![one("a", "Id")])),
            (Code::PartNameInvalid, "auth.pairs.0.part".to_owned())
        );
    }

    #[test]
    fn a_token_comes_from_https_alone() {
        let of = |url: &str| AuthInput::Oauth2ClientCredentials {
            token_url: url.into(),
            client_auth: ClientAuth::Basic,
            scope: String::new(),
            audience: String::new(),
        };
        check(&of("https://auth.example.com/oauth/token?x=1"), false).unwrap();
        let cases = [
            ("", Code::Required),
            ("auth.example.com/token", Code::UrlInvalid),
            ("http://auth.example.com/token", Code::NotHttps),
            ("http://127.0.0.1:8080/token", Code::NotHttps),
            ("https://me:x@auth.example.com/token", Code::UrlCredentials),
            ("https://auth.example.com/{x}", Code::UrlInvalid),
            ("ftp://auth.example.com/token", Code::NotHttps),
        ];
        for (url, code) in cases {
            assert_eq!(refused(&of(url)), (code, "auth.token_url".to_owned()), "{url}");
        }
        check(&of("http://127.0.0.1:8080/token"), true).unwrap();
    }

    #[test]
    fn what_is_signed_names_only_what_is_known() {
        let of = |template: &str, format: &str| AuthInput::Hmac {
            header: "X-Signature".into(),
            algorithm: HmacAlgorithm::Sha256,
            encoding: SignatureEncoding::Hex,
            template: template.into(),
            format: format.into(),
            secret_encoding: SecretEncoding::Text,
            stamps: BTreeMap::new(),
        };
        check(&of("{method}\n{path}\n{timestamp}.{body}", "t={timestamp},v1={signature}"), false).unwrap();
        assert_eq!(refused(&of("", "{signature}")).1, "auth.template");
        assert_eq!(refused(&of("{signing_secret}", "{signature}")).0, Code::TemplateInvalid);
        for format in ["", "x", "{signature}{signature}", "{body}{signature}"] {
            assert_eq!(refused(&of("{body}", format)), (Code::TemplateInvalid, "auth.format".to_owned()));
        }
        assert!(check(&of("{body}", "a\r\n{signature}"), false).is_err());
        let stamped = |name: &str, text: &str| match of("{body}", "{signature}") {
            AuthInput::Hmac { header, algorithm, encoding, template, format, secret_encoding, .. } => {
                let stamps = BTreeMap::from([(name.to_owned(), text.to_owned())]);
                AuthInput::Hmac { header, algorithm, encoding, template, format, secret_encoding, stamps }
            }
            other => other,
        };
        check(&stamped("Date", "{date}"), false).unwrap();
        for (name, text) in [("host", "x"), ("x-signature", "x"), ("x-time", "{body}"), ("x-time", "a\nb")] {
            assert!(check(&stamped(name, text), false).is_err(), "{name}");
        }
    }

    #[test]
    fn a_token_made_here_lives_no_longer_than_a_day() {
        let of = |lifetime_s: u32, claim: &str| AuthInput::Jwt {
            algorithm: JwtAlgorithm::ES256,
            claims: BTreeMap::from([("iss".to_owned(), claim.to_owned())]),
            key_id: String::new(),
            lifetime_s,
            header: "Authorization".into(),
            prefix: "Bearer ".into(),
        };
        check(&of(300, "shop {uuid}"), false).unwrap();
        for lifetime in [0, LONGEST_LIFE + 1] {
            assert_eq!(refused(&of(lifetime, "x")), (Code::OutOfRange, "auth.lifetime_s".to_owned()));
        }
        assert_eq!(refused(&of(300, "{key}")).0, Code::TemplateInvalid);
    }

    #[test]
    fn a_place_in_the_body_is_a_pointer_or_a_field() {
        for field in ["/auth/key", "api_key", "auth[key]"] {
            check(&AuthInput::Body { field: field.into() }, false).unwrap();
        }
        for field in ["", "/", "/a//b", "a=b", "a b"] {
            let auth = AuthInput::Body { field: field.into() };
            assert_eq!(refused(&auth), (Code::AuthInvalid, "auth.field".to_owned()), "{field}");
        }
        for (region, service) in [("", "s3"), ("eu-central-1", "S3"), ("eu/1", "s3")] {
            let auth = AuthInput::SigV4 { region: region.into(), service: service.into() };
            assert_eq!(refused(&auth).0, Code::AuthInvalid);
        }
    }
}
