//! What a person was shown of a request, to hold against what is about to be sent: an edit while a native question is open must
//! not change what the answer to it lets out.

use url::Url;
use uuid::Uuid;
use vault::{Binding, Body, Method};

use super::Send;
use crate::error::{Code, Result};

/// All that says what leaves and where to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Frozen {
    from: From,
    method: Method,
    url: Url,
    body: Option<Body>,
}

/// With which key, bound how, and below which address.
#[derive(Clone, Debug, PartialEq)]
struct From {
    version: Uuid,
    bound: Option<Binding>,
    base: Option<Url>,
    headers: Vec<(String, String)>,
}

impl From {
    fn of(send: &Send) -> Self {
        let errand = &send.errand;
        Self {
            version: send.version,
            bound: errand.expects.clone(),
            base: send.base.clone(),
            headers: errand.headers.clone(),
        }
    }
}

impl Frozen {
    pub(super) fn of(send: &Send) -> Self {
        let errand = &send.errand;
        Self {
            from: From::of(send),
            method: errand.method,
            url: errand.url.clone(),
            body: errand.body.clone(),
        }
    }

    /// The same, with this body.
    pub(crate) fn with_body(self, body: Body) -> Self {
        Self { body: Some(body), ..self }
    }

    /// Refuses a send that is another one now.
    ///
    /// # Errors
    /// [`Code::ChangedElsewhere`].
    pub(crate) fn refuse_other(&self, send: &Send) -> Result<()> {
        if *self == Self::of(send) { Ok(()) } else { Err(Code::ChangedElsewhere.into()) }
    }

    /// Refuses a request that follows this one, such as the one that takes back what it made, where it would go with another
    /// key, or elsewhere.
    ///
    /// # Errors
    /// [`Code::ChangedElsewhere`].
    pub(crate) fn refuse_unrelated(&self, send: &Send) -> Result<()> {
        if self.from == From::of(send) { Ok(()) } else { Err(Code::ChangedElsewhere.into()) }
    }
}
