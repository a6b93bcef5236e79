//! Names of fields that are about a person, as WooCommerce, Shopify, Magento, BigCommerce, Stripe and their like write them.

use crate::names::Telling;
use crate::quick::QuickMap;
use std::sync::LazyLock;

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
    ("card holder name", "name"),
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
    ("note", "note"),
    ("notes", "note"),
    ("addr1", "address"),
    ("addr2", "address"),
    ("line 1", "address"),
    ("line 2", "address"),
    ("free form number", "phone"),
    ("national number", "phone"),
    ("mobilephone", "phone"),
    ("telephone number", "phone"),
    ("tel", "phone"),
    ("customer dob", "birth date"),
    ("business partner name", "name"),
    ("business partner name1", "name"),
    ("business partner name2", "name"),
    ("bank account details", "account number"),
    ("city name", "city"),
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
    ("name1", "name"),
    ("name2", "name"),
    ("name3", "name"),
    ("first", "name"),
    ("last", "name"),
    ("company", "company"),
    ("company name", "company"),
    ("organization", "company"),
    ("city", "city"),
    ("town", "city"),
    ("admin area 2", "city"),
    ("details", "note"),
    ("locality", "city"),
    ("suburb", "city"),
    ("address", "address"),
    ("addr", "address"),
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
    "requester",
    "contacts",
    "payers",
    "users",
    "members",
    "recipients",
    "shipper",
    "consignor",
    "addressee",
    "parcel",
    "shopper",
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

/// Both tables and the lists, for one look-up each.
static TOLD: LazyLock<QuickMap<&str, Told>> = LazyLock::new(|| {
    let mut told: QuickMap<&str, Told> = QuickMap::default();
    for (name, label) in PERSONAL {
        told.entry(name).or_default().personal = Some(label);
    }
    for (name, label) in WITHIN {
        told.entry(name).or_default().within = Some(label);
    }
    for word in PERSONS {
        told.entry(word).or_default().person = true;
    }
    for word in BETWEEN {
        told.entry(word).or_default().between = true;
    }
    for word in FILLERS {
        told.entry(word).or_default().filler = true;
    }
    told
});

#[derive(Default, Clone, Copy)]
struct Told {
    personal: Option<&'static str>,
    within: Option<&'static str>,
    person: bool,
    between: bool,
    filler: bool,
}

fn told(name: &str) -> Told {
    TOLD.get(name).copied().unwrap_or_default()
}

/// What the words of a name tell of a person.
pub(crate) fn personal(words: &[&str]) -> Option<Telling> {
    let whole = words.join(" ");
    let tells = told(&whole);
    if let Some(label) = tells.personal {
        return Some(Telling::Personal(label));
    }
    if let Some(label) = tells.within {
        return Some(Telling::WithinPerson(label));
    }
    let mut tail = &whole[..];
    let mut within = false;
    for word in words {
        let word_tells = told(word);
        if !(word_tells.person || word_tells.filler || within && word_tells.between) {
            break;
        }
        within |= word_tells.person;
        tail = tail[word.len()..].trim_start_matches(' ');
        let tells = told(tail);
        if let Some(label) = tells.personal.or(tells.within.filter(|_| within)) {
            return Some(Telling::Personal(label));
        }
    }
    let last = told(words.last()?);
    let holds = words.iter().any(|word| told(word).person)
        && (last.person || last.between || words.ends_with(&["ship", "to"]));
    (holds || words.len() > 1 && told(&words.concat()).person).then_some(Telling::Person)
}
