//! Bad input at the door: refused with words that help, and nothing is changed by it.

use engine::view::{AuthInput, ClientInput};
use keyrack_tests::needle::Needle;

use crate::rack::{Rack, client, flow, integration, provider, refused};

#[test]
fn addresses_that_a_key_must_not_go_to() {
    flow("input::addresses_that_a_key_must_not_go_to", || async {
        let rack = Rack::new().await;
        let before = rack.deeds().await;
        for (address, code) in [
            ("https://user:pass@shop.example", "url_credentials"),
            ("https://token@shop.example/api", "url_credentials"),
            ("http://shop.example", "not_https"),
            ("http://127.0.0.1:8080", "not_https"),
            ("ftp://shop.example", "not_https"),
            ("file:///etc/passwd", "not_https"),
            ("javascript:alert(1)", "not_https"),
            ("shop.example", "url_invalid"),
            ("https://", "url_invalid"),
            ("https://shop.example/?key=1", "url_invalid"),
            ("https://shop.example/#part", "url_invalid"),
            ("", "required"),
        ] {
            let input = integration("Shop", address, AuthInput::Bearer, None);
            let answer =
                rack.engine.add_integration(rack.client, input).await.map_err(|error| error.refusal());
            let Err(refusal) = &answer else { panic!("{address} was accepted") };
            assert_eq!(refusal.field.as_deref(), Some("base_url"), "{address}: {refusal:?}");
            // Several of them have more than one thing wrong: any of the words that fit will do.
            let fits = [code, "not_https", "url_invalid"].contains(&refusal.code.as_str());
            assert!(fits, "{address}: {refusal:?}");
            refused(answer.clone(), &refusal.code.clone());
        }
        assert_eq!(rack.deeds().await, before, "nothing was done");
        assert_eq!(rack.engine.client(rack.client).await.expect("the client").integrations, []);
    });
}

#[test]
fn keys_that_are_none() {
    flow("input::keys_that_are_none", || async {
        let rack = Rack::new().await;
        let good = Needle::letters("good", "");
        let provider = provider(&good).await;
        let id = rack.bearer("Shop", &provider).await;
        rack.take(id, "token", good.key().as_bytes()).await.expect("the good key");

        let bad = Needle::letters("bad", "").key();
        let utf16: Vec<u8> = bad.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let with_mark = [&[0xff, 0xfe][..], &utf16].concat();
        let halves = bad.split_at(20);
        let million = vec![b'a'; 1 << 20];
        for (what, key, code) in [
            ("nothing", &b""[..], "key_empty"),
            ("white space", b" \r\n\t ", "key_empty"),
            ("a line end within", format!("{}\n{}", halves.0, halves.1).as_bytes(), "key_multi_line"),
            ("NUL within", format!("{}\0{}", halves.0, halves.1).as_bytes(), "key_control"),
            ("an escape within", format!("{}\x1b[31m{}", halves.0, halves.1).as_bytes(), "key_control"),
            ("a megabyte", &million, "key_too_long"),
            ("UTF-16", &utf16, "key_not_text"),
            ("UTF-16 with its mark", &with_mark, "key_not_text"),
            ("Latin-1", b"schl\xfcssel-schl\xfcssel", "key_not_text"),
        ] {
            let answer = rack.take(id, "token", key).await;
            let code_found = answer.as_ref().err().map(|refusal| refusal.code.clone());
            assert_eq!(code_found.as_deref(), Some(code), "{what}");
            refused(answer, code);
        }
        refused(rack.take(id, "password", b"a-fine-key-for-no-part").await, "part_unknown");

        let send = rack.test(id).await;
        crate::rack::judged(&send, "accepted");
        assert!(provider.arrived(&good.key()), "the good key is still the one in use");
    });
}

#[test]
fn white_space_around_a_key_is_left_out_and_said() {
    flow("input::white_space_around_a_key_is_left_out_and_said", || async {
        let rack = Rack::new().await;
        let needle = Needle::letters("key", "");
        let provider = provider(&needle).await;
        let id = rack.bearer("Shop", &provider).await;
        let taken =
            rack.take(id, "token", format!("  {}\r\n", needle.key()).as_bytes()).await.expect("taken in");
        let held = taken.part.held.expect("held");
        assert!(held.warnings.contains(&engine::view::KeyWarning::Trimmed.into()), "{held:?}");
        crate::rack::judged(&rack.test(id).await, "accepted");
    });
}

#[test]
fn a_key_in_a_text_field_is_refused_and_stored_nowhere() {
    flow("input::a_key_in_a_text_field_is_refused_and_stored_nowhere", || async {
        let rack = Rack::new().await;
        // One that is held, and one that only looks like a key.
        let held = Needle::make("held", "", "abcdefghijkmnpqrstuvwxyz23456789", 32);
        // Short enough for every field, so that its length is no reason of its own.
        let shaped = Needle::make(
            "shaped",
            "sk_live_",
            "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789",
            24,
        );
        let provider = provider(&held).await;
        let id = rack.bearer("Shop", &provider).await;
        rack.take(id, "token", held.key().as_bytes()).await.expect("taken in");

        for key in [held.key(), shaped.key()] {
            let notes = format!("the key is {key} thanks");
            let fields = [
                ("name", ClientInput { name: key.clone(), ..client("") }),
                ("notes", ClientInput { notes, ..client("A") }),
                ("tags", ClientInput { tags: vec!["eu".into(), key.clone()], ..client("A") }),
                ("owner", ClientInput { owner: key.clone(), ..client("A") }),
            ];
            for (field, input) in fields {
                let answer = rack.engine.add_client(input).await.map_err(|error| error.refusal());
                let found =
                    answer.as_ref().err().and_then(|refusal| refusal.field.clone()).unwrap_or_default();
                assert!(found.starts_with(field), "{field}: {answer:?}");
                refused(answer, "looks_like_key");
            }
            let view = rack.engine.integration(id).await.expect("the integration");
            let mut input = view.input.clone();
            input.base_url = Some(format!("{}/{key}", provider.origin()));
            let answer = rack.engine.edit_integration(id, view.revision, input).await.map(|_| ());
            refused(answer.map_err(|error| error.refusal()), "looks_like_key");
            let mut input = view.input.clone();
            input.probe = Some(format!("GET /status?key={key}"));
            let answer = rack.engine.edit_integration(id, view.revision, input).await.map(|_| ());
            refused(answer.map_err(|error| error.refusal()), "looks_like_key");
        }
        rack.holds_nothing_of(&held);
        rack.holds_nothing_of(&shaped);
    });
}

#[test]
fn names_that_deceive_are_refused_or_made_visible() {
    flow("input::names_that_deceive_are_refused_or_made_visible", || async {
        let rack = Rack::new().await;
        for name in ["a\u{202e}b", "a\0b", "a\x1b[2Jb", "a\nb", "\u{200b}", ""] {
            let answer = rack.engine.add_client(client(name)).await.map_err(|error| error.refusal());
            let code = answer.as_ref().err().map(|refusal| refusal.code.clone());
            assert!(
                matches!(code.as_deref(), Some("control_characters" | "required")),
                "{name:?}: {answer:?}"
            );
        }
        refused(
            rack.engine.add_client(client("Nordlys Outdoor")).await.map_err(|e| e.refusal()),
            "name_taken",
        );
        let long = client(&"x".repeat(121));
        refused(rack.engine.add_client(long).await.map_err(|error| error.refusal()), "too_long");
    });
}
