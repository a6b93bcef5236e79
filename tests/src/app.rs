//! The built app in a real window, driven by WebDriver.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::{Capabilities, WebDriver};

use crate::memory::{self, Searched};
use crate::needle::Search;
use crate::session::{Session, rest_of};
use crate::{processes, terminal, wait};

const PATIENCE: Duration = Duration::from_secs(30);

/// Keyrack's window. End it with [`App::close`]; when dropped, its processes end with the session.
pub struct App<'s> {
    /// Its session: native windows, clipboard, keyring.
    pub session: &'s Session,
    pub(crate) driver: WebDriver,
    webdriver: Child,
    main: u32,
}

impl<'s> App<'s> {
    /// Starts the app on the session's data directory and waits until its page stands.
    pub async fn start(session: &'s Session) -> Self {
        Self::start_with(session, &[]).await
    }

    /// The same with further arguments.
    pub async fn start_with(session: &'s Session, arguments: &[&str]) -> Self {
        let program = std::env::var_os("KEYRACK_APP")
            .map_or_else(|| terminal::program("keyrack-desktop"), PathBuf::from);
        Self::start_program(session, &program, arguments).await
    }

    /// The same with a program that was built elsewhere.
    pub async fn start_program(session: &'s Session, program: &Path, arguments: &[&str]) -> Self {
        let (mut webdriver, port) = start_webdriver(session);
        let mut capabilities = Capabilities::new();
        // No browserName: one that differs from what the app reports would be refused.
        let options = json!({ "binary": program, "args": arguments });
        capabilities.set("webkitgtk:browserOptions", options).expect("a capability");
        let driver = match WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities).await {
            Ok(driver) => driver,
            Err(error) => {
                let _ = webdriver.kill();
                panic!(
                    "no session with the app (is it built with the feature `automation`?): {error}\n{}",
                    rest_of(webdriver.stderr.take())
                );
            }
        };
        driver.set_script_timeout(Duration::from_secs(60)).await.expect("a time limit for scripts");
        let main = find_app(webdriver.id(), program);
        let app = Self { session, driver, webdriver, main };
        app.wait_for_script(
            "a page that stands",
            "return document.querySelector('main, [role=main]') !== null",
        )
        .await;
        app
    }

    /// The app's own process, which hosts the engine.
    #[must_use]
    pub fn main_process(&self) -> u32 {
        self.main
    }

    /// The web view's processes.
    #[must_use]
    pub fn web_processes(&self) -> Vec<u32> {
        processes::family(self.main)
            .into_iter()
            .filter(|pid| processes::name(*pid).starts_with("WebKit"))
            .collect()
    }

    /// Searches the memory of every process of the web view.
    #[must_use]
    pub fn search_web_memory(&self, needles: &Search) -> Searched {
        let pids = self.web_processes();
        assert!(pids.len() >= 2, "the page's and the network process: {pids:?}");
        let mut all = Searched::default();
        pids.into_iter()
            .for_each(|pid| all.and(memory::search(pid, needles).expect("its memory can be read")));
        all
    }

    /// Searches the memory of the app's own process.
    #[must_use]
    pub fn search_main_memory(&self, needles: &Search) -> Searched {
        memory::search(self.main, needles).expect("its memory can be read")
    }

    /// Runs a script in the page and gives what it returns.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        let answer = self.driver.execute(script, arguments).await;
        answer.unwrap_or_else(|error| panic!("the script failed: {error}\n{script}")).json().clone()
    }

    /// Runs the body of an async function in the page; what it throws comes back under `thrown`.
    pub async fn script_async(&self, body: &str, arguments: Vec<Value>) -> Value {
        let script = format!(
            "const done = arguments[arguments.length - 1]; const given = Array.from(arguments).slice(0, -1);\n\
             (async () => {{ {body} }})().then((value) => done({{ value: value ?? null }}), \
             (thrown) => done({{ thrown: thrown instanceof Error ? String(thrown) : thrown }}))"
        );
        let answer = self.driver.execute_async(script.as_str(), arguments).await;
        answer.unwrap_or_else(|error| panic!("the script failed: {error}\n{body}")).json().clone()
    }

    /// Calls a command as a script in the page can: `Ok` with its view, `Err` with its refusal.
    ///
    /// # Errors
    /// What the command refused with.
    pub async fn invoke(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        let body = "return await window.__TAURI_INTERNALS__.invoke(given[0], given[1])";
        let answer = self.script_async(body, vec![json!(command), arguments]).await;
        match answer.get("thrown") {
            Some(thrown) => Err(thrown.clone()),
            None => Ok(answer["value"].clone()),
        }
    }

    /// Calls a command without waiting for its answer: it opens a native dialog that a test has to answer first. The
    /// answer comes by [`App::answer`].
    pub async fn begin(&self, command: &str, arguments: Value) {
        let script = "const waiting = window.__waiting ??= {}; waiting[arguments[0]] = null;\
                      window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1]).then(\
                      (value) => { waiting[arguments[0]] = { value: value ?? null } },\
                      (thrown) => { waiting[arguments[0]] = { thrown } })";
        self.script(script, vec![json!(command), arguments]).await;
    }

    /// The answer to a command that was begun.
    ///
    /// # Errors
    /// What the command refused with.
    pub async fn answer(&self, command: &str) -> Result<Value, Value> {
        let look = || async {
            let answer =
                self.script("return window.__waiting?.[arguments[0]] ?? null", vec![json!(command)]).await;
            (!answer.is_null()).then_some(answer)
        };
        let answer =
            wait::eventually(PATIENCE, look).await.unwrap_or_else(|| panic!("{command} never answered"));
        match answer.get("thrown") {
            Some(thrown) => Err(thrown.clone()),
            None => Ok(answer["value"].clone()),
        }
    }

    /// Waits until a script in the page returns something true.
    pub async fn wait_for_script(&self, what: &str, script: &str) {
        let look = || async { (self.script(script, vec![]).await == true).then_some(()) };
        if wait::eventually(PATIENCE, look).await.is_none() {
            self.fail(&format!("waited in vain for {what}")).await;
        }
    }

    /// Gives the window another size, and waits until the page has it.
    pub async fn resize(&self, width: u32, height: u32) {
        self.session.resize_window("Keyrack", width, height);
        let there = format!("return window.innerWidth === {width} && window.innerHeight === {height}");
        self.wait_for_script(&format!("a window of {width} × {height}"), &there).await;
    }

    /// Everything that the page shows as text.
    pub async fn text(&self) -> String {
        self.script("return document.body.innerText", vec![]).await.as_str().unwrap_or_default().to_owned()
    }

    /// The page's whole markup, with the values of its fields.
    pub async fn markup(&self) -> String {
        let script = "return document.documentElement.outerHTML + \
                      Array.from(document.querySelectorAll('input, textarea')).map((field) => field.value).join('\\n')";
        self.script(script, vec![]).await.as_str().unwrap_or_default().to_owned()
    }

    /// Keeps a picture of the window under `target/desktop-shots/`, as the display shows it: the driver's own pictures wait
    /// for a frame that a page at rest never paints.
    pub async fn photograph(&self, name: &str) {
        let frames = "await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))";
        self.script_async(frames, vec![]).await;
        self.session.photograph_window("Keyrack", &shots().join(format!("{name}.png")));
    }

    /// Keeps a picture of the whole screen, native dialogs included.
    pub fn photograph_screen(&self, name: &str) {
        self.session.photograph(&shots().join(format!("{name}.png")));
    }

    /// Ends the test with what the screen and the page show: first the screen, since the page may not answer any more.
    pub(crate) async fn fail(&self, what: &str) -> ! {
        self.photograph_screen("failed");
        let text = tokio::time::timeout(Duration::from_secs(5), self.text()).await;
        panic!("{what}; the page shows:\n{}", text.unwrap_or_else(|_| "nothing: it does not answer".into()));
    }

    /// Closes the window and waits for the app's end.
    pub async fn close(mut self) {
        // The driver's own answer says nothing about the app; its end does.
        let _ = self.driver.clone().quit().await;
        wait::until("the app's end", PATIENCE, || processes::program(self.main).is_none().then_some(()));
        let _ = self.webdriver.kill();
        let _ = self.webdriver.wait();
    }
}

