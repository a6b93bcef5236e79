//! What would leave, worked out whole before anything does: the very bytes, and what becomes of each field.

use std::collections::HashMap;

use tokio::sync::Semaphore;
use uuid::Uuid;
use vault::Body;

use super::cleanup::Cleanup;
use super::document::{Document, Misread, Node, Scalar};
use super::made_up::made_up;
use super::path::{FieldPath, Step};
use super::personal::Personal;
use super::policy::{Decision, Policy};
use super::schema::{Schema, TooMuch, Unusable};
use super::{samples, template, treat};
use crate::engine::Engine;
use crate::error::{Code, Result};
use crate::text::visible;
use crate::view::{
    FieldFate, FieldTreatment, OrderInput, OrderProblem, OrderProblemKind, PayloadFormat, ProbeClass,
};
use crate::words;

/// Characters of a value that are shown.
const SHOWN: usize = 200;
/// One at a time works a payload out: the page asks for previews as often as it likes, and each may take a core and memory for
/// two seconds.
static TURN: Semaphore = Semaphore::const_new(1);

/// A payload, worked out.
pub(super) struct Payload {
    pub(super) media_type: &'static str,
    /// What leaves; empty where nothing does.
    pub(super) text: String,
    /// What a person wrote of it: the template, where it is an own one.
    pub(super) written: String,
    pub(super) fields: Vec<FieldFate>,
    pub(super) problems: Vec<OrderProblem>,
}

impl Payload {
    /// How many fields are treated so.
    pub(super) fn count(&self, treatment: FieldTreatment) -> u32 {
        number(self.fields.iter().filter(|field| field.rule == treatment).count())
    }

    /// As it is sent.
    pub(super) fn body(&self) -> Body {
        let bytes = self.text.clone().into_bytes();
        Body { media_type: self.media_type.to_owned(), bytes, written: self.written.clone() }
    }

    /// Whether nothing stands against sending it.
    pub(super) fn is_ready(&self) -> bool {
        !self.problems.iter().any(|problem| problem.blocks)
    }
}

/// A field of a document with what the policy says of it.
struct Field {
    path: FieldPath,
    scalar: Scalar,
    decision: Decision,
}

impl Engine {
    /// Works the payload out. Only a hashed field asks the keyring.
    pub(super) async fn payload(&self, integration: Uuid, input: &OrderInput, seed: u32) -> Result<Payload> {
        let policy = Policy::of(input)?;
        let own = input.text.clone().unwrap_or_default();
        let text = samples::text(&input.template).map_or(own.as_str(), |(text, _)| text);
        let mut payload = Payload {
            media_type: media_type(input.format),
            text: String::new(),
            written: if input.template == samples::OWN { own.clone() } else { String::new() },
            fields: Vec::new(),
            problems: Vec::new(),
        };
        let read = template::fill(text, input.format, &made_up(seed))
            .and_then(|filled| Document::read(input.format, &filled))
            .and_then(|document| names_are_plain(&document.root).map(|()| document));
        let document = match read {
            Ok(document) => document,
            Err(Misread { line, what }) => {
                payload.problems.push(problem(OrderProblemKind::Template, Some(line), None, what));
                return Ok(payload);
            }
        };
        let fields = decided(&document, &policy);
        let hashes = self.hashes(integration, &fields).await?;
        let input = input.clone();
        // What a schema is read and held against is the page's own writing: it may take a while.
        let work = move || {
            fill(&mut payload, &document, &policy, &fields, &hashes, &input);
            payload
        };
        in_turn(&TURN, work).await
    }

    /// The hash of each value that leaves as one.
    async fn hashes(&self, integration: Uuid, fields: &[Field]) -> Result<HashMap<String, String>> {
        let hashed = |field: &&Field| field.decision.treatment == FieldTreatment::Hashed;
        let mut values: Vec<String> =
            fields.iter().filter(hashed).map(|field| treat::text_of(&field.scalar)).collect();
        values.sort_unstable();
        values.dedup();
        if values.is_empty() {
            return Ok(HashMap::new());
        }
        let made = self.vault().pseudonyms(integration, &values).await?;
        Ok(values.into_iter().zip(made).collect())
    }
}

