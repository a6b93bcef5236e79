//! Finds and masks held keys, credentials and personal data in text, and tells whether a short text looks like a credential.
//!
//! One decoded view, three nets: the text is read as it stands and through every encoding that can be undone (to depth 5),
//! each decoded byte knows where in the source it came from, and what is found in any view is masked in the source.
//!
//! The room is pure: it never reads, writes, asks for the time, or knows what a client is. It never shows a value in an
//! error, has no `Debug`, `Clone` or `Serialize` on a type that holds a key, and wipes what it held when it is dropped.
//! What cannot be decided within its budget (work is counted, never time) is not shown at all.
#![deny(missing_docs)]

mod apart;
mod assign;
mod base32;
mod base64;
mod body;
mod capture;
mod classes;
mod codes;
mod dump;
mod escape;
mod escapes;
mod explore;
mod fields;
mod finder;
mod fives;
mod forms;
mod guise;
mod headers;
mod held;
mod hex;
mod http;
mod inspect;
mod joins;
mod keywords;
mod labels;
mod mark;
mod markup;
mod mask;
mod message;
mod misfit;
mod names;
mod national;
mod nets;
mod numbers;
mod packed;
mod packing;
mod pattern;
mod personal;
mod persons;
mod placeholder;
mod quick;
mod random;
mod readable;
mod redacted;
mod redactor;
mod rules;
mod scan;
mod seeker;
mod shapes;
mod splits;
mod stream;
mod strict;
mod surprise;
mod tables;
mod tag;
mod tags;
mod tokens;
mod unsplit;
mod verdict;
mod view;
mod vocabulary;
mod windows;
mod written;

pub use body::as_text;
pub use finder::{Finder, FinderStream, Sighting, WaitingFinder};
pub use held::{HeldKey, Refusal, Refused, SHORTEST_KEY};
pub use inspect::{Finding, inspect};
pub use mask::{Mask, mask_parts};
pub use message::Part;
pub use names::{Naming, naming};
pub use redacted::{Kind, Redacted, Span};
pub use redactor::Redactor;
pub use rules::{rule_label, rules};
pub use scan::{Class, Leak, Scan};
pub use seeker::{Seeker, SeekerStream};
pub use stream::Stream;
pub use strict::{Fields, Listed, Place, Strict};
