//! `keyrack provider …`

use clap::Subcommand;
use engine::Engine;
use engine::view::ProviderView;

use crate::print::{Out, Text};
use crate::stop::Stop;
use crate::table::Table;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// List providers
    List {
        /// Only those with this in their id, name or category
        search: Option<String>,
    },
    /// Show what an integration with this provider needs
    Show {
        /// Its id
        id: String,
    },
}

pub(crate) fn run(command: Command, engine: &Engine, out: &Out) -> Result<(), Stop> {
    let mut all = engine.providers();
    match command {
        Command::List { search } => {
            let sought = search.unwrap_or_default().to_lowercase();
            let has = |text: &str| text.to_lowercase().contains(&sought);
            all.retain(|p| has(&p.id) || has(&p.name) || has(&p.category));
            out.show(&all, |text, all| list(text, all))
        }
        Command::Show { id } => match all.into_iter().find(|p| p.id == id) {
            Some(provider) => out.show(&provider, print),
            None => Err(Stop::usage(
                "There is no such provider.",
                "`keyrack provider list` shows them; `custom` is always there.",
            )),
        },
    }
}

fn list(text: &mut Text, all: &[ProviderView]) {
    if all.is_empty() {
        text.line("No provider fits. `custom` takes any base URL.");
        return;
    }
    let mut table = Table::new(&["ID", "NAME", "CATEGORY", "TEST"]);
    for p in all {
        table.row([p.id.as_str(), &p.name, &p.category, if p.testable { "yes" } else { "comes later" }]);
    }
    text.table(&table);
}

fn print(text: &mut Text, p: &ProviderView) {
    let parts: Vec<String> = p.parts.iter().map(|part| format!("{} ({})", part.name, part.label)).collect();
    let mut table = Table::pairs();
    table.pair("provider", &p.name);
    table.pair("id", &p.id);
    table.pair("category", &p.category);
    table.pair("base URL", &p.base_url);
    table.pair("parts", &parts.join(", "));
    table.pair("auth", &p.auth_words);
    table.pair("probe", p.probe.as_deref().unwrap_or_default());
    table.pair("test", if p.testable { "" } else { "comes later" });
    table.pair("replace", &p.max_age_days.map(|d| format!("every {d} days")).unwrap_or_default());
    table.pair("how", p.rotation_how.as_deref().unwrap_or_default());
    table.pair("read", p.docs_url.as_deref().unwrap_or_default());
    table.pair("", p.docs_words.as_deref().unwrap_or_default());
    table.pair("unchecked", &p.unverified.join(", "));
    text.table(&table);
    if p.variables.is_empty() {
        return;
    }
    text.blank();
    let mut table = Table::new(&["VARIABLE", "LABEL", "EXAMPLE", "WHAT IT IS"]);
    for one in &p.variables {
        let doubt = if one.unverified { " (not checked against the vendor yet)" } else { "" };
        table.row([&one.name, &one.label, &one.example, &format!("{}{doubt}", one.help)]);
    }
    text.table(&table);
}
