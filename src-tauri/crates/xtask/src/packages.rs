//! The workspace's packages, as cargo knows them.

use std::path::PathBuf;

use serde_json::Value;

use crate::Result;
use crate::process::{cargo, output};

/// One package of the workspace.
pub(crate) struct Package {
    pub(crate) name: String,
    /// The folder of its manifest.
    pub(crate) dir: PathBuf,
    /// Its integration tests, by name.
    pub(crate) tests: Vec<String>,
    /// Its programs, by name.
    pub(crate) bins: Vec<String>,
}

/// Where the tests of the whole are.
pub(crate) const TESTS: &str = "keyrack-tests";

/// All of them.
pub(crate) fn all() -> Result<Vec<Package>> {
    let text = output(cargo(&["metadata", "--no-deps", "--format-version", "1"]))?;
    let json: Value = serde_json::from_str(&text).map_err(|e| format!("cargo metadata is not JSON: {e}"))?;
    let packages = json["packages"].as_array().ok_or("cargo metadata names no packages")?;
    packages.iter().map(|p| read(p).ok_or_else(|| "cargo metadata has an odd package".to_owned())).collect()
}

fn read(package: &Value) -> Option<Package> {
    let targets = package["targets"].as_array()?;
    let of_kind = |kind: &str| {
        targets
            .iter()
            .filter(|t| t["kind"].as_array().is_some_and(|k| k.iter().any(|k| k == kind)))
            .filter_map(|t| t["name"].as_str().map(str::to_owned))
            .collect()
    };
    Some(Package {
        name: package["name"].as_str()?.to_owned(),
        dir: PathBuf::from(package["manifest_path"].as_str()?).parent()?.to_owned(),
        tests: of_kind("test"),
        bins: of_kind("bin"),
    })
}

/// Tests that drive the real window are named so.
pub(crate) fn is_desktop(package: &str, test: &str) -> bool {
    package == TESTS && test.starts_with("desktop")
}
