//! A Worker at Cloudflare that is only static assets, with the direct upload of its API: first the hashes of all files, then those
//! files that Cloudflare does not have, then a new version of the Worker, which readers see as a whole.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use ureq::http::Method;

use super::follow::Publishing;
use super::http::{Answer, Ask, Client};
use super::local::{LocalSite, sha256};
use super::manifest::MANIFEST;
use super::plan::PublishPlan;
use super::secrets;
use super::whole::{Whole, published_manifest};
use crate::error::Error;
use crate::paths::UrlPath;

/// The address of the API.
const API: &str = "https://api.cloudflare.com/client/v4";
/// The variable of the environment with the token.
const TOKEN: &str = "CLOUDFLARE_API_TOKEN";
/// The variable of the environment with the account, if it is not a setting.
const ACCOUNT: &str = "CLOUDFLARE_ACCOUNT_ID";
/// The largest number of files of a Worker, in the free plan.
const MAX_FILES: usize = 20_000;
/// The largest file, in bytes.
const MAX_FILE: u64 = 25 * 1024 * 1024;
/// The largest number of redirects without a wildcard.
const MAX_REDIRECTS: usize = 2000;
/// The file with header fields. Cloudflare does not show it: it is a setting of the Worker.
const HEADERS: &str = "_headers";
/// The file with redirects, which is a setting too.
const REDIRECTS: &str = "_redirects";
/// The version of the runtime, which serves assets alone in the same way since then.
const COMPATIBILITY_DATE: &str = "2025-04-01";
/// What separates the parts of a form. No part has this line: base64 has no `-`, and JSON is one line.
const BOUNDARY: &str = "----handout-part----";

/// A Worker at Cloudflare.
pub struct CloudflareWorker<'a> {
    worker: &'a str,
    account: String,
    api: &'a str,
    url: Option<&'a str>,
    token: String,
    client: Client,
}

/// How Cloudflare finds the page of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Addresses {
    /// Each page has the address of its file. Rules lead from the address of a folder to its `index.html`.
    Files,
    /// Each page has the address of its file without `.html`, and Cloudflare redirects from the longer one.
    Shortened,
}

