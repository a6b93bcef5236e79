//! Names of entries: ids and nothing readable.

use uuid::Uuid;

/// The service under which every entry of this product stands.
pub(crate) const SERVICE: &str = "app.keyrack";

/// The names of one workspace's entries.
#[derive(Clone, Copy)]
pub(crate) struct Names {
    workspace: Uuid,
}

impl Names {
    pub(crate) fn new(workspace: Uuid) -> Self {
        Self { workspace }
    }

    /// The item of one version of a credential.
    pub(crate) fn version(self, version: Uuid) -> String {
        format!("{}/{version}", self.workspace)
    }

    /// The workspace's own key.
    pub(crate) fn workspace_key(self) -> String {
        format!("{}/workspace", self.workspace)
    }

    /// A probe that proves that the keyring answers.
    pub(crate) fn probe(self, random: Uuid) -> String {
        format!("{}/probe/{random}", self.workspace)
    }

    /// Whether `name` is an entry of this workspace.
    pub(crate) fn owns(self, name: &str) -> bool {
        name.strip_prefix(&self.workspace.to_string()).is_some_and(|rest| rest.starts_with('/'))
    }

    /// The version whose item `name` is; `None` for pieces, probes and the workspace's key.
    pub(crate) fn version_of(self, name: &str) -> Option<Uuid> {
        let id = Uuid::try_parse(name.strip_prefix(&self.workspace.to_string())?.strip_prefix('/')?).ok()?;
        (self.version(id) == name).then_some(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_items_of_this_workspace_are_versions() {
        let (workspace, other, version) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
        let names = Names::new(workspace);
        assert_eq!(names.version_of(&names.version(version)), Some(version));
        assert_eq!(names.version_of(&Names::new(other).version(version)), None);
        assert_eq!(names.version_of(&names.workspace_key()), None);
        assert_eq!(names.version_of(&names.probe(version)), None);
        assert_eq!(names.version_of(&format!("{}/3f/1", names.version(version))), None);
        assert!(names.owns(&names.probe(version)));
        assert!(!names.owns(&Names::new(other).workspace_key()));
        assert!(!names.owns(&format!("{workspace}x/1")));
    }
}
