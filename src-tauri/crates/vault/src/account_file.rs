//! The files that providers hand out for service accounts, which are held as one part: what in them is secret. The rest says
//! who the account is and where it asks for tokens; hidden wherever it stands, it would hide the very addresses of a send.

use serde_json::Value;

use crate::errand::wipe;
use crate::secret::Secret;

/// Fields that anybody may know, as the provider's own guides show them.
/// Source: cloud.google.com/iam/docs/keys-create-delete; the key's id stands in the head of each token that is signed with it.
const PUBLIC: [&str; 11] = [
    "type",
    "project_id",
    "private_key_id",
    "client_email",
    "client_id",
    "auth_uri",
    "token_uri",
    "auth_provider_x509_cert_url",
    "client_x509_cert_url",
    "universe_domain",
    "quota_project_id",
];

/// What is to be looked for of a service account's file: the private key as it is meant, with its lines, and whatever nobody
/// knows to be public. `None`: it is no such file, and all of it is secret.
pub(crate) fn secrets(value: &Secret) -> Option<Vec<Secret>> {
    // EXPOSE: read as JSON; every text of it is wiped below.
    let bytes = value.expose().trim_ascii();
    if !bytes.starts_with(b"{") {
        return None;
    }
    let mut file: Value = serde_json::from_slice(bytes).ok()?;
    let text = |name: &str| file.get(name).and_then(Value::as_str).unwrap_or_default();
    let is_account = text("type") == "service_account" && text("private_key").contains("PRIVATE KEY-----");
    let mut found = Vec::new();
    if is_account && let Value::Object(fields) = &file {
        for (name, field) in fields.iter().filter(|(name, _)| !PUBLIC.contains(&name.as_str())) {
            collect(field, &mut found);
            // A name that nobody knows may be a slipped value.
            if name.len() > LONGEST_NAME {
                found.push(Secret::copy_of(name.as_bytes()));
            }
        }
    }
    wipe(&mut file);
    is_account.then_some(found)
}

/// No field of such a file has a longer name.
const LONGEST_NAME: usize = 40;

fn collect(value: &Value, found: &mut Vec<Secret>) {
    match value {
        // Shorter ones cannot be looked for; no secret is as short.
        Value::String(text) if text.trim().len() >= redaction::SHORTEST_KEY => {
            found.push(Secret::copy_of(text.as_bytes()));
        }
        Value::Array(all) => all.iter().for_each(|one| collect(one, found)),
        Value::Object(fields) => fields.values().for_each(|one| collect(one, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(file: &Value) -> Option<Vec<String>> {
        let value = Secret::copy_of(file.to_string().as_bytes());
        // EXPOSE: a test compares made-up text.
        let text = |one: &Secret| String::from_utf8(one.expose().to_vec()).unwrap();
        secrets(&value).map(|all| all.iter().map(text).collect())
    }

    #[test]
    fn of_an_accounts_file_only_what_is_secret_is_looked_for() {
        let pem = "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n";
        let mut file = json!({"type": "service_account", "project_id": "shop-1", "private_key_id": "ab12",
            "private_key": pem, "client_email": "a@shop-1.example", "token_uri": "https://oauth2.example/token"});
        assert_eq!(told(&file), Some(vec![pem.to_owned()]));
        file["extra"] = json!({"deep": ["something else"], "short": "x"});
        // In the file's own order or sorted: which of them depends on what else is built with it.
        let mut both = told(&file).unwrap();
        both.sort();
        assert_eq!(both, [pem, "something else"]);
        for other in
            [json!({"type": "service_account"}), json!({"private_key": pem}), json!(["x"]), json!("x")]
        {
            assert_eq!(told(&other), None, "{other}");
        }
    }
}
