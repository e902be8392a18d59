//! A site at Netlify: a small server keeps to the file digest method as Netlify documents it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sha1::{Digest, Sha1};

use super::built;
use super::hosts::{Fault, assert_done, assert_fails, assert_serves, guide, page, publish};
use crate::harness::http_server::{HttpServer, Request, Response};
use crate::harness::{Project, Run};

/// The token of the account.
const TOKEN: &str = "nfp_0123456789secret";
/// The name of the site.
const SITE: &str = "my-guide.netlify.app";

/// A deploy.
#[derive(Clone, Default)]
struct Deploy {
    /// The digest of each file, by its address.
    files: BTreeMap<String, String>,
    /// The digests that were not there when it was created.
    required: BTreeSet<String>,
    is_draft: bool,
    is_async: bool,
    /// The number of questions about its state since it has all files, or since it was created if it is asynchronous.
    asked: usize,
}

/// What Netlify has.
#[derive(Clone, Default)]
struct Account {
    /// The contents of files, by their digest.
    contents: BTreeMap<String, Vec<u8>>,
    deploys: BTreeMap<String, Deploy>,
    /// The deploy that readers see.
    published: Option<String>,
    /// Why no deploy is published, if none is.
    error: Option<String>,
}

/// A server that speaks as Netlify does.
struct Netlify {
    server: HttpServer,
    account: Arc<Mutex<Account>>,
    /// The wrong response to an API request.
    fault: Fault,
}

