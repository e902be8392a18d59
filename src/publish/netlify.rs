//! A site at Netlify, with the file digest method of its API: first the digests of all files, then those files that Netlify does not
//! have. Readers see the new site once Netlify has every file of it.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use sha1::{Digest, Sha1};
use ureq::http::Method;

use super::follow::Publishing;
use super::http::{Answer, Ask, Client};
use super::local::{LocalSite, hex};
use super::manifest::MANIFEST;
use super::plan::PublishPlan;
use super::secrets;
use super::store::in_parallel;
use super::whole::{Whole, published_manifest};
use crate::error::Error;
use crate::paths::UrlPath;

/// The address of the API.
const API: &str = "https://api.netlify.com/api/v1";
/// The variable of the environment with the token.
const TOKEN: &str = "NETLIFY_AUTH_TOKEN";
/// The largest number of files that Netlify compares while it answers. It compares more in the background.
const MAX_AT_ONCE: usize = 100;
/// The time between the first two questions whether Netlify is done. It doubles each time.
const FIRST_WAIT: Duration = Duration::from_millis(100);
/// The longest time between two questions.
const MAX_WAIT: Duration = Duration::from_secs(3);
/// The time after which Netlify is not asked any more.
const PATIENCE: Duration = Duration::from_mins(15);

/// A site at Netlify.
pub struct NetlifySite<'a> {
    site: &'a str,
    api: &'a str,
    is_draft: bool,
    token: String,
    client: Client,
}

impl<'a> NetlifySite<'a> {
    /// Opens a site. Sends nothing yet. Fails if there is no token.
    pub fn open(
        site: &'a str,
        api: Option<&'a str>,
        is_draft: bool,
        destination: &str,
    ) -> Result<NetlifySite<'a>, Error> {
        let token = secrets::needed(TOKEN, destination, "a personal access token of Netlify")?;
        let client = Client::new(destination);
        Ok(NetlifySite { site, api: api.unwrap_or(API), is_draft, token, client })
    }

    /// Sends a request with the token, and returns the answer. Fails if it is refused.
    fn send(&self, doing: &str, ask: Ask<'_>) -> Result<Answer, Error> {
        let answer = self.client.send(&ask.field("authorization", format!("Bearer {}", self.token)))?;
        if answer.is_fine() { Ok(answer) } else { Err(self.refusal(doing, &answer)) }
    }

    /// Returns an error for a refused request, with what to do.
    fn refusal(&self, doing: &str, answer: &Answer) -> Error {
        let site = self.site;
        let advice = match answer.status {
            401 => format!("the token is not valid: set {TOKEN} to a token from app.netlify.com/user/applications"),
            402 => "the plan of the account does not cover it: check its usage at app.netlify.com".into(),
            403 => format!("the token may not do that: it needs access to the team of the site `{site}`"),
            404 => format!("there is no site `{site}`, or the token may not see it: correct `site`"),
            413 => "it is too large for Netlify".into(),
            429 => "Netlify accepts only a few deploys a minute, and about a hundred a day: run the command again later".into(),
            500.. => "Netlify has a problem: run the command again later".into(),
            _ => "Netlify does not accept it".into(),
        };
        let json = answer.json();
        let message = json.get("message").and_then(Value::as_str).unwrap_or_default();
        let message = secrets::without(&self.token, message);
        let message = if message.is_empty() { message } else { format!(", “{message}”") };
        self.client.refused(format!("{doing} was refused (status {}{message}): {advice}", answer.status))
    }

    /// Starts a deploy with the digests of all files, and returns it once Netlify knows which files it needs.
    fn create(&self, digests: &BTreeMap<&str, String>) -> Result<Value, Error> {
        let files: BTreeMap<String, &String> =
            digests.iter().map(|(path, digest)| (format!("/{path}"), digest)).collect();
        let is_large = files.len() > MAX_AT_ONCE;
        let body = json!({ "files": files, "draft": self.is_draft, "async": is_large }).to_string();
        let url = format!("{}/sites/{}/deploys", self.api, self.site);
        let ask = Ask::new(Method::POST, &url).field("content-type", "application/json").once();
        let deploy = self.send("a new deploy", ask.body(body.as_bytes()))?.json();
        if !is_large {
            return Ok(deploy);
        }
        self.wait(self.id(&deploy)?, &["prepared", "uploading", "uploaded", "processing", "ready"])
    }

    /// Returns the ID of a deploy, which becomes a part of addresses.
    fn id<'b>(&self, deploy: &'b Value) -> Result<&'b str, Error> {
        let id = deploy.get("id").and_then(Value::as_str);
        id.filter(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
            .ok_or_else(|| self.client.refused("its answer is not that of Netlify: check `api`"))
    }

    /// Sends a file of a deploy.
    fn put(&self, id: &str, path: &str, bytes: &[u8]) -> Result<(), Error> {
        let path_in_url = UrlPath::new("").href_to(&UrlPath::new(path));
        let url = format!("{}/deploys/{id}/files/{}", self.api, path_in_url.trim_start_matches("./"));
        let ask = Ask::new(Method::PUT, &url).field("content-type", "application/octet-stream").body(bytes);
        self.send(&format!("sending {path}"), ask).map(drop)
    }

    /// Asks for a deploy until it is in one of these states. Fails if Netlify gives up, or takes too long.
    fn wait(&self, id: &str, states: &[&str]) -> Result<Value, Error> {
        let url = format!("{}/deploys/{id}", self.api);
        let (mut wait, mut waited) = (FIRST_WAIT, Duration::ZERO);
        loop {
            let deploy = self.send("the state of the deploy", Ask::new(Method::GET, &url))?.json();
            let text = |name: &str| deploy.get(name).and_then(Value::as_str).unwrap_or_default();
            match text("state") {
                state if states.contains(&state) => return Ok(deploy),
                "error" | "rejected" => {
                    let why = secrets::without(&self.token, text("error_message"));
                    return Err(self
                        .client
                        .refused(format!("Netlify does not publish the deploy {id}: “{why}”")));
                }
                _ if waited < PATIENCE => {}
                state => {
                    let minutes = PATIENCE.as_secs() / 60;
                    let why = format!(
                        "the deploy {id} is still “{}” after {minutes} minutes; Netlify may still publish it: see app.netlify.com",
                        secrets::without(&self.token, state)
                    );
                    return Err(self.client.refused(why));
                }
            }
            thread::sleep(wait);
            waited += wait;
            wait = (wait * 2).min(MAX_WAIT);
        }
    }
}