/// Does work where it holds nobody up, once it is its turn.
async fn in_turn<T: Send + 'static>(
    turn: &'static Semaphore,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    let turn = turn.acquire().await.map_err(|_| Code::OrderNotReady)?;
    // It ends with the work, not with whoever waits for it: who leaves and asks again would have two under way.
    let work = move || {
        let done = work();
        drop(turn);
        done
    };
    tokio::task::spawn_blocking(work).await.map_err(|_| Code::OrderNotReady.into())
}

fn decided(document: &Document, policy: &Policy) -> Vec<Field> {
    let mut fields = Vec::new();
    document.treated(&mut |path, scalar| {
        fields.push(Field { path: path.clone(), scalar: scalar.clone(), decision: policy.decide(path) });
        None
    });
    fields
}

fn fill(
    payload: &mut Payload,
    document: &Document,
    policy: &Policy,
    fields: &[Field],
    hashes: &HashMap<String, String>,
    input: &OrderInput,
) {
    let mut leaves_as = Vec::with_capacity(fields.len());
    let mut next = fields.iter();
    // The same walk as before: the fields come in the same order.
    let treated = document.treated(&mut |_, _| {
        let leaves = next.next().and_then(|field| leaves(field, hashes));
        leaves_as.push(leaves.clone());
        leaves
    });
    let schema = input.request_schema.as_deref().map(Schema::read);
    let personal = Personal::new();
    for (field, leaves) in fields.iter().zip(&leaves_as) {
        payload.fields.push(fate(
            field,
            leaves.as_ref(),
            policy,
            &personal,
            schema.as_ref().and_then(|s| s.as_ref().ok()),
        ));
    }
    match &treated {
        Some(document) => payload.text = document.write(),
        None => payload.problems.push(problem(
            OrderProblemKind::NothingLeaves,
            None,
            None,
            words::order::NOTHING.to_owned(),
        )),
    }
    match schema {
        Some(Ok(schema)) => {
            match treated.map_or(Ok(Vec::new()), |document| schema.violations(&document.as_json())) {
                Ok(found) => payload.problems.extend(found.into_iter().map(|one| {
                    problem(OrderProblemKind::RequestSchema, None, Some(one.at.clone()), one.words())
                })),
                Err(TooMuch) => payload.problems.push(problem(
                    OrderProblemKind::RequestSchema,
                    None,
                    None,
                    words::order::TOO_MUCH.to_owned(),
                )),
            }
        }
        Some(Err(unusable)) => payload.problems.push(unusable_problem(unusable, words::order::OUT)),
        None => {}
    }
    if let Some(Err(unusable)) = input.response_schema.as_deref().map(Schema::read) {
        payload.problems.push(unusable_problem(unusable, words::order::BACK));
    }
    payload.problems.extend(personal_problems(&payload.fields));
    let used: Vec<usize> = fields.iter().filter_map(|field| field.decision.rule).collect();
    payload.problems.extend((0..policy.len()).filter(|at| !used.contains(at)).map(|at| OrderProblem {
        blocks: false,
        ..problem(
            OrderProblemKind::RuleUnused,
            None,
            Some(policy.rule(at).to_owned()),
            words::order::UNUSED.to_owned(),
        )
    }));
}

/// What leaves in a field's place.
fn leaves(field: &Field, hashes: &HashMap<String, String>) -> Option<Scalar> {
    let leaving = match field.decision.treatment {
        FieldTreatment::Dropped => return None,
        FieldTreatment::Allowed => field.scalar.clone(),
        FieldTreatment::Masked => treat::mask(&field.scalar),
        FieldTreatment::Hashed => Scalar::Text(hashes.get(&treat::text_of(&field.scalar))?.clone()),
    };
    Some(match leaving {
        Scalar::Text(text) => Scalar::Text(treat::clean(&text)),
        other => other,
    })
}

