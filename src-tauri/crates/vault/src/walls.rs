//! What must never leave this crate cannot be written down by accident either. Types that nobody outside can even name are
//! out of the reach of a compile-fail test; so each says here, beside where it stands, that it can be neither printed, copied
//! nor serialised. Where that is no longer so, the crate does not compile.

/// Implemented in more than one way by whatever can leave: then which way is meant cannot be told, and does not compile.
pub(crate) trait Leaves<Way> {
    fn leaves() {}
}

/// No way: every type has this one.
pub(crate) enum Stays {}
pub(crate) enum Printed {}
pub(crate) enum Shown {}
pub(crate) enum Copied {}
pub(crate) enum Serialised {}

impl<T: ?Sized> Leaves<Stays> for T {}
impl<T: ?Sized + std::fmt::Debug> Leaves<Printed> for T {}
impl<T: ?Sized + std::fmt::Display> Leaves<Shown> for T {}
impl<T: Clone> Leaves<Copied> for T {}
impl<T: ?Sized + serde::Serialize> Leaves<Serialised> for T {}

/// Says of types that they hold a key, or what was made of one.
macro_rules! never_leaves {
    ($($type:ty),+ $(,)?) => {
        $(const _: fn() = || {
            let _ = <$type as $crate::walls::Leaves<_>>::leaves;
        };)+
    };
}

never_leaves!(
    crate::secret::Secret,
    crate::secret::SecretText,
    crate::keyring::item::Item,
    crate::lent::Lent,
    crate::masker::Masker,
    crate::errand::Minted,
    crate::unkept::Unkept,
    crate::workspace::WorkspaceKeys,
);
