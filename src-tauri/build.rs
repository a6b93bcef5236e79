//! Makes the permission manifest from the one list of commands: without it every command could be called by any window.

include!("src/commands/list.rs");

macro_rules! names {
    ($($area:ident: $($name:ident),+;)+) => { &[$($(stringify!($name),)+)+] };
}

fn main() {
    println!("cargo:rerun-if-changed=src/commands/list.rs");
    // The page is built into the program: a new page is a new program.
    println!("cargo:rerun-if-changed=../ui/dist");
    let names: &[&str] = commands!(names);
    let manifest = tauri_build::AppManifest::new().commands(names);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest)) {
        println!("cargo:error={error:#}");
        std::process::exit(1);
    }
}
