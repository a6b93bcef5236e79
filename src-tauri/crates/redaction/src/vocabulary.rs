//! The words that names of fields are made of, and what they tell.

use crate::quick::QuickMap;
use std::sync::LazyLock;

/// What one word tells.
#[derive(Default)]
pub(crate) struct Word {
    /// Alone makes a value a credential; its label.
    pub secret: Option<&'static str>,
    /// May stand for one; its label.
    pub perhaps: Option<&'static str>,
    /// The name is about a credential, but its value is none.
    pub about: bool,
    /// Makes a following `key` a credential.
    pub key_kind: bool,
    /// Begins one of [`SECRET_PAIRS`].
    pub pairs: bool,
    /// Even `password` after it tells nothing.
    pub harmless: bool,
    /// Before `key` it says that the key finds, sorts or names something.
    pub finding: bool,
}

pub(crate) static NOTHING: Word = Word {
    secret: None,
    perhaps: None,
    about: false,
    key_kind: false,
    pairs: false,
    harmless: false,
    finding: false,
};

/// All words that tell anything.
pub(crate) static VOCABULARY: LazyLock<QuickMap<&str, Word>> = LazyLock::new(|| {
    let mut words: QuickMap<&str, Word> = QuickMap::default();
    for (word, label) in SECRET_WORDS {
        words.entry(word).or_default().secret = Some(label);
    }
    for (word, label) in PERHAPS_WORDS {
        words.entry(word).or_default().perhaps = Some(label);
    }
    for word in ABOUT.split(' ') {
        words.entry(word).or_default().about = true;
    }
    for word in KEY_KINDS.split(' ') {
        words.entry(word).or_default().key_kind = true;
    }
    for word in FINDING.split(' ') {
        words.entry(word).or_default().finding = true;
    }
    for (word, ..) in SECRET_PAIRS {
        words.entry(word).or_default().pairs = true;
    }
    for word in HARMLESS.split(' ') {
        let word = words.entry(word).or_default();
        (word.about, word.harmless) = (true, true);
    }
    words
});

/// Before `password` or `token` these say that it is a number, a question or a setting.
const HARMLESS: &str = "next page prev previous continuation sync cursor resume max min total prompt completion input output is has \
    per no not show hide use cached reasoning audio allow public publishable sort id ids";

/// Before `key` these say that it finds, sorts or names something.
const FINDING: &str = "order cart item items line cache cached idempotency sort primary foreign partition row image asset file object \
    bucket routing translation locale lang language meta option group parent child unique index product variant \
    variation category tax shipping page template block module config setting settings column field attribute \
    message event node entity record list map dedupe dedup request trace lookup natural composite external \
    reference content blob theme section batch job queue hash checksum state store storage upload download media \
    path etag public site publishable storefront the a this by search facet price customer address billing coupon \
    session nonce range hot short shortcut arrow enter tab esc any press sequence schema surrogate business join \
    document doc view widget feature flag";

/// Words that alone make a value a credential.
const SECRET_WORDS: &[(&str, &str)] = &[
    ("password", "password"),
    ("passwords", "password"),
    ("passwd", "password"),
    ("passwort", "password"),
    ("kennwort", "password"),
    ("wachtwoord", "password"),
    ("senha", "password"),
    ("haslo", "password"),
    ("contrasena", "password"),
    ("contraseña", "password"),
    ("motdepasse", "password"),
    ("passphrase", "password"),
    ("passcode", "password"),
    ("pwd", "password"),
    ("pw", "password"),
    ("passwordhash", "password hash"),
    ("userpwd", "password"),
    ("proxyuserpwd", "password"),
    ("paasword", "password"),
    ("패스워드", "password"),
    ("비밀번호", "password"),
    ("비번", "password"),
    ("암호", "password"),
    ("パスワード", "password"),
    ("密码", "password"),
    ("пароль", "password"),
    ("heslo", "password"),
    ("hasło", "password"),
    ("lösenord", "password"),
    ("salasana", "password"),
    ("parola", "password"),
    ("keypasswd", "password"),
    ("proxypassword", "password"),
    ("pswd", "password"),
    ("pswrd", "password"),
    ("psword", "password"),
    ("psswd", "password"),
    ("psswrd", "password"),
    ("pssword", "password"),
    ("passwrd", "password"),
    ("passwod", "password"),
    ("passowrd", "password"),
    ("passworsd", "password"),
    ("passord", "password"),
    ("paswd", "password"),
    ("paswrd", "password"),
    ("pasword", "password"),
    ("pword", "password"),
    ("userpass", "password"),
    ("dbpass", "password"),
    ("mysqlpass", "password"),
    ("proxypass", "password"),
    ("smtppass", "password"),
    ("userpassword", "password"),
    ("dbpassword", "password"),
    ("rootpassword", "password"),
    ("masterpassword", "password"),
    ("secret", "secret"),
    ("secrets", "secret"),
    ("secrete", "secret"),
    ("secretkey", "secret"),
    ("secretkeybase", "secret"),
    ("clientsecret", "client secret"),
    ("appsecret", "app secret"),
    ("apisecret", "api secret"),
    ("consumersecret", "consumer secret"),
    ("sharedsecret", "secret"),
    ("token", "token"),
    ("tokens", "token"),
    ("accesstoken", "access token"),
    ("refreshtoken", "refresh token"),
    ("authtoken", "token"),
    ("sessiontoken", "session token"),
    ("idtoken", "token"),
    ("apitoken", "api token"),
    ("csrftoken", "csrf token"),
    ("xsrftoken", "csrf token"),
    ("usertoken", "token"),
    ("apikey", "api key"),
    ("apikeys", "api key"),
    ("appkey", "api key"),
    ("authkey", "api key"),
    ("accesskey", "access key"),
    ("privatekey", "private key"),
    ("sshkey", "private key"),
    ("signingkey", "signing key"),
    ("encryptionkey", "encryption key"),
    ("masterkey", "master key"),
    ("accountkey", "account key"),
    ("sharedaccesskey", "access key"),
    ("licensekey", "license key"),
    ("ibmcloudiamapikey", "api key"),
    ("credential", "credential"),
    ("credentials", "credential"),
    ("creds", "credential"),
    ("authorization", "authorization"),
    ("jwt", "token"),
    ("bearer", "token"),
    ("otp", "one-time code"),
    ("totp", "one-time code"),
    ("cvv", "card code"),
    ("cvv2", "card code"),
    ("cvc", "card code"),
    ("csc", "card code"),
    ("phpsessid", "session"),
    ("jsessionid", "session"),
    ("sessionid", "session"),
    ("sessid", "session"),
    ("sid", "session"),
    ("htpasswd", "password"),
];

