use proptest::prelude::*;

use crate::intake::requests::{
    Destination, Remark, RequestFile, RequestFlaw, RequestScheme, RequestShape, SecretPlace, TextShape,
};
use crate::intake::{Intake, requests::shape::HIDDEN_TEXT};

fn read(text: &str) -> RequestFile {
    RequestFile::from_intake(Intake::from_bytes(text.as_bytes().to_vec())).ok().unwrap()
}

fn one(text: &str) -> RequestShape {
    let file = read(text);
    assert_eq!(file.requests().len(), 1, "{text}");
    file.requests()[0].clone()
}

/// The secrets of the first request with their roles, as they would go into the keyring.
fn secrets(text: &str) -> (RequestScheme, Vec<(&'static str, String)>) {
    let file = read(text);
    let shape = &file.requests()[0];
    let auth = &shape.auth[0];
    let value = |at: usize| {
        // EXPOSE: a test compares made-up text.
        String::from_utf8(file.take(shape.parts[at].value).ok().unwrap().value.expose().to_vec()).unwrap()
    };
    let parts = auth.parts.iter().filter_map(|(role, at)| Some((*role, value((*at)?)))).collect();
    (auth.scheme.clone(), parts)
}

#[test]
fn each_option_means_what_it_means_to_curl() {
    let basic = |user: &str, password: &str| {
        (RequestScheme::Basic, vec![("username", user.to_owned()), ("password", password.to_owned())])
    };
    assert_eq!(secrets("curl -u anna:a:b https://a.example"), basic("anna", "a:b"));
    assert_eq!(secrets("curl -uanna:x -sS https://a.example"), basic("anna", "x"));
    assert_eq!(secrets("curl https://anna:x%40y@a.example/"), basic("anna", "x@y"));
    let token = (RequestScheme::Bearer, vec![("token", "abc".to_owned())]);
    assert_eq!(secrets("curl --oauth2-bearer abc https://a.example"), token);
    assert_eq!(secrets("curl -H 'authorization: bearer abc' https://a.example"), token);
    let sigv4 = secrets("curl --aws-sigv4 aws:amz:eu-west-1:execute-api -u 'AK:SK' https://a.example");
    let scheme = RequestScheme::SigV4 { region: "eu-west-1".into(), service: "execute-api".into() };
    let keys = vec![("access_key_id", "AK".to_owned()), ("secret_access_key", "SK".to_owned())];
    assert_eq!(sigv4, (scheme, keys));
    for (text, method) in [
        ("curl https://a.example", "GET"),
        ("curl -I https://a.example", "HEAD"),
        ("curl -d a=b https://a.example", "POST"),
        ("curl -G -d a=b https://a.example", "GET"),
        ("curl -XPUT https://a.example", "PUT"),
        ("curl --request delete --url https://a.example", "DELETE"),
        ("curl -T file https://a.example", "PUT"),
        ("curl --json '{}' https://a.example", "POST"),
        ("sudo /usr/bin/curl -sXPATCH https://a.example", "PATCH"),
    ] {
        assert_eq!(one(text).method, method, "{text}");
    }
    let query =
        one("curl -G https://a.example/x?one=1 -d two=2 --data-urlencode 'three=a b&c' --url-query four=4");
    let sent: Vec<&str> = query.query.iter().map(|one| one.sent.as_str()).collect();
    assert_eq!(sent, ["one=1", "four=4", "two=2", "three=a%20b%26c"]);
}

#[test]
fn nothing_that_a_command_names_is_opened_and_each_is_told() {
    let shape = one(
        "curl -k -K cfg -d @body -H @head -b jar --cert c:pw --key k -F f=@x -x http://p --resolve a:1:2 -T up --netrc --nonsense https://a.example",
    );
    let told = [
        Remark::Insecure,
        Remark::ConfigNotRead,
        Remark::FileNotRead("-d @file"),
        Remark::FileNotRead("-H @file"),
        Remark::FileNotRead("-b"),
        Remark::FileNotRead("-F name=@file"),
        Remark::FileNotRead("-T"),
        Remark::FileNotRead("--netrc"),
        Remark::CertificateFile("--cert"),
        Remark::CertificateFile("--key"),
        Remark::OtherWay("--proxy"),
        Remark::OtherWay("--resolve"),
        Remark::OptionUnknown("--nonsense".into()),
    ];
    for remark in &told {
        assert!(shape.remarks.contains(remark), "{remark:?} of {:?}", shape.remarks);
    }
    assert_eq!(shape.remarks.len(), told.len(), "{:?}", shape.remarks);
}

#[test]
fn several_commands_and_several_addresses_are_as_many_requests() {
    let file = read(
        "curl https://a.example https://b.example -H 'X-Api-Key: k1'\necho x\ncurl -s https://c.example --next -I https://d.example",
    );
    let methods: Vec<&str> = file.requests().iter().map(|one| one.method.as_str()).collect();
    assert_eq!(methods, ["GET", "GET", "GET", "HEAD"]);
    assert_eq!(file.remarks(), [Remark::CommandLeftOut]);
    let value = |at: usize| file.requests()[at].parts[0].value;
    assert_eq!(value(0), value(1), "an equal secret is kept once");
}

#[test]
fn what_is_open_is_no_key_and_what_leads_nowhere_is_told() {
    let shape =
        one("curl https://$HOST/orders/$ID?key=$KEY -H \"Authorization: Bearer $TOKEN\" -H 'X-Plain: $x'");
    assert_eq!(shape.destination, Destination::Unknown(vec!["HOST".into()]));
    assert_eq!((shape.path.as_str(), &shape.sent_path), ("/orders/$ID", &None));
    assert!(shape.query[0].value == TextShape::Hidden && shape.parts.is_empty(), "{shape:?}");
    assert_eq!(shape.auth[0].parts, [("token", None)]);
    let names = ["HOST", "ID", "KEY", "TOKEN"];
    let unknown = shape.remarks.iter().find(|one| matches!(one, Remark::Unknown(_))).unwrap();
    assert!(
        matches!(unknown, Remark::Unknown(told) if told.iter().all(|name| names.contains(&name.as_str()))),
        "{unknown:?}"
    );
    for (text, expected) in [
        ("curl -s", Destination::Missing),
        ("curl a.example", Destination::NotHttps),
        ("curl ftp://a.example", Destination::Invalid),
        ("curl 'https://exa mple'", Destination::Invalid),
    ] {
        assert_eq!(one(text).destination, expected, "{text}");
    }
    assert_eq!(one("curl 'https://a.example").problems, [RequestFlaw::Unreadable]);
}

#[test]
fn secrets_are_hidden_wherever_they_stand() {
    let key = format!("sk_{}_{}", "live", "4eC39HqLyjWDarjtT1zdp7dcQm8Zr2Xv");
    let text = format!(
        "curl 'https://a.example/hook/{key}/x?api_key=abc&page=2&{key}' -H 'X-Own: {key}' -H 'Cookie: sid=1' -A 'me/1' \
         -d '{{\"user\":{{\"password\":\"sommer\"}},\"note\":\"plain\"}}' -H 'Content-Type: application/json' -H '{key}: 1' --{key}"
    );
    let shape = one(&text);
    assert!(!format!("{shape:?}").contains(&key[8..14]), "{shape:?}");
    assert_eq!(shape.path, format!("/hook/{HIDDEN_TEXT}/x"));
    let places: Vec<SecretPlace> = shape.parts.iter().map(|part| part.place).collect();
    for place in
        [SecretPlace::Path, SecretPlace::Query, SecretPlace::Header, SecretPlace::Cookie, SecretPlace::Body]
    {
        assert!(places.contains(&place), "{place:?}: {:?}", shape.parts);
    }
    assert!(shape.parts.iter().any(|part| part.name == "/user/password"), "{:?}", shape.parts);
    assert_eq!(shape.query[1].value, TextShape::Text("2".into()));
    assert!(shape.remarks.contains(&Remark::OptionUnknown(HIDDEN_TEXT.into())), "{:?}", shape.remarks);
}

#[test]
fn more_than_a_request_has_is_told() {
    let headers: String = (0..300).map(|n| format!(" -H 'x-{n}: {n}'")).collect();
    assert_eq!(one(&format!("curl https://a.example{headers}")).problems, [RequestFlaw::TooLarge]);
    let arguments: String = (0..300).map(|n| format!("a{n}=1&")).collect();
    assert_eq!(one(&format!("curl 'https://a.example?{arguments}'")).problems, [RequestFlaw::TooLarge]);
}

proptest! {
    #[test]
    fn no_command_is_too_much(text in "curl( (-[a-zA-Z]{1,3}|--[a-z0-9-]{1,12}|[ -~äß\n]{0,20}|https?://[a-z.@:/?&=%#{}$-]{0,30})){0,12}") {
        drop(RequestFile::from_intake(Intake::from_bytes(text.into_bytes())));
    }

    #[test]
    fn no_bytes_are_too_much(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        drop(RequestFile::from_intake(Intake::from_bytes(bytes)));
    }
}

#[test]
fn a_secret_variable_is_hidden_wherever_its_value_stands() {
    // Words that nobody would take for a key, were it not for the variable's name.
    for text in [
        "PASSWORD=quzzle; curl https://a.example/x/$PASSWORD",
        "PASSWORD=quz/zle; curl https://a.example/x/${PASSWORD}/y",
        "PASSWORD=quzzle; curl \"https://a.example/:$PASSWORD\"",
        "PASSWORD=quzzle; curl https://a.example/?q=$PASSWORD",
        "PASSWORD='quz&zle=1'; curl \"https://a.example/?q=$PASSWORD\"",
        "PASSWORD=quzzle; curl https://a.example/?$PASSWORD=1",
        "PASSWORD=quzzle; curl https://$PASSWORD.example/",
        "PASSWORD=quzzle; curl -H \"X-Note: a $PASSWORD\" https://a.example/",
        "PASSWORD=quzzle; curl -H \"$PASSWORD: a\" https://a.example/",
        "PASSWORD=quzzle; curl -A $PASSWORD https://a.example/",
        "PASSWORD=QUZZLE; curl -X $PASSWORD https://a.example/",
        "PASSWORD=quzzle; curl --$PASSWORD https://a.example/",
        "PASSWORD=quzzle; curl -G --data-urlencode \"q=$PASSWORD\" https://a.example/",
        "PASSWORD=quzzle; curl -G --data-urlencode \"$PASSWORD=q\" https://a.example/",
        "PASSWORD=quzzle; curl -G -d a=1 -d $PASSWORD=1 https://a.example/",
        "PASSWORD=quzzle; curl --aws-sigv4 aws:amz:$PASSWORD:s3 -u a:b https://a.example/",
        "PASSWORD=quzzle; curl -F $PASSWORD=$PASSWORD https://a.example/",
        "PASSWORD=quzzle; curl -d \"{\\\"$PASSWORD\\\":\\\"$PASSWORD\\\"}\" --json '' https://a.example/",
        "PASSWORD=quzzle; curl -d a=1 -H \"Content-Type: $PASSWORD\" https://a.example/",
        "PASSWORD=quzzle; B=x$PASSWORD; curl https://a.example/$B",
    ] {
        let shown = format!("{:?}", one(text)).to_lowercase();
        assert!(!shown.contains("quz") && !shown.contains("zle"), "{text}: {shown}");
    }
}

#[test]
fn what_stands_in_a_place_that_names_a_secret_is_hidden() {
    for text in [
        "curl 'https://a.example/?password=correcthorse'",
        "curl 'https://a.example/?user%5Bpassword%5D=correcthorse'",
        "curl 'https://a.example/password/correcthorse'",
        "curl 'https://a.example/a;password=correcthorse/b'",
        "curl 'https://a.example/?filter=password:correcthorse'",
        "curl -H 'X-Password: correcthorse' https://a.example/",
        "curl -H 'X-Auth-Pass: correcthorse' https://a.example/",
        "curl -e 'https://b.example/?token=correcthorse' https://a.example/",
        "curl -u anna:correcthorse https://a.example/",
        "curl https://anna:correcthorse@a.example/",
        "curl -H 'Authorization: Basic correcthorse' https://a.example/",
        "curl -H 'Authorization: correct horse correcthorse' https://a.example/",
        "curl -b 'sid=correcthorse' https://a.example/",
        "curl -d 'password=correcthorse' https://a.example/",
    ] {
        let shape = one(text);
        assert!(!format!("{shape:?}").contains("correcthorse"), "{text}: {shape:?}");
        assert!(!shape.parts.is_empty(), "{text}: kept as a secret");
    }
}
