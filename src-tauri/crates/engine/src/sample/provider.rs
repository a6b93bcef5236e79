//! The sample's provider: four faces on this machine, one authority, an answer for each integration of the cast.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use loopback::{
    Answer, Authority, Certificate, Check, Face, Loopback, Script, Setup, Vendor, anything, nothing,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::Mutex;

use super::cast::{self, CLIENTS, Client, Role, Service, Today};
use crate::error::{Code, Error, Result};

/// The ports of the four.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ports {
    good: u16,
    ending: u16,
    expired: u16,
    wrong_host: u16,
}

pub(super) struct Provider {
    authority: Arc<Authority>,
    faces: [Running; 4],
}

struct Running {
    port: u16,
    today: Certificate,
    server: Mutex<Loopback>,
}

impl Provider {
    /// Starts all four, each with a good certificate: the past is played first.
    pub(super) async fn start(now: DateTime<Utc>) -> Result<Self> {
        let failed = |_| Error::new(Code::SampleFailed);
        let authority = Arc::new(Authority::new(now.into()).map_err(failed)?);
        let start = async |today: Certificate| {
            let server = Loopback::start(Arc::clone(&authority), Setup::default()).await.map_err(failed)?;
            Ok::<_, Error>(Running { port: server.port(), today, server: Mutex::new(server) })
        };
        let faces = [
            start(Certificate::Good { days: 80 }).await?,
            start(Certificate::Good { days: 9 }).await?,
            start(Certificate::Expired).await?,
            start(Certificate::WrongHost).await?,
        ];
        Ok(Self { authority, faces })
    }

    /// Everything is accepted, as it was until a few days ago.
    pub(super) async fn as_before(&self) {
        for (client, role) in everyone() {
            let yes = accepting(role, accepted(role.service));
            self.face(role.today).server.lock().await.on(&cast::address(client, role), yes);
        }
    }

    /// What `today` says, for every integration and every certificate.
    pub(super) async fn as_today(&self) -> Result<()> {
        for (client, role) in everyone() {
            self.face(role.today).server.lock().await.on(&cast::address(client, role), script(client, role));
        }
        for face in &self.faces {
            face.server
                .lock()
                .await
                .turn(Face::Tls(face.today))
                .map_err(|_| Error::new(Code::SampleFailed))?;
        }
        Ok(())
    }

    pub(super) fn ports(&self) -> Ports {
        let [good, ending, expired, wrong_host] = self.faces.each_ref().map(|face| face.port);
        Ports { good, ending, expired, wrong_host }
    }

    pub(super) fn ca_pem(&self) -> &str {
        self.authority.pem()
    }

    /// Where an integration of the cast is reached.
    pub(super) fn base_url(&self, client: &Client, role: &Role) -> String {
        let port = self.face(role.today).port;
        format!("https://localhost:{port}{}{}", cast::address(client, role), role.service.path())
    }

    /// The same address at this provider; `None` for one that was not at the one `before` it.
    pub(super) fn moved(&self, before: &Ports, base: &str) -> Option<String> {
        let mut url = url::Url::parse(base).ok().filter(|url| url.host_str() == Some("localhost"))?;
        let old = [before.good, before.ending, before.expired, before.wrong_host];
        let at = old.iter().position(|port| url.port() == Some(*port))?;
        url.set_port(Some(self.faces[at].port)).ok()?;
        Some(url.to_string())
    }

    pub(super) async fn stop(&self) {
        for face in &self.faces {
            face.server.lock().await.stop().await;
        }
    }

    fn face(&self, today: Today) -> &Running {
        match today {
            Today::Ending => &self.faces[1],
            Today::Expired => &self.faces[2],
            Today::WrongHost => &self.faces[3],
            _ => &self.faces[0],
        }
    }
}

fn everyone() -> impl Iterator<Item = (&'static Client, &'static Role)> {
    CLIENTS.iter().flat_map(|client| client.integrations.iter().map(move |role| (client, role)))
}

fn script(client: &Client, role: &Role) -> Script {
    let vendor = vendor(role.service);
    match role.today {
        Today::Refused => Script::always(vendor.refused()),
        Today::Forbidden => Script::always(vendor.forbidden()),
        Today::TooMany => Script::always(Answer::too_many(2)),
        Today::Slow => accepting(role, accepted(role.service)).after(Duration::from_millis(2_300)),
        Today::LoginPage => Script::always(Answer::login_page(200)),
        Today::Moved => {
            Script::always(Answer::redirect(301, &format!("https://orders.{}.example/", slug(client))))
        }
        Today::Accepted | Today::Ending | Today::Expired | Today::WrongHost | Today::Untested => {
            accepting(role, accepted(role.service))
        }
    }
}

fn slug(client: &Client) -> String {
    client.name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
}

/// Accepts the keys that were made up for this service, and no other; each after its own little while.
fn accepting(role: &Role, accepted: Answer) -> Script {
    let key = |at: usize| role.service.keys().get(at).map_or_else(nothing, |made_up| made_up.holds());
    let check = match role.service {
        Service::WooCommerce | Service::ShipStation => Check::basic(key(0), key(1)),
        Service::Mailchimp => Check::basic(anything(), key(0)),
        Service::PayPal => Check::basic(key(0), key(1)),
        Service::Shopify => Check::header("X-Shopify-Access-Token", "", key(0)),
        Service::BigCommerce => Check::header("X-Auth-Token", "", key(0)),
        Service::Klaviyo => Check::header("Authorization", "Klaviyo-API-Key ", key(0)),
        Service::Shippo => Check::header("Authorization", "ShippoToken ", key(0)),
        Service::Recharge => Check::header("X-Recharge-Access-Token", "", key(0)),
        Service::OrderDesk => Check::header("X-API-KEY", "", key(0)),
        Service::Stripe | Service::StripeTest | Service::Mollie | Service::TaxJar => Check::bearer(key(0)),
    };
    let pace = 6 + (role.name.len() as u64 * 7 + role.age.unwrap_or_default().unsigned_abs() * 5) % 40;
    Script::new(check, accepted, vendor(role.service).refused()).after(Duration::from_millis(pace))
}

/// A good answer: with what the default conditions of each provider look for.
fn accepted(service: Service) -> Answer {
    let body = match service {
        Service::Klaviyo => json!({ "data": [{ "type": "account", "id": "sample" }] }),
        Service::Mailchimp => json!({ "health_status": "Everything's Chimpy!" }),
        Service::TaxJar => json!({ "categories": [{ "name": "Clothing", "product_tax_code": "20010" }] }),
        Service::BigCommerce => json!({ "time": 1_700_000_000 }),
        Service::Mollie => json!({ "resource": "profile", "mode": "test", "name": "Sample" }),
        other => return vendor(other).accepted(),
    };
    Answer::json(200, &body)
}

fn vendor(service: Service) -> Vendor {
    match service {
        Service::WooCommerce => Vendor::WooCommerce,
        Service::Stripe | Service::StripeTest => Vendor::Stripe,
        Service::Shopify => Vendor::Shopify,
        _ => Vendor::Other,
    }
}
