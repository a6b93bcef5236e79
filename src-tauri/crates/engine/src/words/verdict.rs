//! Verdicts in words: what happened, and the next step. One match over every reason: one without words does not compile.

mod next;

use crate::codes::Coded;
use crate::verdict::{Details, Reason, Verdict};
use crate::view::{VerdictKind, VerdictView};

/// A verdict as window, dialogs and terminal show it.
pub(crate) fn verdict(verdict: &Verdict) -> VerdictView {
    let named = Named::of(&verdict.details);
    VerdictView {
        kind: verdict.kind(),
        reason: verdict.reason.code().to_owned(),
        title: heading(verdict).to_owned(),
        what: what(verdict.reason, &verdict.details, &named) + what_left(verdict),
        next: next::next(verdict.reason, &verdict.details, &named),
    }
}

/// A kind in a word or two.
pub(crate) fn title(kind: VerdictKind) -> &'static str {
    match kind {
        VerdictKind::Accepted => "Accepted",
        VerdictKind::Degraded => "Degraded",
        VerdictKind::Refused => "Refused",
        VerdictKind::Unreachable => "Unreachable",
        VerdictKind::Odd => "Odd answer",
        VerdictKind::NotSent => "Not sent",
    }
}

/// What a verdict is called over its words: its kind, but of a test that was stopped too late it must not say that nothing
/// was sent.
fn heading(verdict: &Verdict) -> &'static str {
    in_list(verdict.kind(), Some(verdict.reason.code()))
}

/// The same where only the reason's code is at hand; `None`: what it was is kept no more.
pub(crate) fn in_list(kind: VerdictKind, reason: Option<&str>) -> &'static str {
    match reason {
        Some(code) if code == Reason::StoppedUnderWay.code() => "Stopped on its way",
        None if kind == VerdictKind::NotSent => "Not sent or stopped",
        _ => title(kind),
    }
}

/// The names in a sentence, with something to say where one is missing.
struct Named {
    provider: String,
    host: String,
    /// The part, or all of them: "pair of consumer key and consumer secret". One thing either way.
    key: String,
    first: String,
    second: String,
    environment: String,
    status: String,
    seconds: String,
    days: String,
    /// "1 hour ahead of".
    skew: String,
    condition: String,
}

impl Named {
    fn of(details: &Details) -> Self {
        let or = |text: &str, other: &str| if text.is_empty() { other.to_owned() } else { text.to_owned() };
        let part =
            |at: usize, other: &str| details.parts.get(at).map_or_else(|| other.to_owned(), |p| lower(p));
        let all: Vec<String> = details.parts.iter().map(|p| lower(p)).collect();
        let key = match all.as_slice() {
            [] => "key".to_owned(),
            [one] => one.clone(),
            [one, other] => format!("pair of {one} and {other}"),
            [front @ .., last] => format!("set of {} and {last}", front.join(", ")),
        };
        Self {
            provider: or(&details.provider, "The provider"),
            host: or(&details.host, "the host"),
            key,
            first: part(0, "key"),
            second: part(1, "secret"),
            environment: or(&details.environment, "production"),
            status: details.status.map_or_else(|| "no status".to_owned(), |s| s.to_string()),
            skew: match details.skew_s.unwrap_or_default() {
                0 => "not that of".to_owned(),
                by => format!("{} {}", lasting(by.abs()), if by > 0 { "ahead of" } else { "behind" }),
            },
            condition: details.condition.clone().unwrap_or_else(|| "(it is not known any more)".to_owned()),
            seconds: format!("{:.1} s", f64::from(details.total_ms.unwrap_or_default()) / 1000.0),
            days: match details.days_left.unwrap_or_default() {
                ..=0 => "today".to_owned(),
                1 => "tomorrow".to_owned(),
                days => format!("in {days} days"),
            },
        }
    }
}

/// "Consumer key" within a sentence; "API key" stays as it is.
fn lower(label: &str) -> String {
    let mut characters = label.chars();
    match (characters.next(), characters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(label.chars().skip(1)).collect()
        }
        _ => label.to_owned(),
    }
}

