//! Templates that come with Keyrack, in the shapes that their providers document.

use crate::view::{
    FieldRule, FieldTreatment, OrderInput, OrderMethod, OrderSample, PayloadFormat, ProbeClass,
};

/// What stands in [`OrderInput::template`] for a text of one's own.
pub(super) const OWN: &str = "own";

struct Sample {
    id: &'static str,
    name: &'static str,
    provider: Option<&'static str>,
    source: Option<&'static str>,
    text: &'static str,
    format: PayloadFormat,
    method: OrderMethod,
    path: &'static str,
    class: ProbeClass,
    cleanup: Option<&'static str>,
    /// What leaves as it is.
    allowed: &'static [&'static str],
    /// What leaves by its shape.
    masked: &'static [&'static str],
    /// What leaves as a hash.
    hashed: &'static [&'static str],
}

const WOO: Option<&str> = Some("https://woocommerce.github.io/woocommerce-rest-api-docs/");
const SHOPIFY: Option<&str> = Some("https://shopify.dev/docs/api/admin-rest/latest/resources/order");
const SHOPIFY_CUSTOMER: Option<&str> =
    Some("https://shopify.dev/docs/api/admin-rest/latest/resources/customer");
const SHOPIFY_REFUND: Option<&str> = Some("https://shopify.dev/docs/api/admin-rest/latest/resources/refund");

const SAMPLES: &[Sample] = &[
    Sample {
        id: "woocommerce/order-created",
        name: "Order created",
        provider: Some("woocommerce"),
        source: WOO,
        text: include_str!("samples/woocommerce-order-created.json"),
        format: PayloadFormat::Json,
        method: OrderMethod::Post,
        path: "/orders",
        class: ProbeClass::Creates,
        // Without `force` it lies in the shop's bin.
        cleanup: Some("DELETE /orders/{/id}?force=true"),
        allowed: &[
            "payment_method",
            "payment_method_title",
            "set_paid",
            "status",
            "currency",
            "customer_note",
            "billing.country",
            "billing.state",
            "shipping.country",
            "shipping.state",
            "line_items[].**",
            "shipping_lines[].**",
            "meta_data[].**",
        ],
        masked: &[
            "billing.first_name",
            "billing.last_name",
            "billing.email",
            "billing.city",
            "shipping.first_name",
            "shipping.last_name",
            "shipping.city",
        ],
        hashed: &[],
    },
    Sample {
        id: "woocommerce/customer-updated",
        name: "Customer updated",
        provider: Some("woocommerce"),
        source: WOO,
        text: include_str!("samples/woocommerce-customer-updated.json"),
        format: PayloadFormat::Json,
        method: OrderMethod::Put,
        path: "/customers/{customer_id}",
        class: ProbeClass::Idempotent,
        cleanup: None,
        allowed: &["billing.country", "meta_data[].**"],
        masked: &[
            "first_name",
            "last_name",
            "email",
            "billing.first_name",
            "billing.last_name",
            "billing.email",
        ],
        hashed: &[],
    },
    Sample {
        id: "woocommerce/refund",
        name: "Refund",
        provider: Some("woocommerce"),
        source: WOO,
        text: include_str!("samples/woocommerce-refund.json"),
        format: PayloadFormat::Json,
        method: OrderMethod::Post,
        path: "/orders/{order_id}/refunds",
        class: ProbeClass::Creates,
        cleanup: None,
        allowed: &["amount", "reason", "api_refund", "api_restock", "meta_data[].**"],
        masked: &[],
        hashed: &[],
    },
    Sample {
        id: "shopify/order-created",
        name: "Order created",
        provider: Some("shopify"),
        source: SHOPIFY,
        text: include_str!("samples/shopify-order-created.json"),
        format: PayloadFormat::Json,
        method: OrderMethod::Post,
        path: "/admin/api/2026-07/orders.json",
        class: ProbeClass::Creates,
        cleanup: Some("DELETE /admin/api/2026-07/orders/{/order/id}.json"),
        allowed: &[
            "order.test",
            "order.financial_status",
            "order.currency",
            "order.note",
            "order.tags",
            "order.send_receipt",
            "order.send_fulfillment_receipt",
            "order.line_items[].**",
            "order.billing_address.country",
        ],
        masked: &["order.email", "order.billing_address.first_name", "order.billing_address.last_name"],
        hashed: &[],
    },
    Sample {
        id: "shopify/customer-updated",
        name: "Customer updated",
        provider: Some("shopify"),
        source: SHOPIFY_CUSTOMER,
        text: include_str!("samples/shopify-customer-updated.json"),
        format: PayloadFormat::Json,
        method: OrderMethod::Put,
        path: "/admin/api/2026-07/customers/{customer_id}.json",
        class: ProbeClass::Idempotent,
        cleanup: None,
        allowed: &["customer.tags", "customer.note"],
        masked: &["customer.first_name", "customer.last_name", "customer.email"],
        hashed: &[],
    },
    Sample {
        id: "shopify/refund",
        name: "Refund",
        provider: Some("shopify"),
        source: SHOPIFY_REFUND,
        text: include_str!("samples/shopify-refund.json"),
        format: PayloadFormat::Json,
        method: OrderMethod::Post,
        path: "/admin/api/2026-07/orders/{order_id}/refunds.json",
        class: ProbeClass::Creates,
        cleanup: None,
        allowed: &["refund.notify", "refund.note", "refund.currency", "refund.shipping.amount"],
        masked: &[],
        hashed: &[],
    },
    Sample {
        id: "generic/order-created",
        name: "Order created",
        provider: None,
        source: None,
        text: include_str!("samples/generic-order-created.json"),
        format: PayloadFormat::Json,
        method: OrderMethod::Post,
        path: "/orders",
        class: ProbeClass::Creates,
        cleanup: None,
        allowed: &[
            "event",
            "id",
            "created_at",
            "test",
            "order.**",
            "customer.id",
            "customer.address.country",
        ],
        masked: &["customer.name", "customer.address.postcode"],
        hashed: &["customer.email"],
    },
    Sample {
        id: "generic/order-created-form",
        name: "Order created, as a form",
        provider: None,
        source: None,
        text: include_str!("samples/generic-order-created-form.txt"),
        format: PayloadFormat::Form,
        method: OrderMethod::Post,
        path: "/orders",
        class: ProbeClass::Creates,
        cleanup: None,
        allowed: &["event", "test", "id", "order.**", "customer.id", "customer.address.country"],
        masked: &["customer.name", "customer.address.postcode"],
        hashed: &["customer.email"],
    },
    Sample {
        id: "generic/order-created-xml",
        name: "Order created, as XML",
        provider: None,
        source: None,
        text: include_str!("samples/generic-order-created-xml.xml"),
        format: PayloadFormat::Xml,
        method: OrderMethod::Post,
        path: "/orders",
        class: ProbeClass::Creates,
        cleanup: None,
        allowed: &[
            "order.@id",
            "order.@test",
            "order.number",
            "order.created",
            "order.total",
            "order.total.@currency",
            "order.items.item",
            "order.items.item.**",
            "order.customer.@id",
            "order.customer.address.country",
        ],
        masked: &["order.customer.name", "order.customer.address.postcode"],
        hashed: &["order.customer.email"],
    },
    Sample {
        id: "generic/customer-updated",
        name: "Customer updated",
        provider: None,
        source: None,
        text: include_str!("samples/generic-customer-updated.json"),
        format: PayloadFormat::Json,
        method: OrderMethod::Post,
        path: "/customers",
        class: ProbeClass::Creates,
        cleanup: None,
        allowed: &[
            "event",
            "id",
            "created_at",
            "test",
            "customer.id",
            "customer.since",
            "customer.address.country",
        ],
        masked: &["customer.first_name", "customer.last_name"],
        hashed: &["customer.email"],
    },
    Sample {
        id: "generic/refund",
        name: "Refund",
        provider: None,
        source: None,
        text: include_str!("samples/generic-refund.json"),
        format: PayloadFormat::Json,
        method: OrderMethod::Post,
        path: "/refunds",
        class: ProbeClass::Creates,
        cleanup: None,
        allowed: &["event", "id", "created_at", "test", "refund.**", "customer.id"],
        masked: &[],
        hashed: &["customer.email"],
    },
];

