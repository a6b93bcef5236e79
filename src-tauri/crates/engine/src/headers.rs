//! Public headers of an integration: they go with every request beside its key, and are looked at as any text is.

use vault::{HeaderFault, Placement, check_public_header};

use crate::error::{Code, Error, Result};
use crate::text::FieldText;
use crate::view::PublicHeader;

/// Most headers of one integration.
pub(crate) const MOST: usize = 16;

/// Every text of them, by field.
pub(crate) fn texts_of(headers: &[PublicHeader]) -> Vec<FieldText> {
    let texts = |(at, one): (usize, &PublicHeader)| {
        [(format!("headers.{at}.name"), one.name.clone()), (format!("headers.{at}.value"), one.value.clone())]
    };
    headers.iter().enumerate().flat_map(texts).collect()
}

/// The headers as they are kept: trimmed, each once, and none that is not the person's to set.
pub(crate) fn checked(headers: &[PublicHeader]) -> Result<Vec<PublicHeader>> {
    if headers.len() > MOST {
        return Err(Error::at(Code::TooMany, "headers"));
    }
    let mut all: Vec<PublicHeader> = Vec::new();
    for (at, one) in headers.iter().enumerate() {
        let one = PublicHeader { name: one.name.trim().to_owned(), value: one.value.trim().to_owned() };
        let (name, value) = (format!("headers.{at}.name"), format!("headers.{at}.value"));
        check_public_header(&one.name, &one.value).map_err(|fault| match fault {
            HeaderFault::Name => Error::at(Code::HeaderInvalid, &name),
            HeaderFault::Secret => Error::at(Code::LooksLikeKey, &name),
            HeaderFault::Value => Error::at(Code::HeaderInvalid, &value),
        })?;
        if all.iter().any(|other| other.name.eq_ignore_ascii_case(&one.name)) {
            return Err(Error::at(Code::HeaderInvalid, &name));
        }
        all.push(one);
    }
    Ok(all)
}

/// Refuses a header that carries the key already.
pub(crate) fn beside(headers: &[PublicHeader], placement: Option<&Placement>) -> Result<()> {
    let taken = placement.map(Placement::headers).unwrap_or_default();
    match headers.iter().position(|one| taken.contains(&one.name.to_ascii_lowercase())) {
        Some(at) => Err(Error::at(Code::HeaderInvalid, format!("headers.{at}.name"))),
        None => Ok(()),
    }
}

/// A provider's own headers with these: of the same name, these count.
pub(crate) fn joined(mut own: Vec<(String, String)>, headers: &[PublicHeader]) -> Vec<(String, String)> {
    own.retain(|(name, _)| headers.iter().all(|one| !one.name.eq_ignore_ascii_case(name)));
    own.extend(headers.iter().map(|one| (one.name.clone(), one.value.clone())));
    own
}
