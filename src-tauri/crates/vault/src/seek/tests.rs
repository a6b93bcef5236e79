use super::*;

fn seeker(keys: &[&str], shapes: bool) -> KeySeeker {
    seeking(keys, shapes, Sought::Pieces)
}

fn seeking(keys: &[&str], shapes: bool, sought: Sought) -> KeySeeker {
    let values = keys.iter().map(|key| Secret::copy_of(key.as_bytes())).collect();
    let tag_key = crate::secret::random().expect("randomness");
    let printer = Printer::new([Salt::new().expect("randomness").key()]);
    KeySeeker::new(&tag_key, values, shapes, printer, sought)
}

fn made() -> String {
    let bytes = crate::secret::random::<24>().expect("randomness");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Gives its bytes out in pieces of one size, and says nothing of its own.
struct Slow<'a>(&'a [u8], usize);

impl Read for Slow<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let taken = self.1.min(self.0.len()).min(into.len());
        into[..taken].copy_from_slice(&self.0[..taken]);
        self.0 = &self.0[taken..];
        Ok(taken)
    }
}

fn examine(seeker: &KeySeeker, bytes: &[u8], cut: usize, size: Option<u64>) -> Vec<Seen> {
    let (mut room, mut seen) = (SeekRoom::new(), Vec::new());
    let mut content = Slow(bytes, cut);
    room.begin(&mut content, size);
    let examined = seeker.examine(&mut room, &mut content, &mut seen);
    assert_eq!((examined.bytes, examined.failed), (bytes.len() as u64, None));
    seen
}

#[test]
fn lines_are_right_in_pieces_of_every_size() {
    let (first, second) = (made(), made());
    for shapes in [false, true] {
        let seeker = seeker(&["short", &first, &second], shapes);
        assert_eq!((seeker.refused(), seeker.keys()), (&[0][..], 2));
        for lines in [0, 1, 300, 40_000, 90_000] {
            let before = "a line of text here\n".repeat(lines);
            let text = format!("{before}x = {first};\n\ny = {second}; z = {first}\n{before}");
            let expected = [(lines + 1, 1), (lines + 3, 2), (lines + 3, 1)];
            for (cut, size) in [(7_001, None), (usize::MAX, None), (usize::MAX, Some(text.len() as u64))] {
                let seen = examine(&seeker, text.as_bytes(), cut, size);
                let found: Vec<_> =
                    seen.iter().map(|one| (one.line as usize, one.key.expect("a key"))).collect();
                assert_eq!(found, expected, "{lines} lines, shapes {shapes}, cut {cut}");
                assert!(seen[0].prints == seen[2].prints && seen[0].prints != seen[1].prints);
            }
        }
    }
}

#[test]
fn a_key_has_one_fingerprint_however_it_is_written() {
    let key = made();
    let encoded: String = key.bytes().map(|byte| format!("%{byte:02X}")).collect();
    // No hex digit stands between them: with one that the key goes on with they would read as one wrapped key.
    let seen = examine(&seeker(&[&key], true), format!("x={key}\ny={encoded}\n").as_bytes(), 99, None);
    assert_eq!(seen.iter().map(|one| (one.line, one.key)).collect::<Vec<_>>(), [(1, Some(0)), (2, Some(0))]);
    assert_eq!(seen[0].prints, seen[1].prints);
}

#[test]
fn wide_text_has_lines_too() {
    let key = made();
    // Its lower byte is that of a line end.
    let text = format!("\u{feff}\u{4e0a}\u{4e0a} x\ny = {key}\n");
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let seen = examine(&seeker(&[&key], true), &wide, usize::MAX, None);
    assert_eq!(seen.iter().map(|one| (one.line, one.key)).collect::<Vec<_>>(), [(2, Some(0))]);
}

