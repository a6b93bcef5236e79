//! What may leave: the closest rule decides, and where none names a field, the integration's own last word, which is
//! "dropped" unless somebody said otherwise.

use super::path::{FieldPath, Pattern};
use crate::error::{Code, Error, Result};
use crate::view::{FieldRule, FieldTreatment, OrderInput, PayloadFormat};

/// Most rules.
pub(super) const MOST_RULES: usize = 200;

/// An integration's field policy.
pub(super) struct Policy {
    rules: Vec<(Pattern, FieldRule)>,
    otherwise: FieldTreatment,
}

/// What a policy says of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decision {
    pub(super) treatment: FieldTreatment,
    /// Which rule said so; `None`: none names it.
    pub(super) rule: Option<usize>,
}

impl Policy {
    /// # Errors
    /// [`Code::TooMany`], [`Code::FieldPathInvalid`], [`Code::FieldRuleTwice`].
    pub(super) fn of(input: &OrderInput) -> Result<Self> {
        if input.policy.len() > MOST_RULES {
            return Err(Error::at(Code::TooMany, "policy"));
        }
        let mut rules: Vec<(Pattern, FieldRule)> = Vec::with_capacity(input.policy.len());
        for (at, rule) in input.policy.iter().enumerate() {
            let field = format!("policy.{at}.path");
            let pattern = Pattern::parse(&rule.path).map_err(|error| Error::at(error.code(), &field))?;
            let pattern = if input.format == PayloadFormat::Xml { pattern.without_lists() } else { pattern };
            if rules.iter().any(|(known, _)| *known == pattern) {
                return Err(Error::at(Code::FieldRuleTwice, field));
            }
            rules.push((pattern, rule.clone()));
        }
        Ok(Self { rules, otherwise: input.default_rule })
    }

    /// What becomes of the field at `path`. Of rules that name it as closely, the strictest counts.
    pub(super) fn decide(&self, path: &FieldPath) -> Decision {
        let named = self
            .rules
            .iter()
            .enumerate()
            .filter_map(|(at, (pattern, rule))| pattern.names(path).map(|close| (close, rule.rule, at)));
        match named.max() {
            Some((_, treatment, rule)) => Decision { treatment, rule: Some(rule) },
            None => Decision { treatment: self.otherwise, rule: None },
        }
    }

    /// The path of a rule, as it was written.
    pub(super) fn rule(&self, at: usize) -> &str {
        self.rules.get(at).map_or("", |(_, rule)| rule.path.as_str())
    }

    /// How many rules there are.
    pub(super) fn len(&self) -> usize {
        self.rules.len()
    }
}
