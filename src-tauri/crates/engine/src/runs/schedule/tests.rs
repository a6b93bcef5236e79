//! A run against a model of hosts, with time moved by hand: whatever hosts do and however long they take, no limit is ever
//! exceeded, everything is begun or left out for a reason, and the order within a host is the run's.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::host::{IN_A_ROW, TRY_AFTER};
use super::*;

const SECOND: Duration = Duration::from_secs(1);

/// Each job has one of its own.
fn key(job: usize) -> Uuid {
    Uuid::from_u128(job as u128)
}

fn jobs(hosts: &[usize]) -> Vec<Job> {
    let job = |(at, host): (usize, &usize)| Job { host: format!("host-{host}"), key: key(at), again: true };
    hosts.iter().enumerate().map(job).collect()
}

fn schedule(at_once: usize, per_host: usize, hosts: &[usize]) -> Schedule {
    Schedule::new(Limits { at_once, per_host }, jobs(hosts))
}

/// What a host does with the nth send that comes to it, and how long that takes.
type Deeds = Vec<(Came, u64)>;

/// What was seen of a run.
#[derive(Default)]
struct Seen {
    /// Jobs in the order in which they were first begun.
    first: Vec<usize>,
    times: BTreeMap<usize, u32>,
    ended: BTreeMap<usize, Came>,
    left: BTreeMap<usize, Left>,
    took: Moment,
}

/// Carries a run out; looks at every limit at every step.
fn carry_out(limits: Limits, all: &[Job], deeds: &[Deeds]) -> Seen {
    let mut schedule = Schedule::new(limits, all.to_vec());
    let (mut now, mut seen) = (Moment::ZERO, Seen::default());
    let mut running: BTreeMap<(Moment, usize), Came> = BTreeMap::new();
    let (mut resting, mut open): (BTreeMap<String, Moment>, BTreeMap<String, Moment>) = Default::default();
    let mut asked: BTreeMap<String, usize> = BTreeMap::new();
    loop {
        let wait = loop {
            match schedule.next(now) {
                Next::Start(job) => {
                    let host = &all[job].host;
                    let shut =
                        [&resting, &open].iter().any(|shut| shut.get(host).is_some_and(|end| *end > now));
                    assert!(!shut, "{host} is left in peace at {now:?}");
                    let to_host = running.keys().filter(|(_, other)| all[*other].host == *host).count();
                    assert!(running.len() < limits.at_once && to_host < limits.per_host);
                    let nth = asked.entry(host.clone()).or_default();
                    let place: usize = host.trim_start_matches("host-").parse().unwrap();
                    let (came, millis) = deeds[place][*nth % deeds[place].len()];
                    *nth += 1;
                    running.insert((now + Duration::from_millis(millis), job), came);
                    if !seen.times.contains_key(&job) {
                        seen.first.push(job);
                    }
                    *seen.times.entry(job).or_default() += 1;
                    assert!(!seen.ended.contains_key(&job) && !seen.left.contains_key(&job));
                }
                Next::Wait(until) => break until,
                Next::Over => {
                    assert!(running.is_empty());
                    seen.took = now;
                    return seen;
                }
            }
        };
        assert_eq!(schedule.running(), running.len());
        let ends = running.keys().next().map(|(at, _)| *at);
        let next = ends.into_iter().chain(wait).min().expect("nothing runs and nothing is waited for");
        assert!(next > now || ends == Some(next), "time goes on");
        now = next;
        while let Some((&(at, job), &came)) = running.first_key_value()
            && at <= now
        {
            running.pop_first();
            let Ended { again, waits, left, of_key } = schedule.ended(job, now, came);
            let host = all[job].host.clone();
            match waits {
                _ if of_key => drop(open.remove(&host)),
                Some((_, WaitReason::BreakerOpen, until)) => drop(open.insert(host, until)),
                _ if matches!(came, Came::Answered) => drop(open.remove(&host)),
                Some((_, WaitReason::BackingOff, until)) => {
                    open.remove(&host);
                    resting.insert(host, until);
                }
                _ => {}
            }
            if !again {
                seen.ended.insert(job, came);
            }
            if let Some((jobs, why)) = left {
                seen.left.extend(jobs.into_iter().map(|job| (job, why)));
            }
        }
        assert!(now < Duration::from_secs(48 * 3600), "it comes to an end");
    }
}

