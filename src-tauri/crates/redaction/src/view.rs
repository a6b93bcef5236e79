//! A text as seen through a decoding, each byte with the place in the source it came from.

use crate::classes::Classes;
use std::borrow::Cow;
use std::cell::OnceCell;

/// Bytes that may be a key, decoded: wiped when dropped.
pub(crate) struct Wiped(Vec<u8>);

impl Wiped {
    /// Never grown past its room by the decoders, so that no copy is left behind by a reallocation.
    pub(crate) fn with_room(room: usize) -> Wiped {
        Wiped(Vec::with_capacity(room))
    }

    /// Makes room for so many bytes; what is left behind is wiped.
    pub(crate) fn grow_to(&mut self, room: usize) {
        if room > self.0.capacity() {
            let mut grown = Wiped::with_room(room);
            grown.extend_from_slice(&self.0);
            *self = grown;
        }
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        // Wiping byte by byte with volatile writes costs as much as the search itself. The box is opaque to the
        // optimiser, so the plain fill before it cannot be left out.
        self.0.fill(0);
        std::hint::black_box(&mut self.0);
    }
}

impl std::ops::Deref for Wiped {
    type Target = Vec<u8>;
    #[inline]
    fn deref(&self) -> &Vec<u8> {
        &self.0
    }
}

impl std::ops::DerefMut for Wiped {
    #[inline]
    fn deref_mut(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }
}

enum Bytes<'p> {
    Source(&'p [u8]),
    Own(Wiped),
}

/// Where the bytes of a view came from.
enum Places {
    /// It is the source.
    Same,
    /// Source start and end of each byte.
    Each(Vec<(u32, u32)>),
    /// All of it came from this stretch of the source.
    Run(u32, u32),
}

/// Bytes, and where each came from.
pub(crate) struct View<'p> {
    bytes: Bytes<'p>,
    places: Places,
    classes: OnceCell<Classes>,
}

impl<'p> View<'p> {
    /// The source.
    pub(crate) fn source_text(text: &'p [u8]) -> View<'p> {
        View::new(Bytes::Source(text), Places::Same)
    }

    /// What a run of the parent was unpacked into.
    pub(crate) fn from_run(parent: &View<'_>, bytes: Wiped, start: usize, end: usize) -> View<'p> {
        let (start, end) = parent.source(start, end);
        View::new(Bytes::Own(bytes), Places::Run(start as u32, end as u32))
    }

    fn new(bytes: Bytes<'p>, places: Places) -> View<'p> {
        View { bytes, places, classes: OnceCell::new() }
    }

    /// What sort each byte is of.
    pub(crate) fn classes(&self) -> &Classes {
        self.classes.get_or_init(|| Classes::of(self.bytes()))
    }

    /// Was something left out here? A byte of the source that looks the same came from somewhere.
    pub(crate) fn is_gap(&self, at: usize) -> bool {
        self.bytes()[at] == GAP && self.source(at, at + 1).0 == self.source(at, at + 1).1
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Source(bytes) => bytes,
            Bytes::Own(bytes) => bytes,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes().len()
    }

    /// The bytes as text of the same length: what is no UTF-8 becomes `?`, byte by byte.
    pub(crate) fn legible(&self) -> Cow<'_, str> {
        legible(self.bytes())
    }

    /// The source span of the bytes `start..end`.
    pub(crate) fn source(&self, start: usize, end: usize) -> (usize, usize) {
        match &self.places {
            Places::Same => (start, end),
            Places::Run(from, to) => (*from as usize, *to as usize),
            Places::Each(places) if start < end => (places[start].0 as usize, places[end - 1].1 as usize),
            Places::Each(places) => {
                let at = places.get(start).map_or(0, |place| place.0 as usize);
                (at, at)
            }
        }
    }

    /// Was something decoded between these two places (rather than copied)?
    pub(crate) fn is_novel(&self, start: usize, end: usize) -> bool {
        let (from, to) = self.source(start, end);
        to - from != end - start
    }
}

/// Bytes as text of the same length: what is no UTF-8 becomes `?`, byte by byte.
pub(crate) fn legible(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(std::iter::repeat_n('?', chunk.invalid().len()));
    }
    Cow::Owned(text)
}

/// Stands where a part of the parent that tells nothing new was left out.
pub(crate) const GAP: u8 = 0x1e;

/// Builds a view over a parent view.
pub(crate) struct Weaver<'a> {
    parent: &'a View<'a>,
    bytes: Wiped,
    places: Vec<(u32, u32)>,
}

impl<'a> Weaver<'a> {
    pub(crate) fn over(parent: &'a View<'a>, room: usize) -> Weaver<'a> {
        Weaver { parent, bytes: Wiped::with_room(room), places: Vec::with_capacity(room) }
    }

    /// Adds a byte that was decoded from `from..to` of the parent.
    pub(crate) fn push(&mut self, byte: u8, from: usize, to: usize) {
        let (start, end) = self.parent.source(from, to);
        self.bytes.push(byte);
        self.places.push((start as u32, end as u32));
    }

    /// Copies a stretch of the parent as it is.
    pub(crate) fn copy(&mut self, from: usize, to: usize) {
        self.bytes.extend_from_slice(&self.parent.bytes()[from..to]);
        match &self.parent.places {
            Places::Run(start, end) => {
                self.places.extend(std::iter::repeat_n((*start, *end), to - from));
            }
            Places::Same => self.places.extend((from as u32..to as u32).map(|at| (at, at + 1))),
            Places::Each(places) => self.places.extend_from_slice(&places[from..to]),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// What was added from here on.
    pub(crate) fn since(&self, from: usize) -> &[u8] {
        &self.bytes[from..]
    }

    /// Leaves only these stretches of what was added from `from` on, each closed by a line break. What alternates with
    /// NULs (UTF-16) is left without them.
    pub(crate) fn keep_only(&mut self, from: usize, stretches: &[(usize, usize)]) {
        let mut to = from;
        for (start, end) in stretches {
            let nuls = self.bytes[from + start..from + end].iter().filter(|byte| **byte == 0).count();
            let wide = nuls * 5 >= (end - start) * 2;
            for at in from + start..from + end {
                if !wide || self.bytes[at] != 0 {
                    self.bytes[to] = self.bytes[at];
                    self.places[to] = self.places[at];
                    to += 1;
                }
            }
            // Between two stretches at least one byte was no text; after the last there may be room or not.
            let last = self.places[from + end - 1];
            match self.bytes.get_mut(to) {
                Some(byte) => *byte = b'\n',
                None => self.bytes.push(b'\n'),
            }
            match self.places.get_mut(to) {
                Some(place) => *place = last,
                None => self.places.push(last),
            }
            to += 1;
        }
        self.bytes.truncate(to);
        self.places.truncate(to);
    }

    /// Keeps what was added from `from` on apart from what follows.
    pub(crate) fn close(&mut self, from: usize) {
        if let Some(last) = self.places[from..].last().copied() {
            self.bytes.push(0);
            self.places.push(last);
        }
    }

    /// Keeps apart what stands before and after a gap in the parent that begins at this place.
    pub(crate) fn gap(&mut self, at: usize) {
        let place = self.parent.source(at, at).0 as u32;
        self.bytes.push(GAP);
        self.places.push((place, place));
    }

    pub(crate) fn finish(self) -> View<'a> {
        View::new(Bytes::Own(self.bytes), Places::Each(self.places))
    }
}
