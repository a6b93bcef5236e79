//! The same request as a few lines of a language: with the key from the environment or from a constant, by its name. TLS is
//! verified, redirects are not followed, nothing but the status is printed.

mod curl;
mod node;
mod php;
mod python;
mod quote;
mod recipe;
#[cfg(test)]
mod tests;

use uuid::Uuid;

use crate::catalogue;
use crate::codes::{Coded as _, codes};
use crate::deed::{Deed, Fact};
use crate::engine::Engine;
use crate::error::{Code, Error, Result};
use crate::plan::Plan;
use crate::view::{SnippetInput, SnippetKey, SnippetLanguage, SnippetRequest, SnippetView};
use crate::words;
use recipe::{Names, Recipe};

codes! {
    /// The languages by their names in the terminal.
    enum Named {
        Curl = "curl",
        PhpWp = "php_wp",
        PhpCurl = "php_curl",
        Node = "node",
        Python = "python",
    }
}

impl Engine {
    /// The request as code, without any key.
    ///
    /// # Errors
    /// Why there is no such request; [`Code::OrderNotReady`].
    pub async fn snippet(&self, integration: Uuid, input: SnippetInput) -> Result<SnippetView> {
        let record = self.store().integration(integration).await?;
        let plan = Plan::of(&record.input);
        let request = match input.request {
            SnippetRequest::Probe => plan.probe.clone().ok_or_else(|| match plan.not_testable {
                Some(why) => Error::from(Code::from(why)),
                None => Code::NoSafeProbe.into(),
            })?,
            SnippetRequest::Order => self.order_as_request(integration, input.seed).await?,
        };
        let at_home = record.input.base_url.is_none()
            && catalogue::find(&record.input.provider).is_ok_and(|entry| entry.has_own_host());
        let names = Names::of(&record.input.provider, &record.input.name, !at_home);
        let mut recipe = Recipe::of(&request, plan.placement.as_ref(), names, input.key_from);
        if record.input.client_certificate && recipe.lacks.is_none() {
            recipe.lacks = Some("the client certificate".to_owned());
        }
        let mut notes = notes(&recipe, &input);
        if record.input.ca_pem.is_some() {
            notes.push(words::snippet::OWN_CA.to_owned());
        }
        Ok(SnippetView {
            language: input.language,
            text: write(&recipe, input.language),
            reads: recipe.reads,
            notes,
        })
    }

    /// The snippet's text, for the clipboard; that it was given out is logged.
    ///
    /// # Errors
    /// As [`Self::snippet`].
    pub async fn snippet_for_copy(&self, integration: Uuid, input: SnippetInput) -> Result<String> {
        let snippet = self.snippet(integration, input).await?;
        let record = self.store().integration(integration).await?;
        let about = record.about().fact(Fact::Language, named(input.language).code());
        let mut write = self.store().write().await?;
        write.deed(Deed::SnippetCopied, about).await?;
        write.commit().await?;
        Ok(snippet.text)
    }
}

/// The language of this name, as the terminal has it: `php` is WordPress' way.
#[must_use]
pub fn snippet_language(name: &str) -> Option<SnippetLanguage> {
    let name = if name == "php" { "php_wp" } else { name };
    Some(match Named::parse(&name.replace('-', "_"))? {
        Named::Curl => SnippetLanguage::Curl,
        Named::PhpWp => SnippetLanguage::PhpWp,
        Named::PhpCurl => SnippetLanguage::PhpCurl,
        Named::Node => SnippetLanguage::Node,
        Named::Python => SnippetLanguage::Python,
    })
}

fn named(language: SnippetLanguage) -> Named {
    match language {
        SnippetLanguage::Curl => Named::Curl,
        SnippetLanguage::PhpWp => Named::PhpWp,
        SnippetLanguage::PhpCurl => Named::PhpCurl,
        SnippetLanguage::Node => Named::Node,
        SnippetLanguage::Python => Named::Python,
    }
}

fn write(recipe: &Recipe, language: SnippetLanguage) -> String {
    let (mut text, comment) = match language {
        SnippetLanguage::Curl => (curl::write(recipe), "#"),
        SnippetLanguage::PhpWp => (php::wordpress(recipe), "//"),
        SnippetLanguage::PhpCurl => (php::curl(recipe), "//"),
        SnippetLanguage::Node => (node::write(recipe), "//"),
        SnippetLanguage::Python => (python::write(recipe), "#"),
    };
    // In the code itself, for it may go where its notes do not.
    if let Some(lacks) = &recipe.lacks {
        text.push_str(&format!("{comment} {}\n", words::snippet::lacks(lacks)));
    }
    text
}

fn notes(recipe: &Recipe, input: &SnippetInput) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(lacks) = &recipe.lacks {
        notes.push(words::snippet::lacks(lacks));
    }
    if !recipe.reads.is_empty() {
        notes.push(words::snippet::reads(&recipe.reads, input.key_from, input.language));
    }
    if !recipe.query.is_empty() {
        notes.push(words::snippet::IN_URL.to_owned());
        if input.language == SnippetLanguage::Curl {
            notes.push(words::snippet::CURL_QUERY.to_owned());
        }
    }
    if input.language == SnippetLanguage::Curl && input.key_from == SnippetKey::Constant {
        notes.push(words::snippet::SHELL.to_owned());
    }
    if !recipe.is_https() {
        notes.push(words::snippet::PLAIN.to_owned());
    }
    if input.request == SnippetRequest::Order {
        notes.push(words::snippet::MADE_UP.to_owned());
    }
    notes
}