fn came() -> impl Strategy<Value = Came> {
    prop_oneof![
        6 => Just(Came::Answered),
        2 => Just(Came::Unreachable),
        1 => Just(Came::Unsent),
        1 => proptest::option::of(0_u64..900).prop_map(|s| Came::TooMany { after: s.map(Duration::from_secs) }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn limits_hold_and_nothing_starves(
        at_once in 1_usize..20,
        per_host in 1_usize..6,
        hosts in proptest::collection::vec(0_usize..7, 0..80),
        deeds in proptest::collection::vec(proptest::collection::vec((came(), 0_u64..20_000), 1..12), 7),
    ) {
        let all = jobs(&hosts);
        let seen = carry_out(Limits { at_once, per_host }, &all, &deeds);
        for job in 0..all.len() {
            let ended = seen.ended.contains_key(&job);
            prop_assert!(ended != seen.left.contains_key(&job), "{job} has one end");
            prop_assert!(seen.times.get(&job).copied().unwrap_or(0) <= 1 + AGAIN);
        }
        for host in 0..7 {
            let order: Vec<usize> = seen.first.iter().copied().filter(|job| hosts[*job] == host).collect();
            prop_assert!(order.is_sorted(), "host {host}: {order:?}");
        }
    }

    /// The order in which sends to one host begin is the run's, however long each takes; and who has room is begun at once.
    #[test]
    fn the_order_does_not_depend_on_timing(
        hosts in proptest::collection::vec(0_usize..4, 1..60),
        takes in proptest::collection::vec(proptest::collection::vec(1_u64..5_000, 1..9), 4),
        other in proptest::collection::vec(proptest::collection::vec(1_u64..5_000, 1..9), 4),
    ) {
        let answered = |takes: &[Vec<u64>]| -> Vec<Deeds> {
            takes.iter().map(|of| of.iter().map(|ms| (Came::Answered, *ms)).collect()).collect()
        };
        let limits = Limits { at_once: 5, per_host: 2 };
        let by_host = |seen: &Seen, host: usize| -> Vec<usize> {
            seen.first.iter().copied().filter(|job| hosts[*job] == host).collect()
        };
        let one = carry_out(limits, &jobs(&hosts), &answered(&takes));
        let two = carry_out(limits, &jobs(&hosts), &answered(&other));
        for host in 0..4 {
            prop_assert_eq!(by_host(&one, host), by_host(&two, host));
        }
        prop_assert_eq!(one.ended.len(), hosts.len());
    }
}

#[test]
fn a_full_host_holds_nobody_else_up() {
    let mut run = schedule(4, 1, &[0, 0, 0, 1, 1, 2]);
    assert_eq!(run.next(Moment::ZERO), Next::Start(0));
    assert_eq!(run.next(Moment::ZERO), Next::Start(3));
    assert_eq!(run.next(Moment::ZERO), Next::Start(5));
    assert_eq!(run.next(Moment::ZERO), Next::Wait(None));
    assert_eq!(run.held_up(Moment::ZERO), [1, 2, 4]);
    run.ended(3, SECOND, Came::Answered);
    assert_eq!(run.next(SECOND), Next::Start(4));
}

#[test]
fn a_host_that_asks_for_patience_gets_it_and_the_send_is_tried_twice_more() {
    let mut run = schedule(8, 8, &[0, 0]);
    assert_eq!((run.next(Moment::ZERO), run.next(Moment::ZERO)), (Next::Start(0), Next::Start(1)));
    let after = Some(Duration::from_secs(7));
    let ended = run.ended(0, SECOND, Came::TooMany { after });
    assert_eq!(ended.waits, Some((vec![0], WaitReason::BackingOff, 8 * SECOND)));
    assert!(ended.again);
    assert_eq!(run.next(SECOND), Next::Wait(Some(8 * SECOND)));
    // The other one was under way: it says the same of the same moment.
    assert!(run.ended(1, 2 * SECOND, Came::TooMany { after: None }).again);
    let now = 8 * SECOND;
    assert_eq!(run.next(now), Next::Start(0), "one goes first");
    assert_eq!(run.next(now), Next::Wait(None), "and the other waits for what it finds");
    let waits = run.ended(0, now, Came::TooMany { after: None }).waits.unwrap();
    assert_eq!(waits.2, now + 4 * SECOND, "the second time without a word: twice as long");
    let now = now + 4 * SECOND;
    assert_eq!(run.next(now), Next::Start(0));
    let last = run.ended(0, now, Came::TooMany { after: Some(SECOND) });
    assert!(!last.again, "three times is enough");
    assert_eq!(run.next(now + SECOND), Next::Start(1));
    assert!(!run.ended(1, now + SECOND, Came::Answered).again);
    assert_eq!(run.next(now + SECOND), Next::Over);
}

#[test]
fn what_does_more_than_read_is_not_sent_again() {
    let job = Job { host: "a".into(), key: key(0), again: false };
    let mut run = Schedule::new(Limits { at_once: 1, per_host: 1 }, [job]);
    assert_eq!(run.next(Moment::ZERO), Next::Start(0));
    assert!(!run.ended(0, SECOND, Came::TooMany { after: None }).again);
    assert_eq!(run.next(SECOND), Next::Over);
}

#[test]
fn who_asks_for_an_hour_is_left_out_and_others_of_the_host_only_once_they_are_asked_too() {
    let hour = Came::TooMany { after: Some(Duration::from_secs(3600)) };
    let mut all = jobs(&[0, 0, 0, 0, 1]);
    // Two integrations with one key.
    all[2].key = all[0].key;
    let mut run = Schedule::new(Limits { at_once: 1, per_host: 1 }, all);
    assert_eq!(run.next(Moment::ZERO), Next::Start(0));
    let ended = run.ended(0, SECOND, hour);
    assert!(!ended.again && ended.of_key);
    assert_eq!(ended.left, Some((vec![2], Left::RateLimited)), "what has the same key");
    assert_eq!(run.next(SECOND), Next::Start(1), "another client of the host goes on");
    let ended = run.ended(1, SECOND, hour);
    assert_eq!((ended.left, ended.of_key), (Some((vec![3], Left::RateLimited)), false), "now it is the host");
    assert_eq!(run.next(SECOND), Next::Start(4), "others go on");
}

#[test]
fn a_key_that_is_to_wait_for_minutes_holds_up_its_own_jobs_alone() {
    let mut all = jobs(&[0, 0, 0]);
    all[1].key = all[0].key;
    let mut run = Schedule::new(Limits { at_once: 1, per_host: 1 }, all);
    assert_eq!(run.next(Moment::ZERO), Next::Start(0));
    let ended = run.ended(0, SECOND, Came::TooMany { after: Some(90 * SECOND) });
    assert_eq!(ended.waits, Some((vec![0, 1], WaitReason::BackingOff, 91 * SECOND)));
    assert!(ended.again && ended.of_key);
    assert_eq!(run.next(SECOND), Next::Start(2), "the other key does not wait");
    run.ended(2, 2 * SECOND, Came::Answered);
    assert_eq!(run.next(2 * SECOND), Next::Wait(Some(91 * SECOND)));
    assert!(run.held_up(2 * SECOND).is_empty(), "its host is not busy");
    for job in [0, 1] {
        assert_eq!(run.next(91 * SECOND), Next::Start(job));
        run.ended(job, 91 * SECOND, Came::Answered);
    }
    assert_eq!(run.next(91 * SECOND), Next::Over);
}

/// A run whose breaker has just opened, at this moment.
fn opened(jobs: usize) -> (Schedule, Moment) {
    let mut run = schedule(1, 1, &vec![0; jobs]);
    let mut now = Moment::ZERO;
    for job in 0..IN_A_ROW as usize {
        assert_eq!(run.next(now), Next::Start(job));
        now += SECOND;
        let ended = run.ended(job, now, Came::Unreachable);
        assert_eq!(ended.waits.is_some(), job + 1 == IN_A_ROW as usize);
    }
    (run, now)
}

#[test]
fn the_breaker_opens_tries_with_one_and_closes() {
    let (mut run, now) = opened(10);
    assert_eq!(run.next(now), Next::Wait(Some(now + TRY_AFTER)));
    let now = now + TRY_AFTER;
    assert_eq!(run.next(now), Next::Start(5));
    assert_eq!(run.next(now), Next::Wait(None), "half open: one tries");
    assert_eq!(run.ended(5, now, Came::Answered), Ended::default());
    assert_eq!(run.next(now), Next::Start(6));
    run.ended(6, now, Came::Unreachable);
    assert_eq!(run.next(now), Next::Start(7), "closed again: it takes as many as before to open it");
}

#[test]
fn the_breaker_gives_a_dead_host_up() {
    let (mut run, now) = opened(9);
    let now = now + TRY_AFTER;
    assert_eq!(run.next(now), Next::Start(5));
    assert_eq!(run.ended(5, now, Came::Unreachable).left, Some((vec![6, 7, 8], Left::HostDead)));
    assert_eq!(run.next(now), Next::Over);
    assert!(run.hosts()[0].left_alone);
}

#[test]
fn a_trial_that_says_nothing_is_tried_by_the_next() {
    let (mut run, now) = opened(8);
    let now = now + TRY_AFTER;
    assert_eq!(run.next(now), Next::Start(5));
    assert_eq!(run.ended(5, now, Came::Unsent), Ended::default());
    assert_eq!(run.next(now), Next::Start(6));
    assert_eq!(run.next(now), Next::Wait(None));
}

#[test]
fn the_time_left_is_that_of_the_slowest_queue() {
    let mut run = schedule(16, 2, &[0, 0, 0, 0, 0, 0, 0, 0, 1]);
    assert_eq!(run.left(Moment::ZERO), None, "nobody has answered yet");
    while let Next::Start(_) = run.next(Moment::ZERO) {}
    for job in [0, 8] {
        run.took(job, if job == 0 { 4 * SECOND } else { SECOND / 10 });
        run.ended(job, 4 * SECOND, Came::Answered);
    }
    // Host 0: one runs (half), six wait, two at once, four seconds each.
    let left = run.left(4 * SECOND).unwrap().as_secs_f64();
    assert!((left - 6.5 / 2.0 * 4.0).abs() < 1e-9, "{left}");
    assert_eq!(run.give_up(), [2, 3, 4, 5, 6, 7]);
}
