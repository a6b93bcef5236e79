//! Which headers of a request come along: public ones that every request to its service may have. The others are told by their
//! names, never by their values.

use std::collections::{BTreeMap, BTreeSet};

use vault::{HeaderFault, Placement, RequestShape, TextShape, check_public_header};

use super::shown::seen;
use crate::headers::MOST;
use crate::plan::Plan;
use crate::view::{HeaderLeft, IntegrationInput, PublicHeader, RequestNote};

/// Headers that one note names.
const MOST_NAMED: usize = 20;

/// What a browser or curl adds of its own accord, and says nothing of the service.
const OF_THE_SENDER: &[&str] = &[
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "dnt",
    "origin",
    "pragma",
    "priority",
    "range",
    "referer",
    "upgrade-insecure-requests",
    "user-agent",
    "x-requested-with",
];

/// Names of headers that do not come along, by why.
pub(super) type Left = BTreeMap<HeaderLeft, BTreeSet<String>>;

/// The headers of a request that come along, and those that do not.
pub(super) fn of(shape: &RequestShape, input: &IntegrationInput) -> (Vec<PublicHeader>, Left) {
    let placement = Plan::of(input).placement;
    let taken = placement.as_ref().map(Placement::headers).unwrap_or_default();
    let (mut kept, mut left): (Vec<PublicHeader>, Left) = Default::default();
    for (name, value) in &shape.headers {
        let of_key = taken.contains(&name.to_ascii_lowercase());
        match fate(name.trim(), value, of_key, &kept) {
            Fate::Kept(one) => kept.push(one),
            Fate::Left(why) => drop(left.entry(why).or_default().insert(name.clone())),
            Fate::NoLoss => {}
        }
    }
    (kept, left)
}

/// What becomes of one header.
enum Fate {
    Kept(PublicHeader),
    Left(HeaderLeft),
    /// It goes all the same, or is told of elsewhere.
    NoLoss,
}

fn fate(name: &str, value: &TextShape, of_key: bool, kept: &[PublicHeader]) -> Fate {
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    let value = match value {
        TextShape::Text(value) => value.trim(),
        // A secret is told of with the others; so is a way to authenticate that nobody knows the secret of.
        TextShape::Secret(_) => return Fate::NoLoss,
        TextShape::Hidden if of_key || is("authorization") || is("x-authorization") => return Fate::NoLoss,
        TextShape::Hidden => return Fate::Left(HeaderLeft::Hidden),
    };
    // What Keyrack accepts by itself.
    if is("accept") && matches!(value, "*/*" | "application/json") {
        return Fate::NoLoss;
    }
    if OF_THE_SENDER.iter().any(|one| is(one)) || (is("accept") && value.contains("text/html")) {
        return Fate::Left(HeaderLeft::Sender);
    }
    if of_key {
        return Fate::Left(HeaderLeft::Reserved);
    }
    match check_public_header(name, value) {
        Err(HeaderFault::Name) => Fate::Left(HeaderLeft::Reserved),
        Err(HeaderFault::Secret) => Fate::Left(HeaderLeft::Hidden),
        Err(HeaderFault::Value) => Fate::Left(HeaderLeft::Value),
        Ok(()) => match kept.iter().find(|other| is(&other.name)) {
            Some(other) if other.value == value => Fate::NoLoss,
            Some(_) => Fate::Left(HeaderLeft::Again),
            None if kept.len() == MOST => Fate::Left(HeaderLeft::TooMany),
            None => Fate::Kept(PublicHeader { name: name.to_owned(), value: value.to_owned() }),
        },
    }
}

/// What of these requests' headers an integration with the headers `kept` does not have.
pub(super) fn left_of_all<'r>(
    requests: impl Iterator<Item = (&'r [PublicHeader], &'r Left)>,
    kept: &[PublicHeader],
) -> Left {
    let mut all = Left::new();
    for (headers, left) in requests {
        for (why, names) in left {
            all.entry(*why).or_default().extend(names.iter().cloned());
        }
        for one in headers.iter().filter(|one| !kept.contains(one)) {
            all.entry(HeaderLeft::OfOthers).or_default().insert(one.name.clone());
        }
    }
    all
}

/// The same as notes.
pub(super) fn notes(left: &Left) -> impl Iterator<Item = RequestNote> {
    left.iter().map(|(why, names)| RequestNote::HeadersLeftOut {
        why: *why,
        names: names.iter().take(MOST_NAMED).map(|name| seen(name)).collect(),
        more: u32::try_from(names.len().saturating_sub(MOST_NAMED)).unwrap_or(u32::MAX),
    })
}
