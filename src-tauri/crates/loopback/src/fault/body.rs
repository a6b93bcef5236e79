//! Bodies that are too much, or not what they are said to be; and answers that point elsewhere.

use serde_json::json;

use super::{Fault, Scene};
use crate::answer::Answer;
use crate::bomb::Coding;

/// What a bomb unpacks to at least, in mebibytes: more than any test should ever unpack.
const MEBIBYTES: u64 = 1 << 20;

fn ok() -> Answer {
    Answer::json(200, &json!({ "ok": true }))
}

fn bytes(body: &[u8]) -> Answer {
    Answer::bytes(200, "application/json; charset=utf-8", body.to_vec())
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::answers("huge_body", "ten gigabytes, as Content-Length says", |_| Answer::huge(10_000_000_000)),
    Fault::answers("bomb_gzip", "a gzip body that unpacks without end", |_| {
        Answer::bomb(Coding::Gzip, MEBIBYTES)
    }),
    Fault::answers("bomb_deflate", "a deflate body that unpacks without end", |_| {
        Answer::bomb(Coding::Deflate, MEBIBYTES)
    }),
    Fault::answers("bomb_brotli", "a brotli body that unpacks without end", |_| {
        Answer::bomb(Coding::Brotli, MEBIBYTES)
    }),
    Fault::answers("bomb_nested", "gzip within gzip, both said", |_| {
        Answer::bomb(Coding::GzipTwice, MEBIBYTES)
    }),
    Fault::answers("coding_unknown", "an encoding that nobody asked for", |_| {
        bytes(b"packed by magic").with("content-encoding", "magic")
    }),
    Fault::answers("coding_untrue", "said to be gzip, and is not", |_| ok().with("content-encoding", "gzip")),
    Fault::answers("body_not_utf8", "a text that is no UTF-8", |_| {
        Answer::bytes(200, "text/plain; charset=utf-8", b"Caf\xe9 \xff\xfe\xc0\x80".to_vec())
    }),
    Fault::answers("json_not_utf8", "a JSON string that is no UTF-8", |_| {
        bytes(b"{\"shop\":\"Caf\xe9 \xff\"}")
    }),
    Fault::answers("json_utf16", "JSON in UTF-16", |_| {
        let body = "{\"ok\":true}".encode_utf16().flat_map(u16::to_le_bytes);
        Answer::bytes(200, "application/json", [0xff, 0xfe].into_iter().chain(body).collect())
    }),
    Fault::answers("json_deep", "JSON that is nested 20,000 deep", |_| bytes("[".repeat(20_000).as_bytes())),
    Fault::answers("json_broken_off", "half of a JSON document, though its length is right", |_| {
        bytes(b"{\"items\":[{\"id\":1},")
    }),
    Fault::answers("empty_body", "200 with no body", |_| Answer::empty(200)),
    Fault::answers("body_says_no", "200, and the body says no", |_| {
        Answer::json(200, &json!({ "success": false, "message": "nope" }))
    }),
    Fault::answers("error_inside", "200, and the body reports an error", |_| {
        Answer::json(200, &json!({ "error": { "code": 9, "message": "nope" } }))
    }),
    Fault::answers("fatal_error_inside", "200, and PHP's own error in the middle of the JSON", |_| {
        bytes(b"<br />\n<b>Fatal error</b>: Uncaught Error in /srv/shop/plugin.php on line 7<br />\n{\"ok\":true}")
    }),
    Fault::answers("redirect_same_origin", "302 to another path of the same origin", |scene: &Scene<'_>| {
        Answer::redirect(302, &format!("{}/moved", scene.here))
    }),
    Fault::answers("redirect_other_origin", "307 to another origin", |scene: &Scene<'_>| {
        Answer::redirect(307, &format!("{}/collect", scene.elsewhere))
    }),
    Fault::answers("redirect_to_http", "301 to plain HTTP", |scene: &Scene<'_>| {
        Answer::redirect(301, &scene.here.replacen("https:", "http:", 1))
    }),
    Fault::answers("redirect_nowhere", "302 without saying where to", |_| Answer::empty(302)),
    Fault::answers("redirect_to_script", "302 to a script", |_| Answer::redirect(302, "javascript:alert(1)")),
];
