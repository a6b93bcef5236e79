//! One exchange of the log as text for a report to a provider or to a colleague: strictly shown, and without whose it is.

use uuid::Uuid;

use crate::codes::Coded;
use crate::deed::{About, Deed, Fact};
use crate::engine::Engine;
use crate::error::{Code, Result};
use crate::view::{MessageView, SendView};
use crate::words;

impl Engine {
    /// The exchange of a send as it may leave the house, as text; that it was given out is logged. Names of client,
    /// integration, person and computer are left out. Asks no keyring.
    ///
    /// # Errors
    /// [`Code::EntryUnknown`] where there is no such send, or its exchange is past its keeping.
    pub async fn exchange_for_report(&self, id: Uuid) -> Result<String> {
        let entry = self.log_entry_strict(id).await?;
        let send = entry.send.ok_or(Code::EntryUnknown)?;
        let text = text(&send);
        let about = About::client(send.client, &send.client_name)
            .integration(send.integration, &send.integration_name)
            .fact(Fact::Sent, send.at.format("%Y-%m-%d %H:%M:%S UTC").to_string());
        let mut write = self.store().write().await?;
        write.deed(Deed::ExchangeCopied, about).await?;
        write.commit().await?;
        Ok(text)
    }
}

fn text(send: &SendView) -> String {
    let mut lines = vec![words::REPORT_HEAD.to_owned(), String::new()];
    let mut fact = |label: &str, value: String| {
        if !value.is_empty() {
            lines.push(format!("{label:<12}{value}"));
        }
    };
    fact("When", send.at.format("%Y-%m-%d %H:%M:%S UTC").to_string());
    fact("Verdict", format!("{} ({})", send.verdict.title, send.verdict.kind.code()));
    fact("Status", send.status.map(|status| status.to_string()).unwrap_or_default());
    fact("Took", send.timings.map(|t| format!("{:.0} ms", t.total_ms)).unwrap_or_default());
    fact("TLS", send.tls.as_ref().map(|tls| tls.version.clone()).unwrap_or_default());
    for (name, side) in [("Request", &send.request), ("Response", &send.response)] {
        let Some(side) = side else { continue };
        lines.extend([String::new(), format!("--- {name} ---")]);
        message(&mut lines, side);
    }
    lines.join("\n") + "\n"
}

fn message(lines: &mut Vec<String>, message: &MessageView) {
    for part in [&message.start.text, &message.headers.text] {
        lines.extend(Some(part.trim_end().to_owned()).filter(|part| !part.is_empty()));
    }
    if !message.body.text.is_empty() {
        lines.extend([String::new(), message.body.text.trim_end().to_owned()]);
    }
}
