//! Tokens that are bought before the request is sent: the exchange with the token endpoint, what came of it, and the short
//! memory of what was bought. What is bought is never stored; only a refresh token that takes another's place goes into
//! the keyring, at once.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Map, Value};
use url::Url;

use super::answer::wipe;
use super::body::push_pair;
use super::clearance::Clearance;
use super::facts::{Answer, Failure, Reply, Rotated, TokenError, TokenFailure, TokenHop};
use super::place::{self, Placed, basic_header};
use super::run::{Run, Went, refuse_guesses, unsent, with_derived};
use super::schemes::{FINDABLE, jwt};
use crate::inner::Inner;
use crate::keyring::item::Item;
use crate::lent::Lent;
use crate::masker::Masker;
use crate::secret::{Secret, SecretText, scrub_stack};
use crate::{Binding, Errand, ErrandRefusal, Method, TokenField, TokenForm, TokenRecipe};

/// How long what was bought may be used at most, whatever its provider says.
const AT_MOST: Duration = Duration::from_secs(60);
/// So long before its end a token is bought anew: it has a way to go.
const EARLY: Duration = Duration::from_secs(10);
/// More than any answer with a token in it takes: what was bought is sought in all that is shown, and long ones cost time.
const ANSWER_BYTES: usize = 64 * 1024;

/// What was bought, and by what.
pub(crate) struct Minted {
    token: Secret,
    binding: Binding,
    until: Instant,
}

impl Minted {
    fn is_good(&self, binding: &Binding) -> bool {
        self.binding == *binding && Instant::now() < self.until
    }
}

/// Whether an errand is the token request itself, as where a provider has no other harmless request.
pub(super) fn is_request(recipe: &TokenRecipe, errand: &Errand) -> bool {
    errand.method == Method::Post && errand.url.as_str() == recipe.url
}

/// Sends the token request as the errand itself.
pub(super) async fn send_request(
    vault: &Arc<Inner>,
    errand: &Errand,
    clearance: Clearance,
    lent: &Arc<Lent>,
    masker: &Masker,
) -> Reply {
    if let Err(refusal) = refuse_guesses(vault, errand, masker) {
        return unsent(Failure::Refused(refusal));
    }
    match buy(vault, errand, clearance, lent).await {
        Ok(bought) => Reply { rotated: bought.rotated, ..bought.reply },
        Err(failure) => unsent(failure),
    }
}

/// Sends the errand with a token: one that is still warm, or one that is bought now.
pub(super) async fn send_with(
    vault: &Arc<Inner>,
    errand: &Errand,
    clearance: Clearance,
    (lent, masker): (&Arc<Lent>, &Arc<Masker>),
    recipe: &TokenRecipe,
) -> Reply {
    let warm = || vault.tokens.get(errand.version).filter(|minted| minted.is_good(&lent.item.binding));
    let turn = vault.turn(errand.version);
    let turn = turn.lock().await;
    let (minted, hop, rotated, mut derived) = match warm() {
        Some(minted) => (minted, TokenHop::cached(), None, Vec::new()),
        None => match buy(vault, &request_of(errand, recipe), clearance.clone(), lent).await {
            Err(failure) => return unsent(failure),
            Ok(Bought { minted, reply, rotated, derived }) => match minted {
                Ok(minted) => (minted, hop(reply), rotated, derived),
                Err(failure) => {
                    let token = Some(hop(reply));
                    return Reply { token, rotated, ..unsent(failure) };
                }
            },
        },
    };
    drop(turn);
    let told = |reply: Reply| Reply { token: Some(hop.clone()), rotated: rotated.clone(), ..reply };
    let placed = place::place(errand, &lent.item, Some(&minted.token));
    scrub_stack();
    let placed = match placed {
        Ok(placed) => placed,
        Err(refusal) => return told(unsent(Failure::Refused(refusal))),
    };
    // EXPOSE: masked wherever it stands.
    derived
        .extend(placed.derived.iter().map(|(name, value)| (name.clone(), Secret::copy_of(value.expose()))));
    let masker = match with_derived(vault, errand, masker.clone(), lent, &derived).await {
        Ok(masker) => masker,
        Err(trouble) => return told(unsent(Failure::Keyring(trouble))),
    };
    let reply = match (Run { errand, clearance, lent, placed: &placed, trust: &vault.trust }).go().await {
        Ok(went) => {
            (Run { errand, clearance: Clearance::given(), lent, placed: &placed, trust: &vault.trust })
                .reply(went, &masker)
        }
        Err(failure) => unsent(failure),
    };
    if matches!(&reply.outcome, Ok(Answer { status: 401 | 403, .. })) {
        // The next one is bought anew: this one may be what was refused.
        vault.tokens.forget(errand.version);
    }
    told(reply)
}

