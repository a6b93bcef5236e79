//! A full rack, made up in SQL: for benches, which need hundreds of clients at once. No key is made; masks are drawn from
//! numbers.

use super::{Store, millis};
use crate::error::Result;

/// How much is made up.
#[derive(Clone, Copy, Debug)]
pub struct MadeUp {
    /// Clients.
    pub clients: u32,
    /// Integrations of each.
    pub hooks: u32,
    /// Sends in the log.
    pub sends: u32,
}

/// Ids as UUIDv7 would be: milliseconds, a kind, a number. ?1 now, ?2 clients, ?3 hooks, ?4 sends, ?5 workspace.
macro_rules! id {
    ($at:literal, $kind:literal, $number:literal) => {
        concat!("unhex(printf('%012x7", $kind, "8000%012x', ", $at, ", ", $number, "))")
    };
}
macro_rules! count {
    ($most:literal) => {
        concat!("WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ", $most, ") ")
    };
}

const CLIENTS: &str = concat!(
    count!("?2"),
    "INSERT INTO client (id, workspace, name, name_key, notes, tags, owner, created_at, created_by, updated_at,
        updated_by) SELECT ", id!("?1", "001", "i"), ", ?5, printf('Client %04d', i), printf('client %04d', i), '',
        CASE i % 3 WHEN 0 THEN '[\"DTC\"]' WHEN 1 THEN '[\"B2B\",\"Berlin\"]' ELSE '[]' END, 'Ana', ?1, 'made up', ?1,
        'made up' FROM n WHERE ?3 + ?4 >= 0"
);
const CREDENTIALS: &str = concat!(
    count!("?2 * ?3"),
    "INSERT INTO credential (id, workspace, client, created_at, created_by, updated_at, updated_by)
     SELECT ",
    id!("?1", "002", "i"),
    ", ?5, ",
    id!("?1", "001", "i / ?3"),
    ", ?1, 'made up', ?1, 'made up'
     FROM n WHERE ?4 >= 0"
);
const VERSIONS: &str = concat!(
    count!("?2 * ?3"),
    "INSERT INTO version (id, workspace, credential, number, state, created_at, created_by, updated_at, updated_by)
     SELECT ", id!("?1", "003", "i"), ", ?5, ", id!("?1", "002", "i"), ", 1, 'current',
     ?1 - (i % 200) * 86400000, 'made up', ?1, 'made up' FROM n WHERE ?4 >= 0"
);
const PARTS: &str = concat!(
    count!("?2 * ?3"),
    "INSERT INTO part (version, name, mask_prefix, mask_tail, fingerprint, source, taken_at, taken_by, warnings)
     SELECT ", id!("?1", "003", "i"), ", p.value, CASE p.value WHEN 'consumer_key' THEN 'ck_' ELSE 'cs_' END,
     printf('%04x', i % 65536), printf('%032x', i), 'bulk', ?1, 'made up', '[]'
     FROM n, json_each('[\"consumer_key\",\"consumer_secret\"]') AS p WHERE ?4 >= 0 AND ?5 IS NOT NULL"
);
const INTEGRATIONS: &str = concat!(
    count!("?2 * ?3"),
    "INSERT INTO integration (id, workspace, client, credential, name, name_key, provider, environment, variables, auth,
        notes, tags, owner, rotate_every_days, host, created_at, created_by, updated_at, updated_by)
     SELECT ", id!("?1", "004", "i"), ", ?5, ", id!("?1", "001", "i / ?3"), ", ", id!("?1", "002", "i"), ",
     printf('Shop %02d', i % ?3), printf('shop %02d', i % ?3), 'woocommerce',
     CASE i % 5 WHEN 0 THEN 'staging' ELSE 'production' END,
     json_object('store_domain', printf('shop-%d.example.com', i)), '{\"scheme\":\"provider\"}', '', '[]', '', 180,
     printf('shop-%d.example.com', i), ?1, 'made up', ?1, 'made up' FROM n WHERE ?4 >= 0"
);
const STANDINGS: &str = concat!(
    count!("?2 * ?3"),
    "INSERT INTO standing (integration, health, at, verdict, reason, status, total_ms, latencies)
     SELECT ", id!("?1", "004", "i"), ",
     CASE i % 20 WHEN 3 THEN 'refused' WHEN 7 THEN 'unreachable' WHEN 11 THEN 'degraded' ELSE 'accepted' END, ?1,
     'accepted', 'accepted', 200, 120, '[101,120,98,130,111,null,140,99,120,118,101,120,98,130,111,97,140,99,120,118]'
     FROM n WHERE ?4 >= 0 AND ?5 IS NOT NULL"
);
const EVENTS: &str = concat!(
    count!("?4"),
    "INSERT INTO event (id, workspace, at, user, machine, deed, state, client, client_name, integration,
        integration_name, verdict, status, total_ms)
     SELECT ", id!("(?1 - (?4 - i) * 60000)", "005", "i"), ", ?5, ?1 - (?4 - i) * 60000, 'made up', 'bench',
     'test_sent', 'done', ", id!("?1", "001", "(i * 7919 % (?2 * ?3)) / ?3"), ",
     printf('Client %04d', (i * 7919 % (?2 * ?3)) / ?3), ", id!("?1", "004", "i * 7919 % (?2 * ?3)"), ",
     printf('Shop %02d', i * 7919 % ?3), CASE i % 20 WHEN 3 THEN 'refused' WHEN 7 THEN 'unreachable' ELSE 'accepted' END,
     200, 80 + i % 100 FROM n"
);
const ATTEMPTS: &str = concat!(
    count!("?4"),
    "INSERT INTO attempt (id, workspace, integration, at, verdict, reason, status, total_ms, details, proxied, masked)
     SELECT ", id!("(?1 - (?4 - i) * 60000)", "005", "i"), ", ?5, ", id!("?1", "004", "i * 7919 % (?2 * ?3)"), ",
     ?1 - (?4 - i) * 60000, CASE i % 20 WHEN 3 THEN 'refused' WHEN 7 THEN 'unreachable' ELSE 'accepted' END,
     'accepted', 200, 80 + i % 100, '{}', 0, 2 FROM n"
);

impl Store {
    /// Fills an empty workspace.
    pub(crate) async fn make_up(&self, size: MadeUp) -> Result<()> {
        let mut write = self.write().await?;
        let (now, workspace) = (millis(write.now()), self.workspace);
        for sql in [CLIENTS, CREDENTIALS, VERSIONS, PARTS, INTEGRATIONS, STANDINGS, EVENTS, ATTEMPTS] {
            sqlx::query(sql)
                .bind(now)
                .bind(size.clients)
                .bind(size.hooks)
                .bind(size.sends)
                .bind(workspace)
                .execute(write.connection())
                .await
                .map_err(|e| self.trouble(e))?;
        }
        write.commit_quietly().await
    }
}
