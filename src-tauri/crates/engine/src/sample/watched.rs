//! What the agency watches, and 90 days of it: counts by day as a watch would have left them, and some of its sends, made
//! like those that the sample really sent.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::clock::SampleClock;
use crate::engine::Engine;
use crate::error::{Code, Result};
use crate::store::past::{PastDay, PastSend};
use crate::view::{Quiet, VerdictKind, WatchChange, WatchInput, WatchRule};
use crate::watch::standing::Settled;

const DAY_MINUTES: i64 = 24 * 60;

/// A watched integration.
struct Kept {
    client: &'static str,
    integration: &'static str,
    /// Days since it is watched.
    days: i64,
    /// Minutes between beats.
    every: u32,
    /// Milliseconds that it takes on a usual day.
    usual: u32,
    /// Days ago on which it could not be reached, and for how much of 100 of that day.
    outages: &'static [(i64, u32)],
    /// How it ends today, and what that is called.
    today: (VerdictKind, &'static str),
}

const KEPT: &[Kept] = &[
    Kept {
        client: "Northlight Outdoor",
        integration: "Newsletter",
        days: 90,
        every: 15,
        usual: 210,
        outages: &[(61, 9), (23, 3)],
        today: (VerdictKind::Accepted, "accepted"),
    },
    Kept {
        client: "Field & Fern",
        integration: "Mailings",
        days: 90,
        every: 60,
        usual: 340,
        outages: &[(44, 25)],
        today: (VerdictKind::Accepted, "accepted"),
    },
    Kept {
        client: "Copper Kettle Coffee",
        integration: "Shop",
        days: 88,
        every: 15,
        usual: 620,
        outages: &[(70, 40), (69, 12), (31, 6)],
        today: (VerdictKind::Refused, "key_refused"),
    },
    Kept {
        client: "Copper Kettle Coffee",
        integration: "Labels",
        days: 90,
        every: 30,
        usual: 480,
        outages: &[],
        today: (VerdictKind::Accepted, "accepted"),
    },
    Kept {
        client: "Harbour Deli",
        integration: "Mailings",
        days: 37,
        every: 30,
        usual: 390,
        outages: &[(12, 4)],
        today: (VerdictKind::Degraded, "too_many_requests"),
    },
    Kept {
        client: "Paper Mill 12",
        integration: "Shop",
        days: 58,
        every: 15,
        usual: 760,
        outages: &[(40, 18), (39, 2)],
        today: (VerdictKind::Degraded, "certificate_ending"),
    },
];

/// How long ago things came to be as they are today.
const AS_TODAY: Duration = Duration::hours(49);

/// Sets the watches as of their first day and adds what they have seen since.
pub(super) async fn play(engine: &Engine, clock: &SampleClock, now: DateTime<Utc>) -> Result<()> {
    for (at, kept) in (0..).zip(KEPT) {
        let client = engine.store().client_by_name(kept.client).await?.ok_or(Code::SampleFailed)?;
        let id = engine.store().integration_by_name(client, kept.integration).await?;
        let id = id.ok_or(Code::SampleFailed)?;
        clock.set(now - Duration::days(kept.days));
        engine.save_watch(id, kept.input()).await?;
        // Its own beats, from when the sample is opened, follow the ones that are made up.
        kept.add_past(engine, id, now, now + Duration::minutes(2 + at)).await?;
    }
    Ok(())
}

impl Kept {
    fn input(&self) -> WatchInput {
        let night =
            Quiet { from: "23:00".to_owned(), to: "05:00".to_owned(), zone: "Europe/Berlin".to_owned() };
        WatchInput {
            enabled: true,
            rule: WatchRule::Every { minutes: self.every },
            quiet: (self.every == 60).then_some(night),
            ..WatchInput::default()
        }
    }

