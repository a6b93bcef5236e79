//! Finding and using what the page shows, by role and name as a person or a screen reader finds it, or by test id.

use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::{By, Key, WebElement};

use crate::app::App;
use crate::wait;

const PATIENCE: Duration = Duration::from_secs(15);

/// Finds visible elements by role and accessible name; a name that ends in `*` is a beginning.
const FIND: &str = r#"
const [role, name, within] = arguments;
const implicit = {
  button: 'button, summary, [type=button], [type=submit]', link: 'a[href]',
  textbox: 'input:not([type]), input[type=text], input[type=search], input[type=url], input[type=number], textarea',
  checkbox: 'input[type=checkbox]', radio: 'input[type=radio]', heading: 'h1, h2, h3, h4', dialog: 'dialog[open]',
  option: 'option', row: 'tr', status: 'output', main: 'main', combobox: 'select, [aria-haspopup=listbox]',
};
const label = (e) => {
  const by = e.getAttribute('aria-labelledby');
  if (by) return by.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
  return e.getAttribute('aria-label') ?? (e.labels?.length ? Array.from(e.labels, (l) => l.textContent).join(' ') : null)
    ?? (e.innerText || e.textContent || e.getAttribute('title') || e.getAttribute('placeholder') || '');
};
const plain = (text) => text.replace(/\s+/g, ' ').trim();
const shown = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden';
const root = within ? document.querySelector(within) : document;
const selector = [`[role=${role}]`, implicit[role]].filter(Boolean).join(', ');
const fits = (text) => name.endsWith('*') ? text.startsWith(name.slice(0, -1)) : text === name;
return root ? Array.from(root.querySelectorAll(selector)).filter((e) => shown(e) && fits(plain(label(e)))) : [];
"#;

impl App<'_> {
    /// The first visible element of this role and name, once there is one.
    pub async fn find(&self, role: &str, name: &str) -> WebElement {
        self.find_within("", role, name).await
    }

    /// The same inside the element that a CSS selector names.
    pub async fn find_within(&self, within: &str, role: &str, name: &str) -> WebElement {
        let look = || self.look(within, role, name);
        match wait::eventually(PATIENCE, look).await {
            Some(element) => element,
            None => self.missing(&format!("{role} named {name:?}")).await,
        }
    }

    /// Whether there is one now.
    pub async fn shows(&self, role: &str, name: &str) -> bool {
        self.look("", role, name).await.is_some()
    }

    /// The first visible element with this `data-testid`, once there is one.
    pub async fn test_id(&self, id: &str) -> WebElement {
        let selector = format!("[data-testid=\"{id}\"]");
        match wait::eventually(PATIENCE, || self.css(&selector)).await {
            Some(element) => element,
            None => self.missing(&format!("test id {id:?}")).await,
        }
    }

    /// Clicks, once it is there.
    pub async fn click(&self, role: &str, name: &str) {
        self.press_on(|| self.look("", role, name), &format!("{role} named {name:?}")).await;
    }

    /// Clicks by test id.
    pub async fn click_id(&self, id: &str) {
        let selector = format!("[data-testid=\"{id}\"]");
        self.press_on(|| self.css(&selector), &format!("test id {id:?}")).await;
    }

    /// Puts text into a field in place of what it held.
    pub async fn fill(&self, name: &str, text: &str) {
        let field = self.find("textbox", name).await;
        self.fill_element(&field, text).await;
    }

    /// The same for an element that is at hand.
    pub async fn fill_element(&self, field: &WebElement, text: &str) {
        field.click().await.expect("the field takes the focus");
        field.send_keys(Key::Control + "a").await.expect("key strokes");
        field.send_keys(Key::Delete + "").await.expect("key strokes");
        if !text.is_empty() {
            field.send_keys(text).await.expect("key strokes");
        }
    }

    /// Waits until the page shows this text.
    pub async fn reads(&self, text: &str) {
        let look = || async { self.text().await.contains(text).then_some(()) };
        if wait::eventually(PATIENCE, look).await.is_none() {
            self.missing::<()>(&format!("the text {text:?}")).await;
        }
    }

    /// Presses keys in whatever has the focus in the page, such as `t` or Control+K.
    pub async fn keys(&self, keys: impl Into<thirtyfour::TypingData>) {
        let active = self.driver.active_element().await.expect("something has the focus");
        active.send_keys(keys).await.expect("key strokes");
    }

    /// A visible element by CSS, if there is one now.
    pub async fn css(&self, selector: &str) -> Option<WebElement> {
        for element in self.driver.find_all(By::Css(selector)).await.ok()? {
            if element.is_displayed().await.unwrap_or(false) {
                return Some(element);
            }
        }
        None
    }

    async fn look(&self, within: &str, role: &str, name: &str) -> Option<WebElement> {
        let within = if within.is_empty() { Value::Null } else { json!(within) };
        let found = self.driver.execute(FIND, vec![json!(role), json!(name), within]).await.ok()?;
        found.elements().ok()?.into_iter().next()
    }

    /// Lists redraw themselves under a click: it is tried again until one lands.
    async fn press_on<F: Future<Output = Option<WebElement>>>(&self, find: impl Fn() -> F, what: &str) {
        let click = || async { find().await?.click().await.ok() };
        if wait::eventually(PATIENCE, click).await.is_none() {
            self.missing::<()>(what).await;
        }
    }

    async fn missing<T>(&self, what: &str) -> T {
        self.fail(&format!("the page has no {what}")).await
    }
}
