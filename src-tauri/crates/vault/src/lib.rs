//! The vault: everything that ever touches a plain key.
//!
//! It lends errands, not keys. Callers hold ids; they get masks, fingerprints, verdict facts and redacted text. No
//! public way leads to plaintext, no type that can hold a key derives serde, `Debug` or `Clone`, and no lower layer's
//! error text leaves this crate.
//!
//! What it never does: trust a caller's destination (the item in the keyring says where its key may go), put a key
//! anywhere but the keyring, keep one longer than 60 s after its last use, or take "not found" for "missing" before the
//! keyring has proven that it answers.
#![deny(missing_docs)]

/// Every process that hosts the vault wipes what it frees: an HTTP client, a TLS library and a D-Bus connection copy keys
/// into buffers that nobody else would wipe.
#[cfg(not(test))]
#[global_allocator]
static WIPED: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

#[macro_use]
mod walls;

mod account_file;
mod binding;
mod condition;
mod copy;
mod errand;
mod given;
mod guesses;
mod inner;
mod intake;
mod keyring;
mod lending;
mod lent;
mod look;
mod masker;
pub mod pages;
mod placement;
mod pseudonyms;
mod public_header;
mod resolve;
mod secret;
mod seek;
mod trouble;
mod trust;
mod turns;
mod unkept;
mod vault;
mod warm;
mod workspace;

pub use binding::{Binding, ClientCertificate, Origin, OriginRefusal};
pub use condition::{
    ConditionFault, Expectation, Judged, LONGEST_CONDITION, Outcome as ConditionOutcome, Saw,
};
pub use copy::{CLIPBOARD_OWNER_ARG, clipboard_owner_main, key_on_clipboard};
pub use errand::{
    Answer, Body, CertificateFacts, CertificateRole, Clearance, Clearing, Condition, Denied, Errand,
    ErrandRefusal, Exchange, Failure, Limits, Message, Method, Phase, Renewals, Reply, Rotated, Timings,
    TlsFacts, TlsFailure, TokenError, TokenFailure, TokenHop, Waiting,
};
pub use given::{Found, GivenKeys, StrictView, TagSecret};
pub use intake::{
    AuthShape, Destination, HIDDEN_TEXT, PartShape, QueryShape, Remark, RequestFile, RequestFlaw,
    RequestFormat, RequestScheme, RequestShape, SecretPlace, Suspicion, TextShape,
};
pub use intake::{BulkFile, BulkText, Hint, Intake, KeyFile, Mask, Offer, Shape, read_public_file};
#[cfg(feature = "memory-keyring")]
pub use keyring::memory::{MemoryKeyring, MemoryState};
pub use lending::{PartName, RackMasker, RackSeeker, Seeking, Wanted};
pub use look::{HeldPrints, TextFinding};
pub use masker::KeyFinder;
pub use placement::{
    BasicField, Digest, Encoding, HeaderPlace, HmacRecipe, JwtRecipe, JwtSigning, Oauth1Recipe, Placement,
    Sigv4Recipe, TokenField, TokenForm, TokenRecipe,
};
pub use public_header::{HeaderFault, check_public_header};
pub use redaction::{
    Class, Fields as HarmlessFields, Kind as SpanKind, Listed as HarmlessList, Place, Redacted, Span, Stream,
    rule_label, rules,
};
pub use secret::before_rest;
pub use seek::{Examined, KeySeeker, KeysFile, Salt, SeekRoom, Seen};
pub use trouble::{IntakeRefusal, KeyringTrouble, VaultError};
pub use vault::{Backend, KeyringReport, Vault};
