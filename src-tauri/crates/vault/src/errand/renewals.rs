//! What an exchange needs of its caller that may replace a part of the key, such as a refresh token: that no other process
//! spends the same token, and that what came of it is written down, whatever has become of whoever wanted it.

use std::pin::Pin;
use std::sync::Arc;

use super::clearance::Clearance;
use super::facts::Rotated;

/// Work of the caller's that the vault waits for.
pub type Waiting<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Why an exchange may not begin: nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// Somebody else has the key for too long.
    Busy,
    /// Somebody holds a newer value of it that the keyring does not take.
    Unkept,
    /// It was replaced by another meanwhile.
    Replaced,
}

/// The caller's side of an exchange that may replace a part of the key. The exchange holds it until it is over: it outlives
/// the errand.
pub trait Renewals: Send + Sync {
    /// Waits until nobody else exchanges this key, here or in another process, and keeps others from it. Dropping the future
    /// gives up the place.
    fn begin(self: Arc<Self>) -> Waiting<Result<(), Denied>>;

    /// The exchange that was begun is over, with the part that was replaced, if one was. Called once for each
    /// [`Self::begin`] that was granted.
    fn end(self: Arc<Self>, rotated: Option<Rotated>) -> Waiting<()>;
}

/// For errands that exchange nothing.
pub(crate) struct Never;

impl Renewals for Never {
    fn begin(self: Arc<Self>) -> Waiting<Result<(), Denied>> {
        Box::pin(std::future::ready(Err(Denied::Busy)))
    }

    fn end(self: Arc<Self>, _: Option<Rotated>) -> Waiting<()> {
        Box::pin(std::future::ready(()))
    }
}

/// What an errand may do: leave, and exchange.
#[derive(Clone)]
pub(crate) struct Leave {
    pub(crate) clearance: Clearance,
    pub(crate) renewals: Arc<dyn Renewals>,
}
