//! The sample workspace: a second engine in a folder of its own, with made-up clients, keys made when it is opened for
//! the first time, and a provider on this machine that they are real to. It is a workspace like any other, taken in and
//! tested by the same ways; only its past is played, by a clock that is set back while it is made.

mod cast;
mod clock;
mod history;
mod provider;
mod theme;
mod watched;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use serde::{Deserialize, Serialize};
use vault::{Errand, Failure, Limits};

use crate::engine::{Engine, Options};
use crate::error::{Code, Error, Result};
use crate::plan::Plan;
use crate::store::profiles::Profile;
use crate::view::KeyringState;
use clock::SampleClock;
use provider::{Ports, Provider};

/// Written last: a sample without it was never finished.
const FINISHED: &str = "sample.json";

#[derive(Serialize, Deserialize)]
struct Finished {
    ports: Ports,
}

impl Engine {
    /// Opens the sample workspace of `data_dir`, and makes it first if there is none.
    ///
    /// # Errors
    /// A keyring code when no keyring works: then nothing is left behind. [`Code::SampleFailed`] when the provider does
    /// not start.
    pub async fn open_sample(data_dir: &Path) -> Result<Self> {
        Self::open_sample_in(Options::new(data_dir.to_owned())).await
    }

    /// The same with another clock or keyring.
    ///
    /// # Errors
    /// As [`Engine::open_sample`].
    pub async fn open_sample_in(mut options: Options) -> Result<Self> {
        let dir = folder(&options.data_dir);
        let finished = read_finished(&dir);
        let clock = SampleClock::over(Arc::clone(&options.clock));
        if finished.is_none() {
            // What a crash left of an unfinished one; its keys, if any, are named by a workspace that is gone.
            remove_folder(&dir)?;
        }
        options.data_dir = dir.clone();
        let engine = Self::open(options.with_clock(Arc::new(clock.clone())).sample()).await?;
        let made = match finished {
            Some(finished) => engine.serve_again(&finished.ports).await,
            None => engine.make_sample(&clock).await,
        };
        match (made, read_finished(&dir)) {
            (Ok(()), _) => Ok(engine),
            (Err(error), Some(_)) => {
                engine.close().await;
                Err(error)
            }
            (Err(error), None) => {
                let _keys = engine.vault().forget_workspace().await;
                engine.close().await;
                remove_folder(&dir)?;
                Err(error)
            }
        }
    }

    /// Closes the sample workspace and removes it without trace: keys, database, provider.
    ///
    /// # Errors
    /// [`Code::NotTheSample`] for any other workspace. While the keyring does not answer nothing is removed, so that no
    /// key is left that nobody can name.
    pub async fn remove_sample(self) -> Result<()> {
        if !self.inner.sample {
            return Err(Code::NotTheSample.into());
        }
        self.noting_keyring(self.vault().forget_workspace().await)?;
        if let Some(provider) = self.inner.keep.get().and_then(|keep| keep.downcast_ref::<Arc<Provider>>()) {
            provider.stop().await;
        }
        let dir = self.data_dir().to_owned();
        self.close().await;
        remove_folder(&dir)
    }

    /// Whether `data_dir` has a sample workspace.
    #[must_use]
    pub fn sample_exists(data_dir: &Path) -> bool {
        read_finished(&folder(data_dir)).is_some()
    }

    async fn make_sample(&self, clock: &SampleClock) -> Result<()> {
        // Before anything is made: without a keyring there is no sample.
        let keyring = self.check_keyring().await;
        if let Some(code) = no_keyring(keyring.state) {
            return Err(code.into());
        }
        let provider = Provider::start(self.store().now()).await?;
        let ports = provider.ports();
        history::play(self, clock, &provider).await?;
        clock.release();
        self.keep(Arc::new(provider));
        write_finished(self.data_dir(), &Finished { ports })
    }

    /// Starts the provider for a sample that is there already. It has another authority and perhaps other ports, so the
    /// keys that went to the old one are bound to the new: the engine may do so here because both are its own.
    async fn serve_again(&self, before: &Ports) -> Result<()> {
        if let Some(provider) = served_here(self.data_dir()) {
            self.keep(provider);
            return Ok(());
        }
        if self.is_served().await? {
            return Ok(());
        }
        let provider = Provider::start(self.store().now()).await?;
        provider.as_today().await?;
        let ports = provider.ports();
        self.move_over(before, &provider).await?;
        self.keep(Arc::new(provider));
        write_finished(self.data_dir(), &Finished { ports })
    }

    /// Whether another process serves this sample: asked by a send, because only the right provider can show the
    /// certificate that the key is pinned to.
    async fn is_served(&self) -> Result<bool> {
        for record in self.store().all_integrations().await? {
            let profile = self.store().profile(record.id).await?;
            let Some(errand) = errand_of(&profile, self.store().now().timestamp()) else { continue };
            return match self.vault().send(errand).await.outcome {
                Err(Failure::Keyring(trouble)) => Err(trouble.into()),
                outcome => Ok(outcome.is_ok()),
            };
        }
        Ok(false)
    }