/// A while in its largest unit that fits: "90 seconds", "10 minutes".
pub(crate) fn lasting(seconds: i64) -> String {
    let of = |count: i64, unit: &str| format!("{count} {unit}{}", if count == 1 { "" } else { "s" });
    match seconds {
        ..120 => of(seconds, "second"),
        120..7_200 => of((seconds + 30) / 60, "minute"),
        7_200..172_800 => of((seconds + 1_800) / 3_600, "hour"),
        _ => of((seconds + 43_200) / 86_400, "day"),
    }
}

/// What had left, where the request itself did not.
fn what_left(verdict: &Verdict) -> &'static str {
    match verdict.reason {
        // They say it themselves.
        Reason::StorageSlow | Reason::StoppedUnderWay => "",
        _ if verdict.kind() != VerdictKind::NotSent => "",
        _ if verdict.details.token_left => {
            " A request for a token had left before; the request itself was not sent."
        }
        _ => " Nothing was sent.",
    }
}

fn what(reason: Reason, details: &Details, named: &Named) -> String {
    let Named { provider, host, key, first, second, environment, status, seconds, days, skew, condition } =
        named;
    match reason {
        Reason::Accepted if details.own_probe => {
            format!("{provider} answered {status} to your own test request with the {key}.")
        }
        Reason::Accepted => format!("{provider} accepted the {key}."),
        Reason::CertificateEnding => {
            format!("{provider} accepted the {key}, but the certificate of {host} ends {days}.")
        }
        Reason::Slow => format!("{provider} accepted the {key}, but took {seconds} to answer."),
        Reason::ConditionDegraded => {
            format!("{provider} accepted the {key}, but this condition does not hold: {condition}")
        }
        Reason::Maintenance => format!(
            "{provider} is in maintenance and says so ({status}). That says nothing about the key."
        ),
        Reason::FirewallHold => format!(
            "A firewall in front of {host} turned the request away for now ({status}). {provider} itself never saw the \
             key."
        ),
        Reason::TooManyRequests => {
            format!("{provider} says that it was asked too often. The key was not judged.")
        }
        Reason::RequestTimeout => {
            format!("{host} gave up waiting for the request (408). That says nothing about the key.")
        }
        Reason::ServerBusy => {
            format!("{provider} is overloaded or in maintenance (503). That says nothing about the key.")
        }
        Reason::ServerError => {
            format!(
                "{provider} answered with an error of its own ({status}). That says nothing about the key."
            )
        }
        Reason::TokenBusy => {
            format!("{host} gave out no token now ({status}). That says nothing about the key.")
        }
        Reason::TokenNotKept => format!(
            "{provider} accepted the {key} and gave out a new refresh token, but the keyring has not taken it. Keyrack holds \
             it until it is closed."
        ),
        Reason::TokenRefused => format!("{host} refused to give out a token ({status})."),
        Reason::ClientRefused => {
            format!("{host} does not know the client, or its secret is wrong ({status}).")
        }
        Reason::GrantRefused => format!(
            "{host} does not take the refresh token or assertion: it has ended, was used before, or was taken back ({status})."
        ),
        Reason::TokenScope => {
            format!("{host} knows the client, but it may not have what the test asks for ({status}).")
        }
        Reason::TokenUnreadable => format!("{host} answered {status}, but no token was in it."),
        Reason::KeyRefused => format!("{provider} does not accept the {key} ({status})."),
        Reason::SecretWrong => {
            format!("{provider} knows the {first}, but the {second} does not belong to it.")
        }
        Reason::IdentityUnknown => format!("{provider} does not know the {first}."),
        Reason::UnknownOrStripped => format!(
            "{provider} treated the request as if it came without a key: it does not know the {first}, or the web \
             server removed the Authorization header on the way."
        ),
        Reason::KeyOrScope => {
            format!(
                "{provider} refused ({status}): the {key} is not valid, or may not do what the test asks for."
            )
        }
        Reason::ScopeMissing => {
            format!("{provider} knows the {key}, but it may not do what the test asks for.")
        }
        Reason::HeaderStripped => format!(
            "{provider} says that it saw no key ({status}), although one was sent: something on the way took it out of \
             the request."
        ),
        Reason::TestKeyOnLive => format!(
            "{provider} refused ({status}). The {key} is made for test data, and this integration is for {environment}: \
             that is most likely why."
        ),
        Reason::LiveKeyOnTest => format!(
            "{provider} refused ({status}). The {key} is made for live data, and this integration is for {environment}: \
             that is most likely why."
        ),
        Reason::ClockSkew => format!(
            "{provider} refused ({status}), and its clock is {skew} this machine's. A signed request is good for minutes \
             only."
        ),
        Reason::IpNotAllowed => {
            format!("{provider} refused the address that the request came from ({status}). The key was not judged.")
        }
        Reason::SaidNo => format!("{provider} answered {status}, but the answer itself says no."),
        Reason::Anonymous => format!("{provider} answered {status}, but took the request for a stranger's."),
        Reason::Firewall => format!(
            "A firewall in front of {host} turned the request away ({status}). {provider} itself never saw the key."
        ),
        Reason::SiteLogin => {
            format!(
                "The web server of {host} asks for a login of its own before {provider} is reached ({status})."
            )
        }
        Reason::Dns => format!("The name {host} does not resolve."),
        Reason::Connect => format!("{host} does not accept connections."),
        Reason::TlsExpired => format!("The certificate of {host} has expired."),
        Reason::TlsChainExpired => format!(
            "The certificate of {host} is good, but one that it was signed with, and that the server sends along, has \
             expired."
        ),
        Reason::TlsChainIncomplete => format!(
            "{host} shows its certificate without the one that signed it, which is not trusted here. Browsers often know \
             that one already; programs do not."
        ),
        Reason::TlsNotYetValid => format!("The certificate of {host} is not valid yet."),
        Reason::TlsWrongHost => format!("The certificate that {host} shows is for another host."),
        Reason::TlsUnknownIssuer => {
            format!("The certificate of {host} is signed by nobody whom this machine trusts.")
        }
        Reason::TlsRevoked => format!("The certificate of {host} has been revoked."),
        Reason::TlsBadCertificate => format!("The certificate of {host} is not valid."),
        Reason::TlsAbsent => format!("{host} does not speak TLS at this port."),
        Reason::TlsTooOld => format!("{host} knows no newer encryption than TLS 1.1, which is no longer safe."),
        Reason::TlsClientCertificate => {
            format!("{host} wants a client certificate, or does not accept the one it was shown.")
        }
        Reason::TlsHandshake => format!("No secure connection to {host} came about."),
        Reason::TimeoutResolve => format!("The name {host} was not resolved in time."),
        Reason::TimeoutConnect => format!("{host} did not answer the connection in time."),
        Reason::TimeoutTls => format!("{host} did not finish the secure connection in time."),
        Reason::TimeoutFirstByte => format!("{host} took the request, but did not answer in time."),
        Reason::TimeoutBody => format!("{host} began to answer, but did not finish in time."),
        Reason::BrokenOff => format!("{host} broke the connection off before its answer was whole."),
        Reason::NotHttp => format!("{host} answered in something that is not HTTP, or not as HTTP has to be."),
        Reason::CaptivePortal => format!(
            "The network of this machine wants a login before it lets anything through ({status}). {host} was not reached."
        ),
        Reason::ProxyAnswered => format!(
            "A proxy on the way answered in place of {host} ({status}). {provider} itself never saw the key."
        ),
        Reason::Proxy => "The proxy of this machine refused the request or could not be reached.".to_owned(),
        Reason::Redirect => match &details.redirect {
            Some(to) => format!("{host} points to {to} ({status}). Keyrack does not follow it with a key."),
            None => format!("{host} answered with a redirect that leads nowhere ({status})."),
        },
        Reason::ConditionFailed => {
            format!("{provider} answered {status}, but this condition does not hold: {condition}")
        }
        Reason::ConditionUnknown => {
            format!("{provider} answered {status}, but this condition could not be judged: {condition}")
        }
        Reason::HtmlForJson => {
            format!("{host} answered {status} with a web page where {provider} should answer in JSON.")
        }
        Reason::LoginPage => {
            format!("{host} answered {status} with a login page where {provider} should answer.")
        }
        Reason::WrongShape => {
            format!("{host} answered {status}, but not in the form in which {provider} answers.")
        }
        Reason::Unreadable => {
            format!(
                "{host} answered {status} in an encoding that cannot be unpacked. Nothing of it was read."
            )
        }
        Reason::HeadTooLarge => format!("{host} sent headers without measure. The answer was not read."),
        Reason::TooLarge => format!("{host} answered {status} with more than 1 MiB. The rest was not read."),
        Reason::BodyNeeded => {
            format!(
                "The status was good, but {provider} says in the body whether it takes a key, and HEAD has none."
            )
        }
        Reason::ErrorInside => format!("{provider} answered {status}, but the answer reports an error."),
        Reason::Permalinks => format!(
            "The web server of {host} has no such path and says so itself ({status}): WordPress was never asked."
        ),
        Reason::WrongBasePath => format!(
            "{host} is there, but its API is not at this path ({status})."
        ),
        Reason::NotFound => format!("{host} has nothing at this address ({status})."),
        Reason::MethodNotAllowed => {
            format!("{host} does not answer this kind of request at this address ({status}).")
        }
        Reason::BadRequest => format!("{provider} did not understand the test's request ({status})."),
        Reason::PaymentRequired => {
            format!("{provider} answered that the account is frozen or unpaid ({status}).")
        }
        Reason::UnexpectedStatus => format!("{provider} answered {status}, which the test does not expect."),
        Reason::Cancelled => "The test was stopped.".to_owned(),
        Reason::StoppedUnderWay => format!(
            "The test was stopped after its request had left. Whether {provider} took it in is not known."
        ),
        Reason::ExchangeRunning => {
            "Another send exchanges the same key for a token, and that takes too long.".to_owned()
        }
        Reason::RenewedKeyUnkept => {
            "A new refresh token waits for the keyring to take it, and the old one may not be spent again.".to_owned()
        }
        Reason::KeyReplaced => "The key was replaced while this test waited.".to_owned(),
        Reason::StorageSlow => {
            "Nothing was sent: Keyrack could not write down in time that it was about to. Its database is busy or its \
             disk slow."
                .to_owned()
        }
        Reason::KeyringLocked => {
            "The keyring is locked, so the key could not be read.".to_owned()
        }
        Reason::KeyringAbsent => {
            "No keyring answers, so the key could not be read.".to_owned()
        }
        Reason::KeyringSlow => {
            "The keyring did not answer in time, so the key could not be read.".to_owned()
        }
        Reason::KeyMissing => "The keyring works, but the key is not in it.".to_owned(),
        Reason::KeyDamaged => {
            "What the keyring holds in place of the key is damaged.".to_owned()
        }
        Reason::KeyringRefused => "The keyring refused to give the key.".to_owned(),
        Reason::Destination => format!("The key may not be sent to {host}."),
        Reason::NotHttps => format!("{host} would be reached without encryption."),
        Reason::PartMissing => format!("A part is missing: {provider} needs the {key}."),
        Reason::Header => {
            "A header of the test collides with the one that carries the key.".to_owned()
        }
        Reason::RequestBody => {
            "The request's method takes no body, or its body is not text.".to_owned()
        }
        Reason::Unplaceable => {
            "The key holds characters that cannot stand in a request.".to_owned()
        }
        Reason::KeyUnreadable => {
            "A part of the key cannot be read as what the scheme needs.".to_owned()
        }
        Reason::KeyKind => {
            "The private key is of another kind than the algorithm wants.".to_owned()
        }
        Reason::ClientCertificateInvalid => {
            "The client certificate and its key cannot be used together.".to_owned()
        }
        Reason::NoPlace => "The test request has no place for the key.".to_owned(),
        Reason::SchemeUnusable => "The auth scheme's own texts cannot be filled in.".to_owned(),
        Reason::CaInvalid => {
            "The integration's own certificate authority cannot be read.".to_owned()
        }
        Reason::RequestHoldsKey => {
            "What is written in the test request or its variables holds a part of the key."
                .to_owned()
        }
        Reason::TooManyGuesses => {
            "Too many different test requests were held against this key in a short time."
                .to_owned()
        }
    }
}
