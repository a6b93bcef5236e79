//! Every reason a verdict can have. A reason belongs to one kind, so a kind can never disagree with its reason.

use crate::codes::Coded;
use crate::view::VerdictKind;

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $code:literal: $kind:ident,)*) => {
        /// Why a verdict is what it is. Codes are stable: they are stored, and scripts read them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum Reason {
            $($(#[$doc])* $name,)*
        }

        impl Coded for Reason {
            const ALL: &'static [Self] = &[$(Self::$name,)*];
            fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }

        impl Reason {
            /// What it says about the integration.
            pub(crate) fn kind(self) -> VerdictKind {
                match self { $(Self::$name => VerdictKind::$kind,)* }
            }
        }
    };
}

reasons! {
    /// The expected status, the expected shape, in time.
    Accepted = "accepted": Accepted,

    /// Accepted, but a certificate ends within two weeks: it will break on a known day.
    CertificateEnding = "certificate_ending": Degraded,
    /// Accepted, but it took longer than two seconds.
    Slow = "slow": Degraded,
    /// 429, or a vendor's own way of saying it: it answers, it is not down, and the key was not judged.
    TooManyRequests = "too_many_requests": Degraded,
    /// Accepted, but a condition that only degrades does not hold.
    ConditionDegraded = "condition_degraded": Degraded,
    /// 503, and it says that this is maintenance.
    Maintenance = "maintenance": Degraded,
    /// A firewall's page with a status that asks to come back: the key was not judged.
    FirewallHold = "firewall_hold": Degraded,
    /// 408: the provider gave up waiting. Says nothing about the key.
    RequestTimeout = "request_timeout": Degraded,
    /// 503: overloaded or in maintenance, on purpose and for a while.
    ServerBusy = "server_busy": Degraded,
    /// The token endpoint is overloaded or broken: no token was bought, and the key was not judged.
    TokenBusy = "token_busy": Degraded,
    /// Accepted, but the keyring has not taken the new refresh token.
    TokenNotKept = "token_not_kept": Degraded,
    /// Any other 5xx: it is there, it answers, it is broken. Says nothing about the key.
    ServerError = "server_error": Degraded,

    /// The provider does not accept the key.
    KeyRefused = "key_refused": Refused,
    /// The provider knows the first part, and the second does not belong to it.
    SecretWrong = "secret_wrong": Refused,
    /// The provider does not know the first part.
    IdentityUnknown = "identity_unknown": Refused,
    /// Treated like a caller without a key: it is not known, or a web server took the header away.
    UnknownOrStripped = "unknown_or_stripped": Refused,
    /// The status means either of two things at this provider.
    KeyOrScope = "key_or_scope": Refused,
    /// The key is known, but may not do this.
    ScopeMissing = "scope_missing": Refused,
    /// The token endpoint refused.
    TokenRefused = "token_refused": Refused,
    /// The token endpoint does not know the client, or its secret is wrong.
    ClientRefused = "client_refused": Refused,
    /// The refresh token or assertion is wrong, has ended or was taken back.
    GrantRefused = "grant_refused": Refused,
    /// The client may not have this scope, or may not do this.
    TokenScope = "token_scope": Refused,
    /// The provider saw no key, although one was sent.
    HeaderStripped = "header_stripped": Refused,
    /// Refused, and the key is made for test data while the integration is for live data.
    TestKeyOnLive = "test_key_on_live": Refused,
    /// Refused, and the key is made for live data while the integration is not.
    LiveKeyOnTest = "live_key_on_test": Refused,
    /// Refused for its time, and the two clocks differ.
    ClockSkew = "clock_skew": Refused,
    /// The address that the request came from is not on the provider's list.
    IpNotAllowed = "ip_not_allowed": Refused,
    /// The status was good, the body says no.
    SaidNo = "said_no": Refused,
    /// The status was good, the caller was taken for a stranger.
    Anonymous = "anonymous": Refused,
    /// A firewall's page: the API never saw the request.
    Firewall = "firewall": Refused,
    /// The web server wants a login of its own before the API is reached.
    SiteLogin = "site_login": Refused,

    /// The host's name does not resolve.
    Dns = "dns": Unreachable,
    /// No connection.
    Connect = "connect": Unreachable,
    /// The certificate has ended.
    TlsExpired = "tls_expired": Unreachable,
    /// The server's own certificate is good, one that it was signed with has ended.
    TlsChainExpired = "tls_chain_expired": Unreachable,
    /// The certificate that signed the server's was not sent along.
    TlsChainIncomplete = "tls_chain_incomplete": Unreachable,
    /// The certificate has not begun.
    TlsNotYetValid = "tls_not_yet_valid": Unreachable,
    /// The certificate is another host's.
    TlsWrongHost = "tls_wrong_host": Unreachable,
    /// Nobody trusted signed the certificate.
    TlsUnknownIssuer = "tls_unknown_issuer": Unreachable,
    /// The certificate was taken back.
    TlsRevoked = "tls_revoked": Unreachable,
    /// The certificate is not valid for another reason.
    TlsBadCertificate = "tls_bad_certificate": Unreachable,
    /// What answers does not speak TLS.
    TlsAbsent = "tls_absent": Unreachable,
    /// The server knows nothing newer than TLS 1.1.
    TlsTooOld = "tls_too_old": Unreachable,
    /// The server wants a certificate of the client, or another one.
    TlsClientCertificate = "tls_client_certificate": Unreachable,
    /// No TLS came about.
    TlsHandshake = "tls_handshake": Unreachable,
    /// The time was up while the name was looked up.
    TimeoutResolve = "timeout_resolve": Unreachable,
    /// The time was up while connecting.
    TimeoutConnect = "timeout_connect": Unreachable,
    /// The time was up during TLS.
    TimeoutTls = "timeout_tls": Unreachable,
    /// The time was up before the first byte.
    TimeoutFirstByte = "timeout_first_byte": Unreachable,
    /// The time was up within the answer.
    TimeoutBody = "timeout_body": Unreachable,
    /// The connection broke off.
    BrokenOff = "broken_off": Unreachable,
    /// What came was not HTTP.
    NotHttp = "not_http": Unreachable,
    /// 511: a network on the way wants a login first.
    CaptivePortal = "captive_portal": Unreachable,
    /// A proxy on the way answered in the provider's place.
    ProxyAnswered = "proxy_answered": Unreachable,
    /// The proxy refused or is not there.
    Proxy = "proxy": Unreachable,

    /// Points elsewhere; never followed with a key.
    Redirect = "redirect": Odd,
    /// Accepted, but a condition does not hold.
    ConditionFailed = "condition_failed": Odd,
    /// Accepted, but a condition could not be judged.
    ConditionUnknown = "condition_unknown": Odd,
    /// A page for people where the API should answer.
    HtmlForJson = "html_for_json": Odd,
    /// The same, and it asks for a password.
    LoginPage = "login_page": Odd,
    /// Not the shape that this API answers in.
    WrongShape = "wrong_shape": Odd,
    /// The head is longer than any that means well.
    HeadTooLarge = "head_too_large": Odd,
    /// The token endpoint answered without a token.
    TokenUnreadable = "token_unreadable": Odd,
    /// Larger than the limit.
    TooLarge = "too_large": Odd,
    /// In an encoding that cannot be unpacked: what it says is not known.
    Unreadable = "unreadable": Odd,
    /// The status was good, but this provider says no in a body, which a HEAD does not have.
    BodyNeeded = "body_needed": Odd,
    /// The status was good, the body reports an error.
    ErrorInside = "error_inside": Odd,
    /// The web server's page, not WordPress's answer: the path never reached it.
    Permalinks = "permalinks": Odd,
    /// The path leads past the API.
    WrongBasePath = "wrong_base_path": Odd,
    /// Nothing at this path.
    NotFound = "not_found": Odd,
    /// The path is there, but not for this method.
    MethodNotAllowed = "method_not_allowed": Odd,
    /// The provider does not understand the request.
    BadRequest = "bad_request": Odd,
    /// The account is closed, frozen or unpaid.
    PaymentRequired = "payment_required": Odd,
    /// Any other status.
    UnexpectedStatus = "unexpected_status": Odd,

    /// Stopped on purpose, before the request had left.
    Cancelled = "cancelled": NotSent,
    /// Stopped on purpose once the request had left: nobody knows what the provider made of it.
    StoppedUnderWay = "stopped_under_way": NotSent,
    /// Another send exchanges the same key for a token for too long.
    ExchangeRunning = "exchange_running": NotSent,
    /// A new refresh token waits for the keyring, and nobody may spend the old one.
    RenewedKeyUnkept = "renewed_key_unkept": NotSent,
    /// The key was replaced while the send waited.
    KeyReplaced = "key_replaced": NotSent,
    /// The database took longer to write that something is about to be sent than a connection may take.
    StorageSlow = "storage_slow": NotSent,
    /// The keyring is locked.
    KeyringLocked = "keyring_locked": NotSent,
    /// There is no keyring.
    KeyringAbsent = "keyring_absent": NotSent,
    /// The keyring does not answer in time.
    KeyringSlow = "keyring_slow": NotSent,
    /// The keyring works, and the key is not in it.
    KeyMissing = "key_missing": NotSent,
    /// The keyring's item cannot be read.
    KeyDamaged = "key_damaged": NotSent,
    /// The keyring refused.
    KeyringRefused = "keyring_refused": NotSent,
    /// The key is not bound to this destination.
    Destination = "destination": NotSent,
    /// Not HTTPS.
    NotHttps = "not_https": NotSent,
    /// A part of the key is not held.
    PartMissing = "part_missing": NotSent,
    /// A header of the probe is not allowed.
    Header = "header": NotSent,
    /// The request has a body that cannot be sent.
    RequestBody = "request_body": NotSent,
    /// The key cannot stand in a header.
    Unplaceable = "unplaceable": NotSent,
    /// A part cannot be read as what the scheme needs.
    KeyUnreadable = "key_unreadable": NotSent,
    /// A private key of another kind than the algorithm wants.
    KeyKind = "key_kind": NotSent,
    /// The client's certificate and key cannot be used.
    ClientCertificateInvalid = "client_certificate_invalid": NotSent,
    /// The request has no place for the key.
    NoPlace = "no_place": NotSent,
    /// The scheme's own texts cannot be filled in.
    SchemeUnusable = "scheme_unusable": NotSent,
    /// The integration's own authority is not valid.
    CaInvalid = "ca_invalid": NotSent,
    /// What a person wrote into the probe holds a part of the key.
    RequestHoldsKey = "request_holds_key": NotSent,
    /// Too many different probes were held against the key in a short time.
    TooManyGuesses = "too_many_guesses": NotSent,
}
