//! Whether a bulk file's first row is headings. A file without any has a client's keys there, so what is taken for a
//! heading has to be known as one; a word that nobody knows is shown only beside headings that leave no doubt.

use super::columns::{self, words};

/// Headings that name public columns, without their separators. They alone settle that a row is headings.
const CERTAIN: &[&str] = &[
    "client",
    "clientname",
    "customer",
    "customername",
    "kunde",
    "kundenname",
    "mandant",
    "cliente",
    "klant",
    "integration",
    "integrationname",
    "provider",
    "anbieter",
    "proveedor",
    "fournisseur",
    "environment",
    "environnement",
    "umgebung",
    "entorno",
    "omgeving",
    "baseurl",
    "apiurl",
    "storedomain",
    "shopdomain",
    "sitedomain",
    "odoodomain",
    "storeurl",
    "shopurl",
    "siteurl",
    "apihost",
];

/// Public headings that are names and words of their own too: a shop may be called "Shop".
const USUAL: &[&str] = &[
    "account",
    "company",
    "merchant",
    "firma",
    "connection",
    "label",
    "title",
    "service",
    "platform",
    "vendor",
    "system",
    "env",
    "mode",
    "stage",
    "url",
    "endpoint",
    "base",
    "domain",
    "subdomain",
    "hostname",
    "host",
    "site",
    "shop",
    "store",
    "website",
];

/// Other known headings: public by nobody's word, so their columns stay hidden until someone maps them.
const OTHERS: &[&str] = &[
    "name",
    "value",
    "wert",
    "note",
    "notes",
    "notiz",
    "user",
    "username",
    "login",
    "email",
    "accountid",
    "accountsid",
    "appid",
    "clientid",
    "database",
    "dc",
    "keyid",
    "measurementid",
    "merchantid",
    "realmid",
    "siteid",
    "storecode",
    "storehash",
    "storeid",
    "tenantid",
    "version",
    "zone",
];

/// Words that make a heading one of a key's column.
const SECRET: &[&str] = &[
    "apikey",
    "clave",
    "code",
    "contrasena",
    "contraseña",
    "credential",
    "credentials",
    "kennwort",
    "key",
    "keys",
    "passe",
    "passphrase",
    "passwd",
    "password",
    "passwort",
    "pin",
    "pw",
    "pwd",
    "schluessel",
    "schlüssel",
    "secret",
    "token",
    "wachtwoord",
];

/// Words that stand beside those.
const BESIDE: &[&str] = &[
    "access",
    "account",
    "api",
    "app",
    "application",
    "auth",
    "bearer",
    "client",
    "consumer",
    "de",
    "hmac",
    "id",
    "license",
    "live",
    "login",
    "merchant",
    "mot",
    "prod",
    "private",
    "production",
    "public",
    "refresh",
    "rest",
    "sandbox",
    "secret",
    "server",
    "service",
    "shop",
    "sid",
    "signature",
    "signing",
    "staging",
    "store",
    "test",
    "transaction",
    "user",
    "username",
    "verifier",
    "webhook",
    "webservice",
    "write",
    "wp",
];

/// Whether a heading names a column of public text.
pub(super) fn is_public(heading: &str) -> bool {
    let plain = words(heading).concat();
    CERTAIN.contains(&plain.as_str()) || USUAL.contains(&plain.as_str())
}

fn is_certain(heading: &str) -> bool {
    CERTAIN.contains(&words(heading).concat().as_str())
}

fn is_known(heading: &str) -> bool {
    let words = words(heading);
    let plain = words.concat();
    let plain = plain.as_str();
    let names_a_key = || {
        words.len() <= 4
            && words.iter().any(|word| SECRET.contains(&word.as_str()))
            && words.iter().all(|word| SECRET.contains(&word.as_str()) || BESIDE.contains(&word.as_str()))
    };
    CERTAIN.contains(&plain) || USUAL.contains(&plain) || OTHERS.contains(&plain) || names_a_key()
}

/// The headings that a first row gives, `None` for a column without one; or nothing when the row is data.
pub(super) fn of(row: &[&str]) -> Option<Vec<Option<String>>> {
    let row: Vec<&str> = row.iter().map(|cell| cell.trim()).collect();
    if row.iter().any(|cell| columns::looks_like_key(cell) || cell.len() > 80) {
        return None;
    }
    let certain = row.iter().any(|cell| is_certain(cell));
    let known = row.iter().filter(|cell| is_known(cell)).count();
    let data = row.iter().filter(|cell| !is_known(cell) && columns::reads_like_data(cell)).count();
    if !certain && known <= data {
        return None;
    }
    let beyond_doubt = certain || known > 1;
    let shown = |cell: &&str| is_known(cell) || (beyond_doubt && reads_like_a_heading(cell));
    Some(row.into_iter().map(|cell| Some(cell).filter(shown).map(str::to_owned)).collect())
}

/// Words and nothing else: no address, and nothing that mixes letters with digits or marks.
fn reads_like_a_heading(cell: &str) -> bool {
    cell.chars().any(char::is_alphabetic) && !columns::reads_like_data(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(row: &[&str]) -> Option<Vec<String>> {
        Some(of(row)?.into_iter().map(Option::unwrap_or_default).collect())
    }

    #[test]
    fn a_known_word_makes_headings() {
        for row in [
            &["Client", "API key", "Remarks"][..],
            &["customer", "Service", "Domain", "Key", "Secret"],
            &["Kunde", "Passwort"],
            &["storeDomain", "consumer_key", "Consumer-Secret"],
            &["shop", "mot de passe"],
            &["name", "value"],
        ] {
            assert_eq!(
                shown(row).as_deref(),
                Some(&row.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>()[..])
            );
        }
    }

    #[test]
    fn a_row_without_a_known_word_is_data() {
        for row in [
            &["Acme", "wordpress", "admin", "s3cret!9"][..],
            &["Acme", "admin", "sommer"],
            &["Acme", "Shop", "woocommerce", "production", "shop.example.com", "sommer"],
            &["Acme", "Live key", "wordpress", "sommer"],
            &["Acme", "my secret word"],
            &["client", "abcd EFGH 1234 ijkl MNOP 5678"],
        ] {
            assert_eq!(shown(row), None, "{row:?}");
        }
    }

    #[test]
    fn what_nobody_knows_is_shown_only_beyond_doubt() {
        assert_eq!(shown(&["Acme", "Shop", "sommer"]), Some(vec!["".into(), "Shop".into(), "".into()]));
        assert_eq!(
            shown(&["client", "s3cr!t", "https://a.example"]),
            Some(vec!["client".into(), "".into(), "".into()])
        );
    }
}
