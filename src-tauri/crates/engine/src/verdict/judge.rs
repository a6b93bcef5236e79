//! The rules, in the order in which they count.

use vault::{
    Answer, Denied, ErrandRefusal, Failure, KeyringTrouble, Phase, TlsFailure, TokenError, TokenFailure,
};

use super::ask::{Asking, Question};
use super::explain::Known;
use super::reason::Reason;
use super::{Details, Verdict};

/// Slower than this is degraded: people and shops notice it.
pub(crate) const SLOW_MS: f32 = 2_000.0;
/// So many days before a certificate ends there is still time to renew it.
pub(crate) const ENDING_DAYS: i32 = 14;

/// What is known of a send.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts<'a> {
    pub(crate) outcome: &'a Result<Answer, Failure>,
    pub(crate) total_ms: f32,
    /// Whole days until the first certificate of the chain ends.
    pub(crate) days_left: Option<i32>,
    /// Seconds by which the provider's clock is ahead of this machine's.
    pub(crate) skew_s: Option<i64>,
    /// What the conditions came to.
    pub(crate) conditions: &'a [JudgedCondition],
}

/// A condition and what it came to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct JudgedCondition {
    pub(crate) text: String,
    /// `None`: it could not be judged.
    pub(crate) held: Option<bool>,
    pub(crate) degraded_only: bool,
    /// Whether it says which status is the right one.
    pub(crate) of_status: bool,
}

/// The verdict over `facts`, with `named` filled up by what they hold.
pub(crate) fn judge(asking: &Asking, facts: Facts<'_>, named: Details) -> Verdict {
    let mut details = named;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a float cast saturates")]
    let total_ms = facts.total_ms.round() as u32;
    details.total_ms = Some(total_ms);
    details.days_left = facts.days_left;
    details.skew_s = facts.skew_s;
    let reason = match facts.outcome {
        Err(failure) => {
            // What is said is said of the host that buys the token.
            if matches!(failure, Failure::Token(_))
                && let Some(host) = details.token_host.clone()
            {
                details.host = host;
                details.status = token_status(failure);
            }
            failed(failure)
        }
        Ok(answer) => {
            details.status = Some(answer.status);
            details.retry_after = answer.retry_after;
            details.redirect.clone_from(&answer.redirect);
            let reason = Judging { asking, answer, facts }.reason();
            let (reason, condition) = conditions(asking, facts.conditions, reason);
            details.condition = condition.map(|one| one.text.clone());
            reason
        }
    };
    Verdict { reason, details }
}

fn failed(failure: &Failure) -> Reason {
    match failure {
        Failure::Refused(refusal) => match refusal {
            ErrandRefusal::Destination => Reason::Destination,
            ErrandRefusal::NotHttps => Reason::NotHttps,
            ErrandRefusal::PartMissing => Reason::PartMissing,
            ErrandRefusal::Header => Reason::Header,
            ErrandRefusal::Body => Reason::RequestBody,
            ErrandRefusal::Unplaceable => Reason::Unplaceable,
            ErrandRefusal::KeyUnreadable => Reason::KeyUnreadable,
            ErrandRefusal::KeyKind => Reason::KeyKind,
            ErrandRefusal::ClientCertificate => Reason::ClientCertificateInvalid,
            ErrandRefusal::NoPlace => Reason::NoPlace,
            ErrandRefusal::Recipe => Reason::SchemeUnusable,
            ErrandRefusal::Ca => Reason::CaInvalid,
            ErrandRefusal::HoldsKey => Reason::RequestHoldsKey,
            ErrandRefusal::TooManyGuesses => Reason::TooManyGuesses,
        },
        Failure::Keyring(trouble) => match trouble {
            KeyringTrouble::Locked => Reason::KeyringLocked,
            KeyringTrouble::Absent => Reason::KeyringAbsent,
            KeyringTrouble::Slow => Reason::KeyringSlow,
            KeyringTrouble::Missing => Reason::KeyMissing,
            KeyringTrouble::Damaged => Reason::KeyDamaged,
            KeyringTrouble::Refused => Reason::KeyringRefused,
        },
        Failure::Withheld => Reason::StorageSlow,
        Failure::Stopped { left: false } => Reason::Cancelled,
        Failure::Stopped { left: true } => Reason::StoppedUnderWay,
        Failure::Denied(Denied::Busy) => Reason::ExchangeRunning,
        Failure::Denied(Denied::Unkept) => Reason::RenewedKeyUnkept,
        Failure::Denied(Denied::Replaced) => Reason::KeyReplaced,
        Failure::Dns => Reason::Dns,
        Failure::Connect => Reason::Connect,
        Failure::Tls(why) => match why {
            TlsFailure::Expired => Reason::TlsExpired,
            TlsFailure::ChainExpired => Reason::TlsChainExpired,
            TlsFailure::ChainIncomplete => Reason::TlsChainIncomplete,
            TlsFailure::NotYetValid => Reason::TlsNotYetValid,
            TlsFailure::WrongHost => Reason::TlsWrongHost,
            TlsFailure::UnknownIssuer => Reason::TlsUnknownIssuer,
            TlsFailure::Revoked => Reason::TlsRevoked,
            TlsFailure::BadCertificate => Reason::TlsBadCertificate,
            TlsFailure::NotTls => Reason::TlsAbsent,
            TlsFailure::TooOld => Reason::TlsTooOld,
            TlsFailure::ClientCertificate => Reason::TlsClientCertificate,
            TlsFailure::Handshake => Reason::TlsHandshake,
        },
        Failure::Timeout(phase) => match phase {
            Phase::Resolve => Reason::TimeoutResolve,
            Phase::Connect => Reason::TimeoutConnect,
            Phase::Tls => Reason::TimeoutTls,
            Phase::FirstByte => Reason::TimeoutFirstByte,
            Phase::Body => Reason::TimeoutBody,
        },
        Failure::Protocol => Reason::BrokenOff,
        Failure::NotHttp => Reason::NotHttp,
        Failure::HeadTooLarge => Reason::HeadTooLarge,
        Failure::Proxy => Reason::Proxy,
        Failure::Token(why) => token(why),
    }
}

