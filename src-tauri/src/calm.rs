//! What is told to the page, gathered: each telling is a script that the page must run before it can draw again.

use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, timeout_at};

/// Passes on what is said: the first at once, what follows together and at most this often, the rest as soon as nothing
/// more can be said. Ends only then.
pub(crate) async fn gather<T>(mut said: UnboundedReceiver<T>, every: Duration, mut pass: impl FnMut(Vec<T>)) {
    let mut due = Instant::now();
    while let Some(first) = said.recv().await {
        let mut batch = vec![first];
        while let Ok(Some(more)) = timeout_at(due, said.recv()).await {
            batch.push(more);
        }
        pass(batch);
        due = Instant::now() + every;
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::unbounded_channel;

    use super::*;

    /// Longer than any test: what is passed on earlier was not waited for.
    const LONG: Duration = Duration::from_secs(3_600);

    fn alone<F: Future>(what: F) -> F::Output {
        tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(what)
    }

    #[test]
    fn the_first_is_told_at_once_and_the_rest_together_before_the_end() {
        let (tell, said) = unbounded_channel();
        let (pass, mut told) = unbounded_channel();
        let saying = async move {
            tell.send(0).unwrap();
            assert_eq!(told.recv().await, Some(vec![0]), "nobody waits for the first");
            for step in 1..1_000 {
                tell.send(step).unwrap();
                tokio::task::yield_now().await;
            }
            assert!(told.try_recv().is_err(), "what follows is gathered");
            drop(tell);
            told
        };
        let passing = gather(said, LONG, move |batch| pass.send(batch).unwrap());
        let mut told = alone(async { tokio::join!(saying, passing).0 });
        assert_eq!(
            told.try_recv(),
            Ok((1..1_000).collect::<Vec<_>>()),
            "the last batch is told before the end"
        );
        assert!(told.try_recv().is_err(), "and told once");
    }

    #[test]
    fn what_nobody_says_is_not_told() {
        let (tell, said) = unbounded_channel::<u8>();
        drop(tell);
        alone(gather(said, LONG, |_| panic!("nothing was said")));
    }
}