    async fn move_over(&self, before: &Ports, provider: &Provider) -> Result<()> {
        let mut write = self.store().write().await?;
        let mut moved = Vec::new();
        for record in self.store().all_integrations().await? {
            let Some(base) = record.input.base_url.as_deref() else { continue };
            let Some(base_url) = provider.moved(before, base) else { continue };
            let mut input = record.input.clone();
            input.base_url = Some(base_url);
            input.ca_pem = Some(provider.ca_pem().to_owned());
            write.edit_integration(record.id, record.revision, &input, &Plan::of(&input).host()).await?;
            write.deed(crate::deed::Deed::DestinationChanged, record.about()).await?;
            moved.push(record.credential);
        }
        if moved.is_empty() {
            return Ok(());
        }
        write.commit().await?;
        for credential in moved {
            let binding = self.binding_of(credential).await?;
            for version in self.store().versions(credential).await? {
                if version.state.held() {
                    self.noting_keyring(self.vault().rebind(version.id, &binding).await)?;
                }
            }
        }
        Ok(())
    }

    /// The provider lives as long as any engine of this process that has the sample open.
    fn keep(&self, provider: Arc<Provider>) {
        let mut serving = SERVING.lock().unwrap_or_else(PoisonError::into_inner);
        serving.retain(|(dir, running)| running.strong_count() > 0 && dir != self.data_dir());
        serving.push((self.data_dir().to_owned(), Arc::downgrade(&provider)));
        // Once per engine, and this engine was made a moment ago.
        let _first = self.inner.keep.set(Box::new(provider));
    }
}

/// The providers that this process runs, by data directory: whoever leaves the sample and comes back while the engine of
/// before is still closing shares its provider, instead of leaning on one that is about to stop.
static SERVING: Mutex<Vec<(PathBuf, Weak<Provider>)>> = Mutex::new(Vec::new());

fn served_here(dir: &Path) -> Option<Arc<Provider>> {
    let serving = SERVING.lock().unwrap_or_else(PoisonError::into_inner);
    serving.iter().find(|(known, _)| known == dir).and_then(|(_, provider)| provider.upgrade())
}

/// A probe of the sample's own provider that is answered whatever the key.
fn errand_of(profile: &Profile, now: i64) -> Option<Errand> {
    let version = profile.version.as_ref()?.id;
    if !cast::answers(profile) {
        return None;
    }
    let plan = Plan::of(&profile.input);
    let expects = plan.binding().ok();
    let probe = plan.probe?;
    Some(Errand {
        version,
        expects,
        replaced: Vec::new(),
        names: Vec::new(),
        provider: profile.input.provider.clone(),
        method: probe.method,
        url: probe.url,
        headers: probe.headers,
        body: probe.body,
        conditions: [].into(),
        captures: Vec::new(),
        expectations: Vec::new(),
        limits: Limits::default(),
        now,
        strict: None,
    })
}

fn no_keyring(state: KeyringState) -> Option<Code> {
    match state {
        KeyringState::Ready => None,
        KeyringState::Locked => Some(Code::KeyringLocked),
        KeyringState::Absent => Some(Code::KeyringAbsent),
        KeyringState::Slow | KeyringState::Unknown => Some(Code::KeyringSlow),
        KeyringState::Broken => Some(Code::KeyringRefused),
    }
}

fn folder(data_dir: &Path) -> PathBuf {
    data_dir.join("sample")
}

fn read_finished(dir: &Path) -> Option<Finished> {
    serde_json::from_slice(&std::fs::read(dir.join(FINISHED)).ok()?).ok()
}

fn write_finished(dir: &Path, finished: &Finished) -> Result<()> {
    let text = serde_json::to_vec(finished).map_err(|_| Error::new(Code::SampleFailed))?;
    std::fs::write(dir.join(FINISHED), text).map_err(|_| Error::new(Code::StorageReadOnly).in_place(dir))
}

fn remove_folder(dir: &Path) -> Result<()> {
    match std::fs::remove_dir_all(dir) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::new(Code::StorageReadOnly).in_place(dir))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use vault::{Backend, MemoryKeyring};

    use super::*;

    #[tokio::test]
    async fn whether_another_process_serves_it_is_found_out_by_a_send() {
        let (dir, keyring) = (tempfile::tempdir().unwrap(), MemoryKeyring::default());
        let options = || Options::new(dir.path().to_owned()).with_backend(Backend::Memory(keyring.clone()));
        let sample = Engine::open_sample_in(options()).await.unwrap();
        assert!(sample.is_served().await.unwrap());
        let provider = served_here(sample.data_dir()).unwrap();
        provider.stop().await;
        assert!(!sample.is_served().await.unwrap());
        drop((provider, sample));
        assert!(served_here(&folder(dir.path())).is_none(), "it stops with the last engine");
    }
}
