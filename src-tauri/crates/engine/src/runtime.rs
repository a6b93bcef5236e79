//! The threads that sends run on.

use std::io;

use tokio::runtime::{Builder, Runtime};

/// A runtime for whoever has an [`Engine`](crate::Engine): one whose threads leave nothing of a key on their stacks when they
/// rest or end. `workers`: how many threads; `None`: as many as there are processors.
///
/// # Errors
/// When no thread can be started.
pub fn runtime(workers: Option<usize>) -> io::Result<Runtime> {
    let mut builder = Builder::new_multi_thread();
    if let Some(workers) = workers {
        builder.worker_threads(workers);
    }
    builder.enable_all().on_thread_park(vault::before_rest).on_thread_stop(vault::before_rest).build()
}
