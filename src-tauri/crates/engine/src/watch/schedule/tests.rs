//! Schedules with a moved clock.

use chrono_tz::America::New_York;
use chrono_tz::Australia::Lord_Howe;
use chrono_tz::Europe::Berlin;
use proptest::prelude::*;

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn id() -> Uuid {
    Uuid::from_u64_pair(0x0190_0000_0000_7000, 0x8000_0000_0000_1234)
}

fn input(rule: WatchRule) -> WatchInput {
    WatchInput { rule, jitter_s: 0, ..WatchInput::default() }
}

fn cron_in(text: &str, zone: &str) -> WatchInput {
    input(WatchRule::Cron { text: text.to_owned(), zone: zone.to_owned() })
}

fn quiet(input: WatchInput, from: &str, to: &str, zone: &str) -> WatchInput {
    WatchInput { quiet: Some(Quiet { from: from.into(), to: to.into(), zone: zone.into() }), ..input }
}

fn schedule(input: &WatchInput) -> Schedule {
    Schedule::of(input, id(), at("2026-01-01T00:00:00Z")).unwrap()
}

/// The next `many` beats after `from`, as clocks in `tz` show them.
fn beats(schedule: &Schedule, from: &str, many: usize, tz: Tz) -> Vec<String> {
    let mut now = at(from);
    let mut next = || {
        now = schedule.next(now, tz)?;
        Some(now.with_timezone(&tz).format("%d %H:%M %:z").to_string())
    };
    (0..many).map_while(|_| next()).collect()
}

#[test]
fn a_fixed_time_that_the_clock_leaps_over_is_due_right_after_and_one_that_comes_twice_once() {
    let daily = |zone| schedule(&cron_in("30 2 * * *", zone));
    // 29 March 2026: 02:00 becomes 03:00.
    let spring = beats(&daily("Europe/Berlin"), "2026-03-27T12:00:00Z", 3, Berlin);
    assert_eq!(spring, ["28 02:30 +01:00", "29 03:00 +02:00", "30 02:30 +02:00"]);
    // 25 October 2026: 03:00 becomes 02:00.
    let autumn = beats(&daily("Europe/Berlin"), "2026-10-24T12:00:00Z", 2, Berlin);
    assert_eq!(autumn, ["25 02:30 +02:00", "26 02:30 +01:00"]);
    // 8 March and 1 November 2026.
    let spring = beats(&daily("America/New_York"), "2026-03-07T12:00:00Z", 2, New_York);
    assert_eq!(spring, ["08 03:00 -04:00", "09 02:30 -04:00"]);
    let half = schedule(&cron_in("30 1 * * *", "America/New_York"));
    let autumn = beats(&half, "2026-10-31T12:00:00Z", 2, New_York);
    assert_eq!(autumn, ["01 01:30 -04:00", "02 01:30 -05:00"]);
    // Lord Howe goes by half an hour: 4 October 2026, 02:00 becomes 02:30; 5 April 2026, 02:00 becomes 01:30.
    let howe = |text| schedule(&cron_in(text, "Australia/Lord_Howe"));
    let spring = beats(&howe("15 2 * * *"), "2026-10-03T00:00:00Z", 2, Lord_Howe);
    assert_eq!(spring, ["04 02:30 +11:00", "05 02:15 +11:00"]);
    let autumn = beats(&howe("45 1 * * *"), "2026-04-04T00:00:00Z", 2, Lord_Howe);
    assert_eq!(autumn, ["05 01:45 +11:00", "06 01:45 +10:30"]);
}

