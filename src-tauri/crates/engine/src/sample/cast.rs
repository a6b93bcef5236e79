//! Who is in the sample: an agency's clients, their integrations, and how each of them stands today.

use loopback::{Alphabet, MadeUp};

use crate::store::profiles::Profile;
use crate::view::Environment;

/// One client.
pub(super) struct Client {
    pub(super) name: &'static str,
    pub(super) tags: &'static [&'static str],
    pub(super) owner: &'static str,
    pub(super) integrations: &'static [Role],
}

/// One integration.
pub(super) struct Role {
    pub(super) name: &'static str,
    pub(super) service: Service,
    pub(super) environment: Environment,
    /// Days since its key came in; `None`: no key yet.
    pub(super) age: Option<i64>,
    pub(super) every: Option<u32>,
    pub(super) today: Today,
}

/// How its tests end today. Until a few days ago all of them were accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Today {
    Accepted,
    /// The provider no longer takes the key.
    Refused,
    /// The key may no longer do what the test asks for.
    Forbidden,
    TooMany,
    Slow,
    /// A login page where the API was.
    LoginPage,
    /// Moved to another address.
    Moved,
    /// The certificate ends soon.
    Ending,
    Expired,
    WrongHost,
    /// Never tested.
    Untested,
}

/// A service as the sample's provider plays it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    WooCommerce,
    Shopify,
    BigCommerce,
    Stripe,
    StripeTest,
    Mollie,
    Klaviyo,
    Mailchimp,
    Shippo,
    ShipStation,
    TaxJar,
    Recharge,
    PayPal,
    OrderDesk,
}

impl Service {
    /// Its id in the catalogue.
    pub(super) fn provider(self) -> &'static str {
        match self {
            Self::WooCommerce => "woocommerce",
            Self::Shopify => "shopify",
            Self::BigCommerce => "bigcommerce",
            Self::Stripe | Self::StripeTest => "stripe",
            Self::Mollie => "mollie",
            Self::Klaviyo => "klaviyo",
            Self::Mailchimp => "mailchimp",
            Self::Shippo => "shippo",
            Self::ShipStation => "shipstation",
            Self::TaxJar => "taxjar",
            Self::Recharge => "recharge",
            Self::PayPal => "paypal",
            Self::OrderDesk => crate::catalogue::CUSTOM,
        }
    }

    /// What the provider's own API adds to an address.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::WooCommerce => "/wp-json/wc/v3",
            Self::Mollie | Self::TaxJar => "/v2",
            Self::Klaviyo => "/api",
            Self::Mailchimp => "/3.0",
            _ => "",
        }
    }

    /// Its keys: one for each part that the scheme needs, in order.
    pub(super) fn keys(self) -> &'static [MadeUp] {
        use Alphabet::{Alphanumeric, Hex, LowerAlphanumeric};
        const WOO: &[MadeUp] = &[MadeUp::new("ck_", Hex, 40, ""), MadeUp::new("cs_", Hex, 40, "")];
        const SHOPIFY: &[MadeUp] = &[MadeUp::new("shpat_", Hex, 32, "")];
        const BIG: &[MadeUp] = &[MadeUp::new("", LowerAlphanumeric, 31, "")];
        const STRIPE: &[MadeUp] = &[MadeUp::new("sk_live_", Alphanumeric, 40, "")];
        const STRIPE_TEST: &[MadeUp] = &[MadeUp::new("sk_test_", Alphanumeric, 40, "")];
        const MOLLIE: &[MadeUp] = &[MadeUp::new("live_", Alphanumeric, 30, "")];
        const KLAVIYO: &[MadeUp] = &[MadeUp::new("pk_", Hex, 34, "")];
        const MAILCHIMP: &[MadeUp] = &[MadeUp::new("", Hex, 32, "-us6")];
        const SHIPPO: &[MadeUp] = &[MadeUp::new("shippo_live_", Hex, 40, "")];
        const SHIPSTATION: &[MadeUp] = &[MadeUp::new("", Hex, 32, ""), MadeUp::new("", Hex, 32, "")];
        const TAXJAR: &[MadeUp] = &[MadeUp::new("", LowerAlphanumeric, 32, "")];
        const RECHARGE: &[MadeUp] = &[MadeUp::new("", Hex, 56, "")];
        const PAYPAL: &[MadeUp] =
            &[MadeUp::new("A", Alphanumeric, 63, ""), MadeUp::new("E", Alphanumeric, 63, "")];
        const OWN: &[MadeUp] = &[MadeUp::new("", Hex, 48, "")];
        match self {
            Self::WooCommerce => WOO,
            Self::Shopify => SHOPIFY,
            Self::BigCommerce => BIG,
            Self::Stripe => STRIPE,
            Self::StripeTest => STRIPE_TEST,
            Self::Mollie => MOLLIE,
            Self::Klaviyo => KLAVIYO,
            Self::Mailchimp => MAILCHIMP,
            Self::Shippo => SHIPPO,
            Self::ShipStation => SHIPSTATION,
            Self::TaxJar => TAXJAR,
            Self::Recharge => RECHARGE,
            Self::PayPal => PAYPAL,
            Self::OrderDesk => OWN,
        }
    }
}

