//! When a watch is due. Pure: nothing here asks what time it is.
//!
//! A beat is due at each occurrence of the rule, later by an offset that is always the same for one integration, and not
//! within quiet hours: what falls into them is due once, when they end.

use chrono::{DateTime, Days, Duration, LocalResult, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use uuid::Uuid;

use crate::error::{Code, Error, Result};
use crate::text;
use crate::view::{Quiet, WatchInput, WatchRule};

/// The longest interval, in minutes: a week.
pub(crate) const MOST_MINUTES: u32 = 7 * 24 * 60;
/// Most characters of a cron rule.
const CRON_TEXT: usize = 100;
/// More occurrences than a day of quiet hours can have.
const MOST_STEPS: usize = 2 * 24 * 60;

/// What a rule calls the machine's own zone.
const LOCAL: &str = "local";

/// A zone that a rule names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Zone {
    /// The machine's, wherever it is.
    Local,
    Of(Tz),
}

impl Zone {
    fn parse(field: &str, name: &str) -> Result<Self> {
        match name.trim() {
            LOCAL => Ok(Self::Local),
            name => name.parse().map(Self::Of).map_err(|_| Error::at(Code::ZoneUnknown, field)),
        }
    }

    fn tz(self, local: Tz) -> Tz {
        match self {
            Self::Local => local,
            Self::Of(tz) => tz,
        }
    }

    fn name(self) -> String {
        match self {
            Self::Local => LOCAL.to_owned(),
            Self::Of(tz) => tz.name().to_owned(),
        }
    }
}

#[derive(Clone, Debug)]
enum When {
    Every(Duration),
    Cron(Box<Cron>, Zone),
}

/// Half-open: `to` is quiet no more.
#[derive(Clone, Copy, Debug)]
struct QuietHours {
    from: NaiveTime,
    to: NaiveTime,
    zone: Zone,
}

/// A checked rule with all that moves its beats.
#[derive(Clone, Debug)]
pub(crate) struct Schedule {
    when: When,
    /// From when an interval is counted.
    anchor: DateTime<Utc>,
    offset: Duration,
    quiet: Option<QuietHours>,
}

impl Schedule {
    /// The schedule of `input` for one integration.
    ///
    /// # Errors
    /// A code that names the field.
    pub(crate) fn of(input: &WatchInput, integration: Uuid, anchor: DateTime<Utc>) -> Result<Self> {
        let when = match &input.rule {
            WatchRule::Every { minutes } => {
                in_range("rule.minutes", *minutes, 1, MOST_MINUTES)?;
                When::Every(Duration::minutes(i64::from(*minutes)))
            }
            WatchRule::Cron { text, zone } => {
                When::Cron(Box::new(cron("rule.text", text)?), Zone::parse("rule.zone", zone)?)
            }
        };
        in_range("jitter_s", input.jitter_s, 0, 3600)?;
        let quiet = input.quiet.as_ref().map(QuietHours::of).transpose()?;
        let offset = Duration::seconds(share(integration, i64::from(input.jitter_s)));
        Ok(Self { when, anchor, offset, quiet })
    }

    /// The first moment after `after` at which a beat is due, with the machine in the zone `local`. `None`: there is none.
    pub(crate) fn next(&self, after: DateTime<Utc>, local: Tz) -> Option<DateTime<Utc>> {
        let mut from = after - self.offset;
        let waiting = self.quiet.into_iter().flat_map(|quiet| quiet.windows(after, local));
        // What fell into quiet hours that have not been made up for yet is due when they end.
        for (start, end) in waiting {
            if start <= after && end + self.offset > after {
                from = from.min(start - self.offset - Duration::seconds(1));
            }
        }
        for _ in 0..MOST_STEPS {
            let occurrence = self.occurrence(from, local)?;
            let due = self.out_of_quiet(occurrence + self.offset, local);
            if due > after {
                return Some(due);
            }
            from = occurrence;
        }
        None
    }

    /// Whether `at` lies within quiet hours.
    pub(crate) fn is_quiet(&self, at: DateTime<Utc>, local: Tz) -> bool {
        self.quiet_until(at, local).is_some()
    }

    /// Whether it moves with the machine.
    pub(crate) fn travels(&self) -> bool {
        let rule = matches!(self.when, When::Cron(_, Zone::Local));
        rule || self.quiet.is_some_and(|quiet| quiet.zone == Zone::Local)
    }

    fn occurrence(&self, after: DateTime<Utc>, local: Tz) -> Option<DateTime<Utc>> {
        match &self.when {
            When::Every(interval) => {
                // Whole intervals from the anchor, before it as well: a clock may be set back by years.
                let (since, step) = ((after - self.anchor).num_milliseconds(), interval.num_milliseconds());
                let whole = since.div_euclid(step) + 1;
                self.anchor.checked_add_signed(Duration::milliseconds(whole.checked_mul(step)?))
            }
            When::Cron(cron, zone) => {
                let found = cron.find_next_occurrence(&after.with_timezone(&zone.tz(local)), false);
                Some(found.ok()?.with_timezone(&Utc))
            }
        }
    }

