//! Many keys from one file, after a preview that shows masks alone.

use crate::room::{Room, fields, made_key, nowhere};

fn file(room: &Room, good: &[(&str, &str)], bad: &str) -> String {
    let mut text = String::from("client,provider,store_domain,consumer_key,consumer_secret\n");
    for (n, (key, secret)) in good.iter().enumerate() {
        text += &format!("Client {n},woocommerce,shop{n}.example,{key},{secret}\n");
    }
    room.file("keys.csv", &(text + bad))
}

const MAP: [&str; 4] =
    ["--map", "store_domain=variable:store_domain", "--map", "consumer_key=key:consumer_key"];

#[test]
fn a_file_is_previewed_and_taken_in() {
    let room = Room::with_keyring();
    let keys: Vec<(String, String)> = (0..3).map(|_| (made_key("ck_"), made_key("cs_"))).collect();
    let pairs: Vec<(&str, &str)> = keys.iter().map(|(k, s)| (k.as_str(), s.as_str())).collect();
    let path = file(&room, &pairs, "");
    let import = |more: &[&str]| {
        let args = [&["key", "import", &path][..], &MAP, &["--map", "5=key:consumer_secret"], more].concat();
        room.run(&args)
    };
    let preview = import(&["--dry-run"]);
    assert_eq!(preview.code, 0, "{preview:?}");
    assert!(preview.out.contains("ck_••••••••") && preview.out.contains("3 ready"), "{preview:?}");
    assert!(room.run(&["client", "list"]).good().contains("No clients"), "a preview changes nothing");
    assert!(import(&[]).fails(2).contains("--yes"));

    let done = import(&["--yes", "--json"]);
    assert_eq!(
        fields(&done.json()),
        ["clients", "failed", "held", "integrations", "keys", "replaced", "skipped"]
    );
    assert_eq!(done.json()["keys"], 6, "{done:?}");
    let list = room.run(&["key", "list"]);
    assert!(!list.out.contains("missing"), "{list:?}");
    let log = room.run(&["log", "--full", "--json"]);
    for key in keys.iter().flat_map(|(key, secret)| [key, secret]) {
        nowhere(&room, &[&preview, &done, &list, &log], key, Some(&room.path("keys.csv")));
    }
}

#[test]
fn a_row_left_out_is_exit_code_1_and_the_rest_is_taken_in() {
    let room = Room::with_keyring();
    let (key, secret) = (made_key("ck_"), made_key("cs_"));
    let path = file(&room, &[(&key, &secret)], "Client 9,nosuchprovider,x.example,a,b\n");
    let args =
        [&["key", "import", &path, "--yes"][..], &MAP, &["--map", "consumer_secret=key:consumer_secret"]]
            .concat();
    let ran = room.run(&args);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("Left out: 1"), "{ran:?}");
    assert!(room.run(&["client", "list"]).good().contains("Client 0"));
    room.run(&["key", "import", &path, "--yes", "--map", "nope=client"]).fails(2);
    room.run(&["key", "import", &path, "--yes", "--map", "client=nonsense"]).fails(2);
    room.run(&["key", "import", "/nowhere.csv", "--yes"]).fails(2);
}

/// The lines of an example in the help, with keys in it.
fn example(help: &str, first: &str, keys: &mut Vec<String>) -> String {
    let lines = help.lines().map(str::trim).skip_while(|line| !line.starts_with(first));
    let mut made = |prefix: &str| {
        keys.push(made_key(prefix));
        keys[keys.len() - 1].clone()
    };
    let mut text = String::new();
    for line in lines.take_while(|line| !line.is_empty()) {
        let cells = line.split_inclusive([',', '=']).map(|cell| match cell.trim_end_matches(',') {
            "KEY" => cell.replace("KEY", &made("ck_")),
            "SECRET" => cell.replace("SECRET", &made("cs_")),
            _ => cell.to_owned(),
        });
        text += &(cells.collect::<String>() + "\n");
    }
    text
}

#[test]
fn the_examples_of_the_help_can_be_taken_in() {
    let help = Room::without_keyring().run(&["key", "import", "--help"]).good();
    for (name, first, whole) in
        [("example.csv", "client,provider", 2), (".env", "NORDLYS_WOOCOMMERCE_CONSUMER_KEY=", 2)]
    {
        let room = Room::with_keyring();
        let mut keys = Vec::new();
        let path = room.file(name, &example(&help, first, &mut keys));
        assert_eq!(keys.len(), 3, "{help}");
        let ran = room.run(&["key", "import", &path, "--yes", "--json"]);
        assert_eq!((ran.code, &ran.json()["keys"]), (0, &serde_json::json!(3)), "{ran:?}");
        let rows = room.run(&["integration", "list", "--json"]).json();
        assert_eq!(rows.as_array().map(Vec::len), Some(whole));
        let list = room.run(&["key", "list"]);
        assert!(!list.out.contains("missing"), "{list:?}");
        for key in &keys {
            nowhere(&room, &[&ran, &list], key, Some(&room.path(name)));
        }
    }
}

#[test]
fn what_is_held_is_replaced_with_a_word_or_left_alone() {
    let room = Room::with_keyring();
    let keys: Vec<(String, String)> = (0..2).map(|_| (made_key("ck_"), made_key("cs_"))).collect();
    let (other, shared) = (made_key("ck_"), made_key("cs_"));
    let pairs: Vec<(&str, &str)> = keys.iter().map(|(k, s)| (k.as_str(), s.as_str())).collect();
    let import = |path: &str, more: &str| {
        let second = ["--map", "consumer_secret=key:consumer_secret", more];
        room.run(&[&["key", "import", path][..], &MAP, &second].concat())
    };
    let path = file(&room, &pairs, "");
    assert_eq!(import(&path, "--yes").code, 0);
    let before = room.run(&["key", "list"]).good();
    let again = import(&path, "--yes");
    assert_eq!(again.code, 0, "nothing to do is no failure: {again:?}");
    assert!(
        again.out.contains("already held") && again.out.contains("left as they are: 4 keys"),
        "{again:?}"
    );
    assert_eq!(room.run(&["key", "list"]).good(), before);

    let path = file(&room, &[(&other, &shared), (&keys[1].0, &shared)], "");
    let preview = import(&path, "--dry-run");
    assert_eq!(preview.code, 0, "{preview:?}");
    assert!(preview.out.contains("replaces the one held now, ck_••••••••"), "{preview:?}");
    assert!(preview.out.contains("Replaced: 3 held keys"), "{preview:?}");
    let twin = "stands in line 3 for another client: Client 1";
    assert!(
        preview.out.contains(twin) && preview.out.contains("in line 2 for another client: Client 0"),
        "{preview:?}"
    );
    let done = import(&path, "--yes");
    assert!(done.out.contains("Replaced a held key: 3. Already held: 1."), "{done:?}");
    for key in keys.iter().flat_map(|(key, secret)| [key, secret]).chain([&other, &shared]) {
        nowhere(&room, &[&preview, &done, &again], key, Some(&room.path("keys.csv")));
    }
}

#[test]
fn a_name_that_says_nothing_is_explained() {
    let room = Room::with_keyring();
    let path = room.file(".env", "FOO=bar\n");
    let ran = room.run(&["key", "import", &path, "--dry-run"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("“FOO”") && ran.out.contains("CLIENT_PROVIDER_PART"), "{ran:?}");
}
