//! The lives of keys: offered, confirmed by a person, taken in, copied, forgotten. Values pass through here as opaque
//! offers; what is kept in the database is a mask, a fingerprint and dates.

mod forget;
mod lease;
mod lend;
mod masking;
mod masking_texts;
mod new_integration;
mod offer;
mod take_in;
mod use_file;
mod workspace;

pub(crate) use lease::{KeyLease, Taken};
pub(crate) use new_integration::{NewIntegration, as_confirmed};
pub use offer::KeyOffer;
pub(crate) use offer::{NAMES_AN_ACCOUNT, mask_view, row_mask_view, shared_with, warnings_of};
pub(crate) use take_in::{Log, PartIn, mask_words};
