//! Every text of a scheme that a person entered, by field: none of them may be a key.

use crate::text::FieldText;
use crate::view::AuthInput;

/// Every text of a scheme that a person entered, by field.
pub(crate) fn texts_of(auth: &AuthInput) -> Vec<FieldText> {
    let mut texts = Vec::new();
    let mut add = |field: &str, text: &str| texts.push((format!("auth.{field}"), text.to_owned()));
    match auth {
        AuthInput::Provider | AuthInput::Bearer | AuthInput::Basic | AuthInput::Path => {}
        AuthInput::Header { header, prefix } => {
            add("header", header);
            add("prefix", prefix);
        }
        AuthInput::Headers { headers } => {
            for (at, one) in headers.iter().enumerate() {
                add(&format!("headers.{at}.header"), &one.header);
                add(&format!("headers.{at}.prefix"), &one.prefix);
                add(&format!("headers.{at}.part"), &one.part);
            }
        }
        AuthInput::Query { name } => add("name", name),
        AuthInput::QueryPairs { pairs } => {
            for (at, one) in pairs.iter().enumerate() {
                add(&format!("pairs.{at}.name"), &one.name);
                add(&format!("pairs.{at}.part"), &one.part);
            }
        }
        AuthInput::Oauth2ClientCredentials { token_url, scope, audience, .. } => {
            add("token_url", token_url);
            add("scope", scope);
            add("audience", audience);
        }
        AuthInput::Oauth2RefreshToken { token_url, scope, .. } | AuthInput::JwtGrant { token_url, scope } => {
            add("token_url", token_url);
            add("scope", scope);
        }
        AuthInput::Oauth1 { realm, .. } => add("realm", realm),
        AuthInput::Hmac { header, template, format, stamps, .. } => {
            add("header", header);
            add("template", template);
            add("format", format);
            for (name, text) in stamps {
                add("stamps", name);
                add(&format!("stamps.{name}"), text);
            }
        }
        AuthInput::Jwt { claims, key_id, header, prefix, .. } => {
            add("header", header);
            add("prefix", prefix);
            add("key_id", key_id);
            for (name, value) in claims {
                add("claims", name);
                add(&format!("claims.{name}"), value);
            }
        }
        AuthInput::SigV4 { region, service } => {
            add("region", region);
            add("service", service);
        }
        AuthInput::Body { field } => add("field", field),
    }
    texts
}