/// The errand that buys the token for another.
fn request_of(errand: &Errand, recipe: &TokenRecipe) -> Errand {
    let mut request = Errand {
        method: Method::Post,
        headers: Vec::new(),
        body: None,
        conditions: [].into(),
        // They are about the answer to the request itself.
        expectations: Vec::new(),
        ..errand.clone()
    };
    // An address that cannot be read leads nowhere that the key is bound to.
    if let Ok(url) = Url::parse(&recipe.url) {
        request.url = url;
    }
    request
}

fn hop(reply: Reply) -> TokenHop {
    TokenHop {
        status: reply.outcome.as_ref().ok().map(|answer| answer.status),
        cached: false,
        timings: reply.timings,
        tls: reply.tls,
        remote: reply.remote,
        exchange: Some(reply.exchange),
    }
}

/// What came of a token request.
struct Bought {
    minted: Result<Arc<Minted>, Failure>,
    reply: Reply,
    rotated: Option<Rotated>,
    derived: Vec<(String, Secret)>,
}

/// Buys a token. Where a refresh token may be replaced by the answer, the exchange is its own task: once it is sent it is
/// seen through, whoever goes away, since the old one may be worth nothing from then on.
async fn buy(
    vault: &Arc<Inner>,
    errand: &Errand,
    clearance: Clearance,
    lent: &Arc<Lent>,
) -> Result<Bought, Failure> {
    let recipe = lent.item.binding.placement.token().ok_or(Failure::Refused(ErrandRefusal::Recipe))?;
    if recipe.rotates.is_none() {
        return exchange(vault, errand, clearance, lent).await;
    }
    // Another process may have been given a newer one.
    let fresh = vault.read_again(errand.version).await.map_err(Failure::Keyring)?;
    if fresh.item.binding != lent.item.binding {
        return Err(Failure::Refused(ErrandRefusal::Destination));
    }
    let (vault, errand) = (vault.clone(), errand.clone());
    let work = tokio::spawn(async move { exchange(&vault, &errand, clearance, &fresh).await });
    work.await.map_err(|_| Failure::Protocol)?
}

async fn exchange(
    vault: &Arc<Inner>,
    errand: &Errand,
    clearance: Clearance,
    lent: &Arc<Lent>,
) -> Result<Bought, Failure> {
    let recipe = lent.item.binding.placement.token().ok_or(Failure::Refused(ErrandRefusal::Recipe))?;
    let errand = &bounded(errand);
    let mut placed = request(recipe, errand, &lent.item).map_err(Failure::Refused)?;
    scrub_stack();
    let run = Run { errand, clearance, lent, placed: &placed, trust: &vault.trust };
    let went = run.go().await?;
    let mut answer = Read::of(&went);
    let sold = went.raw.as_ref().is_ok_and(|raw| raw.status.is_success()) && answer.sold();
    let rotated = match (recipe.rotates.as_ref().filter(|_| sold), answer.refresh.take()) {
        (Some(part), Some(new)) if is_token(&new) => {
            // EXPOSE: one copy goes to the masker, one into the keyring.
            answer.derived.push(("refresh_token".to_owned(), Secret::copy_of(new.expose())));
            keep(vault, errand, lent, part, new).await
        }
        // One that comes with a refusal, or could never be sent, takes nothing's place: it is masked.
        (_, Some(new)) => {
            answer.derived.push(("refresh_token".to_owned(), new));
            None
        }
        (_, None) => None,
    };
    let masker = vault.keys().await.map_err(Failure::Keyring)?;
    let masker = lent.masker(&masker, &errand.provider, &[]);
    let mut derived = std::mem::take(&mut answer.derived);
    // EXPOSE: masked wherever they stand.
    derived
        .extend(placed.derived.iter().map(|(name, value)| (name.clone(), Secret::copy_of(value.expose()))));
    if let Some((token, _)) = &answer.token {
        // EXPOSE: masked wherever it stands.
        derived.push((place::TOKEN.to_owned(), Secret::copy_of(token.expose())));
    }
    let masker = with_derived(vault, errand, masker, lent, &derived).await.map_err(Failure::Keyring)?;
    let reply = Run { errand, clearance: Clearance::given(), lent, placed: &placed, trust: &vault.trust }
        .reply(went, &masker);
    placed.derived.clear();
    let minted = match (&reply.outcome, answer.token) {
        (Ok(Answer { status: 200..=299, .. }), Some((token, lives))) => {
            let until =
                Instant::now() + lives.map_or(AT_MOST, |lives| lives.saturating_sub(EARLY)).min(AT_MOST);
            let minted = Minted { token, binding: lent.item.binding.clone(), until };
            Ok(vault.tokens.put(vault.tokens.epoch(), errand.version, minted))
        }
        (outcome, _) => Err(failure(outcome, answer.error)),
    };
    Ok(Bought { minted, reply, rotated, derived })
}