impl<'a> CloudflareWorker<'a> {
    /// Opens a Worker. Sends nothing yet. Fails if there is no token or no account, or if Cloudflare does not take the site.
    pub fn open(
        worker: &'a str,
        account: Option<&str>,
        api: Option<&'a str>,
        url: Option<&'a str>,
        site: &LocalSite,
        destination: &str,
    ) -> Result<CloudflareWorker<'a>, Error> {
        check_limits(site, destination)?;
        let token = secrets::needed(TOKEN, destination, "an API token of Cloudflare")?;
        let account = account.map(str::to_owned).or_else(|| secrets::variable(ACCOUNT)).ok_or_else(|| {
            let why =
                format!("needs the ID of your account: add `account` to the destination, or set {ACCOUNT}");
            Error::refused(destination, why)
        })?;
        let client = Client::new(destination);
        Ok(CloudflareWorker { worker, account, api: api.unwrap_or(API), url, token, client })
    }

    /// Sends a request with a token.
    fn send(&self, token: &str, ask: Ask<'_>) -> Result<Answer, Error> {
        self.client.send(&ask.field("authorization", format!("Bearer {token}")))
    }

    /// Returns the result in an answer to a request with a token. Fails if the request was refused.
    fn result(&self, doing: &str, token: &str, answer: &Answer) -> Result<Value, Error> {
        let mut json = answer.json();
        if answer.is_fine() && json["success"] != json!(false) {
            return Ok(json["result"].take());
        }
        let advice = match answer.status {
            401 if token != self.token => "the upload took longer than an hour: run the command again",
            401 => "the token is not valid: check CLOUDFLARE_API_TOKEN",
            403 => {
                "the token may not do that: give it the permission “Workers Scripts: Edit” for this account"
            }
            404 => {
                "there is no such account, or the token may not see it: check `account` or CLOUDFLARE_ACCOUNT_ID"
            }
            413 => "it is too large for Cloudflare",
            429 => {
                "Cloudflare accepts a limited number of requests in five minutes: run the command again later"
            }
            500.. => "Cloudflare has a problem: run the command again later",
            _ => "Cloudflare does not accept it",
        };
        let errors = json["errors"].as_array().into_iter().flatten();
        let messages: Vec<&str> = errors.filter_map(|error| error["message"].as_str()).collect();
        let message = secrets::without(&self.token, &messages.join("; ").replace(token, "…"));
        let message = if message.is_empty() { message } else { format!(", “{message}”") };
        Err(self.client.refused(format!("{doing} was refused (status {}{message}): {advice}", answer.status)))
    }

    fn script(&self) -> String {
        format!("{}/accounts/{}/workers/scripts/{}", self.api, self.account, self.worker)
    }

    /// Returns the address that Cloudflare gives the Worker, if that is turned on.
    fn own_address(&self) -> Result<Option<String>, Error> {
        let result = |url: String| -> Result<Value, Error> {
            let answer = self.send(&self.token, Ask::new(Method::GET, &url))?;
            Ok(if answer.is_fine() { answer.json()["result"].take() } else { Value::Null })
        };
        if result(format!("{}/subdomain", self.script()))?["enabled"] != json!(true) {
            return Ok(None);
        }
        let account = result(format!("{}/accounts/{}/workers/subdomain", self.api, self.account))?;
        let domain = account["subdomain"].as_str().filter(|domain| !domain.is_empty());
        Ok(domain.map(|domain| format!("https://{}.{domain}.workers.dev", self.worker)))
    }

    /// Sends the files that Cloudflare does not have, and returns the token for a Worker of all files.
    fn upload(&self, assets: &Assets<'_>, publishing: &dyn Publishing) -> Result<String, Error> {
        let body = json!({ "manifest": assets.to_json() }).to_string();
        let url = format!("{}/assets-upload-session", self.script());
        let ask =
            Ask::new(Method::POST, &url).field("content-type", "application/json").body(body.as_bytes());
        let started = self.result("a new upload", &self.token, &self.send(&self.token, ask)?)?;
        let not_understood = || self.client.refused("its answer is not that of Cloudflare: check `api`");
        let jwt = started["jwt"].as_str().filter(|jwt| !jwt.is_empty()).ok_or_else(not_understood)?;
        let buckets: Vec<Vec<&str>> = started["buckets"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|bucket| bucket.as_array().into_iter().flatten().filter_map(Value::as_str).collect())
            .filter(|bucket: &Vec<_>| !bucket.is_empty())
            .collect();
        if buckets.is_empty() {
            return Ok(jwt.to_owned());
        }
        let mut completion = None;
        for bucket in &buckets {
            let paths = bucket.iter().map(|hash| assets.paths.get(*hash).copied());
            let paths: Vec<&str> = paths.collect::<Option<_>>().ok_or_else(not_understood)?;
            // The answer to the last request has the token.
            completion = self.send_bucket(bucket, &paths, jwt, assets)?.or(completion);
            for path in paths {
                publishing.step(path);
            }
        }
        completion.ok_or_else(|| {
            self.client.refused("Cloudflare does not confirm that it has every file: run the command again")
        })
    }

    /// Sends some files, and returns the token for a Worker of all files if Cloudflare has them now.
    fn send_bucket(
        &self,
        hashes: &[&str],
        paths: &[&str],
        jwt: &str,
        assets: &Assets<'_>,
    ) -> Result<Option<String>, Error> {
        let mut form = Form::default();
        for (hash, path) in hashes.iter().zip(paths) {
            form.add(
                hash,
                Some(hash),
                assets.media_type(path),
                STANDARD.encode(assets.bytes(path)?).as_bytes(),
            );
        }
        let body = form.finish();
        let url = format!("{}/accounts/{}/workers/assets/upload?base64=true", self.api, self.account);
        let ask = Ask::new(Method::POST, &url).field("content-type", Form::media_type()).body(&body);
        let answer = self.result("sending files", jwt, &self.send(jwt, ask)?)?;
        Ok(answer["jwt"].as_str().map(str::to_owned))
    }

    /// Makes a version of the Worker of uploaded files, which readers see at once; returns the answer.
    fn deploy(&self, jwt: &str, config: &Value) -> Result<Answer, Error> {
        let assets = json!({ "jwt": jwt, "config": config });
        let metadata = json!({ "assets": assets, "compatibility_date": COMPATIBILITY_DATE });
        let mut form = Form::default();
        form.add("metadata", None, "application/json", metadata.to_string().as_bytes());
        let (url, body) = (self.script(), form.finish());
        let ask = Ask::new(Method::PUT, &url).field("content-type", Form::media_type()).body(&body);
        self.send(&self.token, ask)
    }
}

