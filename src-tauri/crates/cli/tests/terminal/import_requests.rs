//! Requests from curl and Postman: previewed by masks, picked by number, taken in on a word.

use crate::room::{Room, fields, made_key, nowhere};

#[test]
fn requests_of_a_file_are_listed_picked_and_taken_in() {
    let room = Room::with_keyring();
    room.run(&["client", "add", "Northlight"]).good();
    let (token, other) = (made_key("ck_"), made_key("cs_"));
    let text = format!(
        "curl https://erp.example.net/api/orders -H 'X-Api-Key: {token}' -H 'Accept: application/json'\n\
         curl -X POST https://erp.example.net/api/orders -H 'X-Api-Key: {token}' -d @order.json\n\
         curl -k https://b.example.net/ -u anna:{other}\ncurl http://plain.example.net/ -u a:b\n"
    );
    let path = room.file("requests.sh", &text);
    let import = |more: &[&str]| {
        room.run(&[&["import", "request", "--client", "Northlight", "--from", &path][..], more].concat())
    };
    let preview = import(&[]);
    assert_eq!(preview.code, 0, "{preview:?}");
    for told in
        ["4 requests", "3 ready, 1 with problems", "2 integrations", "https://erp.example.net/api/orders"]
    {
        assert!(preview.out.contains(told), "{told}: {preview:?}");
    }
    assert!(!room.run(&["integration", "list"]).good().contains("erp"), "a preview changes nothing");
    assert!(import(&["--pick", "1"]).fails(2).contains("--yes"));
    import(&["--pick", "9", "--yes"]).fails(2);
    import(&["--pick", "x", "--yes"]).fails(2);

    let one = import(&["--pick", "1,2", "--name", "ERP", "--yes", "--json"]);
    assert_eq!(
        fields(&one.json()),
        ["clipboard_cleared", "failed", "keys", "masked_in_log", "taken"],
        "{one:?}"
    );
    assert_eq!((&one.json()["keys"], &one.json()["taken"][0]["name"]), (&1.into(), &"ERP".into()));
    let rest = import(&["--all", "--yes"]);
    assert_eq!(rest.code, 1, "one request is left out: {rest:?}");
    let list = room.run(&["integration", "list"]).good();
    for told in ["ERP", "erp.example.net", "b.example.net"] {
        assert!(list.contains(told), "{told}: {list}");
    }
    let log = room.run(&["log", "--full", "--json"]);
    for key in [&token, &other] {
        nowhere(&room, &[&preview, &one, &rest, &log], key, Some(&room.path("requests.sh")));
    }
}
