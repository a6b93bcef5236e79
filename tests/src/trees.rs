//! A tree of mixed sources for the bench of scans: what lies in a shop's folder, made up, and the same in every run.

use std::fs;
use std::io;
use std::path::Path;

use crate::texts::{BASE62, Dice, HEX, SHAPES};

/// What makes a piece of a file.
type Piece = fn(&mut Dice) -> String;

/// Ending, its share, and what its files are made of.
const KINDS: [(&str, usize, Piece); 10] = [
    ("js", 20, script),
    ("min.js", 6, minified),
    ("php", 20, php),
    ("py", 8, python),
    ("rs", 8, rust),
    ("json", 14, json),
    ("yml", 6, yaml),
    ("html", 8, page),
    ("css", 8, style),
    ("log", 2, log),
];
/// A few long logs beside the many small files.
const LONG_LOGS: usize = 8;
const LONG_LOG: usize = 4_000_000;
/// Files in a folder.
const IN_FOLDER: usize = 40;

/// One file of a tree.
pub struct Leaf {
    /// From the tree's root, with slashes.
    pub path: String,
    /// In bytes.
    pub size: usize,
}

/// Makes a tree of at least this many bytes.
///
/// # Errors
/// What the disk says.
pub fn make(root: &Path, dice: &mut Dice, bytes: usize) -> io::Result<Vec<Leaf>> {
    let mut leaves = Vec::new();
    let mut made = 0;
    while made < bytes {
        let at = leaves.len();
        let (ending, piece, size) = if at < LONG_LOGS {
            ("log", log as Piece, LONG_LOG)
        } else {
            let (ending, piece) = kind(dice);
            (ending, piece, size(dice))
        };
        let folder =
            format!("{}/{}", ["src", "themes", "plugins", "var"][at / IN_FOLDER % 4], at / IN_FOLDER);
        let path = format!("{folder}/{}-{at}.{ending}", word(dice));
        fs::create_dir_all(root.join(folder))?;
        let mut text = String::with_capacity(size + 1024);
        while text.len() < size {
            text.push_str(&piece(dice));
        }
        fs::write(root.join(&path), &text)?;
        made += text.len();
        leaves.push(Leaf { path, size: text.len() });
    }
    Ok(leaves)
}

fn kind(dice: &mut Dice) -> (&'static str, Piece) {
    let mut roll = dice.roll(KINDS.iter().map(|kind| kind.1).sum());
    for (ending, share, piece) in KINDS {
        if roll < share {
            return (ending, piece);
        }
        roll -= share;
    }
    (KINDS[0].0, KINDS[0].2)
}

/// Most files are small; a few are bundles.
fn size(dice: &mut Dice) -> usize {
    let (least, most) = match dice.roll(100) {
        0..65 => (500, 8_000),
        65..92 => (8_000, 30_000),
        92..99 => (30_000, 100_000),
        _ => (100_000, 600_000),
    };
    least + dice.roll(most - least)
}

fn word(dice: &mut Dice) -> &'static str {
    const WORDS: [&str; 28] = [
        "order",
        "customer",
        "basket",
        "price",
        "total",
        "item",
        "stock",
        "render",
        "update",
        "list",
        "query",
        "cache",
        "event",
        "view",
        "theme",
        "label",
        "index",
        "shop",
        "address",
        "country",
        "invoice",
        "payment",
        "author",
        "token_count",
        "layout",
        "image",
        "width",
        "status",
    ];
    dice.pick(&WORDS)
}

fn prose(dice: &mut Dice, words: usize) -> String {
    (0..words).map(|_| word(dice)).collect::<Vec<_>>().join(" ")
}

fn script(dice: &mut Dice) -> String {
    let (a, b, c) = (word(dice), word(dice), word(dice));
    format!(
        "/**\n * {}.\n * @param {{Object}} {a}\n */\nexport function {a}_{b}({a}, options = {{}}) {{\n  const {{ {b}, {c} = {} }} = options;\n  if (!{a}.{b} || {a}.{c} === '{c}') {{\n    return null;\n  }}\n  return fetch(`/wp-json/wc/v3/{a}s/${{{a}.id}}?per_page={}`, {{ headers: {{ 'X-WP-Nonce': window.{b}Settings.nonce }} }})\n    .then((response) => response.json())\n    .then((data) => data.map(({b}) => {b}.{c} * {}))\n    .catch((error) => console.error('{} failed', error));\n}}\n\n",
        prose(dice, 9),
        dice.roll(99),
        dice.roll(100),
        dice.roll(9),
        prose(dice, 2),
    )
}

fn minified(dice: &mut Dice) -> String {
    let letter = |dice: &mut Dice| dice.letters("abcdefghijklmnoprstuvwxyz", 1);
    let (a, b, c, d) = (letter(dice), letter(dice), letter(dice), letter(dice));
    format!(
        "function {a}{b}({a},{b}){{var {c}={a}.{},{d}=\"{}\";return {c}&&{d}in {b}?{b}[{d}].call({a},{c},{}):void 0}}({a}={}).prototype.{}=function({b}){{for(var {c}=0;{c}<{b}.length;++{c})this.{}[{c}]^={b}[{c}]>>>{}}};/*! {} */{}!function(e,t){{\"object\"==typeof exports&&\"undefined\"!=typeof module?module.exports=t():e.{}=t()}}(this,function(){{}});",
        word(dice),
        word(dice),
        dice.roll(999),
        letter(dice),
        word(dice),
        word(dice),
        dice.roll(31),
        prose(dice, 2),
        if dice.roll(40) == 0 {
            format!("\"data:font/woff2;base64,{}\";", dice.letters(BASE62, 2000))
        } else {
            String::new()
        },
        word(dice),
    )
}