    fn out_of_quiet(&self, due: DateTime<Utc>, local: Tz) -> DateTime<Utc> {
        let Some(end) = self.quiet_until(due, local) else { return due };
        let later = end + self.offset;
        // Hours that are quiet nearly all day begin again before that.
        if self.is_quiet(later, local) { end } else { later }
    }

    /// When it is quiet no more. Where a zone skipped a day, windows lie side by side.
    fn quiet_until(&self, at: DateTime<Utc>, local: Tz) -> Option<DateTime<Utc>> {
        let end = |at| Some(self.quiet?.around(at, local)?.1);
        let mut last = end(at)?;
        while let Some(next) = end(last) {
            last = next;
        }
        Some(last)
    }
}

impl QuietHours {
    fn of(input: &Quiet) -> Result<Self> {
        let time = |field, text: &str| {
            let time = NaiveTime::parse_from_str(text.trim(), "%H:%M");
            time.map_err(|_| Error::at(Code::QuietInvalid, field))
        };
        let (from, to) = (time("quiet.from", &input.from)?, time("quiet.to", &input.to)?);
        if from == to {
            return Err(Error::at(Code::QuietInvalid, "quiet.to"));
        }
        Ok(Self { from, to, zone: Zone::parse("quiet.zone", &input.zone)? })
    }

    /// The window around `at`, if one is.
    fn around(self, at: DateTime<Utc>, local: Tz) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        self.windows(at, local).into_iter().find(|(start, end)| (*start..*end).contains(&at))
    }

    /// The windows that begin on the day of `at`, the day before, and the day after, by the zone's own calendar.
    fn windows(self, at: DateTime<Utc>, local: Tz) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let tz = self.zone.tz(local);
        let today = at.with_timezone(&tz).date_naive();
        let days = [today.checked_sub_days(Days::new(1)), Some(today), today.checked_add_days(Days::new(1))];
        days.into_iter().flatten().filter_map(|day| self.window(day, tz)).collect()
    }

    fn window(self, day: NaiveDate, tz: Tz) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let last = if self.to > self.from { day } else { day.checked_add_days(Days::new(1))? };
        let (start, _) = instants(tz, day, self.from)?;
        // An hour that comes twice is quiet both times.
        let (_, end) = instants(tz, last, self.to)?;
        (end > start).then_some((start, end))
    }
}

/// The first and the last instant at which clocks in `tz` show this; where they never do, the first after the gap.
fn instants(tz: Tz, day: NaiveDate, time: NaiveTime) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let wanted = day.and_time(time);
    // A zone has skipped a whole day before, and none more.
    for minutes in 0..=(26 * 60) {
        match tz.from_local_datetime(&(wanted + Duration::minutes(minutes))) {
            LocalResult::None => {}
            LocalResult::Single(one) => return Some((one.to_utc(), one.to_utc())),
            LocalResult::Ambiguous(one, other) => {
                let (one, other) = (one.to_utc(), other.to_utc());
                return Some((one.min(other), one.max(other)));
            }
        }
    }
    None
}

/// A cron rule of five fields.
fn cron(field: &str, rule: &str) -> Result<Cron> {
    let rule = text::line(field, rule, CRON_TEXT)?;
    if rule.is_empty() {
        return Err(Error::at(Code::Required, field));
    }
    let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
    parser.parse(&rule).map_err(|_| Error::at(Code::CronInvalid, field))
}

/// The integration's own number of 0 to `most`: always the same.
pub(crate) fn share(integration: Uuid, most: i64) -> i64 {
    // The last 62 bits of a UUIDv7 are by chance.
    let chance = integration.as_u64_pair().1 >> 2;
    i64::try_from(chance % (most.unsigned_abs() + 1)).unwrap_or_default()
}

pub(crate) fn in_range(field: &str, value: u32, least: u32, most: u32) -> Result<()> {
    if (least..=most).contains(&value) { Ok(()) } else { Err(Error::at(Code::OutOfRange, field)) }
}

/// The input as it is kept: trimmed, with the names of zones as the calendar spells them.
pub(crate) fn tidied(input: &WatchInput) -> Result<WatchInput> {
    let rule = match &input.rule {
        WatchRule::Every { minutes } => WatchRule::Every { minutes: *minutes },
        WatchRule::Cron { text, zone } => WatchRule::Cron {
            text: text.split_whitespace().collect::<Vec<_>>().join(" "),
            zone: Zone::parse("rule.zone", zone)?.name(),
        },
    };
    let quiet = match &input.quiet {
        None => None,
        Some(quiet) => {
            let QuietHours { from, to, zone } = QuietHours::of(quiet)?;
            let time = |time: NaiveTime| time.format("%H:%M").to_string();
            Some(Quiet { from: time(from), to: time(to), zone: zone.name() })
        }
    };
    Ok(WatchInput { rule, quiet, ..input.clone() })
}

#[cfg(test)]
mod tests;
