//! The board: which cards there are, in which order, and what stands on them.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::error::Result;
use crate::store::board::{HookDetail, HookRow};
use crate::store::clients::ClientName;
use crate::view::{
    BoardQuery, BoardSlot, BoardSort, BoardView, CardView, DueView, Health, HealthCounts, HookView,
    ProviderName,
};
use crate::{Engine, auth, catalogue, health};

/// Cards that come with the board itself: what a laptop's window shows. The page asks for more as it needs them.
const FIRST: usize = 16;
/// Most cards in one answer.
const MOST: usize = 200;

impl Engine {
    /// The board's order, its counts, and its first cards.
    ///
    /// # Errors
    /// A storage code.
    pub async fn board(&self, query: &BoardQuery) -> Result<BoardView> {
        let (clients, hooks) = tokio::try_join!(self.store().client_names(), self.store().hooks())?;
        let filter = Filter::of(query, self.store().now());
        let in_use = InUse::of(&clients, &hooks, query.archived);
        let mut counts = HealthCounts::default();
        let mut cards = filter.cards(&clients, &hooks, &mut counts);
        cards.sort_by(|a, b| a.order(query.sort).cmp(&b.order(query.sort)));
        let slots: Vec<BoardSlot> = cards
            .iter()
            .map(|c| BoardSlot {
                client: c.client.id,
                hooks: u32::try_from(c.hooks.len()).unwrap_or(u32::MAX),
            })
            .collect();
        let first: Vec<Uuid> = slots.iter().take(FIRST).map(|s| s.client).collect();
        let details = self.store().hook_details(&first).await?;
        let first = cards.iter().take(FIRST).map(|c| c.view(&details)).collect();
        let InUse { providers, tags, environments } = in_use;
        Ok(BoardView {
            counts,
            slots,
            first,
            providers: providers.into_iter().collect(),
            tags: tags.into_values().collect(),
            environments: environments.into_iter().collect(),
        })
    }

    /// Further cards, in the order asked for; clients that do not match are left out.
    ///
    /// # Errors
    /// A storage code.
    pub async fn cards(&self, query: &BoardQuery, clients: &[Uuid]) -> Result<Vec<CardView>> {
        let wanted = &clients[..clients.len().min(MOST)];
        let (names, hooks, details) = tokio::try_join!(
            self.store().client_names(),
            self.store().hooks_of(wanted),
            self.store().hook_details(wanted)
        )?;
        let names: Vec<ClientName> = names.into_iter().filter(|c| wanted.contains(&c.id)).collect();
        let filter = Filter::of(query, self.store().now());
        let cards = filter.cards(&names, &hooks, &mut HealthCounts::default());
        let mut by_client: HashMap<Uuid, CardView> =
            cards.iter().map(|card| (card.client.id, card.view(&details))).collect();
        Ok(wanted.iter().filter_map(|id| by_client.remove(id)).collect())
    }
}

/// A client with those of its hooks that match.
struct Card<'a> {
    client: &'a ClientName,
    hooks: Vec<(&'a HookRow, DueView)>,
    storefront: Option<String>,
}

/// Ties are broken by name, so the order is total and stays.
type Order<'a> = (i64, std::borrow::Cow<'a, str>, Uuid);

impl Card<'_> {
    fn health(&self) -> Health {
        self.hooks.iter().map(|(hook, _)| hook.health).min().unwrap_or(Health::Untested)
    }

    fn order(&self, sort: BoardSort) -> Order<'_> {
        let first = match sort {
            BoardSort::Name => 0,
            BoardSort::Health => self.health() as i64,
            BoardSort::Due => {
                self.hooks.iter().filter_map(|(_, due)| due.left_days).min().map_or(i64::MAX, i64::from)
            }
            BoardSort::Recent => -self.hooks.iter().filter_map(|(hook, _)| hook.last_at).max().unwrap_or(0),
        };
        (first, self.client.name.to_lowercase().into(), self.client.id)
    }

    fn view(&self, details: &HashMap<Uuid, HookDetail>) -> CardView {
        CardView {
            client: self.client.id,
            name: self.client.name.clone(),
            tags: self.client.tags.clone(),
            archived: self.client.archived,
            health: self.health(),
            storefront: self.storefront.clone(),
            hooks: self.hooks.iter().map(|(hook, due)| hook_view(hook, *due, self.client, details)).collect(),
        }
    }
}

fn hook_view(
    hook: &HookRow,
    due: DueView,
    client: &ClientName,
    details: &HashMap<Uuid, HookDetail>,
) -> HookView {
    let detail = details.get(&hook.id);
    let keys = detail.map(|d| d.keys.as_slice()).unwrap_or_default();
    let complete = detail.is_some_and(|d| {
        let held = keys.iter().map(|(name, _)| name.as_str());
        auth::of_input(&hook.provider, &d.auth)
            .is_ok_and(|scheme| auth::is_complete(&scheme, d.client_certificate, held))
    });
    HookView {
        integration: hook.id,
        name: hook.name.clone(),
        provider: ProviderName { id: hook.provider.clone(), name: catalogue::name(&hook.provider) },
        environment: hook.environment,
        health: hook.health,
        archived: hook.archived || client.archived,
        keys: keys.iter().map(|(_, mask)| mask.clone()).collect(),
        complete,
        latencies: detail.map(|d| d.latencies.clone()).unwrap_or_default(),
        due,
    }
}

/// A query, ready to be asked of each hook.
struct Filter<'q> {
    query: &'q BoardQuery,
    words: Vec<String>,
    now: DateTime<Utc>,
    max_age: HashMap<&'static str, u32>,
}