fn php(dice: &mut Dice) -> String {
    let (a, b, c) = (word(dice), word(dice), word(dice));
    format!(
        "<?php\n/**\n * {}.\n *\n * @since {}.{}.0\n */\nclass WC_{a}_{b} extends WC_{c} {{\n\tprotected $post_type = 'shop_{a}';\n\tpublic function get_{b}( $context = 'view' ) {{\n\t\t$value = $this->get_prop( '{b}', $context );\n\t\tif ( '' === $value && ! empty( $this->data['{c}'] ) ) {{\n\t\t\t$value = apply_filters( 'woocommerce_{a}_{c}', $this->data['{c}'], $this );\n\t\t}}\n\t\treturn wp_kses_post( sprintf( __( '%s {}', 'woocommerce' ), esc_html( $value ) ) );\n\t}}\n\tdefine( 'DB_{}', getenv( 'DB_PASSWORD' ) );\n}}\n\n",
        prose(dice, 10),
        dice.roll(9),
        dice.roll(20),
        prose(dice, 3),
        dice.roll(99),
    )
}

fn python(dice: &mut Dice) -> String {
    let (a, b, c) = (word(dice), word(dice), word(dice));
    format!(
        "class {a}_{b}(models.Model):\n    \"\"\"{}.\"\"\"\n\n    {a} = models.CharField(max_length={}, blank=True)\n    {b} = models.ForeignKey(\"{c}.{c}\", on_delete=models.CASCADE, related_name=\"{a}s\")\n\n    def {c}(self, *, limit: int = {}) -> list[dict[str, str]]:\n        rows = self.{b}.filter({a}__gte=limit).values_list(\"{c}\", flat=True)\n        logger.info(\"{} %s\", len(rows))\n        return [{{\"{a}\": str(row), \"password\": settings.{c}}} for row in rows if row]\n\n\n",
        prose(dice, 8),
        dice.roll(255),
        dice.roll(500),
        prose(dice, 3),
    )
}

fn rust(dice: &mut Dice) -> String {
    let (a, b, c) = (word(dice), word(dice), word(dice));
    format!(
        "/// {}.\n#[derive(Debug, Clone, PartialEq)]\npub struct {a}_{b} {{\n    pub {a}: Option<String>,\n    {b}: HashMap<u64, {c}>,\n}}\n\nimpl {a}_{b} {{\n    pub fn {c}(&self, key: &str) -> Result<u32, Error> {{\n        let found = self.{b}.get(&{}).ok_or_else(|| Error::missing(\"{}\"))?;\n        Ok(found.{a}.iter().map(|one| one.{c} as u32).sum::<u32>() + 0x{})\n    }}\n}}\n\n",
        prose(dice, 9),
        dice.roll(9_999),
        prose(dice, 2),
        dice.letters(HEX, 8),
    )
}

/// Orders and products, and what package managers lock.
fn json(dice: &mut Dice) -> String {
    if dice.roll(2) == 0 {
        return SHAPES[dice.roll(2)].2(dice) + "\n";
    }
    let (a, b) = (word(dice), word(dice));
    format!(
        "    \"node_modules/{a}-{b}\": {{\n      \"version\": \"{}.{}.{}\",\n      \"resolved\": \"https://registry.example/{a}-{b}/-/{a}-{b}-{}.tgz\",\n      \"integrity\": \"sha512-{}==\",\n      \"engines\": {{ \"node\": \">={}\" }}\n    }},\n",
        dice.roll(20),
        dice.roll(30),
        dice.roll(20),
        dice.roll(20),
        dice.letters(BASE62, 86),
        dice.roll(20),
    )
}

fn yaml(dice: &mut Dice) -> String {
    let (a, b) = (word(dice), word(dice));
    format!(
        "  {a}-{b}:\n    image: registry.example/{a}/{b}:{}.{}@sha256:{}\n    environment:\n      - {a}_URL=http://{b}:{}/\n      - DB_PASSWORD=${{DB_PASSWORD:?missing}}\n    labels:\n      com.example.{a}: \"{}\"\n    deploy:\n      replicas: {}\n",
        dice.roll(9),
        dice.roll(30),
        dice.letters(HEX, 64),
        3000 + dice.roll(6000),
        prose(dice, 3),
        dice.roll(5),
    )
}

fn page(dice: &mut Dice) -> String {
    SHAPES[2].2(dice)
}

fn style(dice: &mut Dice) -> String {
    let (a, b) = (word(dice), word(dice));
    format!(
        ".woocommerce .{a}-{b}::after, .{a} > li:nth-child({}) {{\n  margin: 0 {}px {}em auto;\n  color: #{};\n  background: url(\"../img/{a}.svg?ver={}\") no-repeat center / cover;\n  transition: opacity .{}s ease-in-out;\n}}\n",
        dice.roll(9),
        dice.roll(40),
        dice.roll(4),
        dice.letters(HEX, 6),
        dice.letters(HEX, 8),
        dice.roll(9),
    )
}

fn log(dice: &mut Dice) -> String {
    if dice.roll(3) > 0 {
        return SHAPES[4].2(dice);
    }
    format!(
        "203.0.113.{} - - [1{}/Mar/2026:10:2{}:0{} +0000] \"GET /product/{}?add-to-cart={} HTTP/1.1\" 200 {} \"https://shop.example.com/\" \"Mozilla/5.0 (Windows NT 10.0; Win64; x64)\"\n",
        dice.roll(250),
        dice.roll(9),
        dice.roll(9),
        dice.roll(9),
        word(dice),
        dice.roll(99_999),
        dice.roll(90_000),
    )
}
