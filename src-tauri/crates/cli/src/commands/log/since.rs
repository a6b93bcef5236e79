//! Moments as people give them: `2h` ago, or a date.

use chrono::{DateTime, Local, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};

/// The moment that a text names, seen from now.
pub(super) fn parse(text: &str) -> Result<DateTime<Utc>, String> {
    parse_at(text, Utc::now())
        .ok_or_else(|| "give 90s, 30m, 2h, 7d, 4w, 2026-11-01 or 2026-11-01T09:30".into())
}

fn parse_at(text: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if let Some(ago) = ago(text) {
        return now.checked_sub_signed(ago);
    }
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Some(moment.with_timezone(&Utc));
    }
    let local = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0))?;
    // An hour that a clock change skips starts where the clock goes on; one that comes twice is the first.
    let zoned =
        (0..=3).find_map(|hours| Local.from_local_datetime(&(local + TimeDelta::hours(hours))).earliest());
    zoned.map(|moment| moment.with_timezone(&Utc))
}

fn ago(text: &str) -> Option<TimeDelta> {
    let unit = text.chars().last()?;
    let count: i64 = text.strip_suffix(unit)?.parse().ok().filter(|count| *count >= 0)?;
    match unit {
        's' => TimeDelta::try_seconds(count),
        'm' => TimeDelta::try_minutes(count),
        'h' => TimeDelta::try_hours(count),
        'd' => TimeDelta::try_days(count),
        'w' => TimeDelta::try_weeks(count),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a moment")
    }

    #[test]
    fn spans_count_back_from_now() {
        let now = at("2026-11-23T12:00:00Z");
        for (text, then) in [
            ("90s", "2026-11-23T11:58:30Z"),
            ("30m", "2026-11-23T11:30:00Z"),
            ("2h", "2026-11-23T10:00:00Z"),
            ("7d", "2026-11-16T12:00:00Z"),
            ("1w", "2026-11-16T12:00:00Z"),
            ("2026-11-01T09:30:00+01:00", "2026-11-01T08:30:00Z"),
        ] {
            assert_eq!(parse_at(text, now), Some(at(then)), "{text}");
        }
    }

    #[test]
    fn a_date_is_midnight_here() {
        let day = parse_at("2026-11-01", Utc::now()).expect("a moment").with_timezone(&Local);
        assert_eq!(day.format("%Y-%m-%d %H:%M").to_string(), "2026-11-01 00:00");
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "h",
            "-2h",
            "2 h",
            "2y",
            "2026-13-01",
            "yesterday",
            "99999999999999999999d",
            "9223372036854775807w",
        ] {
            assert_eq!(parse_at(text, Utc::now()), None, "{text}");
        }
    }
}