#[test]
fn places_are_masked_with_and_without_shapes() {
    let (key, shape) = (made(), format!("sk_{}_{}", "live", made()));
    for shapes in [false, true] {
        let seeker = seeker(&[&key], shapes);
        let shown = seeker.mask_place(&format!("shop/{key}/a-{shape}.txt"));
        assert_eq!(shown, "shop/[key]/a-[secret].txt", "shapes {shapes}");
        let asked = seeker.mask_place(&format!("https://shop.example/a?token={shape}&page=2"));
        assert_eq!(asked, "https://shop.example/a?token=[secret]&page=2");
        for plain in [
            "wp-content/themes/storefront/assets/js/app.min.js",
            "node_modules/.pnpm/@babel+core@7.24.5/node_modules/x/index.d.ts",
            "dist/assets/index-BxY7a9Kd.js",
            "static/chunks/pages/_app-6a626577ffa902a4.js",
            "build/main.3f2504e04f8941d39a0c0305e82c3301.css",
            "backup-2026-11-23T10-04-10.sql",
            "a/3f2504e0-4f89-41d3-9a0c-0305e82c3301/invoice (1).pdf",
        ] {
            assert_eq!(seeker.mask_place(plain), plain, "shapes {shapes}");
        }
    }
}

#[test]
fn addresses_name_nobody_and_those_that_were_not_read_say_no_values() {
    let (key, seeker) = (made(), |key: &str| seeker(&[key], false));
    let seeker = seeker(&key);
    let read = "https://shop.example/tea?page=2&email=anna.muster@mail.example";
    assert_eq!(seeker.mask_place(read), "https://shop.example/tea?page=2&email=[email]");
    let file = "mail/anna.muster@mail.example/inbox.mbox";
    assert_eq!(seeker.mask_place(file), file, "who is to open a file needs its name");
    for (place, shown) in [
        (
            "https://shop.example/unsubscribe?email=anna.muster%40mail.example&customer=4711",
            "https://shop.example/unsubscribe?email=[text]&customer=[number]",
        ),
        (
            "https://shop.example/cart?remove_item=0af5&anna_muster=1",
            "https://shop.example/cart?remove_item=[text]&[field]=[number]",
        ),
        ("https://shop.example/to/anna.muster@mail.example?logout", "https://shop.example/to/[email]?[text]"),
        ("https://shop.example/plain", "https://shop.example/plain"),
        ("logs/a?b=anna", "logs/a?b=anna"),
    ] {
        assert_eq!(seeker.mask_unread(place), shown);
    }
    let held = seeker.mask_unread(&format!("https://shop.example/{key}?t={key}&{key}=1"));
    assert_eq!(
        held,
        "https://shop.example/[key]?t=[text]&[field]=[number]".replace("t=[text]", held_label(&held))
    );
    assert!(!held.contains(&key[..12]), "{held}");
}

/// What a strict view calls a value of letters and digits depends on the digits that chance gave it.
fn held_label(shown: &str) -> &str {
    if shown.contains("t=[id]") { "t=[id]" } else { "t=[text]" }
}

#[test]
fn whoever_writes_the_text_finds_no_key_by_its_pieces_and_none_by_a_dictionary() {
    let (first, second) = (made(), made());
    let password = "Sommer2026!";
    let encoded: String = second.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let hex: String = second.bytes().map(|byte| format!("{byte:02x}")).collect();
    let pieces = format!("{}\n{}\n{password}\n", &first[..20], &first[12..]);
    let text = format!("{pieces}a={second}\nb={hex}\nc={encoded}\n");
    for shapes in [false, true] {
        let keys = [password, "short", &first, &second];
        let whole = seeking(&keys, shapes, Sought::Whole);
        assert_eq!((whole.refused(), whole.guessable(), whole.keys()), (&[1][..], &[0][..], 2));
        for cut in [13, usize::MAX] {
            let held = |seeker: &KeySeeker| -> Vec<(u64, usize)> {
                let seen = examine(seeker, text.as_bytes(), cut, None);
                seen.iter().filter_map(|one| Some((one.line, one.key?))).collect()
            };
            assert_eq!(held(&whole), [(4, 3), (5, 3)], "whole keys alone: shapes {shapes}, cut {cut}");
            let all = seeking(&keys, true, Sought::Pieces);
            assert!(held(&all).contains(&(1, 2)) && held(&all).contains(&(3, 0)), "where nobody guesses");
        }
        assert!(!whole.mask_place(&format!("/{}/{password}", &first[..20])).contains("[key]"));
    }
}