    async fn add_past(
        &self,
        engine: &Engine,
        id: Uuid,
        now: DateTime<Utc>,
        next: DateTime<Utc>,
    ) -> Result<()> {
        let mut chance = Chance(u64::from(self.usual) << 20 | u64::from(self.every));
        let days = self.counts(now, &mut chance);
        let mut sends = Vec::new();
        for (at, total_ms) in self.moments(now, &mut chance) {
            let today = now - at < AS_TODAY;
            let verdict = if today { self.today.0 } else { VerdictKind::Accepted };
            if let Some(like) = engine.store().sent_like(id, verdict).await? {
                sends.push(PastSend { at, like, total_ms });
            }
        }
        let mut write = engine.store().write().await?;
        write.add_past_days(id, &days).await?;
        write.add_past_sends(&sends).await?;
        for (ago, _) in self.outages {
            let began = now - Duration::days(*ago);
            write.add_past_change(id, began, WatchChange::Failing, "timeout_connect", None).await?;
            write.add_past_change(id, began + Duration::hours(2), WatchChange::Ok, "accepted", None).await?;
        }
        let (state, since) = match self.today {
            (VerdictKind::Refused, reason) => {
                let since = now - AS_TODAY + Duration::minutes(45);
                write.add_past_change(id, since, WatchChange::Failing, reason, None).await?;
                (Settled::Failing, since)
            }
            (_, reason) => {
                if reason == "certificate_ending" {
                    let at = now - Duration::days(2);
                    write.add_past_change(id, at, WatchChange::Certificate, reason, Some(11)).await?;
                }
                let last = self.outages.iter().map(|(ago, _)| *ago).min().unwrap_or(self.days);
                (Settled::Ok, now - Duration::days(last) + Duration::hours(2))
            }
        };
        write.settle_watch(id, state, since, (now - Duration::minutes(7), next)).await?;
        write.commit_quietly().await
    }

    /// Each day but today, which is left to what is really sent.
    fn counts(&self, now: DateTime<Utc>, chance: &mut Chance) -> Vec<PastDay> {
        let mut days = Vec::new();
        for ago in 1..self.days {
            let day = (now - Duration::days(ago)).date_naive().to_string();
            let all = u32::try_from(DAY_MINUTES).unwrap_or(0) / self.every;
            let out =
                self.outages.iter().find(|(day, _)| *day == ago).map_or(0, |(_, part)| all * part / 100);
            let changed = match (ago, self.today.0) {
                (_, VerdictKind::Accepted) => 0,
                (1, _) => all,
                (2, _) => all / 20,
                _ => 0,
            };
            let slow = if chance.of(9) == 0 { all.min(3) } else { 0 };
            let well = all.saturating_sub(out + changed + slow);
            let mut add = |verdict, sends: u32, took: Vec<u32>| {
                if sends > 0 {
                    days.push(PastDay { day: day.clone(), verdict, sends, took });
                }
            };
            let mut took =
                |many: u32, factor: u32| (0..many).map(|_| factor * self.took(ago, chance)).collect();
            add(VerdictKind::Accepted, well, took(well, 1));
            add(VerdictKind::Degraded, slow, took(slow, 5));
            add(VerdictKind::Unreachable, out, Vec::new());
            add(self.today.0, changed, took(changed, 1));
        }
        days
    }

    /// One a day, and two a day in the last week: more would bury the log.
    fn moments(&self, now: DateTime<Utc>, chance: &mut Chance) -> Vec<(DateTime<Utc>, u32)> {
        let mut moments = Vec::new();
        for ago in (1..self.days).rev() {
            let many = if ago <= 7 { 2 } else { 1 };
            for one in 0..many {
                let minutes = DAY_MINUTES / many * one + i64::from(chance.of(90));
                moments
                    .push((now - Duration::days(ago) + Duration::minutes(minutes), self.took(ago, chance)));
            }
        }
        moments
    }

    /// What an answer took on that day: weeks differ, and now and then one takes its time.
    fn took(&self, ago: i64, chance: &mut Chance) -> u32 {
        let week = u32::try_from(ago / 7 * 37 % 30).unwrap_or(0);
        let spike = if chance.of(25) == 0 { 120 } else { 0 };
        self.usual * (80 + week + chance.of(35) + spike) / 100
    }
}

/// Chance that is always the same, so that every sample tells the same story.
struct Chance(u64);

impl Chance {
    /// 0 to `below` - 1. By splitmix64: https://prng.di.unimi.it/splitmix64.c (public domain).
    fn of(&mut self, below: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from((mixed >> 33) % u64::from(below.max(1))).unwrap_or(0)
    }
}
