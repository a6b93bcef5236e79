//! A recipe in words: every place that a key is put, and what else a send does with it. A person who says yes to a new use of a
//! key reads this; a change of anything that stands in a binding changes a line.

use vault::{
    BasicField, Binding, Digest, Encoding, HmacRecipe, JwtRecipe, Oauth1Recipe, Placement, Sigv4Recipe,
    TokenField, TokenForm, TokenRecipe,
};

use crate::text::visible;

/// What a binding lets be done with a key, a line each.
pub(crate) fn recipe(binding: &Binding) -> Vec<String> {
    let mut lines = placed(&binding.placement);
    if let Some(shown) = &binding.client_certificate {
        lines.push(format!(
            "Shows the client certificate {} with the private key {}",
            part(&shown.certificate),
            part(&shown.key)
        ));
    }
    if lines.is_empty() {
        lines.push("Is placed nowhere".to_owned());
    }
    // Templates are a person's own text, and a dialog shows lines.
    lines.iter().map(|line| visible(line)).collect()
}

fn placed(placement: &Placement) -> Vec<String> {
    match placement {
        Placement::Headers(places) => places
            .iter()
            .map(|place| format!("Header {}: {}{}", place.name, place.prefix, part(&place.part)))
            .collect(),
        Placement::Basic { user, password } => {
            vec![format!("Basic pair: {} : {}", field(user), field(password))]
        }
        Placement::Query(pairs) => {
            pairs.iter().map(|(name, of)| format!("In the address: ?{name}={}", part(of))).collect()
        }
        Placement::Body(places) => {
            places.iter().map(|(place, of)| format!("In the body, at {place}: {}", part(of))).collect()
        }
        Placement::Path(template) => vec![format!("In the path: {template}")],
        Placement::Url(of) => vec![format!("The whole address is {}", part(of))],
        Placement::Oauth1(recipe) => oauth1(recipe),
        Placement::Hmac(recipe) => hmac(recipe),
        Placement::Jwt(recipe) => jwt(recipe),
        Placement::Sigv4(recipe) => vec![sigv4(recipe)],
        Placement::Token(recipe) => token(recipe),
    }
}

/// A part of the key, as it stands in a line.
fn part(name: &str) -> String {
    format!("[{}]", name.replace('_', " "))
}

fn field(of: &BasicField) -> String {
    match of {
        BasicField::Part(name) => part(name),
        BasicField::Fixed(text) => format!("“{text}”"),
    }
}

fn oauth1(recipe: &Oauth1Recipe) -> Vec<String> {
    let place = if recipe.in_query { "the address" } else { "the Authorization header" };
    let token = match &recipe.token {
        Some((token, secret)) => format!(", token {} with {}", part(token), part(secret)),
        None => String::new(),
    };
    let realm =
        if recipe.realm.is_empty() { String::new() } else { format!(", realm “{}”", recipe.realm) };
    vec![format!(
        "OAuth 1.0a in {place}, HMAC-{}: consumer {} with {}{token}{realm}",
        digest(recipe.digest),
        part(&recipe.consumer_key),
        part(&recipe.consumer_secret)
    )]
}

fn hmac(recipe: &HmacRecipe) -> Vec<String> {
    let mut lines = vec![
        format!(
            "Header {}: {}, HMAC-{} in {} with {} (read as {})",
            recipe.header,
            recipe.format,
            digest(recipe.digest),
            encoding(recipe.encoding),
            part(&recipe.secret),
            encoding(recipe.secret_encoding)
        ),
        format!("Signs: {}", recipe.template.replace('\n', "⏎")),
    ];
    lines.extend(recipe.stamps.iter().map(|(name, text)| format!("Header {name}: {text}")));
    lines
}

fn jwt(recipe: &JwtRecipe) -> Vec<String> {
    let id =
        if recipe.key_id.is_empty() { String::new() } else { format!(", key id “{}”", recipe.key_id) };
    let claims = recipe.claims.iter().map(|(name, text)| format!("{name}={text}")).collect::<Vec<_>>();
    vec![
        format!(
            "Header {}: {}a token signed with {}, {:?}{id}, good for {} s",
            recipe.header,
            recipe.prefix,
            part(&recipe.key),
            recipe.signing,
            recipe.lifetime_s
        ),
        format!("Claims: {}", claims.join(", ")),
    ]
}

fn sigv4(recipe: &Sigv4Recipe) -> String {
    format!(
        "AWS Signature Version 4 for {} in {}: {} with {}, session {}",
        recipe.service,
        recipe.region,
        part(&recipe.access_key_id),
        part(&recipe.secret_access_key),
        part(&recipe.session_token)
    )
}