/// The same, reading no more of the answer than a token takes.
fn bounded(errand: &Errand) -> Errand {
    let mut bounded = errand.clone();
    bounded.limits.body_bytes = bounded.limits.body_bytes.min(ANSWER_BYTES);
    bounded
}

/// Why nothing was bought.
fn failure(outcome: &Result<Answer, Failure>, error: Option<TokenError>) -> Failure {
    match outcome {
        Err(failure @ (Failure::Refused(_) | Failure::Keyring(_) | Failure::Withheld)) => failure.clone(),
        Err(failure) => Failure::Token(TokenFailure::Unreachable(Box::new(failure.clone()))),
        Ok(answer) => Failure::Token(match answer.status {
            200..=299 if error.is_none() => TokenFailure::Unreadable { status: answer.status },
            429 | 500..=599 => TokenFailure::Busy { status: answer.status },
            400..=499 | 200..=299 => TokenFailure::Refused { status: answer.status, error },
            status => TokenFailure::Unreadable { status },
        }),
    }
}

/// The token request with the key in its places.
fn request(recipe: &TokenRecipe, errand: &Errand, item: &Item) -> Result<Placed, ErrandRefusal> {
    let mut placed = place::bare(errand, item)?;
    let part = |name: &str| item.part(name).ok_or(ErrandRefusal::PartMissing);
    if let Some((user, password)) = &recipe.basic {
        let mut pair = SecretText::with_capacity(256);
        for (index, name) in [user, password].into_iter().enumerate() {
            if index > 0 {
                pair.push(b":");
            }
            // EXPOSE: becomes one side of the Basic pair, written as RFC 6749 says.
            for piece in url::form_urlencoded::byte_serialize(part(name)?.expose()) {
                pair.push(piece.as_bytes());
            }
        }
        let pair = pair.into_secret();
        placed.stamp(basic_header(&pair, &format!("{user}+{password}"))?)?;
        placed.derived.push(("client pair".to_owned(), pair));
    }
    let mut fields: Vec<(&str, Secret)> = Vec::new();
    for (name, field) in &recipe.fields {
        let value = match field {
            TokenField::Fixed(text) if text.is_empty() => continue,
            TokenField::Fixed(text) => Secret::copy_of(text.as_bytes()),
            TokenField::Part(name) => {
                // EXPOSE: stamped into the field that it is bound to; what is too short to be found again is not.
                let value = part(name)?.expose();
                if value.trim_ascii().len() < FINDABLE {
                    return Err(ErrandRefusal::Unplaceable);
                }
                Secret::copy_of(value)
            }
            TokenField::Assertion { account, scope } => {
                let assertion = jwt::assertion(part(account)?, &recipe.url, scope, errand.now)?;
                // EXPOSE: one copy is sent, one goes to the masker.
                placed.derived.push(("assertion".to_owned(), Secret::copy_of(assertion.expose())));
                assertion
            }
        };
        fields.push((name, value));
    }
    let (media_type, bytes) = match recipe.form {
        TokenForm::Form => ("application/x-www-form-urlencoded", form(&fields)),
        TokenForm::Json => ("application/json", json(&fields)?),
    };
    placed.set_body(media_type.to_owned(), bytes)?;
    Ok(placed)
}

fn form(fields: &[(&str, Secret)]) -> Secret {
    let mut text = SecretText::with_capacity(512);
    for (name, value) in fields {
        // EXPOSE: written into the body of the token request.
        push_pair(&mut text, name.as_bytes(), value.expose());
    }
    text.into_secret()
}

