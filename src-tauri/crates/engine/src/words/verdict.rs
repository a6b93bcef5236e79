//! Verdicts in words: what happened, and the next step. One match over every reason: one without words does not compile.

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
        next: next(verdict.reason, &verdict.details, &named),
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
    match verdict.reason {
        Reason::StoppedUnderWay => "Stopped on its way",
        _ => title(verdict.kind()),
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
            "{host} shows its certificate without the one that signed it. Browsers often know that one already; programs \
             do not."
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

fn next(reason: Reason, details: &Details, named: &Named) -> String {
    let Named { provider, host, key, first, second, environment, .. } = named;
    match reason {
        Reason::Accepted if details.own_probe => {
            "Make sure that this address wants a key: one that is open to all answers the same without it.".to_owned()
        }
        Reason::Accepted => String::new(),
        Reason::CertificateEnding => format!("Have the certificate of {host} renewed before that day."),
        Reason::Slow => format!("Test again; if it stays slow, look at the hosting of {host} or the provider's status page."),
        Reason::TooManyRequests => match details.retry_after {
            Some(seconds) => format!("Test again in {}, and see what else uses this key.", lasting(i64::from(seconds))),
            None => "Test again in a few minutes, and see what else uses this key.".to_owned(),
        },
        Reason::RequestTimeout | Reason::TokenBusy => {
            "Test again in a few minutes.".to_owned()
        }
        Reason::TokenNotKept => {
            "Unlock the keyring and test again before Keyrack is closed: the old refresh token may be worth nothing now."
                .to_owned()
        }
        Reason::TokenRefused => {
            "Read the token endpoint's answer below, and check its address and the way the client is shown there.".to_owned()
        }
        Reason::ClientRefused => format!(
            "Check client ID and secret, that they are meant for {environment}, and whether they go as Basic pair or in the body."
        ),
        Reason::GrantRefused => format!("Let {provider} give out a new one, and replace it here."),
        Reason::TokenScope => format!("Check the scope here, and what the client may do at {provider}."),
        Reason::TokenUnreadable => "Check the token address: something else answers there.".to_owned(),
        Reason::ServerBusy | Reason::Maintenance => match details.retry_after {
            Some(seconds) => format!("Test again in {}: that is when it wants to be asked.", lasting(i64::from(seconds))),
            None => "Test again in a few minutes.".to_owned(),
        },
        Reason::ConditionDegraded | Reason::ConditionFailed => {
            "See below what it met. Then look at the provider, or change the condition in the integration.".to_owned()
        }
        Reason::ConditionUnknown => {
            "See below why. Change the condition, or choose a test request whose answer can be read.".to_owned()
        }
        Reason::ServerError => {
            format!("Look at the provider's status page, or at the error log of {host}; then test again.")
        }
        Reason::KeyRefused => format!(
            "Check that it was copied whole, is meant for {environment}, and was not revoked; then replace it here."
        ),
        Reason::SecretWrong => {
            format!("Copy the {second} again from where the {first} was made; if it is no longer shown, make a new pair.")
        }
        Reason::IdentityUnknown => format!("Check the {first} at {provider}: it may be misspelt, revoked or of another account."),
        Reason::UnknownOrStripped => format!(
            "Look whether the {first} still exists at {provider}. If it does, let the web server pass the Authorization \
             header on (Apache: CGIPassAuth On)."
        ),
        Reason::KeyOrScope => format!("Check at {provider} that the {key} exists, and which permissions it has."),
        Reason::ScopeMissing => format!("Give it read permission at {provider}, or choose another test request."),
        Reason::HeaderStripped => format!(
            "Let the web server or proxy before {provider} pass the header on (Apache: CGIPassAuth On; PHP behind FastCGI: \
             hand on HTTP_AUTHORIZATION), or place the key in another way that {provider} knows."
        ),
        Reason::TestKeyOnLive => format!(
            "Take in the live key of the account, or set the integration's environment to sandbox, with {provider}'s \
             address for tests."
        ),
        Reason::LiveKeyOnTest => format!(
            "Take in a test key of {provider}, or set the integration's environment to production if live data is meant."
        ),
        Reason::ClockSkew => {
            "Set this machine's clock by the network's time (NTP). If it is right, the provider's is not: tell them.".to_owned()
        }
        Reason::IpNotAllowed => format!(
            "Add this machine's public address to the list of allowed addresses at {provider}, or test from one that is on it."
        ),
        Reason::SaidNo | Reason::ErrorInside => {
            "Read the answer below: it names the reason. Then correct the key or the test request.".to_owned()
        }
        Reason::Anonymous => format!("Check the key at {provider}: a wrong one is treated like none."),
        Reason::Firewall | Reason::FirewallHold => format!("Ask whoever runs {host} to let this machine's address or the API's path through."),
        Reason::SiteLogin => {
            format!("Ask whoever runs {host} to leave the API's path out of the site's password protection.")
        }
        Reason::Dns => "Check the spelling of the address, and this machine's network.".to_owned(),
        Reason::Connect => format!("Check this machine's network and firewall, and whether {host} is running."),
        Reason::TlsExpired => format!("Have the certificate of {host} renewed. Until then no key is sent there."),
        Reason::TlsChainExpired => {
            format!("Have {host} send the present chain: its authority offers the newer certificate for download.")
        }
        Reason::TlsChainIncomplete => {
            format!("Have {host} send its full chain (often a file called fullchain.pem). Until then no key is sent there.")
        }
        Reason::TlsNotYetValid => "Check this machine's date and time first, then the certificate.".to_owned(),
        Reason::TlsWrongHost => "Check the address; if it is right, the server needs a certificate for this name.".to_owned(),
        Reason::TlsUnknownIssuer => {
            "If the provider signs with an authority of its own, choose its certificate in the integration; else do not send \
             a key there."
                .to_owned()
        }
        Reason::TlsRevoked | Reason::TlsBadCertificate => {
            format!("Tell whoever runs {host}. Until it is repaired no key is sent there.")
        }
        Reason::TlsAbsent => "Check the address and the port: an encrypted one is usually 443, or has its own in the provider's documentation.".to_owned(),
        Reason::TlsTooOld => format!("Have {host} speak TLS 1.2 or newer. Until it does no key is sent there."),
        Reason::TlsClientCertificate => format!(
            "Turn on the client certificate of this integration, with the certificate and key that {provider} has registered."
        ),
        Reason::TlsHandshake => "Check that the address and port speak HTTPS with TLS 1.2 or newer.".to_owned(),
        Reason::TimeoutResolve => "Check this machine's network and name server, then test again.".to_owned(),
        Reason::TimeoutConnect | Reason::TimeoutTls => {
            format!("Check this machine's network and firewall, and whether {host} is overloaded; then test again.")
        }
        Reason::TimeoutFirstByte | Reason::TimeoutBody => {
            "Test again; if it stays so, choose a smaller test request or look at the hosting.".to_owned()
        }
        Reason::BrokenOff => format!("Test again; if it stays so, tell whoever runs {host}."),
        Reason::NotHttp => "Check the address and the port, and whether something stands between this machine and the server.".to_owned(),
        Reason::HeadTooLarge => format!("Tell whoever runs {host}: no client can read such an answer."),
        Reason::CaptivePortal => "Open a page in the browser, log in to the network, then test again.".to_owned(),
        Reason::ProxyAnswered => {
            format!("Ask whoever runs the network's proxy whether it lets requests to {host} through; then test again.")
        }
        Reason::Proxy => "Check the proxy settings of this machine.".to_owned(),
        Reason::Redirect => match &details.redirect {
            Some(to) => format!("If {to} is right and known to you, enter it as the integration's address."),
            None => "Check the integration's address with the provider.".to_owned(),
        },
        Reason::Permalinks => {
            "In WordPress, choose any permalink structure but Plain under Settings, Permalinks; and check that the web server \
             rewrites to index.php."
                .to_owned()
        }
        Reason::WrongBasePath => {
            "Check the base address and its path with the provider's documentation, and the path of the test request.".to_owned()
        }
        Reason::HtmlForJson | Reason::LoginPage => {
            "Check the address and the path of the API; a login, maintenance or firewall plugin may stand before it.".to_owned()
        }
        Reason::WrongShape => "Check that the address leads to the API, not to a page or a placeholder.".to_owned(),
        Reason::Unreadable => "Ask whoever runs the server to answer without compression, or with gzip.".to_owned(),
        Reason::TooLarge => "Choose a smaller test request, such as one with a page size of 1.".to_owned(),
        Reason::NotFound => {
            "Check the base address, its variables, and the path of the test request; in WordPress, that permalinks are on."
                .to_owned()
        }
        Reason::BodyNeeded => "Choose GET instead of HEAD for the test request.".to_owned(),
        Reason::MethodNotAllowed => "Choose GET instead of HEAD, or another path, for the test request.".to_owned(),
        Reason::BadRequest | Reason::UnexpectedStatus => {
            "Read the answer below, and check the test request with the provider's documentation.".to_owned()
        }
        Reason::PaymentRequired => format!("Ask the client to settle the account at {provider}."),
        Reason::Cancelled => "Test again when you like.".to_owned(),
        Reason::StoppedUnderWay => {
            "See at the provider what became of it, where that matters, and test again when you like.".to_owned()
        }
        Reason::ExchangeRunning => "Wait a minute, then test again.".to_owned(),
        Reason::RenewedKeyUnkept => {
            "Unlock the keyring or see what `keyrack doctor` says of it; Keyrack offers it again every few seconds.".to_owned()
        }
        Reason::KeyReplaced => "Test again.".to_owned(),
        Reason::StorageSlow => "Test again. If it stays so, see where the data lies: `keyrack doctor`.".to_owned(),
        Reason::KeyringLocked => "Unlock the keyring, then test again.".to_owned(),
        Reason::KeyringAbsent => "Start the system's keyring service, then test again.".to_owned(),
        Reason::KeyringSlow => "Look for a prompt of the keyring behind this window, then test again.".to_owned(),
        Reason::KeyMissing | Reason::KeyDamaged => "Add the key again.".to_owned(),
        Reason::KeyringRefused => "See what `keyrack doctor` says, then test again.".to_owned(),
        Reason::Destination => {
            "Add the key again for this destination, or correct the integration's address.".to_owned()
        }
        Reason::NotHttps => "Enter an https address.".to_owned(),
        Reason::PartMissing => "Add the missing part, then test again.".to_owned(),
        Reason::Header => "Choose another header name in the integration's auth settings.".to_owned(),
        Reason::RequestBody => "Use POST, PUT or PATCH, and a body that is text in UTF-8.".to_owned(),
        Reason::Unplaceable => "Add the key again, without line ends or control characters.".to_owned(),
        Reason::KeyUnreadable => {
            "Add it again as the provider hands it out: a private key as PEM, an account as its whole JSON file.".to_owned()
        }
        Reason::KeyKind => {
            "RS256 needs an RSA key of at least 2,048 bits, ES256 one on the curve P-256: choose the other, or add another key."
                .to_owned()
        }
        Reason::ClientCertificateInvalid => {
            "Add certificate and private key again as PEM, and see that they belong together.".to_owned()
        }
        Reason::NoPlace => {
            "For a key in the path write {api_key} into the test request; for one in the body choose a request with a body \
             that can hold it."
                .to_owned()
        }
        Reason::SchemeUnusable => "Look through the scheme's templates in the integration.".to_owned(),
        Reason::CaInvalid => "Choose the certificate file again in the integration.".to_owned(),
        Reason::RequestHoldsKey => {
            "Take it out of the path, the query and the variables: the key is put in its place by itself.".to_owned()
        }
        Reason::TooManyGuesses => {
            "Put the request back as it was, or test again in an hour; after several that held a part of the key, start \
             Keyrack anew. If it was not you who changed them so often, look at the log."
                .to_owned()
        }
    }
}
