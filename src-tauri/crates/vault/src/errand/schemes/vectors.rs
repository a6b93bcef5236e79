//! What is signed here, held against what others have published. Their example secrets are put together from pieces, so that
//! nothing in this file looks like a key of anybody.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use url::Url;

use super::code::{mac, written};
use super::{Added, Asked, Piece, hmac, jwt, oauth1, sigv4};
use crate::keyring::item::Item;
use crate::secret::Secret;
use crate::{
    Binding, Digest, Encoding, ErrandRefusal, HmacRecipe, JwtSigning, Oauth1Recipe, Placement, Sigv4Recipe,
};

fn item(parts: &[(&str, String)]) -> Item {
    let parts = parts.iter().map(|(name, value)| ((*name).to_owned(), Secret::copy_of(value.as_bytes())));
    let binding = Binding {
        origins: std::collections::BTreeSet::new(),
        placement: Placement::Headers(Vec::new()),
        ca_pem: None,
        loopback_http: false,
        client_certificate: None,
    };
    Item { parts: parts.collect(), binding }
}

struct Request<'a> {
    method: &'a str,
    url: &'a str,
    body: Option<(&'a str, &'a [u8])>,
    now: i64,
    nonce: &'a str,
}

fn signed(
    request: &Request<'_>,
    item: &Item,
    sign: impl FnOnce(&Asked<'_>) -> Result<Added, ErrandRefusal>,
) -> Result<Added, ErrandRefusal> {
    let url = Url::parse(request.url).unwrap();
    sign(&Asked {
        method: request.method,
        url: &url,
        body: request.body,
        now: request.now,
        nonce: request.nonce,
        item,
    })
}

fn derived(added: &Added, name: &str) -> String {
    let (_, value) = added.derived.iter().find(|(known, _)| known == name).unwrap();
    // EXPOSE: a test reads a published signature.
    String::from_utf8(value.expose().to_vec()).unwrap()
}

fn header(added: &Added, name: &str) -> String {
    let one = added.headers.iter().find(|one| one.name == name).unwrap();
    // EXPOSE: a test reads a published header.
    String::from_utf8(one.value.expose().to_vec()).unwrap()
}

fn oauth1_recipe(digest: Digest) -> Oauth1Recipe {
    Oauth1Recipe {
        digest,
        consumer_key: "consumer_key".into(),
        consumer_secret: "consumer_secret".into(),
        token: Some(("access_token".into(), "access_token_secret".into())),
        in_query: false,
        realm: String::new(),
    }
}

/// OAuth Core 1.0, appendix A (the community edition that RFC 5849 replaced): a GET with two arguments.
#[test]
fn oauth1_as_the_specification_shows_it() {
    let item = item(&[
        ("consumer_key", ["dpf43f3", "p2l4k3l03"].concat()),
        ("consumer_secret", ["kd94hf93", "k423kf44"].concat()),
        ("access_token", ["nnch734d", "00sl2jdk"].concat()),
        ("access_token_secret", ["pfkkdhi9", "sl3r4s00"].concat()),
    ]);
    let request = Request {
        method: "GET",
        url: "http://photos.example.net/photos?file=vacation.jpg&size=original",
        body: None,
        now: 1_191_242_096,
        nonce: "kllo9940pd9333jh",
    };
    let added = signed(&request, &item, |asked| oauth1::sign(&oauth1_recipe(Digest::Sha1), asked)).unwrap();
    assert_eq!(derived(&added, "signature"), "tR3+Ty81lMeYAr/Fid0kMTYa/WM=");
    let header = header(&added, "authorization");
    assert!(header.starts_with("OAuth oauth_consumer_key=\"") && header.ends_with('"'), "{header}");
    assert!(header.contains("oauth_signature=\"tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D\""), "{header}");
}

/// "Creating a signature" in the documentation of X (Twitter): a POST with a form.
#[test]
fn oauth1_with_a_form_as_a_vendor_shows_it() {
    let item = item(&[
        ("consumer_key", ["xvz1evFS4wEE", "PTGEFPHBog"].concat()),
        ("consumer_secret", ["kAcSOqF21Fu85e7zjz7ZN2U4", "ZRhfV3WpwPAoE3Z7kBw"].concat()),
        ("access_token", ["370773112-GmHxMAgYyLbNEt", "IKZeRNFsMKPR9EyMZeS9weJAEb"].concat()),
        ("access_token_secret", ["LswwdoUaIvS8ltyTt5jk", "Rh4J50vUPVVHtR2YPi5kE"].concat()),
    ]);
    let body = b"status=Hello%20Ladies%20%2b%20Gentlemen%2c%20a%20signed%20OAuth%20request%21";
    let request = Request {
        method: "POST",
        url: "https://api.twitter.com/1.1/statuses/update.json?include_entities=true",
        body: Some(("application/x-www-form-urlencoded", body)),
        now: 1_318_622_958,
        nonce: "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg",
    };
    let added = signed(&request, &item, |asked| oauth1::sign(&oauth1_recipe(Digest::Sha1), asked)).unwrap();
    assert_eq!(derived(&added, "signature"), "hCtSmYh+iHYCEqBWrE7C7hYmtUk=");
}

/// RFC 7515, appendix A.1.
#[test]
fn jws_hs256_as_the_rfc_shows_it() {
    let key = ["AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr", "_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"];
    let key = URL_SAFE_NO_PAD.decode(key.concat()).unwrap();
    let input = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leG\
                 FtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    let signature = jwt::signature(JwtSigning::HS256, &key, input.as_bytes()).unwrap();
    // EXPOSE: a test reads a published signature.
    let text = URL_SAFE_NO_PAD.encode(signature.expose());
    assert_eq!(text, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
}

/// The key of RFC 7515, appendix A.2, in the order of PKCS #1: n, e, d, p, q, dp, dq, qi.
const RSA: [&[&str]; 8] = [
    &[
        "ofgWCuLjybRlzo0tZWJjNiuS",
        "fb4p4fAkd_wWJcyQoTbji9k0",
        "l8W26mPddxHmfHQp-Vaw-4qP",
        "CJrcS2mJPMEzP1Pt0Bm4d4Ql",
        "L-yRT-SFd2lZS-pCgNMsD1W_",
        "YpRPEwOWvG6b32690r2jZ47s",
        "oMZo9wGzjb_7OMg0LOL-bSf6",
        "3kpaSHSXndS5z5rexMdbBYUs",
        "LA9e-KXBdQOS-UTo7WTBEMa2",
        "R2CapHg665xsmtdVMTBQY4uD",
        "Zlxvb3qCo5ZwKh9kG4LT6_I5",
        "IhlJH7aGhyxXFvUK-DWNmoud",
        "F8NAco9_h9iaGNj8q2ethFkM",
        "Ls91kzk2PAcDTW9gb54h4FRW",
        "yuXpoQ",
    ],
    &["AQAB"],
    &[
        "Eq5xpGnNCivDflJsRQBXHx1h",
        "dR1k6Ulwe2JZD50LpXyWPEAe",
        "P88vLNO97IjlA7_GQ5sLKMgv",
        "fTeXZx9SE-7YwVol2NXOoAJe",
        "46sui395IW_GO-pWJ1O0BkTG",
        "oVEn2bKVRUCgu-GjBVaYLU6f",
        "3l9kJfFNS3E0QbVdxzubSu3M",
        "kqzjkn439X0M_V51gfpRLI9J",
        "YanrC4D4qAdGcopV_0ZHHzQl",
        "BjudU2QvXt4ehNYTCBr6XCLQ",
        "UShb1juUO1ZdiYoFaFQT5Tw8",
        "bGUl_x_jTj3ccPDVZFD9pIuh",
        "LhBOneufuBiB4cS98l2SR_RQ",
        "yGWSeWjnczT0QU91p1DhOVRu",
        "OopznQ",
    ],
    &[
        "4BzEEOtIpmVdVEZNCqS7baC4",
        "crd0pqnRH_5IB3jw3bcxGn6Q",
        "LvnEtfdUdiYrqBdss1l58BQ3",
        "KhooKeQTa9AB0Hw_Py5PJdTJ",
        "NPY8cQn7ouZ2KKDcmnPGBY5t",
        "7yLc1QlQ5xHdwW1VhvKn-nXq",
        "hJTBgIPgtldC-KDV5z-y2XDw",
        "GUc",
    ],
    &[
        "uQPEfgmVtjL0Uyyx88GZFF1f",
        "OunH3-7cepKmtH4pxhtCoHqp",
        "WmT8YAmZxaewHgHAjLYsp1ZS",
        "e7zFYHj7C6ul7TjeLQeZD_Yw",
        "D66t62wDmpe_HlB-TnBA-njb",
        "glfIsRLtXlnDzQkv5dTltRJ1",
        "1BKBBypeeF6689rjcJIDEz9R",
        "Wdc",
    ],
    &[
        "BwKfV3Akq5_MFZDFZCnW-wzl",
        "-CCo83WoZvnLQwCTeDv8uzlu",
        "RSnm71I3QCLdhrqE2e9Ykxvu",
        "xdBfpT_PI7Yz-FOKnu1R6HsJ",
        "eDCjn12Sk3vmAktV2zb34MCd",
        "y7cpdTh_YVr7tss2u6vneTwr",
        "A86rZtu5Mbr1C1XsmvkxHQAd",
        "Yo0",
    ],
    &[
        "h_96-mK1R_7glhsum81dZxjT",
        "nYynPbZpHziZjeeHcXYsXaaM",
        "wkOlODsWa7I9xXDoRwbKgB71",
        "9rrmI2oKr6N3Do9U0ajaHF-N",
        "KJnwgjMd2w9cjz3_-kyNlxAr",
        "2v4IKhGNpmM5iIgOS1VZnOZ6",
        "8m6_pbLBSp3nssTdlqvd0tIi",
        "THU",
    ],
    &[
        "IYd7DHOhrWvxkwPQsRM2tOgr",
        "jbcrfvtQJipd-DlcxyVuuM9s",
        "QLdgjVk2oy26F0EmpScGLq2M",
        "owX7fhd_QJQ3ydy5cY7YIBi8",
        "7w93IKLEdfnbJtoOPLUW0ITr",
        "JReOgo1cq9SbsxYawBgfp_gh",
        "6A5603k2-ZQwVK0JKSHuLFku",
        "Q3U",
    ],
];

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut bytes = vec![tag];
    match length {
        0..128 => bytes.push(u8::try_from(length).unwrap()),
        128..256 => bytes.extend([0x81, u8::try_from(length).unwrap()]),
        _ => {
            bytes.push(0x82);
            bytes.extend(u16::try_from(length).unwrap().to_be_bytes());
        }
    }
    bytes.extend(content);
    bytes
}

fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
}

