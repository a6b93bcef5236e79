//! A clock that can be set back while the sample's past is played, and then runs with the machine's.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};

use crate::clock::Clock;

#[derive(Clone)]
pub(super) struct SampleClock {
    real: Arc<dyn Clock>,
    set: Arc<Mutex<Option<DateTime<Utc>>>>,
}

impl SampleClock {
    pub(super) fn over(real: Arc<dyn Clock>) -> Self {
        Self { real, set: Arc::default() }
    }

    /// Stands at `at` from now on.
    pub(super) fn set(&self, at: DateTime<Utc>) {
        *self.set.lock().unwrap_or_else(PoisonError::into_inner) = Some(at);
    }

    /// Runs with the machine's again.
    pub(super) fn release(&self) {
        *self.set.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Clock for SampleClock {
    fn now(&self) -> DateTime<Utc> {
        self.set.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or_else(|| self.real.now())
    }

    fn zone(&self) -> chrono_tz::Tz {
        self.real.zone()
    }
}
