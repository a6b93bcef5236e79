//! Which addresses belong to the public internet, by the registries of special addresses that IANA keeps
//! (<https://www.iana.org/assignments/iana-ipv4-special-registry>, <https://www.iana.org/assignments/iana-ipv6-special-registry>).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::Host;

/// Who can be behind an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Anybody: an address of the public internet.
    Public,
    /// This machine, or one of a private network: `127.0.0.1`, `192.168.0.10`, `fd00::1`.
    Private,
    /// Nobody whom a page could be asked for: link-local addresses and what clouds answer their machines' questions
    /// about themselves at, multicast, reserved and documentation addresses, and addresses that wrap another one.
    Closed,
}

impl Reach {
    /// Of one address. What is in no list is closed.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => v4(address),
            IpAddr::V6(address) => v6(address),
        }
    }
}

/// Ends of names that no public host has: RFC 6761, RFC 6762, RFC 8375, and what ICANN has set aside or routers use.
const PRIVATE_ENDS: [&str; 7] =
    [".localhost", ".local", ".test", ".internal", ".lan", ".home.arpa", ".localdomain"];

/// Whether a host says by itself that it is no public one: an address that is none, a name without a dot, a name of a
/// private network.
#[must_use]
pub fn says_private(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => v4(*address) != Reach::Public,
        Host::Ipv6(address) => v6(*address) != Reach::Public,
        Host::Domain(name) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            !name.contains('.') || PRIVATE_ENDS.iter().any(|end| name.ends_with(end))
        }
    }
}

/// Azure answers questions of its machines at a public address
/// (<https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16>).
const AZURE: Ipv4Addr = Ipv4Addr::new(168, 63, 129, 16);
/// Alibaba Cloud does so within the addresses of carriers.
const ALIBABA: Ipv4Addr = Ipv4Addr::new(100, 100, 100, 200);
/// Amazon's and Google's, among the private addresses of IPv6.
const AMAZON: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);
const GOOGLE: Ipv6Addr = Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254);

fn v4(address: Ipv4Addr) -> Reach {
    match address.octets() {
        _ if address == AZURE || address == ALIBABA => Reach::Closed,
        // "This network", and the link.
        [0, ..] | [169, 254, ..] => Reach::Closed,
        [127 | 10, ..] | [172, 16..=31, ..] | [192, 168, ..] => Reach::Private,
        // Shared by the customers of a carrier.
        [100, 64..=127, ..] => Reach::Private,
        // Assignments of protocols, documentation, the way from IPv6 to IPv4 of old, measurements.
        [192, 0, 0 | 2, _] | [192, 88, 99, _] | [198, 18..=19, ..] => Reach::Closed,
        [198, 51, 100, _] | [203, 0, 113, _] => Reach::Closed,
        // Multicast, reserved, broadcast.
        [224..=255, ..] => Reach::Closed,
        _ => Reach::Public,
    }
}

fn v6(address: Ipv6Addr) -> Reach {
    match address.segments() {
        _ if address == Ipv6Addr::LOCALHOST => Reach::Private,
        _ if address == AMAZON || address == GOOGLE => Reach::Closed,
        // Unique local addresses.
        [0xfc00..=0xfdff, ..] => Reach::Private,
        // A network that speaks IPv6 alone has the rest of the world here (RFC 6052), and its own machines too.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            match v4(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low))) {
                Reach::Public => Reach::Public,
                _ => Reach::Closed,
            }
        }
        // Teredo and other protocols' own, documentation, 6to4.
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x2002, ..] | [0x3fff, 0..=0xfff, ..] => {
            Reach::Closed
        }
        [0x2000..=0x3fff, ..] => Reach::Public,
        // Among these: IPv4 addresses in IPv6's clothes, link-local, multicast, and what nobody was given yet.
        _ => Reach::Closed,
    }
}