fn digest(bytes: &[u8]) -> String {
    Sha1::digest(bytes).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

fn refused(status: u16, message: &str) -> Response {
    Response::json(status, &json!({ "code": status, "message": message }))
}

impl Account {
    /// Returns the digests of files that are not there.
    fn required(&self, files: &BTreeMap<String, String>) -> BTreeSet<String> {
        files.values().filter(|digest| !self.contents.contains_key(*digest)).cloned().collect()
    }

    /// Returns the files of a deploy.
    fn files(&self, id: &str) -> BTreeMap<String, Vec<u8>> {
        let files = self.deploys[id].files.iter();
        files.map(|(path, digest)| (path[1..].to_owned(), self.contents[digest].clone())).collect()
    }

    /// Answers a request to the API.
    fn api(&mut self, request: &Request) -> Response {
        let authorization = request.field("authorization").unwrap_or_default();
        if authorization != format!("Bearer {TOKEN}") {
            return refused(401, &format!("Access Denied: {authorization}"));
        }
        let path = request.path();
        let parts: Vec<&str> = path.trim_start_matches("/api/v1/").splitn(4, '/').collect();
        let home = format!("http://{}", request.field("host").expect("a host"));
        match (request.method.as_str(), parts.as_slice()) {
            (_, ["sites", site, ..]) if *site != SITE => refused(404, "Not Found"),
            ("GET", ["sites", _]) => {
                Response::json(200, &json!({ "ssl_url": format!("{home}/live"), "name": "my-guide" }))
            }
            ("POST", ["sites", _, "deploys"]) => self.create(request, &home),
            ("GET", ["deploys", id]) if self.deploys.contains_key(*id) => self.ask(id, &home),
            ("PUT", ["deploys", id, "files", file]) if self.deploys.contains_key(*id) => {
                self.put(id, file, request)
            }
            _ => refused(404, "Not Found"),
        }
    }

    fn create(&mut self, request: &Request, home: &str) -> Response {
        assert_eq!(request.field("content-type"), Some("application/json"));
        let body = request.json();
        let text = |value: &Value| value.as_str().expect("a digest").to_owned();
        let files = body["files"].as_object().expect("files").iter();
        let files: BTreeMap<String, String> =
            files.map(|(path, value)| (path.clone(), text(value))).collect();
        let is_flag = |name: &str| body[name].as_bool().unwrap_or_default();
        if files.iter().any(|(path, digest)| !path.starts_with('/') || digest.len() != 40) {
            return refused(422, "Invalid files");
        }
        let id = format!("{:024x}", self.deploys.len() + 1);
        let is_async = is_flag("async");
        let required = self.required(&files);
        let deploy = Deploy { files, required, is_draft: is_flag("draft"), is_async, asked: 0 };
        self.deploys.insert(id.clone(), deploy);
        if is_async {
            return Response::json(200, &json!({ "id": id, "state": "preparing" }));
        }
        Response::json(200, &self.shown(&id, "uploading", home))
    }

    fn shown(&self, id: &str, state: &str, home: &str) -> Value {
        json!({
            "id": id,
            "state": state,
            "required": self.required(&self.deploys[id].files),
            "ssl_url": format!("{home}/live"),
            "deploy_ssl_url": format!("{home}/drafts/{id}"),
        })
    }

    /// Answers a question about a deploy. Only after some questions it is ready.
    fn ask(&mut self, id: &str, home: &str) -> Response {
        let is_complete = self.required(&self.deploys[id].files).is_empty();
        let deploy = self.deploys.get_mut(id).expect("a deploy");
        deploy.asked += 1;
        let is_prepared = !deploy.is_async || deploy.asked > 1;
        if let Some(error) = self.error.as_ref().filter(|_| is_complete) {
            return Response::json(200, &json!({ "id": id, "state": "error", "error_message": error }));
        }
        let state = match (is_prepared, is_complete, deploy.asked) {
            (false, ..) => return Response::json(200, &json!({ "id": id, "state": "preparing" })),
            (_, false, _) if deploy.is_async => "prepared",
            (_, false, _) => "uploading",
            (_, true, 1) => "processing",
            _ => "ready",
        };
        if state == "ready" && !deploy.is_draft {
            self.published = Some(id.to_owned());
        }
        Response::json(200, &self.shown(id, state, home))
    }

    fn put(&mut self, id: &str, file: &str, request: &Request) -> Response {
        let digest = digest(&request.body);
        let path = format!("/{file}");
        let is_right = self.deploys[id].files.get(&path) == Some(&digest);
        if !is_right || request.field("content-type") != Some("application/octet-stream") {
            return refused(422, &format!("{path} is not part of the deploy"));
        }
        if !self.deploys[id].required.contains(&digest) {
            return refused(422, &format!("{path} is not required"));
        }
        self.contents.insert(digest, request.body.clone());
        Response::json(200, &json!({ "id": path }))
    }

    /// Answers a reader.
    fn read(&self, id: Option<&str>, path: &str) -> Response {
        match id.and_then(|id| self.files(id).remove(path)) {
            Some(bytes) => Response::new(200).body(bytes),
            None => Response::new(404).field("Content-Type", "text/html").body("<h1>Page not found</h1>"),
        }
    }
}

impl Netlify {
    fn start() -> Netlify {
        let (account, fault) = <(Arc<Mutex<Account>>, Fault)>::default();
        let (shared, shared_fault) = (Arc::clone(&account), fault.clone());
        let server = HttpServer::start(move |request| {
            let mut account = shared.lock().expect("no panic");
            let path = request.path();
            if let Some(path) = path.strip_prefix("/live/") {
                return account.read(account.published.as_deref(), path);
            }
            shared_fault.count().unwrap_or_else(|| account.api(&request))
        });
        Netlify { server, account, fault }
    }

    /// Returns a guide that is published there.
    fn guide(&self) -> Project {
        guide(&format!("to = \"netlify\"\nsite = \"{SITE}\"\napi = \"{}/api/v1\"", self.server.url()))
    }

    /// Returns what readers get.
    fn served(&self) -> BTreeMap<String, Vec<u8>> {
        let account = self.account.lock().expect("no panic");
        account.published.as_ref().map(|id| account.files(id)).unwrap_or_default()
    }
}

fn run(project: &Project, args: &[&str]) -> Run {
    publish(project, &[&["--yes"], args].concat(), &[("NETLIFY_AUTH_TOKEN", TOKEN)])
}

/// Returns how many files were sent, of the requests that the server got.
fn sent(log: &[String]) -> Vec<&str> {
    log.iter()
        .filter_map(|line| line.strip_prefix("PUT /api/v1/deploys/")?.split_once("/files/"))
        .map(|it| it.1)
        .collect()
}

#[test]
fn the_first_publication_serves_the_site_and_the_next_one_sends_what_changed() {
    let netlify = Netlify::start();
    let project = netlify.guide();
    let first = run(&project, &[]);
    assert_done(&first);
    assert!(first.stdout.contains("for the first time"), "{}", first.stdout);
    assert!(first.stdout.contains(&format!("{}/live\n", netlify.server.url())), "{}", first.stdout);
    assert_serves(&netlify.served(), &built(&project));
    let log = netlify.server.take_log();
    assert_eq!(sent(&log).len(), netlify.served().len());
    assert!(sent(&log).contains(&"tips/a%20b.txt"), "{log:?}");

    project.write("content/tips/rest.md", page("Rest", "Why to rest.\n\nRest longer."));
    std::fs::remove_file(project.path("content/tips/a b.txt")).expect("there");
    let second = run(&project, &[]);
    assert_done(&second);
    assert!(second.stdout.contains(", 1 removed: "), "{}", second.stdout);
    assert_serves(&netlify.served(), &built(&project));
    let log = netlify.server.take_log();
    let changed = sent(&log);
    assert!(changed.contains(&"tips/rest.html") && changed.contains(&"handout-manifest.json"), "{changed:?}");
    assert!(!changed.contains(&"index.md") && !changed.iter().any(|it| it.ends_with(".css")), "{changed:?}");
}

#[test]
fn an_unchanged_site_and_a_plan_send_nothing() {
    let netlify = Netlify::start();
    let project = netlify.guide();
    assert_done(&run(&project, &["--plan"]));
    assert!(netlify.served().is_empty());
    assert_done(&run(&project, &[]));
    netlify.server.take_log();
    assert_done(&run(&project, &[]));
    let log = netlify.server.take_log();
    assert!(log.iter().all(|line| line.starts_with("GET ")), "{log:?}");
}

#[test]
fn a_large_site_is_compared_in_the_background() {
    let netlify = Netlify::start();
    let project = netlify.guide();
    for number in 0..100 {
        project.write(&format!("content/files/{number}.txt"), format!("File {}.", number % 90));
    }
    assert_done(&run(&project, &[]));
    assert_serves(&netlify.served(), &built(&project));
    let account = netlify.account.lock().expect("no panic");
    assert!(account.deploys.values().all(|deploy| deploy.is_async));
}

#[test]
fn a_preview_has_its_own_address_and_readers_see_the_old_site() {
    let netlify = Netlify::start();
    let project = netlify.guide();
    assert_done(&run(&project, &[]));
    let before = netlify.served();
    project.write("content/tips/rest.md", page("Rest", "Perhaps."));
    let preview = run(&project, &["--preview"]);
    assert_done(&preview);
    let address = format!("{}/drafts/{:024x}", netlify.server.url(), 2);
    assert!(preview.stdout.contains(&address), "{}", preview.stdout);
    assert_serves(&netlify.account.lock().expect("no panic").files(&format!("{:024x}", 2)), &built(&project));
    assert_eq!(netlify.served(), before);
}

#[test]
fn a_refusal_of_any_request_leaves_the_old_site_and_the_next_run_publishes() {
    let netlify = Netlify::start();
    let project = netlify.guide();
    assert_done(&run(&project, &[]));
    let (old, account) = (netlify.served(), netlify.account.lock().expect("no panic").clone());
    project.write("content/tips/a b.txt", "Another text.");
    let mut requests = 0;
    loop {
        *netlify.account.lock().expect("no panic") = account.clone();
        netlify.fault.set(requests, refused(422, "No."));
        let failed = run(&project, &[]);
        if netlify.fault.clear() {
            break;
        }
        assert_fails(&failed, &["was refused (status 422, “No.”)"], TOKEN);
        assert_eq!(netlify.served(), old, "after request {requests}");
        assert_done(&run(&project, &[]));
        assert_serves(&netlify.served(), &built(&project));
        requests += 1;
    }
    assert!(requests >= 6, "only {requests} requests");
}

#[test]
fn a_deploy_that_netlify_gives_up_is_an_error() {
    let netlify = Netlify::start();
    let project = netlify.guide();
    netlify.account.lock().expect("no panic").error = Some(format!("Your credits are used up, {TOKEN}."));
    assert_fails(&run(&project, &[]), &["“Your credits are used up, ….”", "Nothing was changed."], TOKEN);
    assert!(netlify.served().is_empty());
}

#[test]
fn each_refusal_says_what_to_do() {
    let netlify = Netlify::start();
    let project = netlify.guide();
    let wrong = publish(&project, &["--yes"], &[("NETLIFY_AUTH_TOKEN", "nfp_wrong")]);
    assert_fails(&wrong, &["the token is not valid", "NETLIFY_AUTH_TOKEN"], "nfp_wrong");
    netlify.server.take_log();
    let missing = publish(&project, &["--yes"], &[]);
    assert_fails(&missing, &["set the environment variable NETLIFY_AUTH_TOKEN"], TOKEN);
    assert!(netlify.server.take_log().is_empty());
    netlify.fault.set(1, refused(402, "Usage exceeded"));
    assert_fails(&run(&project, &[]), &["Usage exceeded", "check its usage"], TOKEN);
    netlify.fault.set(1, refused(403, &format!("Not with {TOKEN}")));
    assert_fails(&run(&project, &[]), &["needs access to the team"], TOKEN);
    let text = std::fs::read_to_string(project.path("site.toml")).expect("text");
    project.write("site.toml", text.replace(SITE, "other.netlify.app"));
    assert_fails(&run(&project, &[]), &["there is no site `other.netlify.app`", "correct `site`"], TOKEN);
    project.write("site.toml", text);
    project.write("static/what#.txt", "?");
    assert_fails(&run(&project, &[]), &["what#.txt", "rename it"], TOKEN);
    assert!(netlify.served().is_empty());
}

#[test]
fn a_busy_netlify_is_asked_again_when_it_says() {
    let netlify = Netlify::start();
    let project = netlify.guide();
    netlify.fault.set(1, refused(429, "Too many requests").field("Retry-After", "1"));
    let start = Instant::now();
    assert_done(&run(&project, &[]));
    assert!(start.elapsed() >= Duration::from_secs(1));
    assert_serves(&netlify.served(), &built(&project));
}

#[test]
fn a_lost_connection_to_netlify_is_made_again() {
    let netlify = Netlify::start();
    let project = netlify.guide();
    for request in [0, 2, 9] {
        project.write("content/tips/rest.md", page("Rest", &format!("Rest {request} hours.")));
        netlify.fault.set(request, Response::disconnect());
        assert_done(&run(&project, &[]));
        assert!(!netlify.fault.clear());
        assert_serves(&netlify.served(), &built(&project));
    }
}

#[test]
fn another_site_at_netlify_is_not_replaced() {
    let netlify = Netlify::start();
    let project = netlify.guide();
    assert_done(&run(&project, &[]));
    let before = netlify.served();
    let text = std::fs::read_to_string(project.path("site.toml")).expect("text");
    project.write("site.toml", text.replace("Milk", "Honey"));
    assert_fails(&run(&project, &[]), &["another site is there, “Milk”"], TOKEN);
    assert_eq!(netlify.served(), before);
}