impl Whole for NetlifySite<'_> {
    fn manifest(&self) -> Result<Option<Vec<u8>>, Error> {
        let url = format!("{}/sites/{}", self.api, self.site);
        let site = self.send("the site", Ask::new(Method::GET, &url))?.json();
        published_manifest(&self.client, address(&site, "ssl_url", "url"))
    }

    fn replace(
        &self,
        site: &LocalSite,
        plan: &PublishPlan,
        publishing: &dyn Publishing,
    ) -> Result<Option<String>, Error> {
        let manifest = plan.manifest.to_json();
        let bytes = |path: &str| match path {
            MANIFEST => Ok(manifest.clone().into_bytes()),
            _ => site.bytes(path),
        };
        let mut digests = BTreeMap::new();
        for path in site.manifest.files.keys().map(String::as_str).chain([MANIFEST]) {
            if path.contains(['#', '?']) {
                let why = "Netlify does not publish a file with `#` or `?` in its name: rename it";
                return Err(Error::refused(site.folder.join(path), why));
            }
            digests.insert(path, hex(&Sha1::digest(bytes(path)?)));
        }
        let deploy = self.create(&digests)?;
        let id = self.id(&deploy)?;
        let required: BTreeSet<&str> =
            deploy["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let needed: Vec<&str> = digests
            .iter()
            .filter(|(_, digest)| required.contains(digest.as_str()))
            .map(|(path, _)| *path)
            .collect();
        in_parallel(&needed, |path| {
            self.put(id, path, &bytes(path)?)?;
            publishing.step(path);
            Ok(())
        })?;
        let deploy = self.wait(id, &["ready"])?;
        let names = if self.is_draft { ("deploy_ssl_url", "deploy_url") } else { ("ssl_url", "url") };
        let url = address(&deploy, names.0, names.1);
        Ok(url.map(str::to_owned))
    }
}

/// Returns an address of an answer, by its name or by the name of the address without encryption.
fn address<'a>(answer: &'a Value, secure: &str, other: &str) -> Option<&'a str> {
    let text = |name: &str| answer.get(name).and_then(Value::as_str).filter(|url| !url.is_empty());
    text(secure).or_else(|| text(other))
}
