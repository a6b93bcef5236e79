//! What a team notes of a client or an integration.

#[derive(clap::Args)]
pub(crate) struct About {
    /// Notes, up to 4,000 characters
    #[arg(long)]
    notes: Option<String>,
    /// A tag; may be given again. An empty one takes all tags away
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// Who looks after it
    #[arg(long)]
    owner: Option<String>,
}

impl About {
    /// Changes what was given.
    pub(super) fn change(self, notes: &mut String, tags: &mut Vec<String>, owner: &mut String) {
        if let Some(given) = self.notes {
            *notes = given;
        }
        if let Some(given) = self.owner {
            *owner = given;
        }
        if !self.tags.is_empty() {
            *tags = self.tags.into_iter().filter(|tag| !tag.is_empty()).collect();
        }
    }
}
