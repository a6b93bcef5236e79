//! What to do next about a verdict, in a sentence or two.

use super::{Named, lasting};
use crate::verdict::{Details, Reason};

/// Empty where there is nothing to do.
pub(super) fn next(reason: Reason, details: &Details, named: &Named) -> String {
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
            "What it saw stands beside it. Look at the provider, or change the condition in the integration.".to_owned()
        }
        Reason::ConditionUnknown => {
            "Why not stands beside it. Change the condition, or choose a test request whose answer can be read.".to_owned()
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
            format!(
                "Have {host} send its full chain (often a file called fullchain.pem). If an authority of your own signed \
                 it, choose that authority's certificate in the integration, or have this machine's system trust it. \
                 Until then no key is sent there."
            )
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
