//! Whose page a link to documentation leads to, in words.

use url::Url;

/// A page of the provider's own, or somebody else's about it: that is said, with whose it is.
pub(crate) fn docs(url: &str, own: bool) -> String {
    if own {
        return "The provider's own page".to_owned();
    }
    let url = Url::parse(url).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or("another site");
    format!("A page about it at {host}, not the provider's own")
}