fn rsa_pem() -> String {
    let number = |pieces: &&[&str]| {
        let mut bytes = URL_SAFE_NO_PAD.decode(pieces.concat()).unwrap();
        if bytes[0] >= 0x80 {
            bytes.insert(0, 0);
        }
        der(0x02, &bytes)
    };
    let content: Vec<u8> = [der(0x02, &[0])].into_iter().chain(RSA.iter().map(number)).flatten().collect();
    pem("RSA PRIVATE KEY", &der(0x30, &content))
}

/// RFC 7515, appendix A.2: the same key and text give the same signature.
#[test]
fn jws_rs256_as_the_rfc_shows_it() {
    let input = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb2\
                 90Ijp0cnVlfQ";
    let signature = jwt::signature(JwtSigning::RS256, rsa_pem().as_bytes(), input.as_bytes()).unwrap();
    // EXPOSE: a test reads a published signature.
    let text = URL_SAFE_NO_PAD.encode(signature.expose());
    let published = [
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CU",
        "Ar7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_d",
        "O--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0ig",
        "cN_IoypGlUPQGe77Rw",
    ];
    assert_eq!(text, published.concat());
    assert_eq!(
        jwt::signature(JwtSigning::ES256, rsa_pem().as_bytes(), b"x").err(),
        Some(ErrandRefusal::KeyKind)
    );
    assert_eq!(jwt::signature(JwtSigning::RS256, b"no PEM", b"x").err(), Some(ErrandRefusal::KeyUnreadable));
}

