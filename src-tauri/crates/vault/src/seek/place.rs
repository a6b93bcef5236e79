//! Places as they are shown: a file can be named after a key, an address can carry a token, and a link somebody's name.

use redaction::{Class, Fields, Kind, Place, Redacted, Redactor, Strict};

use super::KeySeeker;

impl KeySeeker {
    /// A path or an address with keys and credentials in it masked; in an address also what is personal. Not so in a path:
    /// whoever is to open the file needs its name.
    #[must_use]
    pub fn mask_place(&self, place: &str) -> String {
        let masked = self.masked(place);
        if is_address(&masked) { self.without_people(&masked) } else { masked }
    }

    /// The same for a place that was not read. Nobody needs to open it, and links carry in their queries whom they were made
    /// for: of these, names that APIs and shops have are shown, and no values.
    #[must_use]
    pub fn mask_unread(&self, place: &str) -> String {
        let Some((before, query)) = place.split_once('?').filter(|_| is_address(place)) else {
            return self.mask_place(place);
        };
        let query = Redacted { text: format!("/?{query}"), spans: Vec::new() };
        let shown = Strict::new(None, Fields::default()).apply(&query, Place::StartLine).text;
        // What cannot be read as a query is one label.
        format!("{}?{}", self.mask_place(before), shown.strip_prefix("/?").unwrap_or(&shown))
    }

    fn masked(&self, place: &str) -> String {
        let mut leaks = self.seeker.seek(place.as_bytes()).leaks;
        if let Some(shapes) = &self.shapes {
            leaks.extend(shapes.scan(place, true).leaks);
            leaks.sort_by_key(|leak| (leak.start, leak.class));
        }
        let (mut shown, mut at) = (String::with_capacity(place.len()), 0);
        for leak in leaks.iter().filter(|leak| leak.class != Class::Public) {
            let (start, end) = (leak.start.max(at), leak.end.max(at));
            if start == end {
                continue;
            }
            shown.push_str(place.get(at..start).unwrap_or_default());
            shown.push_str(if leak.class == Class::Held { "[key]" } else { "[secret]" });
            at = end;
        }
        shown.push_str(place.get(at..).unwrap_or_default());
        shown
    }

    fn without_people(&self, address: &str) -> String {
        // Tags would differ from one scan to the next, and are left out: nothing hangs on their key.
        let nets = self.nets.get_or_init(|| Redactor::new(&[0; 32], &[]).0);
        let redacted = nets.start_line(address);
        let (mut shown, mut at) = (String::with_capacity(redacted.text.len()), 0);
        for span in &redacted.spans {
            shown.push_str(&redacted.text[at..span.start]);
            let label = match span.kind {
                Kind::Key => "key",
                Kind::Secret => "secret",
                _ => &span.label,
            };
            shown.extend(["[", label, "]"]);
            at = span.end;
        }
        shown.push_str(&redacted.text[at..]);
        shown
    }
}

fn is_address(place: &str) -> bool {
    place.starts_with("http://") || place.starts_with("https://")
}
