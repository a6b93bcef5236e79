//! What an answer says of time: the provider's own clock, and when it wants to be asked again.

use std::time::{SystemTime, UNIX_EPOCH};

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// Longer waits are taken for nonsense, or for another meaning of the number.
const LONGEST_WAIT: i64 = 31 * 24 * 60 * 60;
/// From this number on it is a point in time, not a while.
const A_MOMENT: i64 = 1_000_000_000;

/// The provider's clock by `Date`, in seconds since 1970.
pub(super) fn date(headers: &HeaderMap) -> Option<i64> {
    http_date(headers.get(DATE)?.to_str().ok()?)
}

/// Seconds until it wants to be asked again; `now` is our clock, in seconds since 1970. `Retry-After` (RFC 9110, 10.2.3) as a
/// number or a date; on a refusal for too many requests also the limit's reset, as the IETF's draft (`RateLimit-Reset`, or
/// `reset=` in `RateLimit`) and the older `X-RateLimit-Reset` have it, some as a while and some as a moment.
pub(super) fn retry_after(headers: &HeaderMap, status: u16, now: i64) -> Option<u32> {
    // A moment of theirs is held against their clock.
    let now = date(headers).unwrap_or(now);
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let told = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()).map(str::trim);
    if let Some(told) = told.and_then(|told| whole(told).or_else(|| http_date(told).map(|at| at - now))) {
        return wait(told);
    }
    if !matches!(status, 429 | 503) {
        return None;
    }
    let draft = || {
        let fields = text("ratelimit")?.split([',', ';']);
        fields.filter_map(|field| field.trim().strip_prefix("reset=")).find_map(whole)
    };
    let resets = ["ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset"];
    let reset = resets.iter().find_map(|name| whole(text(name)?)).or_else(draft)?;
    let milliseconds = reset >= A_MOMENT * 1_000;
    wait(match reset {
        _ if milliseconds => reset / 1_000 - now,
        A_MOMENT.. => reset - now,
        _ => reset,
    })
}

fn wait(seconds: i64) -> Option<u32> {
    u32::try_from(seconds.max(0)).ok().filter(|_| seconds <= LONGEST_WAIT)
}

/// A number of seconds; what stands behind a point is left out.
fn whole(text: &str) -> Option<i64> {
    let digits = text.split('.').next().unwrap_or_default();
    if digits.is_empty() || digits.len() > 15 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

fn http_date(text: &str) -> Option<i64> {
    let at: SystemTime = httpdate::parse_http_date(text).ok()?;
    i64::try_from(at.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_900_000_000;

    fn after(status: u16, lines: &[(&'static str, &str)]) -> Option<u32> {
        let headers = lines
            .iter()
            .map(|(name, value)| (reqwest::header::HeaderName::from_static(name), value.parse().unwrap()));
        retry_after(&headers.collect(), status, NOW)
    }

    fn at(seconds: i64) -> String {
        httpdate::fmt_http_date(UNIX_EPOCH + std::time::Duration::from_secs(seconds.unsigned_abs()))
    }

    #[test]
    fn every_way_of_saying_when() {
        assert_eq!(after(429, &[("retry-after", " 17 ")]), Some(17));
        assert_eq!(after(200, &[("retry-after", "17")]), Some(17));
        assert_eq!(after(503, &[("retry-after", &at(NOW + 90))]), Some(90));
        assert_eq!(after(503, &[("retry-after", &at(NOW - 90))]), Some(0), "it is over");
        let ahead = [("retry-after", at(NOW + 3_700)), ("date", at(NOW + 3_600))];
        assert_eq!(after(429, &ahead.each_ref().map(|(n, v)| (*n, v.as_str()))), Some(100), "by their clock");
        assert_eq!(after(429, &[("x-ratelimit-reset", &(NOW + 40).to_string())]), Some(40));
        assert_eq!(after(429, &[("x-ratelimit-reset", &((NOW + 40) * 1000).to_string())]), Some(40));
        assert_eq!(after(429, &[("x-ratelimit-reset", "1.5")]), Some(1));
        assert_eq!(after(429, &[("ratelimit-reset", "60")]), Some(60));
        assert_eq!(after(429, &[("ratelimit", "limit=10, remaining=0, reset=7")]), Some(7));
        assert_eq!(after(200, &[("ratelimit-reset", "60")]), None, "a limit that was not reached");
        for nonsense in ["-5", "soon", "", "99999999999999999999", "4000000"] {
            assert_eq!(after(429, &[("retry-after", nonsense)]), None, "{nonsense}");
        }
    }
}
