//! AWS Signature Version 4, worked out from the request as it arrived, as AWS describes it ("Create a signed AWS API
//! request").

use super::text::{Digest, Written, encoded, joined, mac, sha256};
use crate::seen::Seen;

/// Who may sign, and for what.
#[derive(Clone)]
pub struct Sigv4 {
    /// The key's name.
    pub access_key_id: String,
    /// What signs.
    pub secret_access_key: String,
    /// A session's token, where one is expected.
    pub session_token: Option<String>,
    /// Such as `eu-central-1`.
    pub region: String,
    /// Such as `execute-api`.
    pub service: String,
}

impl Sigv4 {
    pub(super) fn passes(&self, asked: &Seen) -> bool {
        self.signature(asked).is_some_and(|(given, expected)| given == expected)
    }

    /// What was given, and what is right.
    fn signature(&self, asked: &Seen) -> Option<(String, String)> {
        let given = asked.header("authorization")?.strip_prefix("AWS4-HMAC-SHA256 ")?;
        let field = |name: &str| {
            let mut fields = given.split(',').filter_map(|field| field.trim().split_once('='));
            fields.find(|(n, _)| *n == name).map(|(_, value)| value)
        };
        let stamp = asked.header("x-amz-date")?;
        let date = is_recent(stamp)?;
        let scope = format!("{date}/{}/{}/aws4_request", self.region, self.service);
        let names: Vec<&str> = field("SignedHeaders")?.split(';').collect();
        let token = asked.header("x-amz-security-token");
        if field("Credential")? != format!("{}/{scope}", self.access_key_id)
            || !["host", "x-amz-date"].iter().all(|name| names.contains(name))
            || token != self.session_token.as_deref()
            || (token.is_some() && !names.contains(&"x-amz-security-token"))
        {
            return None;
        }
        let hashed = sha256(self.canonical(asked, &names)?.as_bytes());
        let to_sign = format!("AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashed}");
        let mut key = format!("AWS4{}", self.secret_access_key).into_bytes();
        for step in [date, &self.region, &self.service, "aws4_request"] {
            key = mac(Digest::Sha256, &key, step.as_bytes());
        }
        let expected = Written::Hex.of(&mac(Digest::Sha256, &key, to_sign.as_bytes()));
        Some((field("Signature")?.to_owned(), expected))
    }

    fn canonical(&self, asked: &Seen, names: &[&str]) -> Option<String> {
        // All but S3 have each segment encoded once more than it is sent.
        let segment = |text: &str| if self.service == "s3" { text.to_owned() } else { encoded(text) };
        let path = asked.path().split('/').map(segment).collect::<Vec<_>>().join("/");
        let mut text = format!("{}\n{path}\n{}\n", asked.method, joined(&asked.query()));
        for name in names {
            text.push_str(&format!("{name}:{}\n", asked.header(name)?.trim()));
        }
        text.push_str(&format!("\n{}\n{}", names.join(";"), sha256(&asked.body)));
        Some(text)
    }
}

/// The day of a stamp such as `20240131T235900Z`, if that is today or was a moment ago.
fn is_recent(stamp: &str) -> Option<&str> {
    use time::{Date, Month, Time, UtcDateTime};
    let part = |from: usize, to: usize| stamp.get(from..to)?.parse::<u8>().ok();
    let month = Month::try_from(part(4, 6)?).ok()?;
    let date = Date::from_calendar_date(stamp.get(..4)?.parse().ok()?, month, part(6, 8)?).ok()?;
    let time = Time::from_hms(part(9, 11)?, part(11, 13)?, part(13, 15)?).ok()?;
    let away = UtcDateTime::now() - UtcDateTime::new(date, time);
    (away.abs() <= time::Duration::minutes(5) && stamp.ends_with('Z')).then(|| &stamp[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_knows_the_key_and_not_its_secret_does_not_pass() {
        let who = |secret: &str| Sigv4 {
            access_key_id: "shop".to_owned(),
            secret_access_key: secret.to_owned(),
            session_token: None,
            region: "eu-central-1".to_owned(),
            service: "execute-api".to_owned(),
        };
        let now = time::UtcDateTime::now();
        let day = format!("{:04}{:02}{:02}", now.year(), u8::from(now.month()), now.day());
        let stamp = format!("{day}T{:02}{:02}{:02}Z", now.hour(), now.minute(), now.second());
        let asked = |signature: &str| {
            let own = format!(
                "AWS4-HMAC-SHA256 Credential=shop/{day}/eu-central-1/execute-api/aws4_request, \
                 SignedHeaders=host;x-amz-date, Signature={signature}"
            );
            let headers =
                [("host", "localhost"), ("x-amz-date", stamp.as_str()), ("authorization", own.as_str())];
            Seen {
                method: "GET".to_owned(),
                target: "/a".to_owned(),
                headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
                body: Vec::new(),
                certified: false,
            }
        };
        let by = |secret: &str| who(secret).signature(&asked("none")).unwrap().1;
        assert!(who("secret").passes(&asked(&by("secret"))));
        assert!(!who("secret").passes(&asked(&by("another"))));
    }
}
