//! curl commands as requests. No file that a command names is opened, and no option makes Keyrack trust more than it does.

use zeroize::Zeroizing;

use super::options::{self, Known, Means};
use super::raw::{Raw, RawAuth};
use super::shape::{HIDDEN_TEXT, Remark, RequestFlaw, RequestScheme};
use super::sheet::Sheet;
use super::shell::Command;
use super::text::Given;
use super::{authorization, body, cmd, judge, shell};

/// Addresses of one command; further ones are counted only.
const MOST_ADDRESSES: usize = 100;
/// More data than this is not put together.
const LONGEST_DATA: usize = 2 * 1024 * 1024;

/// Whether a text has a curl command.
pub(super) fn is_curl(text: &str) -> bool {
    text.split(|c: char| c.is_whitespace() || ";|&(".contains(c))
        .any(|word| is_name_of_curl(word.trim_matches(['"', '\'', '^'])))
}

fn is_name_of_curl(word: &str) -> bool {
    let name = word.rsplit(['/', '\\']).next().unwrap_or_default();
    matches!(name, "curl" | "curl.exe")
}

/// Reads every curl command of a text, and says what is left out of the whole.
pub(super) fn read(text: &str, sheet: &mut Sheet) -> Vec<Remark> {
    let (commands, more) = if cmd::is_cmd(text) { cmd::commands(text) } else { shell::commands(text) };
    let mut remarks = Vec::new();
    for command in commands {
        // `sudo curl`, `time curl`, `$ curl`: curl is among the first words.
        let at = command.words.iter().take(4).position(|word| is_name_of_curl(&word.text));
        match at {
            Some(at) => one(command, at, sheet),
            None => remarks.push(Remark::CommandLeftOut),
        }
    }
    remarks.dedup();
    if more {
        sheet.left_out += 1;
    }
    remarks
}

fn one(command: Command, at: usize, sheet: &mut Sheet) {
    let mut reading = Reading { broken: command.broken, ..Reading::default() };
    let mut words = command.words.into_iter().skip(at + 1);
    let mut options_end = false;
    while let Some(word) = words.next() {
        let text = Zeroizing::new(word.text.to_string());
        if options_end || !text.starts_with('-') || text.as_str() == "-" {
            reading.urls.push(word);
        } else if text.as_str() == "--" {
            options_end = true;
        } else if let Some(name) = text.strip_prefix("--") {
            let expands = name.strip_prefix("expand-");
            match options::long(expands.unwrap_or(name)) {
                Some(known) => {
                    let value = if known.2 { words.next() } else { None };
                    reading.take(known, value, sheet);
                }
                None => reading.unknown(&word),
            }
        } else {
            reading.cluster(&word, &mut words, sheet);
        }
    }
    reading.finish(sheet);
}

/// One request while its options are read.
#[derive(Default)]
struct Reading {
    raw: Raw,
    urls: Vec<Given>,
    data: Option<Given>,
    form: Vec<(String, Given)>,
    user: Option<Given>,
    json: bool,
    get: bool,
    head: bool,
    upload: bool,
    sigv4: Option<Given>,
    scheme: Option<&'static str>,
    broken: bool,
}

impl Reading {
    /// `-sXPOST`: letters one after the other; the first with a value takes the rest, or the next word.
    fn cluster(&mut self, word: &Given, words: &mut impl Iterator<Item = Given>, sheet: &mut Sheet) {
        let mut rest = &word.text[1..];
        while let Some(letter) = rest.chars().next() {
            rest = &rest[letter.len_utf8()..];
            let Some(known) = options::short(letter) else { return self.unknown(&Given::of("-?")) };
            if !known.2 {
                self.take(known, None, sheet);
                continue;
            }
            let value = if rest.is_empty() { words.next() } else { Some(word.piece(rest)) };
            return self.take(known, value, sheet);
        }
    }

    /// An option's name can be a key that slipped.
    fn unknown(&mut self, option: &Given) {
        self.raw.remarks.insert(Remark::OptionUnknown(judge::name_of(option)));
    }