/// Why no token was bought. One that was not reached failed as any other host does.
fn token(why: &TokenFailure) -> Reason {
    match why {
        TokenFailure::Unreachable(failure) => failed(failure),
        TokenFailure::Busy { .. } => Reason::TokenBusy,
        TokenFailure::Unreadable { .. } => Reason::TokenUnreadable,
        TokenFailure::Refused { error, .. } => match error {
            Some(TokenError::InvalidClient) => Reason::ClientRefused,
            Some(TokenError::InvalidGrant) => Reason::GrantRefused,
            Some(TokenError::InvalidScope | TokenError::UnauthorizedClient) => Reason::TokenScope,
            _ => Reason::TokenRefused,
        },
    }
}

/// The status that the token endpoint answered with, where that is all there is.
fn token_status(failure: &Failure) -> Option<u16> {
    match failure {
        Failure::Token(
            TokenFailure::Busy { status }
            | TokenFailure::Unreadable { status }
            | TokenFailure::Refused { status, .. },
        ) => Some(*status),
        _ => None,
    }
}

/// What was accepted may still not be what was asked for; what was not is none the better for its conditions.
fn conditions<'c>(
    asking: &Asking,
    all: &'c [JudgedCondition],
    reason: Reason,
) -> (Reason, Option<&'c JudgedCondition>) {
    if !matches!(reason, Reason::Accepted | Reason::Slow | Reason::CertificateEnding) {
        return (reason, None);
    }
    let full = || all.iter().filter(|one| !one.degraded_only);
    if let Some(failed) = full().find(|one| one.held == Some(false)) {
        return (Reason::ConditionFailed, Some(failed));
    }
    // A default that cannot be judged here asks too much; a person's own was meant.
    if let Some(open) = full().find(|one| one.held.is_none()).filter(|_| asking.own.any) {
        return (Reason::ConditionUnknown, Some(open));
    }
    let lesser = all.iter().find(|one| one.degraded_only && one.held == Some(false));
    match lesser {
        Some(lesser) if reason == Reason::Accepted => (Reason::ConditionDegraded, Some(lesser)),
        _ => (reason, None),
    }
}

/// `application/json`, and what is built on it.
fn is_json(media_type: &str) -> bool {
    media_type == "application/json" || media_type.ends_with("+json")
}

struct Judging<'a> {
    asking: &'a Asking,
    answer: &'a Answer,
    facts: Facts<'a>,
}

