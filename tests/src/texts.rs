//! Texts for benches: messages of real shapes, and texts made to be slow.

/// A generator whose numbers are the same in every run.
pub struct Dice(pub u64);

impl Dice {
    /// A number below this.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    /// So many letters of an alphabet.
    pub fn letters(&mut self, alphabet: &str, len: usize) -> String {
        (0..len).map(|_| char::from(alphabet.as_bytes()[self.roll(alphabet.len())])).collect()
    }

    /// One of these.
    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }
}

/// Hex digits.
pub const HEX: &str = "0123456789abcdef";
/// Letters and digits.
pub const BASE62: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const WORDS: &[&str] = &[
    "organic",
    "cotton",
    "shirt",
    "summer",
    "collection",
    "black",
    "size",
    "large",
    "delivery",
    "order",
    "of",
    "the",
    "with",
    "and",
    "in",
    "stock",
    "price",
    "available",
    "soft",
    "handmade",
    "leather",
    "wallet",
];

fn prose(dice: &mut Dice, words: usize) -> String {
    (0..words).map(|_| dice.pick(WORDS)).collect::<Vec<_>>().join(" ")
}

fn order(dice: &mut Dice) -> String {
    let id = dice.roll(90_000) + 10_000;
    format!(
        r#"{{"id":{id},"status":"processing","currency":"EUR","date_created":"2026-0{}-1{}T10:2{}:00","total":"{}.90","customer_id":{},"order_key":"wc_order_{}","billing":{{"first_name":"Anna","last_name":"Muster{id}","company":"","address_1":"Hauptstra\u00dfe {}","city":"Berlin","postcode":"10{}","country":"DE","email":"anna{id}@example.com","phone":"+49 30 90{}"}},"line_items":[{{"id":{},"name":"{}","product_id":{},"sku":"SKU-{}-XL","quantity":2,"price":19.95,"image":{{"src":"https:\/\/shop.example.com\/wp-content\/uploads\/2026\/{}.jpg"}}}}],"meta_data":[{{"id":{},"key":"_stripe_charge","value":"ch_{}"}}],"_links":{{"self":[{{"href":"https:\/\/shop.example.com\/wp-json\/wc\/v3\/orders\/{id}"}}]}}}}"#,
        1 + dice.roll(9),
        dice.roll(9),
        dice.roll(9),
        dice.roll(900),
        dice.roll(9000),
        dice.letters(BASE62, 13),
        dice.roll(99),
        dice.roll(899) + 100,
        100_000 + dice.roll(800_000),
        dice.roll(9999),
        prose(dice, 4),
        dice.roll(99_999),
        dice.roll(9999),
        prose(dice, 1),
        dice.roll(99_999),
        dice.letters(BASE62, 24),
    )
}

fn product(dice: &mut Dice) -> String {
    format!(
        r#"{{"id":{},"title":"{}","body_html":"\u003cp\u003e{}\u003c\/p\u003e","vendor":"Acme","handle":"{}","admin_graphql_api_id":"gid:\/\/shopify\/Product\/{}","variants":[{{"id":{},"price":"{}.00","sku":"{}","barcode":"{}"}}],"updated_at":"2026-03-1{}T12:00:00+01:00","etag":"{}"}}"#,
        10_000_000 + dice.roll(9_000_000),
        prose(dice, 4),
        prose(dice, 60),
        prose(dice, 3).replace(' ', "-"),
        7_000_000_000_000 + dice.roll(99_999_999),
        4_000_000_000_000 + dice.roll(99_999_999),
        dice.roll(99),
        dice.letters(BASE62, 8),
        4_000_000_000_000 + dice.roll(99_999_999),
        dice.roll(9),
        dice.letters(HEX, 32),
    )
}

fn html(dice: &mut Dice) -> String {
    format!(
        r#"<div class="product-{}"><a href="https://shop.example.com/p/{}?variant={}&amp;utm_source=mail"><img src="/img/{}.jpg" alt="{}"></a><p>{}</p><span data-price="{}">19,90 &euro;</span></div>
<script>window.__data={{"id":{},"token":null,"cart":"{}"}};function f(a,b){{return a.b&&c(d[b])?e:"x"}}</script>
"#,
        dice.roll(999),
        prose(dice, 2).replace(' ', "-"),
        dice.roll(99_999_999),
        dice.letters(HEX, 16),
        prose(dice, 3),
        prose(dice, 30),
        dice.roll(9999),
        dice.roll(9999),
        dice.letters(HEX, 32),
    )
}

