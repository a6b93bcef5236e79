//! Clients: add, edit, duplicate.

use uuid::Uuid;

use crate::deed::{About, Deed, Fact};
use crate::error::{Code, Result};
use crate::view::{ClientInput, ClientRow, ClientView, Health};
use crate::{Engine, text};

impl Engine {
    /// Clients in the order of their names; archived ones only when asked for.
    ///
    /// # Errors
    /// A storage code.
    pub async fn clients(&self, archived: bool) -> Result<Vec<ClientRow>> {
        let names = self.store().client_names().await?;
        let hooks = self.store().hooks().await?;
        let mut standing: std::collections::HashMap<Uuid, (Health, u32)> = std::collections::HashMap::new();
        for hook in hooks.iter().filter(|h| !h.archived) {
            let one = standing.entry(hook.client).or_insert((hook.health, 0));
            *one = (one.0.min(hook.health), one.1 + 1);
        }
        let rows = names.into_iter().filter(|c| c.archived == archived).map(|c| {
            let (health, integrations) = standing.get(&c.id).copied().unwrap_or((Health::Untested, 0));
            ClientRow {
                id: c.id,
                name: c.name,
                health,
                integrations,
                archived: c.archived,
                tags: c.tags,
                owner: c.owner,
            }
        });
        Ok(rows.collect())
    }

    /// One client.
    ///
    /// # Errors
    /// [`Code::ClientUnknown`].
    pub async fn client(&self, id: Uuid) -> Result<ClientView> {
        let client = self.store().client(id).await?;
        let integrations = self.integrations(Some(id)).await?;
        let details = self.store().hook_details(&[id]).await?;
        let keys_held = details.values().map(|d| u32::try_from(d.keys.len()).unwrap_or(u32::MAX)).sum();
        Ok(ClientView {
            id,
            name: client.input.name,
            notes: client.input.notes,
            tags: client.input.tags,
            owner: client.input.owner,
            archived: client.archived,
            revision: client.revision,
            created_at: client.created_at,
            updated_at: client.updated_at,
            updated_by: client.updated_by,
            keys_held,
            integrations,
        })
    }

    /// The client of this name or id, for the terminal.
    ///
    /// # Errors
    /// [`Code::ClientUnknown`].
    pub async fn find_client(&self, name: &str) -> Result<Uuid> {
        if let Some(id) = self.store().client_by_name(name.trim()).await? {
            return Ok(id);
        }
        let id = name.trim().parse::<Uuid>().map_err(|_| Code::ClientUnknown)?;
        Ok(self.store().client(id).await?.id)
    }

    /// Adds a client.
    ///
    /// # Errors
    /// A code that names the field.
    pub async fn add_client(&self, input: ClientInput) -> Result<ClientView> {
        let input = self.check_client(&input).await?;
        let mut write = self.store().write().await?;
        let id = write.add_client(&input).await?;
        write.deed(Deed::ClientAdded, About::client(id, &input.name)).await?;
        write.commit().await?;
        self.client(id).await
    }

    /// Changes a client that is still at `revision`.
    ///
    /// # Errors
    /// [`Code::ChangedElsewhere`], or a code that names the field.
    pub async fn edit_client(&self, id: Uuid, revision: u32, input: ClientInput) -> Result<ClientView> {
        let before = self.store().client(id).await?;
        // Before anything is compared with what is held: a change that cannot be made must learn nothing by it.
        if before.revision != revision {
            return Err(Code::ChangedElsewhere.into());
        }
        let input = self.check_client_after(&input, &texts_of(&before.input)).await?;
        let about =
            About::client(id, &input.name).fact(Fact::Fields, changed(&before.input, &input).join(", "));
        let mut write = self.store().write().await?;
        write.edit_client(id, revision, &input).await?;
        write.deed(Deed::ClientEdited, about).await?;
        write.commit().await?;
        self.client(id).await
    }

    /// Copies a client and its integrations, without keys.
    ///
    /// # Errors
    /// [`Code::NameTaken`], or another code about the name.
    pub async fn duplicate_client(&self, id: Uuid, name: String) -> Result<ClientView> {
        let client = self.store().client(id).await?;
        let integrations = self.store().integrations_of(id).await?;
        let known = texts_of(&client.input);
        let input = self.check_client_after(&ClientInput { name, ..client.input.clone() }, &known).await?;
        let mut write = self.store().write().await?;
        let copy = write.add_client(&input).await?;
        for one in integrations.iter().filter(|i| !i.archived || client.archived) {
            let credential = write.add_credential(copy).await?;
            let host = crate::plan::Plan::of(&one.input).host();
            write.add_integration(copy, credential, &one.input, &host).await?;
        }
        let about = About::client(copy, &input.name).fact(Fact::From, client.input.name);
        write.deed(Deed::ClientDuplicated, about).await?;
        write.commit().await?;
        self.client(copy).await
    }

    /// The input, trimmed and checked.
    pub(crate) async fn check_client(&self, input: &ClientInput) -> Result<ClientInput> {
        self.check_client_after(input, &[]).await
    }

    async fn check_client_after(
        &self,
        input: &ClientInput,
        known: &[text::FieldText],
    ) -> Result<ClientInput> {
        // Before lengths: a key that is too long for a tag is still a key, and this says better what to do.
        self.refuse_keys(text::fresh(texts_of(input), known)).await?;
        Ok(ClientInput {
            name: text::name("name", &input.name)?,
            notes: text::lines("notes", &input.notes, text::NOTES)?,
            tags: text::tags(&input.tags)?,
            owner: text::line("owner", &input.owner, text::NAME)?,
        })
    }
}

/// Every text that a person entered, by field.
fn texts_of(input: &ClientInput) -> Vec<text::FieldText> {
    let mut texts = vec![
        ("name".to_owned(), input.name.clone()),
        ("notes".to_owned(), input.notes.clone()),
        ("owner".to_owned(), input.owner.clone()),
    ];
    texts.extend(input.tags.iter().map(|tag| ("tags".to_owned(), tag.clone())));
    texts
}

/// The names of what an edit changes: their contents are no business of the log.
fn changed(before: &ClientInput, after: &ClientInput) -> Vec<&'static str> {
    [
        ("name", before.name != after.name),
        ("notes", before.notes != after.notes),
        ("tags", before.tags != after.tags),
        ("owner", before.owner != after.owner),
    ]
    .into_iter()
    .filter_map(|(field, differs)| differs.then_some(field))
    .collect()
}