/// What makes a following `key` or `keys` a credential.
const KEY_KINDS: &str = "api access secret private auth authentication encryption encrypt decryption signing sign signature master \
    account storage shared license licence activation consumer client app application service subscription deploy \
    webhook admin ssh pgp gpg hmac write session merchant integration rest partner user developer dev prod live \
    test server project transaction security primary secondary iam cloudant cos stripe openai sendgrid mailchimp \
    aws host crypt wallet recovery backup bot maps rsa ec tls ssl";

/// Pairs of words that are a credential.
pub(crate) const SECRET_PAIRS: &[(&str, &str, &str)] = &[
    ("session", "id", "session"),
    ("sess", "id", "session"),
    ("pass", "word", "password"),
    ("pass", "phrase", "password"),
    ("pass", "code", "password"),
    ("user", "pass", "password"),
    ("db", "pass", "password"),
    ("smtp", "pass", "password"),
    ("root", "pass", "password"),
    ("auth", "pass", "password"),
    ("app", "pass", "password"),
    ("mail", "pass", "password"),
    ("mailer", "pass", "password"),
    ("email", "pass", "password"),
    ("mysql", "pass", "password"),
    ("postgres", "pass", "password"),
    ("pg", "pass", "password"),
    ("redis", "pass", "password"),
    ("ftp", "pass", "password"),
    ("ssh", "pass", "password"),
    ("proxy", "pass", "password"),
    ("http", "pass", "password"),
    ("api", "pass", "password"),
    ("login", "pass", "password"),
    ("account", "pass", "password"),
    ("key", "pass", "password"),
    ("store", "pass", "password"),
    ("vpn", "pass", "password"),
    ("wifi", "pass", "password"),
    ("admin", "pass", "password"),
    ("security", "code", "card code"),
    ("verification", "code", "one-time code"),
    ("verification", "value", "card code"),
    ("auth", "code", "authorization code"),
    ("authorization", "code", "authorization code"),
    ("oauth", "signature", "signature"),
    ("auth", "header", "authorization"),
    ("auth", "salt", "secret"),
    ("nonce", "salt", "secret"),
    ("nonce", "key", "secret"),
    ("in", "salt", "secret"),
    ("in", "key", "secret"),
    ("connection", "string", "connection string"),
    ("signed", "url", "signed address"),
    ("credit", "pin", "pin"),
    ("card", "pin", "pin"),
    ("pin", "code", "pin"),
    ("recovery", "codes", "recovery code"),
    ("backup", "codes", "recovery code"),
    ("recovery", "code", "recovery code"),
    ("code", "verifier", "authorization code"),
    ("sonar", "login", "token"),
    ("dsonar", "login", "token"),
    ("client", "srt", "client secret"),
    ("id", "token", "token"),
    ("client", "assertion", "client assertion"),
    ("sid", "token", "token"),
];

/// A name with one of these is about a credential, but its value is none.
const ABOUT: &str = "count limit limits length len size type types hint expires expiry expire expiration expired exp ttl lifetime \
    age url uri urls endpoint enabled disabled required optional policy reset field fields label placeholder \
    format prefix suffix status valid verified present uses usage used allowed path file filename dir location \
    param budget version ver algorithm alg algo method scheme provider scope scopes created updated modified date \
    time timestamp strength rule rules regex pattern error errors message help text title description index order \
    name names rotation rotated changed last support supported grant issuer audience class style icon button \
    confirm manager dialog screen form view mode encoding charset store management attempts retries kind category \
    check test_mode uuid arn ref ops";

/// Names that may hold one.
const PERHAPS_WORDS: &[(&str, &str)] = &[
    ("key", "key"),
    ("keys", "key"),
    ("auth", "authorization"),
    ("authentication", "authorization"),
    ("access", "key"),
    ("private", "key"),
    ("pat", "key"),
    ("pass", "password"),
    ("sig", "signature"),
    ("signature", "signature"),
    ("hmac", "signature"),
    ("code", "authorization code"),
    ("api", "api key"),
    ("pin", "pin"),
    ("session", "session"),
    ("cookie", "cookie"),
    ("nonce", "nonce"),
    ("state", "state"),
    ("salt", "salt"),
    ("seed", "seed"),
    ("cert", "certificate"),
    ("login", "login"),
    ("hash", "hash"),
    ("sas", "signature"),
    ("webhook", "webhook"),
    ("dsn", "connection string"),
];