fn xml(dice: &mut Dice) -> String {
    format!(
        "<order><id>{}</id><customer><firstname>Anna</firstname><lastname>Muster</lastname><email>anna{}@example.com</email></customer><item><name>{}</name><price>{}.00</price></item></order>\n",
        dice.roll(99_999),
        dice.roll(99),
        prose(dice, 5),
        dice.roll(99),
    )
}

fn log(dice: &mut Dice) -> String {
    format!(
        "2026-03-1{}T10:2{}:00Z INFO http request_id={} method=GET path=/wp-json/wc/v3/orders/{} status=200 duration_ms={} ip=203.0.113.{} ua=\"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\"\n",
        dice.roll(9),
        dice.roll(9),
        dice.letters(HEX, 32),
        dice.roll(9999),
        dice.roll(999),
        dice.roll(250),
    )
}

fn form(dice: &mut Dice) -> String {
    format!(
        "customer%5Bemail%5D=anna%40example.com&line_items%5B0%5D%5Bname%5D={}&metadata%5Border_id%5D={}&description={}&",
        prose(dice, 3).replace(' ', "+"),
        dice.roll(99_999),
        prose(dice, 8).replace(' ', "%20"),
    )
}

fn data(dice: &mut Dice) -> String {
    format!(r#"{{"name":"label-{}.pdf","content":"{}"}},"#, dice.roll(99), dice.letters(BASE62, 600))
}

fn code(dice: &mut Dice) -> String {
    let name = dice.pick(WORDS);
    format!(
        "export async function load_{name}(client: Client, options: Options = {{}}) {{\n  const url = new URL(`/wp-json/wc/v3/{name}s?page=${{options.page ?? {}}}`, client.base);\n  const answer = await fetch(url, {{ headers: client.headers(), signal: options.signal }});\n  if (!answer.ok) throw new HttpError(answer.status, '{}');\n  // {}\n  return (await answer.json()).map((item) => ({{ ...item, total: Number(item.total) }}));\n}}\n\n",
        dice.roll(9),
        prose(dice, 3),
        prose(dice, 8),
    )
}

/// Its name, its media type, and what makes a piece of it.
pub type Shape = (&'static str, &'static str, fn(&mut Dice) -> String);
/// What messages look like.
pub const SHAPES: &[Shape] = &[
    ("orders", "application/json", order),
    ("products", "application/json", product),
    ("html", "text/html", html),
    ("xml", "application/xml", xml),
    ("log", "text/plain", log),
    ("form", "application/x-www-form-urlencoded", form),
    ("base64", "application/json", data),
    ("code", "text/plain", code),
];

/// A message of this size, cut off where it ends; in one of four a key stands.
#[must_use]
pub fn message(dice: &mut Dice, shape: &Shape, size: usize, key: &str) -> String {
    let mut text = String::new();
    let json = shape.1 == "application/json";
    if json {
        text.push('[');
    }
    while text.len() < size {
        if json && text.len() > 1 {
            text.push(',');
        }
        text.push_str(&(shape.2)(dice));
    }
    if dice.roll(4) == 0 {
        text.push_str(key);
    }
    text.truncate(text.floor_char_boundary(size));
    text
}

/// Keys as providers make them.
#[must_use]
pub fn keys(dice: &mut Dice, count: usize) -> Vec<String> {
    (0..count)
        .map(|at| match at % 5 {
            0 => format!("ck_{}", dice.letters(HEX, 40)),
            1 => format!("shpat_{}", dice.letters(HEX, 32)),
            2 => format!("sk_live_{}", dice.letters(BASE62, 24)),
            3 => dice.letters(BASE62, 40),
            _ => format!("SG.{}.{}", dice.letters(BASE62, 22), dice.letters(BASE62, 43)),
        })
        .collect()
}