/// RFC 7515, appendix A.3: such a signature is another each time, so ours is verified with the published public key.
#[test]
fn jws_es256_is_verified_by_the_key_of_the_rfc() {
    let read = |pieces: &[&str]| URL_SAFE_NO_PAD.decode(pieces.concat()).unwrap();
    let d = read(&["jpsQnnGQmL-YBIffH1136c", "spYG6-0iY7X1fCE9-E9LI"]);
    let x = read(&["f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"]);
    let y = read(&["x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"]);
    let point = [&[4][..], &x, &y].concat();
    // RFC 5915: version, private key, curve, public key.
    let curve = der(0xa0, &der(0x06, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]));
    let public = der(0xa1, &der(0x03, &[&[0][..], &point].concat()));
    let sec1 = der(0x30, &[der(0x02, &[1]), der(0x04, &d), curve, public].concat());
    let input = b"eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb2\
                  90Ijp0cnVlfQ";
    let verifier = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
    let published =
        read(&["DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISl", "SApmWQxfKTUJqPP3-Kg6NU1Q"]);
    verifier.verify(input, &published).unwrap();
    let signature =
        jwt::signature(JwtSigning::ES256, pem("EC PRIVATE KEY", &sec1).as_bytes(), input).unwrap();
    // EXPOSE: a test verifies a signature.
    verifier.verify(input, signature.expose()).unwrap();
    // EXPOSE: as above.
    assert!(verifier.verify(b"another text", signature.expose()).is_err());
}

fn aws(method: &str, url: &str, body: Option<(&str, &[u8])>) -> String {
    let item = item(&[
        ("access_key_id", ["AKID", "EXAMPLE"].concat()),
        ("secret_access_key", ["wJalrXUtnFEMI/K7MDENG", "+bPxRfiCYEXAMPLEKEY"].concat()),
    ]);
    let recipe = Sigv4Recipe {
        access_key_id: "access_key_id".into(),
        secret_access_key: "secret_access_key".into(),
        session_token: "session_token".into(),
        region: "us-east-1".into(),
        service: "service".into(),
    };
    let request = Request { method, url, body, now: 1_440_938_160, nonce: "" };
    let added = signed(&request, &item, |asked| sigv4::sign(&recipe, asked)).unwrap();
    assert_eq!(added.stamps, [("x-amz-date".to_owned(), "20150830T123600Z".to_owned())]);
    derived(&added, "signature")
}