#[test]
fn a_rule_by_the_minute_neither_stops_nor_doubles_when_clocks_change() {
    for (zone, days) in [
        ("Europe/Berlin", ["2026-03-29T00:00:00Z", "2026-10-25T00:00:00Z"]),
        ("America/New_York", ["2026-03-08T05:00:00Z", "2026-11-01T04:00:00Z"]),
        ("Australia/Lord_Howe", ["2026-10-03T14:00:00Z", "2026-04-04T14:00:00Z"]),
    ] {
        let tz: Tz = zone.parse().unwrap();
        for (rule, step) in
            [(cron_in("*/10 * * * *", zone), 10), (input(WatchRule::Every { minutes: 10 }), 10)]
        {
            for day in days {
                let (schedule, mut now) = (schedule(&rule), at(day));
                for _ in 0..60 {
                    let next = schedule.next(now, tz).unwrap();
                    assert_eq!(next - now, Duration::minutes(step), "{zone} after {now}");
                    now = next;
                }
            }
        }
    }
}

#[test]
fn the_ends_of_months() {
    let last = schedule(&cron_in("0 9 31 * *", "Europe/Berlin"));
    let mut now = at("2026-01-01T00:00:00Z");
    let mut months = Vec::new();
    for _ in 0..7 {
        now = last.next(now, Berlin).unwrap();
        months.push(now.with_timezone(&Berlin).format("%m-%d %H").to_string());
    }
    assert_eq!(months, ["01-31 09", "03-31 09", "05-31 09", "07-31 09", "08-31 09", "10-31 09", "12-31 09"]);
    let leap = schedule(&cron_in("0 0 29 2 *", "UTC"));
    assert_eq!(leap.next(at("2026-01-01T00:00:00Z"), Berlin), Some(at("2028-02-29T00:00:00Z")));
    assert_eq!(leap.next(at("2097-01-01T00:00:00Z"), Berlin), Some(at("2104-02-29T00:00:00Z")));
    let any_last = schedule(&cron_in("0 9 L * *", "UTC"));
    assert_eq!(any_last.next(at("2028-02-10T00:00:00Z"), Berlin), Some(at("2028-02-29T09:00:00Z")));
}

#[test]
fn a_rule_keeps_its_zone_and_a_local_one_goes_with_the_machine() {
    let (own, local) =
        (schedule(&cron_in("0 9 * * *", "Europe/Berlin")), schedule(&cron_in("0 9 * * *", "local")));
    let now = at("2026-07-01T00:00:00Z");
    for zone in [Berlin, New_York] {
        assert_eq!(own.next(now, zone), Some(at("2026-07-01T07:00:00Z")));
    }
    assert!(local.travels() && !own.travels());
    assert_eq!(local.next(now, Berlin), Some(at("2026-07-01T07:00:00Z")));
    assert_eq!(local.next(now, New_York), Some(at("2026-07-01T13:00:00Z")));
}

#[test]
fn what_falls_into_quiet_hours_is_due_once_when_they_end() {
    let often = schedule(&quiet(cron_in("*/10 * * * *", "UTC"), "22:00", "06:00", "Europe/Berlin"));
    let found = beats(&often, "2026-07-01T19:45:00Z", 3, Berlin);
    assert_eq!(found, ["01 21:50 +02:00", "02 06:00 +02:00", "02 06:10 +02:00"]);
    // A rule of the night alone: never lost, whenever it is asked.
    let night = schedule(&quiet(cron_in("0 3 * * *", "Europe/Berlin"), "22:00", "06:00", "Europe/Berlin"));
    for asked in ["2026-07-01T00:30:00Z", "2026-07-01T02:00:00Z", "2026-07-01T03:59:59Z"] {
        assert_eq!(night.next(at(asked), Berlin), Some(at("2026-07-01T04:00:00Z")), "{asked}");
    }
    assert_eq!(night.next(at("2026-07-01T04:00:00Z"), Berlin), Some(at("2026-07-02T04:00:00Z")));
    // With an offset, the beat of the night is yet to come a little after its end.
    let late = Schedule { offset: Duration::seconds(600), ..night.clone() };
    assert_eq!(late.next(at("2026-07-01T04:05:00Z"), Berlin), Some(at("2026-07-01T04:10:00Z")));
    assert_eq!(late.next(at("2026-07-01T04:10:00Z"), Berlin), Some(at("2026-07-02T04:10:00Z")));
    assert!(
        night.is_quiet(at("2026-07-01T20:00:00Z"), Berlin)
            && !night.is_quiet(at("2026-07-01T04:00:00Z"), Berlin)
    );
    // An hour that comes twice is quiet both times; one that is leapt over ends where the day goes on.
    let autumn = schedule(&quiet(cron_in("*/30 * * * *", "UTC"), "01:00", "02:30", "Europe/Berlin"));
    assert_eq!(beats(&autumn, "2026-10-24T22:30:00Z", 2, Berlin), ["25 02:30 +01:00", "25 03:00 +01:00"]);
    let spring = schedule(&quiet(cron_in("*/30 * * * *", "UTC"), "01:00", "02:30", "Europe/Berlin"));
    assert_eq!(beats(&spring, "2026-03-28T23:30:00Z", 2, Berlin), ["29 03:00 +02:00", "29 03:30 +02:00"]);
}

