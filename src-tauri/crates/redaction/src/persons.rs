//! Names of fields that are about a person, as WooCommerce, Shopify, Magento, BigCommerce, Stripe and their like write them.

use crate::names::Telling;

/// Whole names, words joined by a blank, that are personal wherever they stand.
const PERSONAL: &[(&str, &str)] = &[
    ("first name", "name"),
    ("last name", "name"),
    ("firstname", "name"),
    ("lastname", "name"),
    ("fname", "name"),
    ("lname", "name"),
    ("full name", "name"),
    ("fullname", "name"),
    ("given name", "name"),
    ("family name", "name"),
    ("middle name", "name"),
    ("middlename", "name"),
    ("maiden name", "name"),
    ("surname", "name"),
    ("cardholder name", "name"),
    ("card holder", "name"),
    ("cardholder", "name"),
    ("holder name", "name"),
    ("account holder", "name"),
    ("account holder name", "name"),
    ("vorname", "name"),
    ("nachname", "name"),
    ("prenom", "name"),
    ("address 1", "address"),
    ("address 2", "address"),
    ("address1", "address"),
    ("address2", "address"),
    ("address line", "address"),
    ("address line1", "address"),
    ("address line2", "address"),
    ("address line 1", "address"),
    ("address line 2", "address"),
    ("addressline1", "address"),
    ("addressline2", "address"),
    ("line1", "address"),
    ("line2", "address"),
    ("street", "address"),
    ("street1", "address"),
    ("street2", "address"),
    ("street 1", "address"),
    ("street 2", "address"),
    ("street address", "address"),
    ("street name", "address"),
    ("house number", "address"),
    ("strasse", "address"),
    ("postcode", "postcode"),
    ("postal code", "postcode"),
    ("postalcode", "postcode"),
    ("zip", "postcode"),
    ("zipcode", "postcode"),
    ("zip code", "postcode"),
    ("plz", "postcode"),
    ("phone", "phone"),
    ("phone number", "phone"),
    ("phonenumber", "phone"),
    ("mobile", "phone"),
    ("mobile phone", "phone"),
    ("mobile number", "phone"),
    ("telephone", "phone"),
    ("cell phone", "phone"),
    ("fax", "phone"),
    ("whatsapp", "phone"),
    ("email", "email"),
    ("e mail", "email"),
    ("email address", "email"),
    ("emailaddress", "email"),
    ("ip", "ip"),
    ("ip address", "ip"),
    ("ipaddress", "ip"),
    ("browser ip", "ip"),
    ("remote ip", "ip"),
    ("client ip", "ip"),
    ("remote addr", "ip"),
    ("x forwarded for", "ip"),
    ("x real ip", "ip"),
    ("cf connecting ip", "ip"),
    ("true client ip", "ip"),
    ("dob", "birth date"),
    ("birth date", "birth date"),
    ("birthdate", "birth date"),
    ("birthday", "birth date"),
    ("date of birth", "birth date"),
    ("dateofbirth", "birth date"),
    ("geburtsdatum", "birth date"),
    ("ssn", "national id"),
    ("social security number", "national id"),
    ("national id", "national id"),
    ("nationalid", "national id"),
    ("tax id number", "national id"),
    ("passport number", "passport"),
    ("passport", "passport"),
    ("driver license", "licence"),
    ("drivers license", "licence"),
    ("iban", "iban"),
    ("account number", "account number"),
    ("card number", "payment card"),
    ("cardnumber", "payment card"),
    ("cc number", "payment card"),
    ("vat id", "tax id"),
    ("taxvat", "tax id"),
    ("vat number", "tax id"),
    ("gift message", "note"),
    ("customer message", "note"),
    ("customer note", "note"),
    ("customer notes", "note"),
    ("order comments", "note"),
    ("staff notes", "note"),
    ("staff note", "note"),
    ("delivery instructions", "note"),
    ("delivery notes", "note"),
];

/// Personal only within a person.
const WITHIN: &[(&str, &str)] = &[
    ("name", "name"),
    ("first", "name"),
    ("last", "name"),
    ("company", "company"),
    ("company name", "company"),
    ("organization", "company"),
    ("city", "city"),
    ("town", "city"),
    ("locality", "city"),
    ("suburb", "city"),
    ("address", "address"),
    ("addr", "address"),
    ("note", "note"),
    ("notes", "note"),
    ("comment", "note"),
    ("username", "user name"),
    ("user name", "user name"),
    ("login", "user name"),
    ("nickname", "user name"),
    ("display name", "name"),
    ("latitude", "place"),
    ("longitude", "place"),
    ("lat", "place"),
    ("lng", "place"),
    ("number", "number"),
    ("tax id", "tax id"),
    ("gender", "gender"),
];

/// Objects that are about a person; also as the beginning of a name (`billing_city`, `shipping[city]`).
const PERSONS: &[&str] = &[
    "billing",
    "shipping",
    "customer",
    "customers",
    "address",
    "addresses",
    "recipient",
    "contact",
    "person",
    "buyer",
    "payer",
    "owner",
    "sender",
    "receiver",
    "guest",
    "cardholder",
    "shipto",
    "billto",
    "consignee",
    "employee",
    "patient",
    "subscriber",
    "profile",
    "user",
    "invitee",
    "applicant",
    "member",
    "payee",
    "debtor",
    "creditor",
];
/// What may stand between such a beginning and the field.
const BETWEEN: &[&str] =
    &["address", "details", "info", "to", "from", "new", "default", "order", "data", "contact"];
/// Beginnings that say nothing.
const FILLERS: &[&str] = &[
    "x",
    "wc",
    "order",
    "primary",
    "secondary",
    "home",
    "work",
    "old",
    "new",
    "default",
    "user",
    "cust",
    "the",
    "my",
];

/// What the words of a name tell of a person.
pub(crate) fn personal(words: &[&str]) -> Option<Telling> {
    let whole = words.join(" ");
    if let Some(label) = find(PERSONAL, &whole) {
        return Some(Telling::Personal(label));
    }
    if let Some(label) = find(WITHIN, &whole) {
        return Some(Telling::WithinPerson(label));
    }
    let mut rest = words;
    let mut within = false;
    while let Some((first, after)) = rest.split_first() {
        let person = PERSONS.contains(first);
        if !(person || FILLERS.contains(first) || within && BETWEEN.contains(first)) {
            break;
        }
        within |= person;
        rest = after;
        let tail = rest.join(" ");
        if let Some(label) = find(PERSONAL, &tail).or_else(|| find(WITHIN, &tail).filter(|_| within)) {
            return Some(Telling::Personal(label));
        }
    }
    let last = words.last()?;
    let holds = words.iter().any(|word| PERSONS.contains(word))
        && (PERSONS.contains(last) || BETWEEN.contains(last) || words.ends_with(&["ship", "to"]));
    let joined = words.concat();
    (holds || PERSONS.contains(&joined.as_str())).then_some(Telling::Person)
}

fn find(table: &[(&'static str, &'static str)], name: &str) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == name).map(|(_, label)| *label)
}
