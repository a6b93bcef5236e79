//! PHP: WordPress' own functions, and cURL.

use vault::Method;

use super::quote::php;
use super::recipe::{Piece, Recipe};
use crate::view::SnippetKey;

/// With WordPress: its functions verify TLS by its own list of authorities.
pub(super) fn wordpress(recipe: &Recipe) -> String {
    let mut lines = head(recipe);
    let (function, method) = match recipe.method {
        Method::Get => ("wp_remote_get", None),
        Method::Post => ("wp_remote_post", None),
        Method::Head => ("wp_remote_head", None),
        other => ("wp_remote_request", Some(other)),
    };
    lines.push("$response = ".to_owned() + function + "(");
    lines.push(format!("    {},", address(recipe)));
    lines.push("    array(".to_owned());
    if let Some(method) = method {
        lines.push(format!("        'method'      => {},", php(method.as_str())));
    }
    let mut headers: Vec<String> = recipe
        .headers
        .iter()
        .map(|(name, value)| format!("            {} => {},", php(name), joined(value)))
        .collect();
    if let Some(basic) = &recipe.basic {
        headers.push(format!("            'Authorization' => 'Basic ' . base64_encode({}),", pair(basic)));
    }
    if !headers.is_empty() {
        lines.push("        'headers'     => array(".to_owned());
        lines.extend(headers);
        lines.push("        ),".to_owned());
    }
    if let Some(body) = &recipe.body {
        lines.push(format!("        'body'        => {},", php(body)));
        lines.push("        'data_format' => 'body',".to_owned());
    }
    let fixed = [
        "        'timeout'     => 30,",
        "        'redirection' => 0,",
        "        'sslverify'   => true,",
        "    )",
        ");",
    ];
    lines.extend(fixed.map(str::to_owned));
    lines.push("if ( is_wp_error( $response ) ) {".to_owned());
    lines.push("    throw new RuntimeException( 'No answer: ' . $response->get_error_code() );".to_owned());
    lines.push("}".to_owned());
    lines.push("$status = wp_remote_retrieve_response_code( $response );".to_owned());
    lines.join("\n") + "\n"
}

/// With cURL.
pub(super) fn curl(recipe: &Recipe) -> String {
    let mut lines = head(recipe);
    lines.push(format!("$curl = curl_init({});", address(recipe)));
    lines.push("curl_setopt_array($curl, [".to_owned());
    lines.push(match recipe.method {
        Method::Head => "    CURLOPT_NOBODY         => true,".to_owned(),
        method => format!("    CURLOPT_CUSTOMREQUEST  => {},", php(method.as_str())),
    });
    if !recipe.headers.is_empty() {
        lines.push("    CURLOPT_HTTPHEADER     => [".to_owned());
        let header = |(name, value): &(String, Vec<Piece>)| {
            let pieces: Vec<Piece> =
                std::iter::once(Piece::Text(format!("{name}: "))).chain(value.clone()).collect();
            format!("        {},", joined(&pieces))
        };
        lines.extend(recipe.headers.iter().map(header));
        lines.push("    ],".to_owned());
    }
    if let Some(basic) = &recipe.basic {
        lines.push("    CURLOPT_HTTPAUTH       => CURLAUTH_BASIC,".to_owned());
        lines.push(format!("    CURLOPT_USERPWD        => {},", pair(basic)));
    }
    if let Some(body) = &recipe.body {
        lines.push(format!("    CURLOPT_POSTFIELDS     => {},", php(body)));
    }
    let protocol = if recipe.is_https() { "CURLPROTO_HTTPS" } else { "CURLPROTO_HTTP" };
    lines.push(format!("    CURLOPT_PROTOCOLS      => {protocol},"));
    let fixed = [
        "    CURLOPT_SSL_VERIFYPEER => true,",
        "    CURLOPT_SSL_VERIFYHOST => 2,",
        "    CURLOPT_FOLLOWLOCATION => false,",
        "    CURLOPT_RETURNTRANSFER => true,",
        "    CURLOPT_TIMEOUT        => 30,",
        "]);",
        "if (curl_exec($curl) === false) {",
        "    throw new RuntimeException('No answer: cURL error ' . curl_errno($curl));",
        "}",
        "$status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);",
    ];
    lines.extend(fixed.map(str::to_owned));
    lines.join("\n") + "\n"
}

fn head(recipe: &Recipe) -> Vec<String> {
    let mut lines = vec!["<?php".to_owned()];
    for name in &recipe.reads {
        match recipe.from {
            SnippetKey::Constant => {
                lines.push(format!("if (!defined('{name}')) {{"));
            }
            SnippetKey::Environment => {
                lines.push(format!("${} = (string) getenv('{name}');", variable(name)));
                lines.push(format!("if (${} === '') {{", variable(name)));
            }
        }
        lines.push(format!("    throw new RuntimeException('{name} is not set');"));
        lines.push("}".to_owned());
        if recipe.from == SnippetKey::Constant {
            lines.push(format!("${} = {name};", variable(name)));
        }
    }
    lines.push(String::new());
    lines
}

/// Never `$this`: the name has the provider's before it.
fn variable(name: &str) -> String {
    name.to_lowercase()
}

fn address(recipe: &Recipe) -> String {
    if recipe.query.is_empty() {
        return php(&recipe.url);
    }
    let mark = if recipe.url.contains('?') { '&' } else { '?' };
    let pairs: Vec<String> =
        recipe.query.iter().map(|(name, key)| format!("{} => ${}", php(name), variable(key))).collect();
    let list = format!("array({})", pairs.join(", "));
    format!(
        "{} . http_build_query({list}, '', '&', PHP_QUERY_RFC3986)",
        php(&format!("{}{mark}", recipe.url))
    )
}

fn pair((user, password): &(Piece, Piece)) -> String {
    joined(&[user.clone(), Piece::Text(":".into()), password.clone()])
}

fn joined(pieces: &[Piece]) -> String {
    let words =
        pieces.iter().filter(|piece| **piece != Piece::Text(String::new())).map(|piece| match piece {
            Piece::Text(text) => php(text),
            Piece::Key(name) => format!("${}", variable(name)),
        });
    let words: Vec<String> = words.collect();
    if words.is_empty() { "''".to_owned() } else { words.join(" . ") }
}
