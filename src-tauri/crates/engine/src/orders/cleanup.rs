//! How what was made is taken back: `DELETE /orders/{/id}?force=true`. In braces stand JSON pointers into the answer; the
//! vault reads what stands there, and gives it out only where it is a plain id and no key.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::{Code, Error, Result};

/// Most pointers in one path.
const MOST_POINTERS: usize = 4;
/// What may stand in a part of a path as it is (RFC 3986, unreserved).
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A way to take something back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cleanup {
    /// Plain text and pointers in turn: text first, text last.
    texts: Vec<String>,
    pointers: Vec<String>,
}

impl Cleanup {
    /// # Errors
    /// [`Code::CleanupInvalid`].
    pub(super) fn parse(text: &str) -> Result<Self> {
        let refused = || Error::at(Code::CleanupInvalid, "cleanup");
        let path = text.strip_prefix("DELETE ").ok_or_else(refused)?.trim();
        super::path("cleanup", Code::CleanupInvalid, path)?;
        let (mut texts, mut pointers) = (Vec::new(), Vec::new());
        let mut rest = path;
        while let Some((before, after)) = rest.split_once('{') {
            let (pointer, next) = after.split_once('}').ok_or_else(refused)?;
            if !pointer.starts_with('/') || pointer.contains('{') {
                return Err(refused());
            }
            texts.push(before.to_owned());
            pointers.push(pointer.to_owned());
            rest = next;
        }
        texts.push(rest.to_owned());
        // Without a pointer it would take something back that this send has not made.
        let fine =
            (1..=MOST_POINTERS).contains(&pointers.len()) && !texts.iter().any(|text| text.contains('}'));
        if fine { Ok(Self { texts, pointers }) } else { Err(refused()) }
    }

    /// Where in the answer the ids stand.
    pub(super) fn pointers(&self) -> &[String] {
        &self.pointers
    }

    /// The path with the ids in it; `None` while one is missing, or would lead elsewhere.
    pub(super) fn path(&self, ids: &[Option<String>]) -> Option<String> {
        let mut path = self.texts.first()?.clone();
        for (text, id) in self.texts.iter().skip(1).zip(ids) {
            let id = id.as_deref().filter(|id| !matches!(*id, "" | "." | ".."))?;
            path.push_str(&utf8_percent_encode(id, PLAIN).to_string());
            path.push_str(text);
        }
        (ids.len() == self.pointers.len()).then_some(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn path(text: &str, ids: &[&str]) -> Option<String> {
        let ids: Vec<Option<String>> = ids.iter().map(|id| Some((*id).to_owned())).collect();
        Cleanup::parse(text).unwrap().path(&ids)
    }

    #[test]
    fn ids_stand_where_their_pointers_stood() {
        assert_eq!(path("DELETE /orders/{/id}?force=true", &["727"]).unwrap(), "/orders/727?force=true");
        assert_eq!(
            path("DELETE /a/{/x/0}/b/{/y}", &["1", "gid://shop/Order/2"]).unwrap(),
            "/a/1/b/gid%3A%2F%2Fshop%2FOrder%2F2"
        );
        assert_eq!(path("DELETE /a/{/x}", &[".."]), None);
        assert_eq!(Cleanup::parse("DELETE /a/{/x}").unwrap().path(&[None]), None);
        for bad in [
            "",
            "/a/{/id}",
            "GET /a/{/id}",
            "DELETE /orders",
            "DELETE a/{/id}",
            "DELETE /a/{id}",
            "DELETE /a/{/id",
            "DELETE /a}/{/id}",
            "DELETE /a/{/i d}#x",
        ] {
            assert_eq!(Cleanup::parse(bad).unwrap_err().code(), Code::CleanupInvalid, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_id_leads_out_of_its_place(id in "[^\\x00]{1,30}") {
            let filled = path("DELETE /orders/{/id}/x", &[&id]);
            if let Some(filled) = filled {
                let base = url::Url::parse("https://shop.example/v3").unwrap();
                let url = crate::address::join(&base, &filled).unwrap();
                prop_assert_eq!(url.path_segments().unwrap().count(), 4, "{}", url);
                prop_assert!(url.path().ends_with("/x") && url.query().is_none());
            }
        }
    }
}