#[test]
fn quiet_hours_of_nearly_all_day_leave_a_beat_a_day() {
    let rule = quiet(input(WatchRule::Every { minutes: 1 }), "00:01", "00:00", "UTC");
    let nearly = Schedule { offset: Duration::seconds(3600), ..schedule(&rule) };
    let found = beats(&nearly, "2026-07-01T12:00:00Z", 2, Tz::UTC);
    assert_eq!(found, ["02 00:00 +00:00", "03 00:00 +00:00"]);
}

#[test]
fn the_same_integration_is_always_late_by_the_same_and_others_by_others() {
    let jittered = WatchInput { jitter_s: 600, ..cron_in("0 * * * *", "UTC") };
    let next = |id| {
        let schedule = Schedule::of(&jittered, id, at("2026-01-01T00:00:00Z")).unwrap();
        schedule.next(at("2026-07-01T11:00:00Z"), Tz::UTC).unwrap() - at("2026-07-01T11:00:00Z")
    };
    let ids: Vec<Uuid> = (0..200).map(|_| Uuid::now_v7()).collect();
    let late: std::collections::BTreeSet<Duration> = ids.iter().map(|id| next(*id)).collect();
    assert!(late.len() > 100, "{} different ones", late.len());
    assert!(ids.iter().all(|id| next(*id) == next(*id)));
    assert!(late.iter().all(|late| *late <= Duration::seconds(3600 + 600)));
}

#[test]
fn what_is_no_rule_is_refused_by_its_field() {
    let refused = |input: &WatchInput| {
        let error = Schedule::of(input, id(), at("2026-01-01T00:00:00Z")).unwrap_err().refusal();
        (error.code, error.field.unwrap_or_default())
    };
    let pair = |code: &str, field: &str| (code.to_owned(), field.to_owned());
    for text in
        ["* * * *", "* * * * * *", "61 * * * *", "every day", "@reboot", "* * * * ; rm", "0 0 1 1 * 2030"]
    {
        assert_eq!(refused(&cron_in(text, "UTC")), pair("cron_invalid", "rule.text"), "{text}");
    }
    assert_eq!(refused(&cron_in("", "UTC")), pair("required", "rule.text"));
    assert_eq!(refused(&cron_in(&"*".repeat(101), "UTC")), pair("too_long", "rule.text"));
    assert_eq!(refused(&cron_in("* * * * *", "Mars/Olympus")), pair("zone_unknown", "rule.zone"));
    assert_eq!(refused(&input(WatchRule::Every { minutes: 0 })), pair("out_of_range", "rule.minutes"));
    assert_eq!(refused(&input(WatchRule::Every { minutes: 10081 })), pair("out_of_range", "rule.minutes"));
    let every = || input(WatchRule::Every { minutes: 5 });
    assert_eq!(refused(&quiet(every(), "22:00", "22:00", "UTC")), pair("quiet_invalid", "quiet.to"));
    assert_eq!(refused(&quiet(every(), "10 pm", "06:00", "UTC")), pair("quiet_invalid", "quiet.from"));
    assert_eq!(refused(&quiet(every(), "22:00", "24:30", "UTC")), pair("quiet_invalid", "quiet.to"));
    assert_eq!(refused(&quiet(every(), "22:00", "06:00", "")), pair("zone_unknown", "quiet.zone"));
}

