//! `cargo xtask test --fast`: the inner loop, for what was changed since the last commit.

use std::path::Path;
use std::process::ExitCode;

use crate::packages::{Package, all, is_desktop};
use crate::process::{cargo, fresh_dir, output, program, root};
use crate::steps::Steps;
use crate::test::{alone, runner};
use crate::{Result, bindings, ui};

/// Format, lints and tests of changed crates, the page's unit tests.
pub(crate) fn test() -> Result<ExitCode> {
    let packages = all()?;
    let changed = changed_files()?;
    let mut steps = Steps::new()?;
    steps.command("rust: format", cargo(&["fmt", "--all", "--check"]));
    let touched: Vec<&Package> = packages.iter().filter(|p| owns_any(p, &packages, &changed)).collect();
    if touched.is_empty() {
        println!("no crate was changed since the last commit");
    } else {
        rust(&mut steps, &touched)?;
    }
    if ui::install_step(&mut steps)? {
        steps.command("page: unit tests", ui::script("test"));
    }
    Ok(steps.finish())
}

fn rust(steps: &mut Steps, touched: &[&Package]) -> Result<()> {
    let chosen: Vec<&str> = touched.iter().flat_map(|p| ["-p", p.name.as_str()]).collect();
    let mut clippy = vec!["clippy", "--all-targets"];
    clippy.extend(&chosen);
    clippy.extend(["--", "-D", "warnings"]);
    steps.command("rust: lints of changed crates", cargo(&clippy));
    let tests = touched.iter().flat_map(|p| p.tests.iter().filter(|t| !is_desktop(&p.name, t)));
    let targets: Vec<&str> = tests.map(String::as_str).collect();
    let mut args = chosen;
    args.extend(["--lib", "--bins"]);
    let mut command = runner(&args, &targets);
    // The page's types change by `cargo xtask bindings` alone.
    bindings::export_into(&mut command, &fresh_dir("bindings")?);
    alone(&mut command);
    steps.command("rust: tests of changed crates", command);
    Ok(())
}

/// Paths from the root, changed or new since the last commit.
fn changed_files() -> Result<Vec<String>> {
    let mut git = program("git", &["status", "--porcelain", "-z", "--untracked-files=all", "--no-renames"]);
    git.current_dir(root());
    Ok(output(git)?.split('\0').filter_map(|line| line.get(3..)).map(str::to_owned).collect())
}

/// Whether a changed file lies in this package, and not in one below it.
fn owns_any(package: &Package, all: &[Package], changed: &[String]) -> bool {
    changed.iter().any(|file| {
        let path = root().join(file);
        let owner =
            all.iter().filter(|p| path.starts_with(&p.dir)).max_by_key(|p| p.dir.components().count());
        owner.is_some_and(|p| p.name == package.name) && Path::new(file).extension().is_none_or(|e| e != "md")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_belongs_to_the_innermost_package() {
        let package = |name: &str, dir: &str| Package {
            name: name.into(),
            dir: root().join(dir),
            tests: Vec::new(),
            bins: Vec::new(),
        };
        let all = [package("outer", "src-tauri"), package("inner", "src-tauri/crates/inner")];
        let changed = ["src-tauri/crates/inner/src/lib.rs".to_owned()];
        assert!(!owns_any(&all[0], &all, &changed));
        assert!(owns_any(&all[1], &all, &changed));
        assert!(!owns_any(&all[1], &all, &["src-tauri/crates/inner/README.md".to_owned()]));
    }
}
