//! `keyrack snippet`: the same request as code, with the key's name in place of the key.

use engine::Engine;
use engine::view::{SnippetInput, SnippetKey, SnippetRequest};

use crate::address;
use crate::print::Out;
use crate::stop::Stop;

#[derive(clap::Args)]
pub(crate) struct Snippet {
    /// CLIENT/INTEGRATION, or an id
    target: String,
    /// curl, php (WordPress), php-curl, node, python
    language: String,
    /// Read the key from a constant of the program instead of the environment
    #[arg(long)]
    constant: bool,
    /// The made-up order that was saved for the integration, with its field policy applied, instead of the test
    #[arg(long)]
    order: bool,
    /// What the order's data is made from
    #[arg(long, value_name = "N", requires = "order", default_value_t = 1)]
    seed: u32,
}

pub(crate) async fn run(snippet: Snippet, engine: &Engine, out: &Out) -> Result<(), Stop> {
    let language = engine::snippet_language(&snippet.language).ok_or_else(|| {
        Stop::usage("There is no snippet in that language.", "Known: curl, php, php-curl, node, python.")
    })?;
    let integration = address::integration(engine, &snippet.target).await?;
    let input = SnippetInput {
        language,
        key_from: if snippet.constant { SnippetKey::Constant } else { SnippetKey::Environment },
        request: if snippet.order { SnippetRequest::Order } else { SnippetRequest::Probe },
        seed: snippet.seed,
    };
    let view = engine.snippet(integration, input).await?;
    if out.is_json() {
        return out.show(&view, |_, _| {});
    }
    out.code(&view.text)?;
    // Beside the code, so that it can be written into a file.
    view.notes.iter().for_each(|note| out.warn(note));
    Ok(())
}