impl Sample {
    /// A vendor may stand in the catalogue several times, once for each way in.
    fn is_of(&self, provider: &str) -> bool {
        self.provider.is_some_and(|own| {
            provider.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
        })
    }

    fn input(&self) -> OrderInput {
        let rules = |paths: &[&str], rule| -> Vec<FieldRule> {
            paths.iter().map(|path| FieldRule { path: (*path).to_owned(), rule }).collect()
        };
        let policy = [
            rules(self.allowed, FieldTreatment::Allowed),
            rules(self.masked, FieldTreatment::Masked),
            rules(self.hashed, FieldTreatment::Hashed),
        ];
        OrderInput {
            method: self.method,
            path: self.path.to_owned(),
            format: self.format,
            template: self.id.to_owned(),
            text: None,
            policy: policy.concat(),
            default_rule: FieldTreatment::Dropped,
            request_schema: None,
            response_schema: None,
            class: self.class,
            cleanup: self.cleanup.map(str::to_owned),
        }
    }

    fn view(&self) -> OrderSample {
        OrderSample {
            id: self.id.to_owned(),
            name: self.name.to_owned(),
            provider: self.provider.map(str::to_owned),
            source: self.source.map(str::to_owned),
            text: self.text.to_owned(),
            input: self.input(),
        }
    }
}

/// The samples that suit a provider: its own first, then nobody's.
pub(super) fn of_provider(provider: &str) -> Vec<OrderSample> {
    let own = SAMPLES.iter().filter(|one| one.is_of(provider));
    own.chain(SAMPLES.iter().filter(|one| one.provider.is_none())).map(Sample::view).collect()
}

/// The text and format of a sample.
pub(super) fn text(id: &str) -> Option<(&'static str, PayloadFormat)> {
    SAMPLES.iter().find(|one| one.id == id).map(|one| (one.text, one.format))
}

/// What an order of a sample starts from. `name` is its id, or the part behind the slash: then the provider's own counts,
/// else nobody's.
pub(super) fn input(provider: &str, name: &str) -> Option<OrderInput> {
    let behind = |one: &Sample| one.id.split_once('/').is_some_and(|(_, short)| short == name);
    let found = SAMPLES
        .iter()
        .find(|one| one.id == name)
        .or_else(|| SAMPLES.iter().find(|one| one.is_of(provider) && behind(one)))
        .or_else(|| SAMPLES.iter().find(|one| one.provider.is_none() && behind(one)))?;
    Some(found.input())
}

/// The names by which the terminal knows the samples of a provider.
pub(super) fn names(provider: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for one in of_provider(provider) {
        let short = one.id.split_once('/').map_or(one.id.as_str(), |(_, short)| short).to_owned();
        if !names.contains(&short) {
            names.push(short);
        }
    }
    names
}