/// The AWS Signature Version 4 test suite, as its archive names them.
#[test]
fn sigv4_as_the_test_suite_shows_it() {
    let at = "https://example.amazonaws.com";
    let vanilla = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
    assert_eq!(aws("GET", &format!("{at}/"), None), vanilla, "get-vanilla");
    assert_eq!(
        aws("GET", &format!("{at}/?Param2=value2&Param1=value1"), None),
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        "get-vanilla-query-order-key-case"
    );
    assert_eq!(
        aws("POST", &format!("{at}/"), None),
        "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        "post-vanilla"
    );
    assert_eq!(
        aws("POST", &format!("{at}/"), Some(("application/x-www-form-urlencoded", b"Param1=value1"))),
        "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
        "post-x-www-form-urlencoded"
    );
}

fn recipe(template: &str, format: &str, encoding: Encoding) -> HmacRecipe {
    HmacRecipe {
        secret: "signing_secret".into(),
        secret_encoding: Encoding::Text,
        digest: Digest::Sha256,
        encoding,
        template: template.into(),
        header: "x-signature".into(),
        format: format.into(),
        stamps: vec![("x-sent".into(), "{date}".into())],
    }
}

fn hook(body: &[u8]) -> Request<'_> {
    Request {
        method: "POST",
        url: "https://hooks.example.com/in?a=b",
        body: Some(("application/json", body)),
        now: 1_492_774_577,
        nonce: "n",
    }
}

/// "Validating webhook deliveries" in GitHub's documentation.
#[test]
fn github_signs_a_body() {
    let item = item(&[("signing_secret", ["It's a Secret", " to Everybody"].concat())]);
    let recipe = recipe("{body}", "sha256={signature}", Encoding::Hex);
    let added = signed(&hook(b"Hello, World!"), &item, |asked| hmac::sign(&recipe, asked)).unwrap();
    assert_eq!(
        header(&added, "x-signature"),
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    );
    assert_eq!(added.stamps, [("x-sent".to_owned(), "Fri, 21 Apr 2017 11:36:17 GMT".to_owned())]);
    let shown = &added.headers[0].shown;
    assert_eq!(*shown, [Piece::Text("sha256=".into()), Piece::Key("signature".into())], "and is not shown");
}

/// RFC 4231, test case 2, and RFC 2202, test case 2: what all vendors' formulae are made of.
#[test]
fn digests_are_those_of_the_rfcs() {
    let sum = |digest| {
        // EXPOSE: a test reads a published sum.
        let sum = written(mac(digest, b"Jefe", b"what do ya want for nothing?").expose(), Encoding::Hex);
        // EXPOSE: as above.
        String::from_utf8(sum.expose().to_vec()).unwrap()
    };
    assert_eq!(sum(Digest::Sha1), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    assert_eq!(sum(Digest::Sha256), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    assert!(
        sum(Digest::Sha512).starts_with("164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554")
    );
}

/// Stripe: `t=` and `v1=` over `TIMESTAMP.BODY`. Shopify and WooCommerce: base64 over the body. Each held against another
/// library's sum.
#[test]
fn the_formulae_of_three_vendors() {
    use ::hmac::{Hmac, KeyInit, Mac};
    let secret = ["a made-up", " signing secret"].concat();
    let item = item(&[("signing_secret", secret.clone())]);
    let other = |message: &[u8]| {
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(message);
        mac.finalize().into_bytes()
    };
    let body = br#"{"id":"evt_made_up"}"#;
    let of = |recipe: HmacRecipe| {
        let added = signed(&hook(body), &item, |asked| hmac::sign(&recipe, asked)).unwrap();
        header(&added, "x-signature")
    };
    let hex: String =
        other(&[b"1492774577.", &body[..]].concat()).iter().map(|byte| format!("{byte:02x}")).collect();
    let stripe = of(recipe("{timestamp}.{body}", "t={timestamp},v1={signature}", Encoding::Hex));
    assert_eq!(stripe, format!("t=1492774577,v1={hex}"));
    assert_eq!(of(recipe("{body}", "{signature}", Encoding::Base64)), STANDARD.encode(other(body)));
    let canonical =
        of(recipe("{method}\n{host}\n{path}\n{query}\n{nonce}", "{signature}", Encoding::Base64url));
    assert_eq!(canonical, URL_SAFE_NO_PAD.encode(other(b"POST\nhooks.example.com\n/in\na=b\nn")));
}