fn token(recipe: &TokenRecipe) -> Vec<String> {
    let kind = match recipe.form {
        TokenForm::Form => "a form",
        TokenForm::Json => "JSON",
    };
    let mut lines = vec![format!("Buys a token at {}, with {kind}:", recipe.url)];
    if let Some((user, password)) = &recipe.basic {
        lines.push(format!("  Basic pair: {} : {}", part(user), part(password)));
    }
    lines.extend(recipe.fields.iter().map(|(name, of)| match of {
        TokenField::Fixed(text) => format!("  {name}={text}"),
        TokenField::Part(of) => format!("  {name}={}", part(of)),
        TokenField::Assertion { account, scope } => {
            format!("  {name}=an assertion signed with {}, scope “{scope}”", part(account))
        }
    }));
    lines.extend(
        recipe
            .rotates
            .iter()
            .map(|of| format!("  A refresh token in the answer takes the place of {}", part(of))),
    );
    lines.push(format!("Header {}: {}[the token]", recipe.header, recipe.prefix));
    lines
}

fn digest(digest: Digest) -> &'static str {
    match digest {
        Digest::Sha1 => "SHA1",
        Digest::Sha256 => "SHA256",
        Digest::Sha512 => "SHA512",
    }
}

fn encoding(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Text => "text",
        Encoding::Hex => "hex",
        Encoding::Base64 => "base64",
        Encoding::Base64url => "base64url",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bound(placement: Placement) -> Binding {
        Binding {
            origins: Default::default(),
            placement,
            ca_pem: None,
            loopback_http: false,
            client_certificate: None,
        }
    }

    fn bought(change: impl FnOnce(&mut TokenRecipe)) -> Vec<String> {
        let mut recipe = TokenRecipe {
            url: "https://auth.example.com/token?x=1".into(),
            form: TokenForm::Form,
            basic: Some(("client_id".into(), "client_secret".into())),
            fields: vec![
                ("grant_type".into(), TokenField::Fixed("refresh_token".into())),
                ("refresh_token".into(), TokenField::Part("refresh_token".into())),
            ],
            rotates: Some("refresh_token".into()),
            header: "authorization".into(),
            prefix: "Bearer ".into(),
        };
        change(&mut recipe);
        super::recipe(&bound(Placement::Token(recipe)))
    }

    #[test]
    fn a_bought_token_is_spelt_out() {
        assert_eq!(
            bought(|_| ()),
            [
                "Buys a token at https://auth.example.com/token?x=1, with a form:",
                "  Basic pair: [client id] : [client secret]",
                "  grant_type=refresh_token",
                "  refresh_token=[refresh token]",
                "  A refresh token in the answer takes the place of [refresh token]",
                "Header authorization: Bearer [the token]",
            ]
        );
    }

    #[test]
    fn whatever_changes_changes_a_line() {
        let whole = bought(|_| ());
        let changed = [
            bought(|recipe| recipe.url = "https://auth.example.com/token?x=2".into()),
            bought(|recipe| recipe.form = TokenForm::Json),
            bought(|recipe| recipe.basic = None),
            bought(|recipe| recipe.fields[0].1 = TokenField::Fixed("password".into())),
            bought(|recipe| recipe.fields[1].1 = TokenField::Part("client_secret".into())),
            bought(|recipe| recipe.rotates = None),
            bought(|recipe| recipe.header = "x-token".into()),
            bought(|recipe| recipe.prefix = "Token ".into()),
        ];
        for (at, lines) in changed.iter().enumerate() {
            assert_ne!(*lines, whole, "change {at}");
        }
        let path = |template: &str| recipe(&bound(Placement::Path(template.into())));
        assert_ne!(path("/a/{api_key}"), path("/b/{api_key}"));
        let shown = crate::view::AuthInput::Hmac {
            header: "X-Signature".into(),
            algorithm: crate::view::HmacAlgorithm::Sha256,
            encoding: crate::view::SignatureEncoding::Hex,
            template: "{method}\n{body}".into(),
            format: "v1={signature}".into(),
            secret_encoding: crate::view::SecretEncoding::Text,
            stamps: Default::default(),
        };
        let scheme = crate::auth::of_input("custom", &shown).unwrap();
        let placement = scheme.placement(&Default::default()).unwrap();
        assert_eq!(
            recipe(&bound(placement)),
            [
                "Header x-signature: v1={signature}, HMAC-SHA256 in hex with [signing secret] (read as text)",
                "Signs: {method}⏎{body}",
            ]
        );
    }
}