impl Drop for App<'_> {
    fn drop(&mut self) {
        processes::signal(self.main, rustix::process::Signal::KILL);
        let _ = self.webdriver.kill();
        let _ = self.webdriver.wait();
    }
}

/// Where pictures go.
#[must_use]
pub fn shots() -> PathBuf {
    let own = std::env::current_exe().expect("this program");
    // A test lies in `target/PROFILE/deps`, a bench in `target/PROFILE`.
    let depth = if own.parent().is_some_and(|folder| folder.ends_with("deps")) { 3 } else { 2 };
    own.ancestors().nth(depth).expect("the target directory").join("desktop-shots")
}

fn start_webdriver(session: &Session) -> (Child, u16) {
    // The port is free when it is asked for; should somebody take it in between, the driver ends and the next is tried.
    for _ in 0..5 {
        let port = TcpListener::bind(("127.0.0.1", 0))
            .and_then(|free| free.local_addr())
            .expect("a free port")
            .port();
        let mut command = session.command("WebKitWebDriver");
        command.args([format!("--port={port}"), "--host=127.0.0.1".into()]);
        command.env("TAURI_WEBVIEW_AUTOMATION", "true").env("KEYRACK_DATA_DIR", session.data_dir());
        let mut driver =
            command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("WebKitWebDriver starts");
        let listening = wait::until("WebKitWebDriver", PATIENCE, || {
            let ended = matches!(driver.try_wait(), Ok(Some(_)));
            let answers = TcpStream::connect(("127.0.0.1", port)).is_ok();
            (ended || answers).then_some(!ended)
        });
        if listening {
            return (driver, port);
        }
    }
    panic!("WebKitWebDriver finds no free port");
}

fn find_app(webdriver: u32, program: &Path) -> u32 {
    let program = fs::canonicalize(program).expect("the app's program");
    wait::until("the app's process", PATIENCE, || {
        processes::family(webdriver)
            .into_iter()
            .find(|pid| processes::program(*pid).as_ref() == Some(&program))
    })
}