impl Judging<'_> {
    fn reason(&self) -> Reason {
        let status = self.answer.status;
        let says = |question| self.says(question);
        let known = Known { asking: self.asking, status, skew_s: self.facts.skew_s, says: &says };
        if matches!(status, 300..=303 | 305..=308) {
            return known.redirect();
        }
        if let Some(instead) = known.in_between() {
            return instead;
        }
        if let Some(meaning) = self.sign() {
            return known.refusal(meaning);
        }
        if self.expected() {
            return self.body(&known);
        }
        match self.other_status(status) {
            Reason::NotFound => known.not_found(),
            Reason::ServerBusy if self.says(Question::Maintenance) => Reason::Maintenance,
            plain => known.refusal(plain),
        }
    }

    fn expected(&self) -> bool {
        match self.asking.expect_status {
            Some(expected) => self.answer.status == expected,
            None if self.own_status() => true,
            None => matches!(self.answer.status, 200..=299),
        }
    }

    /// Whether a person's own condition says that this status is the right one. None of those that speak of keys, limits
    /// and outages can be.
    fn own_status(&self) -> bool {
        let mut said =
            self.facts.conditions.iter().filter(|one| one.of_status && !one.degraded_only).peekable();
        self.asking.own.any
            && matches!(self.answer.status, 400 | 404..=406 | 409..=428)
            && said.peek().is_some()
            && said.all(|one| one.held == Some(true))
    }

    /// The status is the right one: what does the body say?
    fn body(&self, known: &Known<'_>) -> Reason {
        if self.asking.head && self.says_no_in_a_body() {
            return Reason::BodyNeeded;
        }
        if !self.asking.head {
            // Nothing of it was read, so that no question below means anything.
            if self.answer.unreadable {
                return Reason::Unreadable;
            }
            if self.says(Question::IsHtml) {
                return known.page();
            }
            if self.answer.too_large {
                return Reason::TooLarge;
            }
            if self.says(Question::SaysNo) {
                return Reason::SaidNo;
            }
            if self.says(Question::ReportsError) {
                return Reason::ErrorInside;
            }
            // Of a person's own request nothing is known but what the answer says of itself.
            // A 204 has no body, whatever its headers say (RFC 9110, section 15.3.5).
            let says_json =
                self.answer.status != 204 && self.answer.media_type.as_deref().is_some_and(is_json);
            if (self.asking.json || says_json) && !self.says(Question::IsJson) {
                return Reason::WrongShape;
            }
        }
        // What will break on a known day goes before what is only tiresome.
        if !self.asking.own.certificate && self.facts.days_left.is_some_and(|days| days <= ENDING_DAYS) {
            return Reason::CertificateEnding;
        }
        // Not "is greater": a number that cannot be compared must not pass for fast.
        if self.asking.own.time || self.facts.total_ms <= SLOW_MS { Reason::Accepted } else { Reason::Slow }
    }

    fn other_status(&self, status: u16) -> Reason {
        let page = self.says(Question::IsHtml);
        match status {
            401 if page => Reason::SiteLogin,
            401 => Reason::KeyRefused,
            // Cloudflare, Wordfence, mod_security: their page, not the API's answer.
            403 | 406 | 418 if page => Reason::Firewall,
            403 => self.forbidden(),
            408 => Reason::RequestTimeout,
            429 => Reason::TooManyRequests,
            503 => Reason::ServerBusy,
            500..=599 => Reason::ServerError,
            407 => Reason::Proxy,
            bad if self.asking.bad_key_status.contains(&bad) => Reason::KeyRefused,
            404 | 410 => Reason::NotFound,
            405 => Reason::MethodNotAllowed,
            400 | 415 | 422 => Reason::BadRequest,
            402 => Reason::PaymentRequired,
            _ => Reason::UnexpectedStatus,
        }
    }

    fn forbidden(&self) -> Reason {
        // Under load this one answers a bare 403.
        if self.asking.provider == "mailchimp" && self.answer.body_bytes == 0 {
            return Reason::TooManyRequests;
        }
        let bad = &self.asking.bad_key_status;
        match (bad.contains(&403), bad.contains(&401)) {
            (true, false) => Reason::KeyRefused,
            (true, true) => Reason::KeyOrScope,
            (false, true) => Reason::ScopeMissing,
            // Nothing is known about this provider.
            (false, false) => Reason::KeyOrScope,
        }
    }

    fn sign(&self) -> Option<Reason> {
        let fits = |status: Option<u16>| status.is_none_or(|s| s == self.answer.status);
        // A sign explains a refusal; it cannot turn a server's failure into one.
        if self.answer.status >= 500 || matches!(self.answer.status, 408 | 429) {
            return None;
        }
        let signs = self.asking.asked().signs.iter().enumerate();
        signs
            .filter(|(i, sign)| fits(sign.status) && self.says(Question::Sign(*i)))
            .map(|(_, s)| s.means)
            .next()
    }

    /// Whether this provider may well refuse a key with this status, and say so in the body alone.
    fn says_no_in_a_body(&self) -> bool {
        self.asking
            .asked()
            .signs
            .iter()
            .any(|sign| sign.status.is_none_or(|status| status == self.answer.status))
    }

    fn says(&self, question: Question) -> bool {
        let asked = &self.asking.asked().questions;
        asked.iter().zip(&self.answer.conditions).any(|(q, yes)| *q == question && *yes)
    }
}

#[cfg(test)]
mod tests;
