//! Words about snippets of code.

use crate::view::{SnippetKey, SnippetLanguage};

pub(crate) const OWN_CA: &str =
    "This integration trusts an authority of its own: give the program its certificate. TLS stays verified.";
pub(crate) const IN_URL: &str =
    "The provider wants the key in the address: servers and proxies on the way may write it into their logs.";
pub(crate) const CURL_QUERY: &str = "It needs curl 7.87 or later, for --url-query.";
pub(crate) const SHELL: &str = "A shell has no constants: the key comes from the environment.";
pub(crate) const PLAIN: &str = "It goes over plain HTTP to this computer: other programs here can read it.";
pub(crate) const MADE_UP: &str = "The data is made up, with the field policy applied. It creates or changes data at the provider each time it runs.";

/// What a program must have before it runs.
pub(crate) fn reads(names: &[String], from: SnippetKey, language: SnippetLanguage) -> String {
    let names = names.join(", ");
    match (from, language) {
        (SnippetKey::Environment, _) | (SnippetKey::Constant, SnippetLanguage::Curl) => {
            format!("Set in the environment: {names}. Not in the code, and not in its repository.")
        }
        (SnippetKey::Constant, SnippetLanguage::PhpWp) => format!("Define in wp-config.php: {names}."),
        (SnippetKey::Constant, SnippetLanguage::PhpCurl) => {
            format!("Define in a file outside the web root and the repository: {names}.")
        }
        (SnippetKey::Constant, SnippetLanguage::Node) => {
            format!("Export from secrets.mjs, which is not in the repository: {names}.")
        }
        (SnippetKey::Constant, SnippetLanguage::Python) => {
            format!("Define in secret_settings.py, which is not in the repository: {names}.")
        }
    }
}

/// Where the code stops short of the whole request.
pub(crate) fn lacks(what: &str) -> String {
    format!(
        "This is not the whole request: {what} is missing, which takes more than a few lines. Use the provider’s own library for it."
    )
}
