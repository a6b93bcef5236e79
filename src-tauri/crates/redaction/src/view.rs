//! A text as seen through a decoding, each byte with the place in the source it came from.

use zeroize::Zeroizing;

/// Bytes, and where each came from.
pub(crate) struct View {
    bytes: Zeroizing<Vec<u8>>,
    /// Source start and end of each byte; none for the source itself.
    places: Option<Vec<(u32, u32)>>,
}

impl View {
    /// The source.
    pub(crate) fn source_text(text: &[u8]) -> View {
        View { bytes: Zeroizing::new(text.to_vec()), places: None }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The bytes as text of the same length: what is no UTF-8 becomes `?`, byte by byte.
    pub(crate) fn legible(&self) -> std::borrow::Cow<'_, str> {
        use std::borrow::Cow;
        if let Ok(text) = std::str::from_utf8(&self.bytes) {
            return Cow::Borrowed(text);
        }
        let mut text = String::with_capacity(self.bytes.len());
        for chunk in self.bytes.utf8_chunks() {
            text.push_str(chunk.valid());
            text.extend(std::iter::repeat_n('?', chunk.invalid().len()));
        }
        Cow::Owned(text)
    }

    /// The source span of the bytes `start..end`.
    pub(crate) fn source(&self, start: usize, end: usize) -> (usize, usize) {
        match &self.places {
            None => (start, end),
            Some(places) if start < end => (places[start].0 as usize, places[end - 1].1 as usize),
            Some(places) => {
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

/// Builds a view over a parent view.
pub(crate) struct Weaver<'a> {
    parent: &'a View,
    bytes: Zeroizing<Vec<u8>>,
    places: Vec<(u32, u32)>,
}

impl<'a> Weaver<'a> {
    pub(crate) fn over(parent: &'a View, room: usize) -> Weaver<'a> {
        Weaver {
            parent,
            // Never grown past this by the decoders, so no copy of a key is left behind by a reallocation.
            bytes: Zeroizing::new(Vec::with_capacity(room)),
            places: Vec::with_capacity(room),
        }
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
            Some(places) => self.places.extend_from_slice(&places[from..to]),
            None => self.places.extend((from as u32..to as u32).map(|at| (at, at + 1))),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// What was added from here on.
    pub(crate) fn since(&self, from: usize) -> &[u8] {
        &self.bytes[from..]
    }

    pub(crate) fn finish(self) -> View {
        View { bytes: self.bytes, places: Some(self.places) }
    }
}