    fn take(&mut self, (name, _, valued, means): Known, value: Option<Given>, sheet: &mut Sheet) {
        if valued && value.is_none() {
            self.broken = true;
            return;
        }
        let value = value.unwrap_or_default();
        match means {
            Means::Nothing => {}
            // A method is shown as it stands.
            Means::Method if value.is_tainted() => HIDDEN_TEXT.clone_into(&mut self.raw.method),
            Means::Method => self.raw.method = value.text.to_string(),
            Means::Header => self.header(value),
            Means::User => self.user = Some(value),
            Means::Bearer => self.raw.auth.push(RawAuth::new(RequestScheme::Bearer).part("token", value)),
            Means::Cookie if value.text.contains('=') || value.is_open() => self.put_header("Cookie", value),
            Means::Cookie => self.file("-b"),
            Means::Agent => self.put_header("User-Agent", value),
            Means::Referer => self.put_header("Referer", value),
            Means::Url => self.urls.push(value),
            Means::UrlQuery => match value.text.strip_prefix('+') {
                Some(as_is) => self.raw.query.push(value.piece(as_is)),
                None => {
                    let encoded = self.urlencoded(&value, "--url-query");
                    self.raw.query.extend(encoded);
                }
            },
            Means::Data if value.text.starts_with('@') => self.file("-d @file"),
            Means::Data | Means::DataRaw => self.add_data(value, "&"),
            Means::DataUrlencode => {
                let encoded = self.urlencoded(&value, "--data-urlencode");
                encoded.into_iter().for_each(|data| self.add_data(data, "&"));
            }
            Means::Json => {
                self.json = true;
                if value.text.starts_with('@') { self.file("--json @file") } else { self.add_data(value, "") }
            }
            Means::Form => self.add_form(&value, true),
            Means::FormString => self.add_form(&value, false),
            Means::Upload => {
                self.upload = true;
                self.file("-T");
            }
            Means::SigV4 => self.sigv4 = Some(value),
            Means::Get => self.get = true,
            Means::Head => self.head = true,
            Means::Insecure => drop(self.raw.remarks.insert(Remark::Insecure)),
            Means::Config => drop(self.raw.remarks.insert(Remark::ConfigNotRead)),
            Means::Certificate => drop(self.raw.remarks.insert(Remark::CertificateFile(dashed(name)))),
            Means::Scheme(scheme) => self.scheme = Some(scheme),
            Means::OtherWay => drop(self.raw.remarks.insert(Remark::OtherWay(dashed(name)))),
            Means::File => self.file(dashed(name)),
            Means::Next => std::mem::take(self).finish(sheet),
        }
    }

    fn file(&mut self, option: &'static str) {
        self.raw.remarks.insert(Remark::FileNotRead(option));
    }

    fn header(&mut self, value: Given) {
        if value.text.starts_with('@') {
            return self.file("-H @file");
        }
        let shown = |name: &str| {
            let name = value.piece(name.trim());
            if name.is_tainted() { HIDDEN_TEXT.to_owned() } else { name.text.to_string() }
        };
        // `Name;` sends an empty header, `Name:` takes one away.
        if let Some((name, text)) = value.text.split_once(':') {
            self.put_header(&shown(name), value.piece(text.trim()));
        } else if let Some(name) = value.text.trim_end().strip_suffix(';') {
            self.raw.headers.push((shown(name), Given::default()));
        }
    }

    fn put_header(&mut self, name: &str, value: Given) {
        if !value.is_empty() {
            self.raw.headers.push((name.to_owned(), value));
        }
    }

    fn add_data(&mut self, more: Given, between: &str) {
        match &mut self.data {
            None => self.data = Some(more),
            Some(data) if data.text.len() + more.text.len() > LONGEST_DATA => {
                self.raw.flaws.push(RequestFlaw::TooLarge);
            }
            Some(data) => {
                data.text.push_str(between);
                data.append(&more);
            }
        }
    }

