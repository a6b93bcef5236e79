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
    assert_eq!(fields(&done.json()), ["clients", "failed", "integrations", "keys", "skipped"]);
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
