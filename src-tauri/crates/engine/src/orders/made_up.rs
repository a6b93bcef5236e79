//! People, addresses and orders that nobody could take for real ones, made from a seed: the same seed makes the same.
//!
//! - Mail goes to reserved domains alone: RFC 2606, sections 2 and 3.
//! - Telephone numbers: +1 NPA 555-0100 to 555-0199, which the North American Numbering Plan keeps for fiction, and Ofcom's
//!   numbers for use in drama, +44 7700 900000 to 900999.
//! - Addresses in the internet: 192.0.2.0/24, RFC 5737.
//! - Postcodes: `ZZ99` is a pseudo-district that the NHS's Organisation Data Service keeps for what is no address; no ZIP code
//!   is 00000.
//! - Cards: numbers that a vendor documents for its test mode: Stripe (docs.stripe.com/testing).

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, SecondsFormat, Utc};

/// A made-up value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Made {
    Text(String),
    /// Digits, and a point at most.
    Number(String),
}

impl Made {
    /// As text.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text) => text,
        }
    }
}

/// All that a seed makes, by the names that templates use.
pub(super) type MadeUp = BTreeMap<String, Made>;

const FIRST: [&str; 12] = [
    "Testa",
    "Sample",
    "Demo",
    "Fikta",
    "Mockina",
    "Probeline",
    "Dummo",
    "Fausto",
    "Placia",
    "Nobody",
    "Unreal",
    "Testólf",
];
const LAST: [&str; 10] = [
    "Madeup",
    "Notreal",
    "Example",
    "Placeholder",
    "Fictional",
    "Beispiel-Test",
    "O’Sample",
    "Invented",
    "Mustermensch",
    "Nonesuch",
];
const MAIL: [&str; 4] = ["example.com", "example.net", "example.org", "mail.test"];
const STREETS: [&str; 5] =
    ["Example Street", "Test Lane", "Nowhere Road", "Placeholder Square", "Sample Avenue"];
const CITIES: [&str; 4] = ["Exampleton", "Testville", "Sampleford", "Nowhere"];
const COMPANIES: [&str; 4] = ["Example Trading Ltd", "Test & Sons", "Madeup Goods Inc", "Sample Store GmbH"];
const PRODUCTS: [(&str, &str, u64); 8] = [
    ("TEST-MUG", "Test mug, blue", 1_290),
    ("TEST-TEE", "Sample T-shirt, size M", 2_400),
    ("TEST-CAP", "Placeholder cap", 1_850),
    ("TEST-BAG", "Example bag", 3_999),
    ("TEST-PEN", "Dummy pen, pack of 3", 600),
    ("TEST-BOOK", "The Invented Book", 1_775),
    ("TEST-SOCK", "Demo socks", 950),
    ("TEST-LAMP", "Fictional lamp", 5_600),
];
const REASONS: [&str; 4] =
    ["Test: changed mind", "Test: wrong size", "Test: arrived broken", "Test: ordered twice"];
/// Number, brand, digits of the code: <https://docs.stripe.com/testing#cards>.
const CARDS: [(&str, &str, usize); 4] = [
    ("4242424242424242", "visa", 3),
    ("5555555555554444", "mastercard", 3),
    ("378282246310005", "amex", 4),
    ("6011111111111117", "discover", 3),
];
/// Area codes beside which 555-01xx stands.
const AREAS: [&str; 4] = ["212", "303", "415", "617"];
/// How many items an order has.
const ITEMS: usize = 3;

/// Everything that `seed` makes.
pub(super) fn made_up(seed: u32) -> MadeUp {
    let mut chance = Chance(u64::from(seed));
    let mut all = MadeUp::new();
    let mut text = |name: &str, value: String| drop(all.insert(name.to_owned(), Made::Text(value)));
    person(&mut chance, &mut text);
    let placed = placed(&mut chance);
    let at = |time: DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::Secs, true);
    text("order.date", at(placed));
    text("customer.since", at(placed - Duration::days(chance.below(900) as i64 + 1)));
    text("refund.date", at(placed + Duration::days(chance.below(20) as i64 + 1)));
    text("event.id", uuid(&mut chance));
    text("order.key", format!("test-order-{:08x}", chance.next() as u32));
    text("refund.reason", chance.of(&REASONS).to_string());
    let id = 9_000_000 + chance.below(999_999);
    text("order.number", format!("TEST-{id}"));
    let (card, brand, code) = *chance.of(&CARDS);
    text("card.number", card.to_owned());
    text("card.brand", brand.to_owned());
    text("card.last4", card[card.len() - 4..].to_owned());
    text("card.expiry", format!("{:02}/{}", chance.below(12) + 1, 30 + chance.below(9)));
    text("card.code", (0..code).map(|_| digit(&mut chance)).collect());
    let order = items(&mut chance, &mut text);
    for (name, value) in
        [("order.subtotal", order.goods), ("order.shipping", order.shipping), ("order.tax", order.tax)]
    {
        text(name, money(value));
    }
    text("order.total", money(order.goods + order.shipping + order.tax));
    text("refund.amount", money(order.first));
    let mut number =
        |name: &str, value: u64| drop(all.insert(name.to_owned(), Made::Number(value.to_string())));
    number("order.id", id);
    number("customer.id", 8_000_000 + chance.below(999_999));
    number("refund.id", 7_000_000 + chance.below(999_999));
    number("seed", u64::from(seed));
    for (at, quantity) in (1..).zip(order.quantities) {
        number(&format!("item.{at}.quantity"), quantity);
        number(&format!("item.{at}.id"), 6_000_000 + chance.below(999_999));
    }
    all
}

