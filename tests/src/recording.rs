//! Records everything that the shell sends to the page: every answer and refusal of every command, every event, every
//! channel message. All of them end in the page's table of callbacks, so that is where they are taken down.

use serde_json::Value;

use crate::app::App;

/// Records from now on. What is recorded stays in the page until [`App::recorded`] takes it.
const RECORD: &str = r"
if (window.__recorded) return false;
const recorded = [];
Object.defineProperty(window, '__recorded', { value: recorded });
const callbacks = window.__TAURI_INTERNALS__.callbacks;
const get = Map.prototype.get;
callbacks.get = function (id) {
  const callback = get.call(this, id);
  return callback && ((data) => {
    let text;
    try { text = data instanceof ArrayBuffer ? new TextDecoder('latin1').decode(data) : JSON.stringify(data); }
    catch (error) { text = String(error); }
    recorded.push(text ?? 'undefined');
    return callback(data);
  });
};
return true;
";

impl App<'_> {
    /// Begins to record.
    pub async fn record(&self) {
        assert_eq!(self.script(RECORD, vec![]).await, true, "recording begins once");
    }

    /// Takes what was recorded since the last time.
    pub async fn recorded(&self) -> Vec<String> {
        let taken = self.script("return window.__recorded.splice(0)", vec![]).await;
        let Value::Array(messages) = taken else { panic!("nothing is being recorded") };
        messages.into_iter().filter_map(|message| message.as_str().map(str::to_owned)).collect()
    }
}