#[test]
fn a_rule_without_any_moment_is_found_out() {
    for text in ["0 0 31 2 *", "0 0 30 2 *", "0 0 31 4,6,9,11 *"] {
        if let Ok(never) = Schedule::of(&cron_in(text, "Europe/Berlin"), id(), at("2026-01-01T00:00:00Z")) {
            assert_eq!(never.next(at("2026-01-01T00:00:00Z"), Berlin), None, "{text}");
        }
    }
}

#[test]
fn a_zone_that_skipped_a_day_has_quiet_hours_still() {
    // Samoa went from 29 to 31 December 2011.
    let rule = quiet(input(WatchRule::Every { minutes: 60 }), "22:00", "06:00", "Pacific/Apia");
    let schedule = Schedule::of(&rule, id(), at("2011-12-01T00:00:00Z")).unwrap();
    let mut now = at("2011-12-29T00:00:00Z");
    for _ in 0..100 {
        let next = schedule.next(now, Tz::UTC).unwrap();
        assert!(next > now && !schedule.is_quiet(next, Tz::UTC));
        now = next;
    }
}

const TEXTS: &[&str] =
    &["*/7 * * * *", "0 9 31 * *", "15 2 * * *", "30 1 * * SUN", "0 0 29 2 *", "5 */3 * * MON-FRI"];
const ZONES: &[&str] =
    &["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "local", "UTC"];

fn rules() -> impl Strategy<Value = WatchRule> {
    prop_oneof![
        (1_u32..=MOST_MINUTES).prop_map(|minutes| WatchRule::Every { minutes }),
        (prop::sample::select(TEXTS), prop::sample::select(ZONES))
            .prop_map(|(text, zone)| WatchRule::Cron { text: text.into(), zone: zone.into() }),
    ]
}

fn some_quiet() -> impl Strategy<Value = Option<Quiet>> {
    let time = || (0_u32..24, 0_u32..60).prop_map(|(hour, minute)| format!("{hour:02}:{minute:02}"));
    let differ = (time(), time()).prop_filter("they differ", |(from, to)| from != to);
    prop::option::of(differ.prop_map(|(from, to)| Quiet { from, to, zone: "Europe/Berlin".into() }))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_next_beat_is_later_not_quiet_and_the_next_from_anywhere_before(
        rule in rules(), quiet in some_quiet(), jitter_s in 0_u32..=3600, when in 1_700_000_000_i64..1_950_000_000,
        share in 0_u64..1 << 40, part in 0.0_f64..1.0,
    ) {
        let input = WatchInput { quiet, jitter_s, ..input(rule) };
        let id = Uuid::from_u64_pair(0x0190_0000_0000_7000, share << 2);
        let schedule = Schedule::of(&input, id, at("2026-01-01T00:00:00Z")).unwrap();
        let now = DateTime::from_timestamp(when, 0).unwrap();
        let next = schedule.next(now, New_York).unwrap();
        prop_assert!(next > now);
        prop_assert!(!schedule.is_quiet(next, New_York), "{next} is quiet");
        // Whoever asks again before it is due hears the same, unless something else has become due before.
        let between = now + (next - now).checked_sub(&Duration::seconds(1)).unwrap() * ((part * 1000.0) as i32) / 1000;
        let again = schedule.next(between, New_York).unwrap();
        prop_assert!(again <= next, "asked at {between}: {again}, before: {next}");
        prop_assert!(again > between);
    }
}