fn person(chance: &mut Chance, text: &mut impl FnMut(&str, String)) {
    let (first, last) = (*chance.of(&FIRST), *chance.of(&LAST));
    text("customer.first_name", first.to_owned());
    text("customer.last_name", last.to_owned());
    text("customer.name", format!("{first} {last}"));
    let plain =
        |name: &str| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let number = chance.below(10_000);
    let mailbox = format!("{}.{}.{number:04}@{}", plain(first), plain(last), chance.of(&MAIL));
    text("customer.email", mailbox);
    text("customer.company", chance.of(&COMPANIES).to_string());
    text("customer.ip", format!("192.0.2.{}", chance.below(254) + 1));
    text("address.line1", format!("{} {}", chance.below(99) + 1, chance.of(&STREETS)));
    text("address.line2", format!("Test unit {}", chance.below(40) + 1));
    text("address.city", chance.of(&CITIES).to_string());
    // The land decides the shape of the postcode and of the telephone number.
    if chance.below(2) == 0 {
        text("customer.phone", format!("+1 {} 555 01{:02}", chance.of(&AREAS), chance.below(100)));
        text("address.postcode", "00000".to_owned());
        text("address.region", "NY".to_owned());
        text("address.country", "US".to_owned());
        text("address.country_name", "United States".to_owned());
        text("order.currency", "USD".to_owned());
    } else {
        text("customer.phone", format!("+44 7700 900{:03}", chance.below(1_000)));
        text("address.postcode", format!("ZZ99 {}ZZ", chance.below(10)));
        text("address.region", "Testshire".to_owned());
        text("address.country", "GB".to_owned());
        text("address.country_name", "United Kingdom".to_owned());
        text("order.currency", "GBP".to_owned());
    }
}

/// When the order was placed: of the seed alone, for a run can be repeated on any day.
fn placed(chance: &mut Chance) -> DateTime<Utc> {
    let start = DateTime::from_timestamp(1_735_689_600, 0).unwrap_or_default();
    start + Duration::minutes(chance.below(365 * 24 * 60) as i64)
}

/// What an order comes to, in hundredths.
struct Sums {
    goods: u64,
    shipping: u64,
    tax: u64,
    first: u64,
    quantities: Vec<u64>,
}

fn items(chance: &mut Chance, text: &mut impl FnMut(&str, String)) -> Sums {
    let from = chance.below(PRODUCTS.len() as u64) as usize;
    let mut sums = Sums { goods: 0, shipping: 490, tax: 0, first: 0, quantities: Vec::new() };
    for at in 0..ITEMS {
        // One after the other, so that no product stands twice.
        let (sku, name, price) = PRODUCTS[(from + at) % PRODUCTS.len()];
        let quantity = chance.below(3) + 1;
        let place = at + 1;
        text(&format!("item.{place}.sku"), sku.to_owned());
        text(&format!("item.{place}.name"), name.to_owned());
        text(&format!("item.{place}.price"), money(price));
        text(&format!("item.{place}.total"), money(price * quantity));
        sums.goods += price * quantity;
        if at == 0 {
            sums.first = price * quantity;
        }
        sums.quantities.push(quantity);
    }
    sums.tax = sums.goods / 5;
    sums
}

fn money(hundredths: u64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn digit(chance: &mut Chance) -> char {
    char::from(b'0' + u8::try_from(chance.below(10)).unwrap_or(0))
}

/// Shaped as version 4; its bits are the seed's.
fn uuid(chance: &mut Chance) -> String {
    let bits = (u128::from(chance.next()) << 64) | u128::from(chance.next());
    uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid().to_string()
}

/// SplitMix64 (Steele, Lea, Flood, 2014): a dozen lines that will make the same of a seed in every later version.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[usize::try_from(self.below(all.len() as u64)).unwrap_or(0)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_generator_is_the_published_one() {
        // The first outputs for seed 1234567, as the reference implementation prints them.
        let mut chance = Chance(1_234_567);
        assert_eq!(
            [chance.next(), chance.next(), chance.next()],
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        );
    }

    proptest! {
        #[test]
        fn everything_lies_in_what_is_reserved(seed in any::<u32>()) {
            let made = made_up(seed);
            prop_assert_eq!(&made, &made_up(seed), "the same seed makes the same");
            let text = |name: &str| made[name].text().to_owned();
            let mail = text("customer.email");
            prop_assert!(MAIL.contains(&mail.split_once('@').unwrap().1), "{}", mail);
            let phone = text("customer.phone");
            let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
            let american = digits.len() == 11 && digits.starts_with('1') && digits[4..].starts_with("55501");
            let british = digits.len() == 12 && digits.starts_with("447700900");
            prop_assert!(american || british, "{}", phone);
            prop_assert!(text("customer.ip").starts_with("192.0.2."));
            prop_assert!(CARDS.iter().any(|(number, ..)| *number == text("card.number")));
            let sums: f64 = ["order.subtotal", "order.shipping", "order.tax"].iter().map(|n| text(n).parse::<f64>().unwrap()).sum();
            prop_assert!((sums - text("order.total").parse::<f64>().unwrap()).abs() < 0.005);
            // What goes into a template leaves its lines as they are, and needs no second look.
            let plain = made.values().all(|one| !one.text().contains(['\n', '\r', '{', '}', '<', '>']));
            prop_assert!(plain);
        }

        #[test]
        fn other_seeds_make_other_orders(a in any::<u32>(), b in any::<u32>()) {
            prop_assume!(a != b);
            prop_assert_ne!(made_up(a), made_up(b));
        }
    }
}