fn json(fields: &[(&str, Secret)]) -> Result<Secret, ErrandRefusal> {
    let mut map = Map::new();
    for (name, value) in fields {
        // EXPOSE: written into the body of the token request.
        let text = std::str::from_utf8(value.expose()).map_err(|_| ErrandRefusal::Unplaceable)?;
        map.insert((*name).to_owned(), Value::String(text.to_owned()));
    }
    let mut whole = Value::Object(map);
    let bytes = serde_json::to_vec(&whole);
    wipe(&mut whole);
    Ok(Secret::new(bytes.map_err(|_| ErrandRefusal::Unplaceable)?))
}

/// What a token endpoint's answer says (RFC 6749, sections 5.1 and 5.2).
#[derive(Default)]
struct Read {
    token: Option<(Secret, Option<Duration>)>,
    refresh: Option<Secret>,
    error: Option<TokenError>,
    /// Further tokens in it: masked, and not used.
    derived: Vec<(String, Secret)>,
}

impl Read {
    /// Whether it gives out a token and reports no error.
    fn sold(&self) -> bool {
        self.token.is_some() && self.error.is_none()
    }

    fn of(went: &Went) -> Self {
        let Ok(raw) = &went.raw else { return Self::default() };
        // EXPOSE: read as JSON; what is a token in it is taken out, the rest is wiped.
        let body = raw.body.expose();
        let parsed = serde_json::from_slice::<Value>(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body));
        let Ok(mut whole) = parsed else { return Self::default() };
        let mut text = |name: &str| match whole.get_mut(name).map(Value::take) {
            Some(Value::String(text)) if !text.is_empty() => Some(Secret::new(text.into_bytes())),
            _ => None,
        };
        let (token, refresh, id) = (text("access_token"), text("refresh_token"), text("id_token"));
        // EXPOSE: looked at whether it can stand in a header (RFC 6749, appendix A.12).
        let (token, odd) = match token {
            Some(token) if !token.expose().iter().all(u8::is_ascii_graphic) => (None, Some(token)),
            token => (token, None),
        };
        let lives =
            whole.get("expires_in").and_then(|lives| lives.as_u64().or_else(|| lives.as_str()?.parse().ok()));
        let error = whole.get("error").and_then(Value::as_str).map(TokenError::of);
        wipe(&mut whole);
        Self {
            token: token.map(|token| (token, lives.map(Duration::from_secs))),
            refresh,
            error,
            derived: [("id_token", id), (place::TOKEN, odd)]
                .into_iter()
                .filter_map(|(name, value)| Some((name.to_owned(), value?)))
                .collect(),
        }
    }
}

/// Whether it can be sent as a token, and found again (RFC 6749, appendix A.17: visible ASCII).
fn is_token(value: &Secret) -> bool {
    // EXPOSE: only whether it can stand in a request comes out of this.
    let value = value.expose();
    value.len() >= FINDABLE && value.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ')
}

/// Puts a new refresh token in the place of the old one. Until the keyring has taken it and given it back the same, it is
/// held here, and whoever reads the item reads it with the new one.
async fn keep(vault: &Arc<Inner>, errand: &Errand, lent: &Lent, part: &str, new: Secret) -> Option<Rotated> {
    // EXPOSE: compared: many providers give back the one that they were given.
    if lent.item.part(part).is_some_and(|old| old.expose() == new.expose()) {
        return None;
    }
    // EXPOSE: held before anything else is tried: the old one may be worth nothing from now on.
    vault.hold_pending(errand.version, part, Secret::copy_of(new.expose()));
    let kept = keep_pending(vault, errand.version).await;
    let keys = vault.keys().await.ok()?;
    // EXPOSE: masked and fingerprinted.
    let mask = crate::Mask::of(new.expose(), &keys);
    Some(Rotated { part: part.to_owned(), mask, kept })
}

/// Writes what the keyring has not taken yet; whether nothing is left to write.
pub(super) async fn keep_pending(vault: &Inner, version: uuid::Uuid) -> bool {
    if !vault.is_pending(version) {
        return true;
    }
    // What is read has the new value already; what is written is read back and compared.
    let Ok(item) = vault.fetch(version).await else { return false };
    let written = vault.write(version, item).await.is_ok();
    if written {
        vault.drop_pending(version);
    }
    written
}
