//! Which fields are about a person: by their name, and by what the redaction's own nets find in their value.

use vault::{GivenKeys, SpanKind, TagSecret};

/// Names of fields, plain (letters and digits, small), and what they hold.
const NAMES: &[(&str, &str)] = &[
    ("email", "e-mail address"),
    ("mail", "e-mail address"),
    ("emailaddress", "e-mail address"),
    ("contactemail", "e-mail address"),
    ("phone", "telephone number"),
    ("telephone", "telephone number"),
    ("mobile", "telephone number"),
    ("phonenumber", "telephone number"),
    ("fax", "telephone number"),
    ("firstname", "name"),
    ("lastname", "name"),
    ("middlename", "name"),
    ("givenname", "name"),
    ("familyname", "name"),
    ("surname", "name"),
    ("fullname", "name"),
    ("customername", "name"),
    ("company", "company"),
    ("address", "address"),
    ("address1", "address"),
    ("address2", "address"),
    ("line1", "address"),
    ("line2", "address"),
    ("street", "address"),
    ("street1", "address"),
    ("street2", "address"),
    ("city", "place"),
    ("town", "place"),
    ("postcode", "postcode"),
    ("postalcode", "postcode"),
    ("zip", "postcode"),
    ("zipcode", "postcode"),
    ("ip", "IP address"),
    ("ipaddress", "IP address"),
    ("customeripaddress", "IP address"),
    ("browserip", "IP address"),
    ("birthday", "date of birth"),
    ("birthdate", "date of birth"),
    ("dateofbirth", "date of birth"),
    ("dob", "date of birth"),
    ("gender", "gender"),
    ("vat", "tax number"),
    ("vatid", "tax number"),
    ("taxid", "tax number"),
    ("ssn", "social security number"),
    ("iban", "bank account"),
    ("accountnumber", "bank account"),
    ("cardnumber", "card number"),
    ("cardholder", "name"),
    ("username", "user name"),
    ("useragent", "device"),
    ("latitude", "place"),
    ("longitude", "place"),
];
/// What stands around a `name` that is a person's.
const PERSONS: [&str; 9] = [
    "customer",
    "billing",
    "shipping",
    "billingaddress",
    "shippingaddress",
    "contact",
    "recipient",
    "user",
    "buyer",
];

/// Looks for what is about a person.
pub(super) struct Personal(Option<GivenKeys>);

impl Personal {
    pub(super) fn new() -> Self {
        Self(TagSecret::new().map(|secret| GivenKeys::new(&secret, &[])))
    }

    /// What a field holds of a person, in words.
    pub(super) fn kind(&self, names: &[&str], value: &str) -> Option<String> {
        let plain: Vec<String> = names.iter().map(|name| plain(name)).collect();
        let last = plain.last().map(String::as_str).unwrap_or_default();
        if let Some((_, words)) = NAMES.iter().find(|(name, _)| *name == last) {
            return Some((*words).to_owned());
        }
        if last == "name" && plain.iter().rev().nth(1).is_some_and(|above| PERSONS.contains(&above.as_str()))
        {
            return Some("name".to_owned());
        }
        let masked = self.0.as_ref()?.mask([value]);
        masked.spans.iter().find(|span| span.kind == SpanKind::Personal).map(|span| span.label.clone())
    }
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_are_found_by_name_and_by_value() {
        let personal = Personal::new();
        let kind = |names: &[&str], value: &str| personal.kind(names, value);
        assert_eq!(kind(&["billing", "First_Name"], "x").as_deref(), Some("name"));
        assert_eq!(kind(&["customer", "name"], "x").as_deref(), Some("name"));
        assert_eq!(kind(&["line_items", "name"], "Test mug"), None);
        assert_eq!(kind(&["order", "total"], "24.00"), None);
        assert!(kind(&["note"], "write to anna.muster@shop.invalid-but-real.de please").is_some());
    }
}