/// Whether the sample's provider answers this one's probe at all, whatever it says.
pub(super) fn answers(profile: &Profile) -> bool {
    let here = |client: &Client| client.name == profile.client.1;
    let role = CLIENTS.iter().filter(|c| here(c)).flat_map(|c| c.integrations);
    role.filter(|role| role.name == profile.integration.1).any(|role| {
        !matches!(role.today, Today::Expired | Today::WrongHost | Today::Slow | Today::Untested)
            && role.service != Service::PayPal
    })
}

/// Where it answers: `/nordlight-outdoor/shop`.
pub(super) fn address(client: &Client, role: &Role) -> String {
    format!("/{}/{}", slug(client.name), slug(role.name))
}

fn slug(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

const fn role(name: &'static str, service: Service, age: i64, every: Option<u32>, today: Today) -> Role {
    Role { name, service, environment: Environment::Production, age: Some(age), every, today }
}

const fn staging(mut role: Role) -> Role {
    role.environment = Environment::Staging;
    role
}

const fn without_key(mut role: Role) -> Role {
    role.age = None;
    role
}

/// The agency's clients. Names are made up.
pub(super) const CLIENTS: &[Client] = &[
    Client {
        name: "Northlight Outdoor",
        tags: &["retainer", "DTC"],
        owner: "Mara",
        integrations: &[
            role("Shop", Service::WooCommerce, 41, Some(90), Today::Accepted),
            role("Payments", Service::Stripe, 83, Some(90), Today::Accepted),
            role("Newsletter", Service::Klaviyo, 120, Some(180), Today::Accepted),
            role("Labels", Service::Shippo, 29, Some(180), Today::Accepted),
            staging(role("Shop staging", Service::WooCommerce, 12, None, Today::LoginPage)),
        ],
    },
    Client {
        name: "Field & Fern",
        tags: &["B2B"],
        owner: "Jonas",
        integrations: &[
            role("Shop", Service::Shopify, 64, Some(180), Today::Accepted),
            role("Mailings", Service::Mailchimp, 175, Some(180), Today::Accepted),
            role("Sales tax", Service::TaxJar, 33, Some(365), Today::Accepted),
        ],
    },
    Client {
        name: "Copper Kettle Coffee",
        tags: &["retainer", "subscription"],
        owner: "Mara",
        integrations: &[
            role("Shop", Service::WooCommerce, 97, Some(90), Today::Refused),
            role("Subscriptions", Service::Recharge, 55, Some(180), Today::Accepted),
            role("Payments", Service::StripeTest, 20, Some(90), Today::Accepted),
            role("Labels", Service::ShipStation, 140, Some(180), Today::Accepted),
        ],
    },
    Client {
        name: "Velo & Co",
        tags: &["DTC"],
        owner: "Aylin",
        integrations: &[
            role("Shop", Service::BigCommerce, 51, Some(180), Today::Accepted),
            role("Newsletter", Service::Klaviyo, 48, Some(180), Today::Forbidden),
            role("Payments", Service::Mollie, 86, Some(90), Today::Accepted),
        ],
    },
    Client {
        name: "Atelier Lumen",
        tags: &["retainer"],
        owner: "Aylin",
        integrations: &[
            role("Shop", Service::Shopify, 22, Some(180), Today::Accepted),
            role("Order desk", Service::OrderDesk, 71, Some(90), Today::Slow),
            role("PayPal", Service::PayPal, 18, Some(180), Today::Untested),
        ],
    },
    Client {
        name: "Harbour Deli",
        tags: &["local"],
        owner: "Jonas",
        integrations: &[
            role("Shop", Service::WooCommerce, 38, Some(90), Today::Expired),
            role("Mailings", Service::Mailchimp, 38, Some(180), Today::TooMany),
            role("Delivery desk", Service::OrderDesk, 38, Some(90), Today::Accepted),
        ],
    },
    Client {
        name: "Paper Mill 12",
        tags: &["B2B", "ERP"],
        owner: "Mara",
        integrations: &[
            role("Shop", Service::WooCommerce, 60, Some(90), Today::Ending),
            role("Order desk", Service::OrderDesk, 60, Some(90), Today::Moved),
            role("Sales tax", Service::TaxJar, 60, None, Today::Accepted),
        ],
    },
    Client {
        name: "Little Otter Toys",
        tags: &["DTC", "seasonal"],
        owner: "Aylin",
        integrations: &[
            role("Shop", Service::Shopify, 9, Some(180), Today::Accepted),
            role("Payments", Service::Stripe, 9, Some(90), Today::Accepted),
            without_key(role("Newsletter", Service::Klaviyo, 9, Some(180), Today::Untested)),
        ],
    },
    Client {
        name: "Sunhill Organics",
        tags: &["subscription"],
        owner: "Jonas",
        integrations: &[
            role("Shop", Service::WooCommerce, 76, Some(90), Today::Accepted),
            role("Subscriptions", Service::Recharge, 76, Some(180), Today::Accepted),
            role("Labels", Service::Shippo, 76, Some(180), Today::WrongHost),
        ],
    },
];
