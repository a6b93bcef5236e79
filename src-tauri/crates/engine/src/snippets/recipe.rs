//! A request as a program would make it: public text, and names of what stands for the parts of the key.

use std::collections::BTreeMap;

use url::Url;
use vault::{BasicField, Method, Placement};

use crate::plan::PlanProbe;
use crate::view::SnippetKey;

/// A piece of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    /// What the variable of this name holds.
    Key(String),
}

/// A request with names in place of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Recipe {
    pub(super) method: Method,
    pub(super) url: String,
    pub(super) headers: Vec<(String, Vec<Piece>)>,
    /// Pairs that are added to the query, with the variable whose value they carry.
    pub(super) query: Vec<(String, String)>,
    /// User name and password.
    pub(super) basic: Option<(Piece, Piece)>,
    pub(super) body: Option<String>,
    pub(super) from: SnippetKey,
    /// The variables that it reads.
    pub(super) reads: Vec<String>,
    /// Why it is not whole, where it is not.
    pub(super) lacks: Option<String>,
}

/// Names of variables by part.
pub(super) struct Names {
    prefix: String,
    named: BTreeMap<String, String>,
}

impl Names {
    /// For an integration at its catalogue's address `STRIPE_SECRET_KEY`; for one at an address of one's own
    /// `KEYRACK_ORDER_DESK_API_KEY`: what goes where anybody may have chosen must not be what another program's key is called.
    pub(super) fn of(provider: &str, integration: &str, own_address: bool) -> Self {
        let prefix = match provider {
            provider if provider != crate::catalogue::CUSTOM && !own_address => upper(provider),
            _ => format!("KEYRACK_{}", upper(integration)),
        };
        Self { prefix, named: BTreeMap::new() }
    }

    fn name(&mut self, part: &str) -> String {
        let name = format!("{}_{}", self.prefix, upper(part));
        self.named.insert(part.to_owned(), name.clone());
        name
    }
}

fn upper(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars() {
        match c {
            c if c.is_ascii_alphanumeric() => name.push(c.to_ascii_uppercase()),
            _ if name.ends_with('_') || name.is_empty() => {}
            _ => name.push('_'),
        }
    }
    let name = name.trim_end_matches('_').to_owned();
    // A name may not begin with a digit.
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("N{name}") } else { name }
}

impl Recipe {
    /// `request` with the key where `placement` puts it.
    pub(super) fn of(
        request: &PlanProbe,
        placement: Option<&Placement>,
        mut names: Names,
        from: SnippetKey,
    ) -> Self {
        let text = |value: &String| vec![Piece::Text(value.clone())];
        let mut recipe = Self {
            method: request.method,
            url: without_fragment(&request.url),
            headers: request.headers.iter().map(|(name, value)| (name.clone(), text(value))).collect(),
            query: Vec::new(),
            basic: None,
            body: request.body.as_ref().map(|body| String::from_utf8_lossy(&body.bytes).into_owned()),
            from,
            reads: Vec::new(),
            lacks: None,
        };
        if let Some(body) = &request.body {
            recipe.headers.push(("Content-Type".into(), vec![Piece::Text(body.media_type.clone())]));
        }
        match placement {
            Some(placement) => recipe.place(placement, &mut names),
            None => recipe.lack("the key"),
        }
        recipe.reads = names.named.into_values().collect();
        recipe
    }

    fn place(&mut self, placement: &Placement, names: &mut Names) {
        match placement {
            Placement::Headers(places) => {
                for place in places {
                    let mut pieces =
                        vec![Piece::Text(place.prefix.clone()), Piece::Key(names.name(&place.part))];
                    pieces.retain(|piece| *piece != Piece::Text(String::new()));
                    self.headers.push((place.name.clone(), pieces));
                }
            }
            Placement::Basic { user, password } => {
                let mut side = |field: &BasicField| match field {
                    BasicField::Part(part) => Piece::Key(names.name(part)),
                    BasicField::Fixed(text) => Piece::Text(text.clone()),
                };
                self.basic = Some((side(user), side(password)));
            }
            Placement::Query(pairs) => {
                for (name, part) in pairs {
                    self.query.push((name.clone(), names.name(part)));
                }
            }
            Placement::Body(_) => self.lack("the key in the body"),
            Placement::Path(_) | Placement::Url(_) => self.lack("the key in the address"),
            Placement::Oauth1(_) => self.lack("the OAuth 1.0a signature"),
            Placement::Hmac(_) => self.lack("the signature of the request"),
            Placement::Jwt(_) => self.lack("the signed token"),
            Placement::Sigv4(_) => self.lack("the AWS signature"),
            Placement::Token(_) => self.lack("the token, which is bought with the key first"),
        }
    }

    fn lack(&mut self, what: &str) {
        self.lacks = Some(what.to_owned());
    }

    /// Whether it goes over TLS.
    pub(super) fn is_https(&self) -> bool {
        self.url.starts_with("https:")
    }
}

fn without_fragment(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    url.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_names_in_every_language() {
        let name = |provider: &str, integration: &str, part: &str| {
            Names::of(provider, integration, false).name(part)
        };
        assert_eq!(name("woocommerce", "Shop", "consumer_key"), "WOOCOMMERCE_CONSUMER_KEY");
        assert_eq!(name("custom", "Order desk (new)", "api_key"), "KEYRACK_ORDER_DESK_NEW_API_KEY");
        assert_eq!(name("custom", "Łódź 字", "api_key"), "KEYRACK_D_API_KEY");
        assert_eq!(name("custom", "字", "api_key"), "KEYRACK__API_KEY");
        assert_eq!(name("3dcart", "x", "token"), "N3DCART_TOKEN");
        assert_eq!(name("custom", "AWS", "secret_access_key"), "KEYRACK_AWS_SECRET_ACCESS_KEY");
    }
}
