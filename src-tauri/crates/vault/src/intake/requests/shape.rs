//! What of a request may be told: its public shape, and where its secrets stand.

use std::collections::{BTreeMap, BTreeSet};

use crate::Origin;

/// Stands for text that is not shown.
pub const HIDDEN_TEXT: &str = "••••";

/// What requests were written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestFormat {
    /// curl commands, as a Unix shell or `cmd.exe` reads them.
    Curl,
    /// A Postman collection, version 2.0 or 2.1.
    Postman,
}

/// One request: what of it is public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestShape {
    /// The folders of a collection that it stands in, outermost first.
    pub folder: Vec<String>,
    /// Of a collection's request; else empty.
    pub name: String,
    /// In capitals, such as `GET`.
    pub method: String,
    /// Where it goes.
    pub destination: Destination,
    /// The path as it is shown, with [`HIDDEN_TEXT`] where something does not.
    pub path: String,
    /// The path as it is sent; `None` where something of it is hidden or not known.
    pub sent_path: Option<String>,
    /// In order.
    pub query: Vec<QueryShape>,
    /// Name and value, in order.
    pub headers: Vec<(String, TextShape)>,
    /// Media type (may be empty) and bytes.
    pub body: Option<(String, usize)>,
    /// Every secret in it.
    pub parts: Vec<PartShape>,
    /// Each way in which it says that it authenticates, the one that counts first.
    pub auth: Vec<AuthShape>,
    /// What is left out of it.
    pub remarks: BTreeSet<Remark>,
    /// Why it is no use.
    pub problems: Vec<RequestFlaw>,
}

/// Where a request goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// There.
    Origin(Origin),
    /// It names no address.
    Missing,
    /// Its address is none of HTTP's.
    Invalid,
    /// Plain HTTP to another machine.
    NotHttps,
    /// Written with variables that have no value: those that may be named.
    Unknown(Vec<String>),
    /// A secret stands in the host.
    Secret,
}

/// An argument of the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryShape {
    /// Decoded.
    pub name: String,
    /// Decoded.
    pub value: TextShape,
    /// `name=value` as it is sent; empty where the value is not public.
    pub sent: String,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextShape {
    /// Public.
    Text(String),
    /// The part at this place of [`RequestShape::parts`].
    Secret(usize),
    /// Not shown and no secret: personal data, or a value that nobody knows yet.
    Hidden,
}

/// Where a secret stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SecretPlace {
    /// Where a request says who sends it.
    Auth,
    /// Another header.
    Header,
    /// The `Cookie` header.
    Cookie,
    /// The query.
    Query,
    /// The path.
    Path,
    /// The body.
    Body,
}

/// Why something is taken for a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Suspicion {
    /// By its place.
    Place,
    /// By its name.
    Name,
    /// By its shape.
    Shape,
    /// Nothing shows that it is public.
    Doubt,
}

/// A secret of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartShape {
    /// Where it stands.
    pub place: SecretPlace,
    /// Of its header, argument, field or setting; empty in a path.
    pub name: String,
    /// Why it is taken for one.
    pub why: Suspicion,
    /// What [`super::RequestFile::take`] calls it: equal secrets of a file have one number.
    pub value: usize,
}

/// A way to authenticate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthShape {
    /// Which.
    pub scheme: RequestScheme,
    /// Its secrets by role, such as `username`, at their places in [`RequestShape::parts`]; `None` where nobody knows the value.
    pub parts: Vec<(&'static str, Option<usize>)>,
}

/// Ways to authenticate. Every text in them is public.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RequestScheme {
    /// Roles `username`, `password`.
    Basic,
    /// Role `token`.
    Bearer,
    /// Role `api_key`.
    Header {
        /// As it was written.
        name: String,
        /// Before the value, with its space.
        prefix: String,
    },
    /// Role `api_key`.
    Query {
        /// Decoded.
        name: String,
    },
    /// Roles `consumer_key`, `consumer_secret`, `access_token`, `access_token_secret`.
    Oauth1 {
        /// HMAC-SHA256; else HMAC-SHA1.
        sha256: bool,
        /// In the query; else in the header.
        query: bool,
        /// May be empty.
        realm: String,
    },
    /// Roles `client_id`, `client_secret`, `refresh_token`.
    Oauth2 {
        /// By a refresh token; else by client credentials.
        refresh: bool,
        /// Where the token comes from; empty where that is not known.
        token_url: String,
        /// Client id and secret go in a header; else in the body.
        basic: bool,
        /// May be empty.
        scope: String,
        /// May be empty.
        audience: String,
    },
    /// Roles `access_key_id`, `secret_access_key`, `session_token`.
    SigV4 {
        /// May be empty.
        region: String,
        /// May be empty.
        service: String,
    },
    /// Role `signing_key`.
    Jwt {
        /// Such as `HS256`.
        algorithm: String,
        /// Claims whose values are public texts.
        claims: BTreeMap<String, String>,
        /// Before the token.
        prefix: String,
    },
    /// Known by name only.
    Other(String),
    /// What is sent is made for one request.
    OneTime(String),
}

/// What is left out of a request, or of a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Remark {
    /// `-k`.
    Insecure,
    /// A file that an option names.
    FileNotRead(&'static str),
    /// `-K`.
    ConfigNotRead,
    /// A certificate or its key in a file.
    CertificateFile(&'static str),
    /// Another way to the host.
    OtherWay(&'static str),
    /// An option that is not known; its name where that may be shown.
    OptionUnknown(String),
    /// Another program's command.
    CommandLeftOut,
    /// Variables without a value: those that may be named.
    Unknown(Vec<String>),
    /// Scripts of a collection.
    Scripts(u32),
    /// Requests beyond what is read.
    RequestsLeftOut(u32),
}

/// Why a request is no use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RequestFlaw {
    /// Quotes that do not end, or parts of another kind.
    Unreadable,
    /// More of something than is looked at.
    TooLarge,
}
