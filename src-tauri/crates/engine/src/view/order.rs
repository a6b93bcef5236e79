//! Sending made-up data: the template, the field policy, what would leave and why.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::{ProbeClass, Refusal};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "UPPERCASE")]
#[ts(export)]
pub enum OrderMethod {
    #[default]
    Post,
    Put,
    Patch,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum PayloadFormat {
    #[default]
    Json,
    /// `application/x-www-form-urlencoded`; the template has one `name=value` a line.
    Form,
    Xml,
}

/// What becomes of a field before anything leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum FieldTreatment {
    /// Leaves as it is.
    Allowed,
    /// Its shape leaves: letters as `x`, digits as `0`.
    Masked,
    /// A keyed hash leaves: the same value has the same one in this integration, and in no other workspace.
    Hashed,
    /// Does not leave.
    #[default]
    Dropped,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct FieldRule {
    /// Such as `billing.email`, `line_items[].name`, `meta.*`, `address.**`, `order.@id`. Up to 200 characters.
    pub path: String,
    pub rule: FieldTreatment,
}

/// What is sent with made-up data, as a person enters it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct OrderInput {
    pub method: OrderMethod,
    /// Below the integration's base URL, such as `/orders`.
    pub path: String,
    pub format: PayloadFormat,
    /// The id of a sample, such as `woocommerce/order-created`, or `own`.
    pub template: String,
    /// The own template, up to 16,000 bytes; `None` for a sample.
    pub text: Option<String>,
    /// Up to 200; what no rule names follows `default_rule`.
    pub policy: Vec<FieldRule>,
    pub default_rule: FieldTreatment,
    /// JSON Schema for what goes out, up to 16,000 bytes. References within itself only.
    pub request_schema: Option<String>,
    /// JSON Schema for what comes back; judged on the masked answer.
    pub response_schema: Option<String>,
    pub class: ProbeClass,
    /// How what was made is taken back, such as `DELETE /orders/{/id}?force=true`; in braces stand JSON pointers into the answer.
    pub cleanup: Option<String>,
}

/// What an integration sends with made-up data.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct OrderView {
    pub integration: Uuid,
    /// As saved; where nothing is saved yet, what suits the provider.
    pub input: OrderInput,
    /// 0: nothing is saved yet.
    pub revision: u32,
    pub updated_at: Option<DateTime<Utc>>,
    pub updated_by: Option<String>,
    /// The provider's own first.
    pub samples: Vec<OrderSample>,
    /// What may stand in `{{ }}`, with what seed 1 makes of it.
    pub placeholders: Vec<PlaceholderView>,
    /// Why nothing can be sent now, as a refused send would say it.
    pub not_sendable: Option<Refusal>,
}

/// A template that comes with Keyrack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct OrderSample {
    /// Such as `woocommerce/order-created`.
    pub id: String,
    /// In words: "Order created".
    pub name: String,
    /// Whose shape it has; `None`: nobody's.
    pub provider: Option<String>,
    /// Where that shape is described.
    pub source: Option<String>,
    pub text: String,
    /// What an order of this sample starts from.
    pub input: OrderInput,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct PlaceholderView {
    /// Such as `customer.email`.
    pub name: String,
    pub example: String,
}

/// Exactly what would leave, and what would not.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct OrderPreview {
    pub integration: Uuid,
    pub seed: u32,
    /// `POST /wp-json/wc/v3/orders`, without any key.
    pub request: String,
    /// The origin that it goes to.
    pub sends_to: String,
    /// The public headers that leave with it, a line each.
    pub headers: Vec<String>,
    pub media_type: String,
    /// The body, byte for byte as it is sent.
    pub leaves: String,
    pub bytes: u32,
    /// In the order in which they stand in the template.
    pub fields: Vec<FieldFate>,
    /// How many of them do not leave.
    pub dropped: u32,
    pub masked: u32,
    pub hashed: u32,
    pub problems: Vec<OrderProblem>,
    /// Whether it can be sent: no problem stands against it.
    pub sendable: bool,
    pub class: ProbeClass,
    /// What happens after an answer that accepts it, in a sentence.
    pub cleanup_words: String,
}

/// What becomes of one value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct FieldFate {
    /// Such as `line_items[0].name`.
    pub path: String,
    /// What was made up for it, cut after 200 characters.
    pub value: String,
    /// What leaves in its place; `None`: nothing.
    pub leaves_as: Option<String>,
    pub rule: FieldTreatment,
    /// By what rule, in words.
    pub why: String,
    /// What sort of personal data it is, in words, such as "e-mail address".
    pub personal: Option<String>,
    pub required_by_schema: bool,
    /// Markup or control characters were taken out of it.
    pub cleaned: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum OrderProblemKind {
    /// The template cannot be read.
    Template,
    /// Nothing is left to send.
    NothingLeaves,
    /// What leaves is not as the schema says.
    RequestSchema,
    /// A schema cannot be used.
    SchemaInvalid,
    /// A personal field leaves that the schema does not require. Does not stand against sending.
    PersonalNotRequired,
    /// The path asks for something that has no value yet.
    PathOpen,
    /// A rule of the policy that no field follows. Does not stand against sending.
    RuleUnused,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OrderProblem {
    pub kind: OrderProblemKind,
    /// Of the template or schema, from 1.
    pub line: Option<u32>,
    pub path: Option<String>,
    /// A sentence.
    pub what: String,
    /// Whether it stands against sending.
    pub blocks: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CleanupState {
    /// Not asked for.
    None,
    /// Nothing was made, so there is nothing to take back.
    NotNeeded,
    Done,
    /// What was made stands there still.
    Failed,
    /// Nobody knows whether something was made.
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SchemaOutcome {
    /// There is none.
    None,
    Held,
    Failed,
    /// The answer could not be judged: no JSON, not shown, or masked where it mattered.
    Unknown,
}

/// What a send with made-up data was, beside a send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OrderSendView {
    pub seed: u32,
    /// The sample's id, or `own`.
    pub template: String,
    /// Fields that left, and that did not.
    pub fields: u32,
    pub dropped: u32,
    pub schema: SchemaOutcome,
    /// Where the answer is not as its schema says: at most 20, in words.
    pub schema_problems: Vec<String>,
    pub cleanup: CleanupState,
    /// A sentence; empty where none was asked for.
    pub cleanup_words: String,
    /// The send that took it back.
    pub cleanup_send: Option<Uuid>,
}