    /// `content`, `=content`, `name=content`; `@file` and `name@file` are not read.
    fn urlencoded(&mut self, value: &Given, option: &'static str) -> Option<Given> {
        let text = value.text.as_str();
        let at = text.find(['=', '@']);
        if at.is_some_and(|at| text[at..].starts_with('@')) {
            self.file(option);
            return None;
        }
        let (name, content) = at.map_or(("", text), |at| (&text[..at], &text[at + 1..]));
        // A variable's mark stays readable, so that it is still known as one.
        let encoded = if value.is_open() { content.to_owned() } else { percent(content) };
        let encoded = value.piece(content).reworded(Zeroizing::new(encoded));
        if name.is_empty() {
            return Some(encoded);
        }
        let mut pair = value.piece(name);
        pair.text.push('=');
        pair.append(&encoded);
        Some(pair)
    }

    /// `name=content`; with `files`, `name=@file` and `name=<file` are not read.
    fn add_form(&mut self, value: &Given, files: bool) {
        let Some((name, content)) = value.text.split_once('=') else { return };
        if files && content.starts_with(['@', '<']) {
            self.file("-F name=@file");
        }
        let content = if files && content.starts_with(['@', '<']) { "" } else { content };
        let named = if value.piece(name).is_tainted() { HIDDEN_TEXT } else { name };
        self.form.push((named.to_owned(), value.piece(content)));
    }

    /// One request for each address.
    fn finish(mut self, sheet: &mut Sheet) {
        self.authenticate();
        let sent = |name: &str| self.raw.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        let kind = sent("content-type").filter(|(_, value)| !value.is_tainted());
        let kind = kind.map(|(_, value)| value.text.to_string());
        let given = !self.raw.method.is_empty();
        let default = match () {
            () if self.head => "HEAD",
            () if self.upload => "PUT",
            () if self.get => "GET",
            () if self.data.is_some() || !self.form.is_empty() => "POST",
            () => "GET",
        };
        if !given {
            default.clone_into(&mut self.raw.method);
        }
        if let Some(data) = self.data.take() {
            if self.get {
                self.raw.query.push(data);
            } else {
                let default =
                    if self.json { "application/json" } else { "application/x-www-form-urlencoded" };
                self.raw.body = Some(body::read(kind.as_deref().unwrap_or(default), &data));
            }
        } else if !self.form.is_empty() {
            let size = self.form.iter().map(|(name, value)| name.len() + value.text.len()).sum();
            let fields = std::mem::take(&mut self.form);
            self.raw.body =
                Some(super::raw::RawBody { media_type: "multipart/form-data".into(), size, fields });
        }
        if self.broken {
            self.raw.flaws.push(RequestFlaw::Unreadable);
        }
        let mut urls = std::mem::take(&mut self.urls);
        sheet.left_out += u32::try_from(urls.len().saturating_sub(MOST_ADDRESSES)).unwrap_or(u32::MAX);
        urls.truncate(MOST_ADDRESSES);
        let last = urls.pop().unwrap_or_default();
        for url in urls {
            sheet.add(self.raw.again(url));
        }
        self.raw.url = last;
        sheet.add(self.raw);
    }

    fn authenticate(&mut self) {
        let Some(user) = self.user.take() else { return };
        let mut pair = authorization::pair(&user);
        if let Some(sigv4) = self.sigv4.take() {
            // provider1[:provider2[:region[:service]]]
            let mut words = sigv4.text.split(':').skip(2).map(|word| judge::setting(&sigv4.piece(word)));
            let (region, service) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            pair.scheme = RequestScheme::SigV4 { region, service };
            for ((role, _), named) in pair.parts.iter_mut().zip(["access_key_id", "secret_access_key"]) {
                *role = named;
            }
        } else if let Some(scheme) = self.scheme {
            pair.scheme = RequestScheme::Other(scheme.to_owned());
        }
        self.raw.auth.push(pair);
    }
}

/// Everything but unreserved characters, percent-encoded.
fn percent(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// The option as a person writes it.
fn dashed(name: &'static str) -> &'static str {
    match name {
        "cert" => "--cert",
        "key" => "--key",
        "cacert" => "--cacert",
        "capath" => "--capath",
        "netrc" | "netrc-optional" | "netrc-file" => "--netrc",
        "variable" => "--variable",
        "resolve" => "--resolve",
        "connect-to" => "--connect-to",
        "unix-socket" | "abstract-unix-socket" => "--unix-socket",
        "request-target" => "--request-target",
        "doh-url" => "--doh-url",
        _ => "--proxy",
    }
}

#[cfg(test)]
mod tests;