impl<'q> Filter<'q> {
    fn of(query: &'q BoardQuery, now: DateTime<Utc>) -> Self {
        let words = query.search.to_lowercase().split_whitespace().map(str::to_owned).collect();
        Self { query, words, now, max_age: catalogue::intervals() }
    }

    /// The clients that show, each with the hooks that match; counts what the health filters leave out as well.
    fn cards<'a>(
        &self,
        clients: &'a [ClientName],
        hooks: &'a [HookRow],
        counts: &mut HealthCounts,
    ) -> Vec<Card<'a>> {
        let mut of_client: HashMap<Uuid, Vec<&HookRow>> = HashMap::with_capacity(clients.len());
        for hook in hooks {
            of_client.entry(hook.client).or_default().push(hook);
        }
        let mut cards = Vec::new();
        for client in clients {
            let all = of_client.remove(&client.id).unwrap_or_default();
            let storefront = storefront(&all);
            let mut shown = Vec::new();
            for hook in all.iter().copied().filter(|hook| self.matches(client, hook)) {
                let every = hook.every_days.or_else(|| self.max_age.get(hook.provider.as_str()).copied());
                let due = health::due(hook.taken_at, every, self.now);
                if self.count(hook, &due, counts) {
                    shown.push((hook, due));
                }
            }
            if !shown.is_empty() || (all.is_empty() && self.matches_bare(client)) {
                cards.push(Card { client, hooks: shown, storefront });
            }
        }
        cards
    }

    /// Counts a hook under what it is, and says whether the filters for health and due dates let it through.
    fn count(&self, hook: &HookRow, due: &DueView, counts: &mut HealthCounts) -> bool {
        let soon = health::is_soon(due);
        let healthy = self.query.health.is_empty() || self.query.health.contains(&hook.health);
        let in_time = !self.query.due_soon || soon;
        if in_time {
            counts.all += 1;
            *match hook.health {
                Health::Accepted => &mut counts.accepted,
                Health::Degraded => &mut counts.degraded,
                Health::Odd => &mut counts.odd,
                Health::Refused => &mut counts.refused,
                Health::Unreachable => &mut counts.unreachable,
                Health::Untested => &mut counts.untested,
            } += 1;
        }
        if healthy && soon {
            counts.due_soon += 1;
        }
        healthy && in_time
    }

    /// Everything but health and due dates.
    fn matches(&self, client: &ClientName, hook: &HookRow) -> bool {
        let query = self.query;
        let any = |list: &[String], value: &str| list.is_empty() || list.iter().any(|one| one == value);
        query.archived == (hook.archived || client.archived)
            && any(&query.providers, &hook.provider)
            && (query.environments.is_empty() || query.environments.contains(&hook.environment))
            && (query.tags.is_empty()
                || query.tags.iter().any(|t| hook.tags.contains(t) || client.tags.contains(t)))
            && self.has_words(client, Some(hook))
    }

    /// Whether a client without any integration shows.
    fn matches_bare(&self, client: &ClientName) -> bool {
        let query = self.query;
        query.archived == client.archived
            && query.health.is_empty()
            && query.providers.is_empty()
            && query.environments.is_empty()
            && !query.due_soon
            && (query.tags.is_empty() || query.tags.iter().any(|t| client.tags.contains(t)))
            && self.has_words(client, None)
    }

    fn has_words(&self, client: &ClientName, hook: Option<&HookRow>) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let mut text = format!("{}\n{}\n{}", client.name, client.owner, client.tags.join("\n"));
        if let Some(hook) = hook {
            let provider = catalogue::name(&hook.provider);
            let more = [&hook.name, &provider, &hook.owner, &hook.host, &hook.tags.join("\n")];
            for one in more {
                text.push('\n');
                text.push_str(one);
            }
        }
        let text = text.to_lowercase();
        self.words.iter().all(|word| text.contains(word))
    }
}

/// The name of the first storefront among live hooks.
fn storefront(hooks: &[&HookRow]) -> Option<String> {
    hooks
        .iter()
        .filter(|h| !h.archived)
        .filter_map(|h| catalogue::find(&h.provider).ok())
        .find(|entry| entry.category == "storefront")
        .map(|entry| entry.name.clone())
}

/// What the filters can be set to.
struct InUse {
    providers: BTreeSet<ProviderName>,
    tags: std::collections::BTreeMap<String, String>,
    environments: BTreeSet<crate::view::Environment>,
}

impl InUse {
    fn of(clients: &[ClientName], hooks: &[HookRow], archived: bool) -> Self {
        let away: HashMap<Uuid, bool> = clients.iter().map(|c| (c.id, c.archived)).collect();
        let shown = |h: &&HookRow| (h.archived || away.get(&h.client) == Some(&true)) == archived;
        let mut ids: BTreeSet<&str> = BTreeSet::new();
        let (mut tags, mut environments) = (std::collections::BTreeMap::new(), BTreeSet::new());
        for hook in hooks.iter().filter(shown) {
            ids.insert(&hook.provider);
            environments.insert(hook.environment);
            tags.extend(hook.tags.iter().map(|t| (t.to_lowercase(), t.clone())));
        }
        let of_clients = clients.iter().filter(|c| c.archived == archived).flat_map(|c| &c.tags);
        tags.extend(of_clients.map(|t| (t.to_lowercase(), t.clone())));
        let named = |id: &str| ProviderName { id: id.to_owned(), name: catalogue::name(id) };
        Self { providers: ids.into_iter().map(named).collect(), tags, environments }
    }
}
