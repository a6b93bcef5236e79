//! Files that a person has opened: known outside by a handle, never by a path, and for ten minutes at most.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vault::{BulkFile, KeyFile};

use crate::bulk::Mapped;
use crate::error::{Code, Result};
use crate::requests::OpenRequests;

/// How long a file stays open.
const OPEN_FOR: Duration = Duration::from_secs(600);

/// The files that are open now. Dropping one wipes what it holds.
#[derive(Default)]
pub(crate) struct Files {
    open: Arc<Mutex<HashMap<Uuid, Open>>>,
}

struct Open {
    until: DateTime<Utc>,
    file: File,
}

#[derive(Clone)]
enum File {
    Key(Arc<OpenKeyFile>),
    Bulk(Arc<OpenBulkFile>),
    Requests(Arc<OpenRequests>),
    /// Certificates, as PEM.
    Ca(String),
    /// A folder or file that is to be scanned.
    Scan(PathBuf),
}

/// A file opened for one part of one integration: it is good for nothing else.
pub(crate) struct OpenKeyFile {
    pub(crate) integration: Uuid,
    pub(crate) part: String,
    pub(crate) file: KeyFile,
}

/// A file opened for bulk intake.
pub(crate) struct OpenBulkFile {
    pub(crate) name: String,
    pub(crate) file: BulkFile,
    /// What it came to when it was last mapped.
    pub(crate) mapped: Mutex<Option<Arc<Mapped>>>,
}

impl Files {
    /// Keeps a file open. It closes by itself, whether anybody asks for it again or not.
    pub(crate) fn open_key(&self, handle: Uuid, file: OpenKeyFile, now: DateTime<Utc>) {
        self.open(handle, File::Key(Arc::new(file)), now);
    }

    /// The same for bulk intake.
    pub(crate) fn open_bulk(&self, handle: Uuid, file: OpenBulkFile, now: DateTime<Utc>) {
        self.open(handle, File::Bulk(Arc::new(file)), now);
    }

    /// The same for requests; those that were open under this handle are closed.
    pub(crate) fn open_requests(&self, handle: Uuid, requests: Arc<OpenRequests>, now: DateTime<Utc>) {
        self.open(handle, File::Requests(requests), now);
    }

    /// The same for the certificates of an authority.
    pub(crate) fn open_ca(&self, handle: Uuid, pem: String, now: DateTime<Utc>) {
        self.open(handle, File::Ca(pem), now);
    }

    /// The same for a folder or file that is to be scanned.
    pub(crate) fn open_scan(&self, handle: Uuid, path: PathBuf, now: DateTime<Utc>) {
        self.open(handle, File::Scan(path), now);
    }

    /// A folder or file that was chosen to be scanned; it is closed by this.
    pub(crate) fn scan(&self, handle: Uuid, now: DateTime<Utc>) -> Result<PathBuf> {
        match self.find(handle, now) {
            Some(File::Scan(path)) => {
                self.close(handle);
                Ok(path)
            }
            _ => Err(Code::HandleUnknown.into()),
        }
    }

    /// The certificates of a file that was opened for them.
    pub(crate) fn ca(&self, handle: Uuid, now: DateTime<Utc>) -> Result<String> {
        match self.find(handle, now) {
            Some(File::Ca(pem)) => Ok(pem),
            _ => Err(Code::HandleUnknown.into()),
        }
    }

    /// A file opened for a key of `part` of `integration`.
    pub(crate) fn key(&self, handle: Uuid, now: DateTime<Utc>) -> Result<Arc<OpenKeyFile>> {
        match self.find(handle, now) {
            Some(File::Key(file)) => Ok(file),
            _ => Err(Code::HandleUnknown.into()),
        }
    }

    /// A file opened for bulk intake.
    pub(crate) fn bulk(&self, handle: Uuid, now: DateTime<Utc>) -> Result<Arc<OpenBulkFile>> {
        match self.find(handle, now) {
            Some(File::Bulk(file)) => Ok(file),
            _ => Err(Code::HandleUnknown.into()),
        }
    }

    /// Requests that are open.
    pub(crate) fn requests(&self, handle: Uuid, now: DateTime<Utc>) -> Result<Arc<OpenRequests>> {
        match self.find(handle, now) {
            Some(File::Requests(requests)) => Ok(requests),
            _ => Err(Code::HandleUnknown.into()),
        }
    }

    /// Closes one. One that is not open is as good as closed.
    pub(crate) fn close(&self, handle: Uuid) {
        lock(&self.open).remove(&handle);
    }

    fn open(&self, handle: Uuid, file: File, now: DateTime<Utc>) {
        lock(&self.open).insert(handle, Open { until: now + OPEN_FOR, file });
        let files: Weak<_> = Arc::downgrade(&self.open);
        tokio::spawn(async move {
            tokio::time::sleep(OPEN_FOR).await;
            if let Some(files) = files.upgrade() {
                lock(&files).remove(&handle);
            }
        });
    }

    fn find(&self, handle: Uuid, now: DateTime<Utc>) -> Option<File> {
        let mut open = lock(&self.open);
        // A machine that slept does not count those minutes as slept by the timer; the clock does.
        open.retain(|_, one| one.until > now);
        open.get(&handle).map(|one| one.file.clone())
    }
}

/// A file's name as it may be shown: without its folder, and without characters that disturb.
pub(crate) fn shown_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.chars().filter(|c| !c.is_control() && !crate::text::is_invisible(*c)).take(120).collect()
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
