//! Keyrack's window: a thin shell around the engine. It shows views, asks natively, and forwards; it never holds a
//! plain key except while a native prompt hands it to the engine.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod calm;
mod commands;
mod native;
mod rack;
mod refused;
mod start;
mod watching;
mod window;

fn main() -> std::process::ExitCode {
    native::process::harden();
    if std::env::args().nth(1).as_deref() == Some(engine::CLIPBOARD_OWNER_ARG) {
        return engine::clipboard_owner_main();
    }
    // Not the framework's own: threads that sends run on must leave nothing of a key behind.
    let Ok(runtime) = engine::runtime(None) else { return std::process::ExitCode::FAILURE };
    tauri::async_runtime::set(runtime.handle().clone());
    let outcome = start::run(start::Arguments::from_env());
    // A keyring that hangs must not keep the window.
    runtime.shutdown_background();
    outcome
}
