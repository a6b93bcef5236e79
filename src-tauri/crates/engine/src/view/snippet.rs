//! The same request as a few lines of a language, without any key.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SnippetLanguage {
    Curl,
    /// WordPress: `wp_remote_request`.
    PhpWp,
    PhpCurl,
    /// `fetch`, from Node 18.
    Node,
    /// `requests`.
    Python,
}

/// Where the program takes the key from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SnippetKey {
    #[default]
    Environment,
    /// A constant of the program, by its name. A shell has none: there it is the environment.
    Constant,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SnippetRequest {
    /// The harmless test.
    #[default]
    Probe,
    /// The made-up order, with its field policy applied.
    Order,
}

/// Which snippet is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct SnippetInput {
    pub language: SnippetLanguage,
    pub key_from: SnippetKey,
    pub request: SnippetRequest,
    /// For the order's made-up data.
    pub seed: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct SnippetView {
    pub language: SnippetLanguage,
    pub text: String,
    /// Names of the environment variables or constants that it reads.
    pub reads: Vec<String>,
    /// What to know before it is used, a sentence each.
    pub notes: Vec<String>,
}
