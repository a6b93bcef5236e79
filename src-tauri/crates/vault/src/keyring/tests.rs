use super::memory::{MemoryKeyring, MemoryState};
use super::names::Names;
use super::store::{prove, proven};
use super::*;
use std::time::Instant;
use uuid::Uuid;

const SHORT: Duration = Duration::from_millis(100);

fn names() -> Names {
    Names::new(Uuid::now_v7())
}

#[tokio::test]
async fn each_state_has_its_own_trouble() {
    let memory = MemoryKeyring::default();
    let (keyring, names) = (Keyring::new(memory.opener()), names());
    for (state, expected) in [
        (MemoryState::Ready, Ok(())),
        (MemoryState::Locked, Err(KeyringTrouble::Locked)),
        (MemoryState::Absent, Err(KeyringTrouble::Absent)),
        (MemoryState::Empty, Err(KeyringTrouble::Refused)),
        (MemoryState::Garbling, Err(KeyringTrouble::Damaged)),
    ] {
        memory.set_state(state);
        assert_eq!(keyring.call(READ, move |store| prove(store, names)).await, expected, "{state:?}");
    }
}

#[tokio::test]
async fn not_found_is_missing_only_when_the_keyring_is_proven() {
    let memory = MemoryKeyring::default();
    let (keyring, names) = (Keyring::new(memory.opener()), names());
    let read = move |store: &mut dyn KeyStore| {
        let result = store.read("nothing here");
        proven(store, names, result)
    };
    assert_eq!(keyring.call(READ, read).await.err(), Some(KeyringTrouble::Missing));
    memory.set_state(MemoryState::Empty);
    assert_eq!(keyring.call(READ, read).await.err(), Some(KeyringTrouble::Refused));
    memory.set_state(MemoryState::Ready);
    let unproven = |store: &mut dyn KeyStore| store.read("nothing here");
    assert_eq!(
        keyring.call(READ, unproven).await.err(),
        Some(KeyringTrouble::Refused),
        "without a proof it is nothing"
    );
}

#[tokio::test]
async fn while_one_call_hangs_the_others_fail_at_once_and_all_recovers() {
    let memory = MemoryKeyring::default();
    let (keyring, names) = (Keyring::new(memory.opener()), names());
    memory.set_state(MemoryState::Slow);
    assert_eq!(keyring.call(SHORT, move |store| prove(store, names)).await, Err(KeyringTrouble::Slow));
    let before = Instant::now();
    for _ in 0..100 {
        assert_eq!(keyring.call(READ, move |store| prove(store, names)).await, Err(KeyringTrouble::Slow));
    }
    assert!(before.elapsed() < READ, "a hundred calls did not wait");
    memory.set_state(MemoryState::Ready);
    // The hung call returns on its own thread: ask until it has.
    let recovered = tokio::time::timeout(Duration::from_secs(10), async {
        while keyring.call(READ, move |store| prove(store, names)).await.is_err() {
            tokio::task::yield_now().await;
        }
    });
    recovered.await.expect("works again once the hung call has returned");
}

#[tokio::test]
async fn callers_who_wait_their_turn_are_told_when_the_one_before_them_hangs() {
    let memory = MemoryKeyring::default();
    let (keyring, names) = (Arc::new(Keyring::new(memory.opener())), names());
    memory.set_state(MemoryState::Slow);
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let keyring = keyring.clone();
            tokio::spawn(async move { keyring.call(SHORT, move |store| prove(store, names)).await })
        })
        .collect();
    let before = Instant::now();
    for call in calls {
        assert_eq!(call.await.unwrap(), Err(KeyringTrouble::Slow));
    }
    assert!(before.elapsed() < SHORT * 10, "one waited for the keyring, nineteen did not");
    memory.set_state(MemoryState::Ready);
}

#[tokio::test]
async fn a_call_that_panics_takes_nobody_with_it() {
    let keyring = Keyring::new(MemoryKeyring::default().opener());
    let names = names();
    let broken: Result<(), _> = keyring.call(READ, |_| panic!("made by the test")).await;
    assert_eq!(broken, Err(KeyringTrouble::Refused));
    assert_eq!(keyring.call(READ, move |store| prove(store, names)).await, Ok(()));
}

#[tokio::test]
async fn a_broken_connection_is_opened_anew_once() {
    let keyring = Keyring::new(MemoryKeyring::default().opener());
    let mut runs = 0;
    let once = move |_: &mut dyn KeyStore| {
        runs += 1;
        if runs == 1 { Err(Snag::Broken) } else { Ok(runs) }
    };
    assert_eq!(keyring.call(READ, once).await, Ok(2));
    let always = |_: &mut dyn KeyStore| Err::<(), _>(Snag::Broken);
    assert_eq!(keyring.call(READ, always).await, Err(KeyringTrouble::Refused));
}

#[tokio::test]
async fn while_a_person_is_asked_it_is_locked_for_all_others() {
    let memory = MemoryKeyring::default();
    let (keyring, names) = (Arc::new(Keyring::new(memory.opener())), names());
    memory.set_state(MemoryState::Slow);
    let asking = {
        let keyring = keyring.clone();
        tokio::spawn(async move { keyring.ask(|store| store.unlock()).await })
    };
    tokio::task::yield_now().await;
    let before = Instant::now();
    assert_eq!(keyring.call(READ, move |store| prove(store, names)).await, Err(KeyringTrouble::Locked));
    assert_eq!(
        keyring.ask(|store| store.unlock()).await,
        Err(KeyringTrouble::Locked),
        "nobody is asked twice"
    );
    assert!(before.elapsed() < READ, "they did not wait for the answer");
    memory.set_state(MemoryState::Ready);
    assert_eq!(asking.await.unwrap(), Ok(()));
    assert_eq!(keyring.call(READ, move |store| prove(store, names)).await, Ok(()));
}