fn fate(
    field: &Field,
    leaves: Option<&Scalar>,
    policy: &Policy,
    personal: &Personal,
    schema: Option<&Schema>,
) -> FieldFate {
    let value = treat::text_of(&field.scalar);
    let names: Vec<&str> = field
        .path
        .0
        .iter()
        .filter_map(|step| match step {
            Step::Name(name) => Some(name.as_str()),
            Step::Index(_) => None,
        })
        .collect();
    let treatment = field.decision.treatment;
    let cleaned =
        treatment == FieldTreatment::Allowed && leaves.is_some_and(|scalar| treat::text_of(scalar) != value);
    FieldFate {
        path: visible(&field.path.to_string()),
        why: words::order::why(treatment, field.decision.rule.map(|at| policy.rule(at)), cleaned),
        personal: personal.kind(&names, &value),
        required_by_schema: schema.is_some_and(|schema| schema.requires(&field.path)),
        leaves_as: leaves.map(|scalar| shown(&treat::text_of(scalar))),
        value: shown(&value),
        rule: treatment,
        cleaned,
    }
}

fn personal_problems(fields: &[FieldFate]) -> Vec<OrderProblem> {
    let out =
        fields.iter().filter(|field| field.rule == FieldTreatment::Allowed && !field.required_by_schema);
    out.filter_map(|field| {
        let kind = field.personal.as_ref()?;
        let what = words::order::personal(&field.path, kind);
        let path = Some(field.path.clone());
        Some(OrderProblem {
            blocks: false,
            ..problem(OrderProblemKind::PersonalNotRequired, None, path, what)
        })
    })
    .collect()
}

/// Names stand in what leaves, too: they are the template's own text, and a receiver may show them.
fn names_are_plain(node: &Node) -> std::result::Result<(), Misread> {
    match node {
        Node::Value(_) => Ok(()),
        Node::List(members) => members.iter().try_for_each(names_are_plain),
        Node::Group(members) => members.iter().try_for_each(|(name, member)| {
            if treat::clean(name) != *name || name.contains(['\n', '\t']) {
                let what = format!("The name “{}” holds markup or control characters.", visible(name));
                return Err(Misread { line: 1, what });
            }
            names_are_plain(member)
        }),
    }
}

/// The path names something in braces that nobody has said.
pub(super) fn path_open(name: &str) -> OrderProblem {
    let what = format!("The path has no value for {{{name}}} yet: write the one of a test record there.");
    problem(OrderProblemKind::PathOpen, None, None, what)
}

fn unusable_problem(unusable: Unusable, which: &str) -> OrderProblem {
    let what = format!("{which}: {}", unusable.what);
    problem(OrderProblemKind::SchemaInvalid, unusable.line, None, what)
}

fn problem(kind: OrderProblemKind, line: Option<u32>, path: Option<String>, what: String) -> OrderProblem {
    OrderProblem { kind, line, path, what, blocks: true }
}

fn shown(text: &str) -> String {
    let cut: String = text.chars().take(SHOWN).collect();
    visible(&cut)
}

pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn media_type(format: PayloadFormat) -> &'static str {
    match format {
        PayloadFormat::Json => "application/json",
        PayloadFormat::Form => "application/x-www-form-urlencoded",
        PayloadFormat::Xml => "application/xml",
    }
}

/// What happens after an answer that accepts it.
pub(super) fn cleanup_words(input: &OrderInput) -> String {
    let plan = input.cleanup.as_deref().filter(|text| Cleanup::parse(text).is_ok());
    match (plan, input.class) {
        (Some(text), _) => words::order::taken_back(text),
        (None, ProbeClass::Creates) => words::order::STAYS.to_owned(),
        (None, _) => String::new(),
    }
}

#[cfg(test)]
mod tests;
