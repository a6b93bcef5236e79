//! Where a row itself says that its key belongs. The integration that a row finds by name or by provider may have been
//! put there by anyone: a row that describes one destination must not lend its key to another.

use std::collections::BTreeMap;

use vault::Origin;

use super::cells::{Cells, provider};
use crate::address;
use crate::catalogue;
use crate::plan::Plan;
use crate::view::{BulkProblem, IntegrationInput};

impl Cells {
    /// What speaks against the integration that is there: it goes elsewhere than the row says. A row that describes no
    /// destination leaves it to the integration.
    pub(super) fn against(&self, there: &IntegrationInput) -> Vec<BulkProblem> {
        let described = match self.described(there) {
            Ok(described) => described,
            Err(problems) => return problems,
        };
        let here = Plan::of(there).base.and_then(|base| Origin::of(&base).ok());
        match (described.first(), here) {
            (None, _) => Vec::new(),
            (Some(_), Some(here)) if described.contains(&here) => Vec::new(),
            (Some(row), here) => {
                let here = here.map_or_else(|| "nowhere yet".to_owned(), |here| here.to_string());
                vec![BulkProblem::DestinationDiffers { here, row: row.to_string() }]
            }
        }
    }

    /// The origins that the row can mean. None: it says nothing of a destination.
    fn described(&self, there: &IntegrationInput) -> Result<Vec<Origin>, Vec<BulkProblem>> {
        let invalid = || vec![BulkProblem::UrlInvalid];
        if !self.base_url.is_empty() {
            let base = address::check_base(&self.base_url, there.allow_loopback_http);
            let base = base.map_err(|_| invalid())?;
            return Ok(vec![Origin::of(&base).map_err(|_| invalid())?]);
        }
        let named = provider(&self.provider, false);
        let Ok(entry) = catalogue::find(named.as_deref().unwrap_or(&there.provider)) else {
            return self.guessed();
        };
        let template = authority(&entry.base_url);
        let places = address::placeholders(template);
        let given = self.variables(entry);
        // A provider with one address for everybody describes it by its name.
        let fixed = named.is_some() && places.is_empty() && !template.is_empty();
        if !fixed && !places.iter().any(|place| given.contains_key(*place)) {
            return self.guessed();
        }
        let mut variables = there.variables.clone();
        variables.extend(given);
        match address::resolve_base(template, &variables) {
            Ok(Some(base)) => Ok(vec![Origin::of(&base).map_err(|_| invalid())?]),
            Ok(None) => {
                let missing = places.into_iter().filter(|place| !variables.contains_key(*place));
                Err(missing.map(|name| BulkProblem::VariableMissing { name: name.to_owned() }).collect())
            }
            Err(_) => Err(invalid()),
        }
    }

    /// For a row whose variables have no place in the provider's address: a domain by itself, or the address of any
    /// provider that knows the variable.
    fn guessed(&self) -> Result<Vec<Origin>, Vec<BulkProblem>> {
        let mut origins = Vec::new();
        for (name, text) in &self.variables {
            let templates = match name.as_str() {
                "*" => vec!["https://{*}"],
                _ => catalogue::all().iter().map(|entry| authority(&entry.base_url)).collect(),
            };
            let templates = templates.into_iter().filter(|one| address::placeholders(one) == [name.as_str()]);
            let variables = BTreeMap::from([(name.clone(), text.clone())]);
            for template in templates {
                let base = address::resolve_base(template, &variables);
                let base = base.map_err(|_| vec![BulkProblem::UrlInvalid])?;
                origins.extend(base.and_then(|base| Origin::of(&base).ok()));
            }
        }
        Ok(origins)
    }
}

/// A template up to its path: what decides the origin.
fn authority(template: &str) -> &str {
    let host = template.find("://").map_or(0, |at| at + 3);
    template[host..].find(['/', '?']).map_or(template, |end| &template[..host + end])
}
