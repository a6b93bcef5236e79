//! The only room that asks for now.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

/// What time it is.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> DateTime<Utc>;

    /// The zone that the machine is in now; it may travel.
    fn zone(&self) -> Tz;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    fn zone(&self) -> Tz {
        let named = |name: String| name.trim_start_matches(':').parse().ok();
        let set = std::env::var("TZ").ok().and_then(named);
        // Where nobody knows, times are meant in UTC.
        set.or_else(|| iana_time_zone::get_timezone().ok().and_then(named)).unwrap_or(Tz::UTC)
    }
}

/// A clock that stands still until it is moved: for tests and for the sample.
#[derive(Clone, Debug)]
pub struct HandClock(Arc<Mutex<(DateTime<Utc>, Tz)>>);

impl HandClock {
    /// Stands at `now`.
    #[must_use]
    pub fn at(now: DateTime<Utc>) -> Self {
        Self(Arc::new(Mutex::new((now, Tz::UTC))))
    }

    /// Moves on by `by`.
    pub fn advance(&self, by: chrono::Duration) {
        self.lock().0 += by;
    }

    /// Stands at `now`, before or after where it stood.
    pub fn set(&self, now: DateTime<Utc>) {
        self.lock().0 = now;
    }

    /// Carries the machine into another zone.
    pub fn travel(&self, zone: Tz) {
        self.lock().1 = zone;
    }

    fn lock(&self) -> MutexGuard<'_, (DateTime<Utc>, Tz)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for HandClock {
    fn now(&self) -> DateTime<Utc> {
        self.lock().0
    }

    fn zone(&self) -> Tz {
        self.lock().1
    }
}