impl Whole for CloudflareWorker<'_> {
    fn manifest(&self) -> Result<Option<Vec<u8>>, Error> {
        match self.url {
            Some(url) => published_manifest(&self.client, Some(url)),
            None => published_manifest(&self.client, self.own_address()?.as_deref()),
        }
    }

    fn replace(
        &self,
        site: &LocalSite,
        plan: &PublishPlan,
        publishing: &dyn Publishing,
    ) -> Result<Option<String>, Error> {
        let assets = Assets::read(site, plan)?;
        let jwt = self.upload(&assets, publishing)?;
        let config = assets.config(Addresses::Files)?;
        let mut answer = self.deploy(&jwt, &config)?;
        // Cloudflare once refused rules that lead to an `index.html`.
        if answer.status == 400 && answer.text().contains(REDIRECTS) {
            answer = self.deploy(&jwt, &assets.config(Addresses::Shortened)?)?;
        }
        self.result("the new version of the Worker", &self.token, &answer)?;
        // The site is there, whether its address is known or not.
        Ok(if self.url.is_none() { self.own_address().unwrap_or_default() } else { None })
    }
}

/// Reports whether Cloudflare shows a file. The others are settings of the Worker.
fn is_asset(path: &str) -> bool {
    path != HEADERS && path != REDIRECTS
}

/// Fails if a site has more or larger files than a Worker can have.
fn check_limits(site: &LocalSite, destination: &str) -> Result<(), Error> {
    let files = || site.manifest.files.iter().filter(|(path, _)| is_asset(path));
    if let Some((path, file)) = files().find(|(_, file)| file.size > MAX_FILE) {
        let (mebibytes, most) = (file.size.div_ceil(1024 * 1024), MAX_FILE / 1024 / 1024);
        let why = format!(
            "has {mebibytes} MiB, and Cloudflare takes {most} MiB at most: make it smaller, or link to it elsewhere"
        );
        return Err(Error::refused(site.folder.join(path), why));
    }
    let count = files().count() + 1;
    if count > MAX_FILES {
        let why = format!("takes {MAX_FILES} files at most, and the site has {count}: publish it elsewhere");
        return Err(Error::refused(destination, why));
    }
    Ok(())
}

/// The files of a site as Cloudflare takes them.
struct Assets<'a> {
    site: &'a LocalSite,
    manifest: String,
    /// The hash and the size of each file.
    files: BTreeMap<&'a str, (String, usize)>,
    /// A file with each hash.
    paths: BTreeMap<String, &'a str>,
}

