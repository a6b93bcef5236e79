//! What goes wrong: every fault that the loopback provider knows, after a right and a wrong key.

use loopback::Fault;

/// One row of the table.
#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) does: Does,
}

#[derive(Clone)]
pub(crate) enum Does {
    RightKey,
    WrongKey,
    /// Nothing listens.
    Nobody,
    Fault(Fault),
}

impl Row {
    pub(crate) fn name(&self) -> &'static str {
        match &self.does {
            Does::RightKey => "right_key",
            Does::WrongKey => "wrong_key",
            Does::Nobody => "nothing_listens",
            Does::Fault(fault) => fault.name,
        }
    }

    pub(crate) fn about(&self) -> &'static str {
        match &self.does {
            Does::RightKey => "nothing goes wrong",
            Does::WrongKey => "the provider expects other keys",
            Does::Nobody => "no server at this port",
            Does::Fault(fault) => fault.about,
        }
    }

    /// Whether only the limit on time ends it.
    pub(crate) fn is_endless(&self) -> bool {
        matches!(&self.does, Does::Fault(fault) if !fault.ends)
    }
}

/// All of them, in the order in which they are shown.
pub(crate) fn rows() -> Vec<Row> {
    let faults = Fault::all().into_iter().map(|fault| match fault.face {
        None => Does::Nobody,
        Some(_) => Does::Fault(fault),
    });
    [Does::RightKey, Does::WrongKey].into_iter().chain(faults).map(|does| Row { does }).collect()
}
