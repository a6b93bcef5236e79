//! A request as it was read, before anyone has judged what of it is public.

use std::collections::BTreeSet;

use super::shape::{Remark, RequestFlaw, RequestScheme};
use super::text::Given;

/// A request with everything in it. Neither `Debug` nor `Clone`.
#[derive(Default)]
pub(super) struct Raw {
    pub(super) folder: Vec<String>,
    pub(super) name: String,
    pub(super) method: String,
    pub(super) url: Given,
    /// Further arguments of the query, as they are sent: `a=b&c=d`.
    pub(super) query: Vec<Given>,
    pub(super) headers: Vec<(String, Given)>,
    pub(super) body: Option<RawBody>,
    /// The one that counts first.
    pub(super) auth: Vec<RawAuth>,
    pub(super) remarks: BTreeSet<Remark>,
    pub(super) flaws: Vec<RequestFlaw>,
}

/// A body.
pub(super) struct RawBody {
    /// As far as something says it.
    pub(super) media_type: String,
    pub(super) size: usize,
    /// Names and values, where it is made of them.
    pub(super) fields: Vec<(String, Given)>,
}

/// A way to authenticate, with its secrets.
pub(super) struct RawAuth {
    pub(super) scheme: RequestScheme,
    pub(super) parts: Vec<(&'static str, Given)>,
}

impl RawAuth {
    pub(super) fn new(scheme: RequestScheme) -> Self {
        Self { scheme, parts: Vec::new() }
    }

    pub(super) fn part(mut self, role: &'static str, value: Given) -> Self {
        self.parts.push((role, value));
        self
    }
}

impl Raw {
    /// The same request to another address: curl takes several behind one set of options.
    pub(super) fn again(&self, url: Given) -> Self {
        let again = |given: &Given| given.piece(&given.text);
        let field = |(name, value): &(String, Given)| (name.clone(), again(value));
        let auth = |auth: &RawAuth| RawAuth {
            scheme: auth.scheme.clone(),
            parts: auth.parts.iter().map(|(role, value)| (*role, again(value))).collect(),
        };
        Self {
            folder: self.folder.clone(),
            name: self.name.clone(),
            method: self.method.clone(),
            url,
            query: self.query.iter().map(again).collect(),
            headers: self.headers.iter().map(field).collect(),
            body: self.body.as_ref().map(|body| RawBody {
                media_type: body.media_type.clone(),
                size: body.size,
                fields: body.fields.iter().map(field).collect(),
            }),
            auth: self.auth.iter().map(auth).collect(),
            remarks: self.remarks.clone(),
            flaws: self.flaws.clone(),
        }
    }
}
