//! A send and its verdict: which view of its exchange is given out, and how it reads for people.

use engine::Engine;
use engine::view::{
    ConditionOutcome, ConditionView, LogEntryView, MessageView, SendView, VerdictKind, VerdictView,
};
use uuid::Uuid;

use crate::print::{Out, Text, Tone, count};
use crate::stop::Stop;
use crate::table::Table;

/// What leaves the terminal, as JSON, into a file or to another program, is the strict view unless asked otherwise.
#[derive(clap::Args)]
pub(super) struct View {
    /// Give exchanges out as they are stored: redacted, but with all that was not masked
    ///
    /// What goes to a file or another program, and all JSON, has the strict view of exchanges by default: values stand only
    /// where the provider's list of harmless fields names them, and labels elsewhere. On a terminal exchanges are always
    /// shown as they are stored.
    #[arg(long)]
    as_stored: bool,
}

impl View {
    /// An entry of the log, as it may be printed there.
    pub(super) async fn entry(&self, engine: &Engine, id: Uuid, out: &Out) -> Result<LogEntryView, Stop> {
        let strict = out.leaves() && !self.as_stored;
        Ok(if strict { engine.log_entry_strict(id).await? } else { engine.log_entry(id).await? })
    }
}

/// The verdict in one line, with what happened and what to do below it.
pub(super) fn verdict(text: &mut Text, name: &str, send: &SendView) {
    let mut facts = Vec::new();
    facts.extend(send.status.map(|status| status.to_string()));
    facts.extend(send.timings.map(|t| format!("{:.0} ms", t.total_ms)));
    if let Some(tls) = &send.tls {
        facts.push(tls.version.clone());
        facts.extend(tls.certificate_days_left.map(|days| format!("certificate {days} d")));
    }
    let facts = if facts.is_empty() { String::new() } else { format!("  ({})", facts.join(", ")) };
    text.toned(&format!("{name}  "), tone(send.verdict.kind), &send.verdict.title, &facts);
    why(text, &send.verdict);
    // Each that does not hold, with what it saw: the verdict names only the first.
    for one in send.conditions.iter().filter(|one| one.outcome != ConditionOutcome::Held) {
        text.line(format!("    {}", condition(one)));
    }
}

fn condition(one: &ConditionView) -> String {
    let came = match one.outcome {
        ConditionOutcome::Held => "holds",
        ConditionOutcome::Failed => "does not hold",
        ConditionOutcome::Unknown => "not judged",
    };
    let saw = if one.saw.text.is_empty() { &one.saw_words } else { &one.saw.text };
    format!("{}: {came} ({saw})", one.text)
}

fn why(text: &mut Text, verdict: &VerdictView) {
    if verdict.kind != VerdictKind::Accepted || !verdict.next.is_empty() {
        text.line(format!("    {}", verdict.what));
    }
    if !verdict.next.is_empty() {
        text.line(format!("    Next: {}", verdict.next));
    }
}

/// What stands below a [`verdict`]: both sides as they went over the wire, with labels where something was masked.
pub(super) fn exchange(text: &mut Text, send: &SendView) {
    let mut table = Table::pairs();
    if let Some(t) = send.timings {
        // The view says when each phase ended; a phase took what lies between.
        let mut before = 0.0;
        for (phase, ended) in [
            ("resolve", t.resolve_ms),
            ("connect", t.connect_ms),
            ("TLS", t.tls_ms),
            ("send", t.send_ms),
            ("wait", t.first_byte_ms),
            ("receive", t.body_ms),
        ] {
            let took = ended.map(|at| format!("{:.1} ms", at - before)).unwrap_or_default();
            table.pair(phase, &took);
            before = ended.unwrap_or(before);
        }
        table.pair("total", &format!("{:.1} ms", t.total_ms));
    }
    table.pair("answered by", send.remote.as_deref().unwrap_or_default());
    table.pair("proxy", if send.proxied { "the system's" } else { "" });
    table.pair("issuer", send.tls.as_ref().and_then(|tls| tls.issuer.as_deref()).unwrap_or_default());
    let tls = send.tls.as_ref();
    table.pair("cipher", tls.and_then(|tls| tls.cipher.as_deref()).unwrap_or_default());
    table.pair("HTTP", send.http_version.as_deref().unwrap_or_default());
    for one in tls.map(|tls| tls.chain.as_slice()).unwrap_or_default() {
        let name = one.subject.as_deref().unwrap_or("(no name)");
        table.pair("certificate", &format!("{name}, {} days left", one.days_left));
    }
    if let Some(redirect) = &send.redirect {
        table.pair("redirect", &redirect.words);
    }
    if let Some(by) = send.date_skew_s.filter(|by| by.abs() > 1) {
        table.pair("its clock", &format!("{by:+} s"));
    }
    // What does not hold stands with the verdict, above.
    let held = send.conditions.iter().filter(|one| one.outcome == ConditionOutcome::Held);
    held.for_each(|one| table.pair("condition", &condition(one)));
    table.pair("masked", &count(send.masked, "value"));
    text.table(&table);
    let sides = || [&send.request, &send.response].into_iter().flatten();
    if sides().any(|side| side.strict) {
        text.line(STRICT);
    }
    for side in sides() {
        text.blank();
        message(text, side);
    }
}

const STRICT: &str =
    "Strict view: what no list of harmless fields names is a label. --as-stored shows what was stored.";

fn message(text: &mut Text, message: &MessageView) {
    text.block(&message.start.text);
    text.block(&message.headers.text);
    if !message.body.text.is_empty() {
        text.blank();
        text.block(&message.body.text);
    }
}

fn tone(kind: VerdictKind) -> Tone {
    match kind {
        VerdictKind::Accepted => Tone::Good,
        VerdictKind::Degraded | VerdictKind::Odd => Tone::Care,
        VerdictKind::Refused | VerdictKind::Unreachable => Tone::Bad,
        VerdictKind::NotSent => Tone::Quiet,
    }
}
