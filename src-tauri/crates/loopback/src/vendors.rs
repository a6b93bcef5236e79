//! How some vendors say yes and no: the bodies that a verdict is read off. Facts from the vendors' public pages.

use serde_json::json;

use crate::answer::Answer;

/// A vendor whose manners are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vendor {
    /// WooCommerce REST API.
    WooCommerce,
    /// Stripe.
    Stripe,
    /// Shopify Admin API.
    Shopify,
    /// Any other: plain JSON.
    Other,
}

impl Vendor {
    /// What it answers to the right key.
    #[must_use]
    pub fn accepted(self) -> Answer {
        let body = match self {
            Self::WooCommerce => json!([{ "id": 15, "name": "Sample", "slug": "sample", "count": 3 }]),
            Self::Stripe => json!({ "object": "balance", "livemode": false, "available": [], "pending": [] }),
            Self::Shopify => json!({ "access_scopes": [{ "handle": "read_products" }] }),
            Self::Other => json!({ "ok": true }),
        };
        Answer::json(200, &body)
    }

    /// What it answers to a wrong key.
    #[must_use]
    pub fn refused(self) -> Answer {
        let body = match self {
            Self::WooCommerce => json!({
                "code": "woocommerce_rest_authentication_error",
                "message": "Consumer secret is invalid.",
                "data": { "status": 401 },
            }),
            Self::Stripe => json!({
                "error": { "type": "invalid_request_error", "message": "Invalid API Key provided" },
            }),
            Self::Shopify => json!({
                "errors": "[API] Invalid API key or access token (unrecognized login or wrong password)",
            }),
            Self::Other => json!({ "error": "unauthorized" }),
        };
        Answer::json(401, &body)
    }

    /// What it answers to a right key that may not do this.
    #[must_use]
    pub fn forbidden(self) -> Answer {
        let body = match self {
            Self::WooCommerce => json!({
                "code": "woocommerce_rest_cannot_view",
                "message": "Sorry, you cannot list resources.",
                "data": { "status": 403 },
            }),
            Self::Stripe => json!({
                "error": { "type": "invalid_request_error", "message": "The provided key does not have the required permissions" },
            }),
            Self::Shopify => json!({ "errors": "[API] This action requires merchant approval for a scope." }),
            Self::Other => json!({ "error": "forbidden" }),
        };
        Answer::json(403, &body)
    }
}
