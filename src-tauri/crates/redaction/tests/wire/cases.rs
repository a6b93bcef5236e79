//! A key, written, amid other text.

use super::around::around;
use super::forms::{CODES, Form, OUTER, PACKED, WHOLE};
use super::keys::{Key, Sort};
use super::oracle::RUN;
use super::{Dice, Seeded};

/// What is measured by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    /// One form.
    One(Form),
    /// The same form twice.
    Twice(Form),
    /// Two to five forms in one another, the outermost perhaps one that breaks apart.
    Nested(usize),
    /// A part of the key that holds ten characters or more beyond its public prefix.
    Cut(Form),
    /// The written key with its head or tail gone.
    CutAfter(Form),
    /// A private key's lines in another width, on one line, or one line alone.
    Lines,
}

/// A key as it is written in a text.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) key: Key,
    /// The innermost first.
    pub(crate) forms: Vec<Form>,
    pub(crate) coded: String,
    pub(crate) text: String,
}

impl Class {
    /// All that are measured.
    pub(crate) fn all() -> Vec<Class> {
        let mut all = vec![Class::One(Form::Exact)];
        all.extend([CODES, OUTER, PACKED, WHOLE].concat().into_iter().map(Class::One));
        all.extend(CODES.iter().copied().map(Class::Twice));
        all.extend((2..=5).map(Class::Nested));
        all.push(Class::Cut(Form::Exact));
        all.extend([CODES, OUTER].concat().into_iter().map(Class::Cut));
        all.push(Class::CutAfter(Form::Exact));
        all.extend([CODES, OUTER].concat().into_iter().map(Class::CutAfter));
        all.push(Class::Lines);
        all
    }

    /// The sorts of key that can be written so.
    pub(crate) fn sorts(self) -> Vec<Sort> {
        let cut = matches!(self, Class::Cut(_) | Class::CutAfter(_));
        Sort::ALL
            .into_iter()
            .filter(|sort| match sort {
                Sort::Pem if self == Class::Lines => true,
                _ if self == Class::Lines => false,
                Sort::Short | Sort::Small if cut => false,
                _ => self.form().is_none_or(|form| form.suits(*sort)),
            })
            .collect()
    }

    /// The one form that is measured.
    fn form(self) -> Option<Form> {
        match self {
            Class::One(form) | Class::Twice(form) | Class::Cut(form) | Class::CutAfter(form) => Some(form),
            Class::Nested(_) | Class::Lines => None,
        }
    }

    pub(crate) fn case(self, sort: Sort, seed: u64) -> Case {
        let dice = &mut Seeded::new(seed);
        let key = sort.make(dice);
        let mut value = key.value.clone();
        let forms = match self {
            Class::One(form) | Class::CutAfter(form) => vec![form],
            Class::Twice(form) => vec![form, form],
            Class::Cut(form) => {
                value = cut(&key, dice);
                vec![form]
            }
            Class::Nested(depth) => {
                let mut forms: Vec<Form> = (0..depth).map(|_| dice.pick(CODES)).collect();
                if dice.below(4) == 0 {
                    forms[depth - 1] = dice.pick(OUTER);
                }
                forms
            }
            Class::Lines => {
                value = rewrapped(&key, dice);
                let form =
                    dice.pick(&[Form::Exact, Form::Exact, Form::Base64, Form::JsonField, Form::Percent]);
                vec![form]
            }
        };
        let mut coded = forms.iter().fold(value, |value, form| form.write(&value, dice));
        if let Class::CutAfter(_) = self {
            coded = shortened(&coded, dice);
        }
        let text = around(&coded, sort == Sort::Short, dice);
        Case { key, forms, coded, text }
    }
}

/// A run of the key that is long enough to have to go.
fn cut(key: &Key, dice: &mut impl Dice) -> String {
    let chars: Vec<char> = key.value.chars().collect();
    let most = chars.len() - key.prefix;
    // Often as short as it may be.
    let len = match dice.below(2) {
        0 => RUN,
        _ => dice.between(RUN, most.max(RUN)),
    };
    let start = (key.prefix + dice.below(most.saturating_sub(len) + 1)).min(chars.len() - RUN);
    chars[start..(start + len).min(chars.len())].iter().collect()
}

/// Up to half of it gone at one end.
fn shortened(coded: &str, dice: &mut impl Dice) -> String {
    let chars: Vec<char> = coded.chars().collect();
    let gone = dice.between(1, chars.len() / 2);
    match dice.below(2) {
        0 => chars[gone..].iter().collect(),
        _ => chars[..chars.len() - gone].iter().collect(),
    }
}

fn rewrapped(key: &Key, dice: &mut impl Dice) -> String {
    let lines: Vec<&str> = key.value.lines().collect();
    let body = lines[1..lines.len() - 1].concat();
    let (head, tail) = (lines[0], lines[lines.len() - 1]);
    let wrapped = |width: usize, end: &str| super::forms::pieces(&body, width).join(end);
    match dice.below(8) {
        0 => {
            let width = dice.between(20, 76);
            format!("{head}\n{}\n{tail}", wrapped(width, "\n"))
        }
        1 => key.value.replace('\n', "\r\n"),
        2 => key.value.replace('\n', "\\n"),
        3 => key.value.replace('\n', " "),
        4 => format!("{head}{body}{tail}"),
        5 => lines[1 + dice.below(lines.len() - 2)].to_owned(),
        6 => body,
        _ => {
            let width = dice.between(20, 76);
            format!("    {}", wrapped(width, "\n    "))
        }
    }
}