impl<'a> Assets<'a> {
    fn read(site: &'a LocalSite, plan: &PublishPlan) -> Result<Assets<'a>, Error> {
        let manifest = plan.manifest.to_json();
        let mut assets = Assets { site, manifest, files: BTreeMap::new(), paths: BTreeMap::new() };
        let own = site.manifest.files.keys().map(String::as_str).filter(|path| is_asset(path));
        for path in own.chain([MANIFEST]) {
            let bytes = assets.bytes(path)?;
            let hash = hash(path, &bytes);
            assets.paths.insert(hash.clone(), path);
            assets.files.insert(path, (hash, bytes.len()));
        }
        Ok(assets)
    }

    fn bytes(&self, path: &str) -> Result<Vec<u8>, Error> {
        if path == MANIFEST { Ok(self.manifest.clone().into_bytes()) } else { self.site.bytes(path) }
    }

    fn media_type(&self, path: &str) -> &str {
        self.site.manifest.files.get(path).map_or("application/json", |file| &file.media_type)
    }

    fn to_json(&self) -> Value {
        let row = |(path, (hash, size)): (&&str, &(String, usize))| {
            (format!("/{path}"), json!({ "hash": hash, "size": size }))
        };
        Value::Object(self.files.iter().map(row).collect())
    }

    /// Returns a file that is a setting of the Worker; an empty text if the site has none.
    fn setting(&self, path: &str) -> Result<String, Error> {
        if !self.site.manifest.files.contains_key(path) {
            return Ok(String::new());
        }
        Ok(String::from_utf8_lossy(&self.site.bytes(path)?).into_owned())
    }

    /// Returns how the Worker answers requests.
    fn config(&self, addresses: Addresses) -> Result<Value, Error> {
        let (headers, own) = (self.setting(HEADERS)?, self.setting(REDIRECTS)?);
        let rules = self.folder_rules(&own);
        let fits = rules.len() + own.lines().count() <= MAX_REDIRECTS;
        let (handling, redirects) = match addresses {
            Addresses::Files if fits => ("none", rules.concat() + &own),
            _ => ("auto-trailing-slash", own),
        };
        let mut config = json!({ "html_handling": handling, "not_found_handling": "404-page" });
        for (name, text) in [(HEADERS, headers), (REDIRECTS, redirects)] {
            if !text.is_empty() {
                config[name] = json!(text);
            }
        }
        Ok(config)
    }

    /// Returns the rules by which the address of a folder shows its `index.html`, except for addresses with a rule of the site.
    fn folder_rules(&self, own: &str) -> Vec<String> {
        let taken: BTreeSet<&str> = own.lines().filter_map(|line| line.split_whitespace().next()).collect();
        let mut rules = Vec::new();
        for path in self.files.keys() {
            let folder = UrlPath::new(*path).absolute("");
            if !folder.ends_with('/') {
                continue;
            }
            let without_slash = folder.trim_end_matches('/');
            if !without_slash.is_empty() && !taken.contains(without_slash) {
                rules.push(format!("{without_slash} {folder} 301\n"));
            }
            if !taken.contains(folder.as_str()) {
                rules.push(format!("{folder} {folder}index.html 200\n"));
            }
        }
        rules
    }
}

/// Returns the hash by which Cloudflare knows a file: of its content and its extension, which decides its media type.
fn hash(path: &str, bytes: &[u8]) -> String {
    let extension = Path::new(path).extension().unwrap_or_default().to_string_lossy();
    let mut hash = sha256((STANDARD.encode(bytes) + &extension).as_bytes());
    hash.truncate(32);
    hash
}

/// A form with parts (`multipart/form-data`, RFC 7578).
#[derive(Default)]
struct Form {
    body: Vec<u8>,
}

impl Form {
    fn media_type() -> String {
        format!("multipart/form-data; boundary={BOUNDARY}")
    }

    /// Adds a part. It is a file if it has a file name.
    fn add(&mut self, name: &str, file: Option<&str>, media_type: &str, content: &[u8]) {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\nContent-Type: {media_type}\r\n\r\n"
        );
        self.body.extend_from_slice(head.as_bytes());
        self.body.extend_from_slice(content);
        self.body.extend_from_slice(b"\r\n");
    }

    fn finish(mut self) -> Vec<u8> {
        self.body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        self.body
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outputs::delivery::Delivery;
    use crate::publish::manifest::{FileEntry, Manifest};

    #[test]
    fn a_site_with_too_many_files_is_refused() {
        let file = |number| {
            let entry = FileEntry {
                sha256: "0a".repeat(32),
                size: MAX_FILE,
                media_type: "text/plain".into(),
                delivery: Delivery::File,
            };
            (format!("{number}.txt"), entry)
        };
        let (folder, titles, redirects) = <(std::path::PathBuf, BTreeMap<_, _>, BTreeMap<_, _>)>::default();
        // With the manifest, it is as large as possible.
        let manifest = Manifest { files: (1..MAX_FILES).map(file).collect(), ..Manifest::default() };
        let mut site = LocalSite { folder, manifest, guarded: Vec::new(), titles, redirects };
        site.manifest.files.insert(HEADERS.into(), file(0).1);
        assert!(check_limits(&site, "Cloudflare").is_ok());
        site.manifest.files.extend([file(0)]);
        let error = check_limits(&site, "Cloudflare").expect_err("too many files").to_string();
        assert!(error.contains("20000 files at most, and the site has 20001"), "{error}");
    }
}
