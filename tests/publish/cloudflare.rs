//! A Worker at Cloudflare: a small server keeps to the direct upload of assets as Cloudflare documents it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::built;
use super::hosts::{Fault, assert_done, assert_fails, assert_serves, guide, page, publish};
use crate::harness::http_server::{HttpServer, Request, Response};
use crate::harness::{Project, Run};

/// The token of the account.
const TOKEN: &str = "cf-0123456789secret";
/// The ID of the account.
const ACCOUNT: &str = "0123456789abcdef";

/// The hash of each file, by its address.
type Files = BTreeMap<String, String>;

/// What Cloudflare has.
#[derive(Clone, Default)]
struct Account {
    /// The content and the media type of files, by their hash.
    contents: BTreeMap<String, (Vec<u8>, String)>,
    /// The files of each upload. Its number is a part of its tokens.
    uploads: Vec<Files>,
    /// The files that readers see, and how requests are answered.
    published: Option<(Files, Value)>,
    /// Whether rules that lead to an `index.html` are refused.
    refuses_rules: bool,
}

/// A server that speaks as Cloudflare does, and serves the Worker.
struct Cloudflare {
    server: HttpServer,
    account: Arc<Mutex<Account>>,
    /// The wrong response to an API request.
    fault: Fault,
}

fn success(status: u16, result: &Value) -> Response {
    Response::json(status, &json!({ "result": result, "success": true, "errors": [], "messages": [] }))
}

fn refused(status: u16, code: u32, message: &str) -> Response {
    let errors = json!([{ "code": code, "message": message }]);
    Response::json(status, &json!({ "result": null, "success": false, "errors": errors, "messages": [] }))
}

/// A part of a form: its name, its media type and its content.
struct Part {
    name: String,
    media_type: String,
    content: Vec<u8>,
}

/// Reads a form (RFC 7578, RFC 2046).
fn form(request: &Request) -> Vec<Part> {
    let kind = request.field("content-type").expect("a media type");
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").expect("a form");
    let body = [b"\r\n", request.body.as_slice()].concat();
    let body = String::from_utf8(body).expect("text");
    let line = format!("\r\n--{boundary}");
    let mut pieces = body.split(&line);
    assert_eq!(pieces.next(), Some(""));
    let mut parts = Vec::new();
    for piece in pieces {
        if piece == "--\r\n" {
            return parts;
        }
        let (fields, content) = piece.split_once("\r\n\r\n").expect("a header");
        let field = |name: &str| fields.split("\r\n").find_map(|line| line.strip_prefix(name));
        let name = field("Content-Disposition: form-data; name=\"").expect("a name").split('"').next();
        let media_type = field("Content-Type: ").unwrap_or_default().to_owned();
        parts.push(Part { name: name.unwrap_or_default().into(), media_type, content: content.into() });
    }
    panic!("a form without an end");
}

impl Account {
    /// Returns the hashes that an upload needs, in the groups in which they are sent.
    fn buckets(&self, upload: usize) -> Vec<Vec<&String>> {
        let mut needed: Vec<_> =
            self.uploads[upload].values().filter(|hash| !self.contents.contains_key(*hash)).collect();
        needed.sort();
        needed.dedup();
        needed.chunks(4).map(<[_]>::to_vec).collect()
    }

    fn api(&mut self, request: &Request) -> Response {
        let path = request.path();
        let bearer =
            request.field("authorization").and_then(|it| it.strip_prefix("Bearer ")).unwrap_or_default();
        let path = path.strip_prefix("/client/v4/accounts/").expect("an account");
        let (account, path) = path.split_once('/').expect("a path");
        let is_upload = path == "workers/assets/upload";
        if !is_upload && bearer != TOKEN {
            return refused(401, 10000, &format!("Authentication error: {bearer}"));
        }
        if account != ACCOUNT {
            return refused(
                404,
                7003,
                "Could not route to the account, perhaps your object identifier is invalid?",
            );
        }
        match (request.method.as_str(), path) {
            ("POST", "workers/scripts/my-guide/assets-upload-session") => self.start(request),
            ("POST", "workers/assets/upload") => self.upload(bearer, request),
            ("PUT", "workers/scripts/my-guide") => self.deploy(request),
            ("GET", "workers/scripts/my-guide/subdomain") => success(200, &json!({ "enabled": false })),
            _ => refused(404, 7000, "No route for that URI"),
        }
    }

    fn start(&mut self, request: &Request) -> Response {
        assert_eq!(request.field("content-type"), Some("application/json"));
        let mut files = Files::new();
        for (path, row) in request.json()["manifest"].as_object().expect("a manifest") {
            let hash = row["hash"].as_str().expect("a hash");
            assert!(path.starts_with('/') && hash.len() == 32 && row["size"].is_u64(), "{path}: {row}");
            files.insert(path.clone(), hash.to_owned());
        }
        self.uploads.push(files);
        let upload = self.uploads.len() - 1;
        let buckets = self.buckets(upload);
        let kind = if buckets.is_empty() { "complete" } else { "upload" };
        success(200, &json!({ "jwt": format!("{kind}.{upload}"), "buckets": buckets }))
    }

    fn upload(&mut self, bearer: &str, request: &Request) -> Response {
        let upload: usize = match bearer.strip_prefix("upload.") {
            Some(number) => number.parse().expect("a number"),
            None => return refused(401, 10000, "Authentication error"),
        };
        assert_eq!(request.query("base64").as_deref(), Some("true"));
        let parts = form(request);
        let buckets: Vec<Vec<String>> = self
            .buckets(upload)
            .iter()
            .map(|bucket| bucket.iter().map(|it| (*it).clone()).collect())
            .collect();
        let names: Vec<String> = parts.iter().map(|part| part.name.clone()).collect();
        if !buckets.contains(&names) {
            return refused(400, 10021, "These files were not asked for");
        }
        for Part { name, media_type, content } in parts {
            let path = self.uploads[upload].iter().find(|(_, hash)| **hash == name).expect("a file").0;
            let extension =
                path.rsplit('/').next().and_then(|it| it.rsplit_once('.')).filter(|it| !it.0.is_empty());
            let hashed = [content.as_slice(), extension.map_or("", |it| it.1).as_bytes()].concat();
            let hash =
                Sha256::digest(hashed).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
            assert_eq!(hash[..32], name, "{path}");
            self.contents.insert(name, (STANDARD.decode(content).expect("base64"), media_type));
        }
        if self.buckets(upload).is_empty() {
            return success(201, &json!({ "jwt": format!("complete.{upload}") }));
        }
        success(200, &json!({}))
    }

    fn deploy(&mut self, request: &Request) -> Response {
        let parts = form(request);
        assert_eq!(parts.len(), 1, "no code, only assets");
        assert_eq!(parts[0].name, "metadata");
        let metadata: Value = serde_json::from_slice(&parts[0].content).expect("JSON");
        assert!(metadata["compatibility_date"].is_string());
        let jwt = metadata["assets"]["jwt"].as_str().expect("a token");
        let Some(upload) = jwt.strip_prefix("complete.") else {
            return refused(400, 10021, "The token is not that of a complete upload");
        };
        let config = metadata["assets"]["config"].clone();
        if self.refuses_rules && config["_redirects"].as_str().is_some_and(|it| it.contains("index.html 200"))
        {
            return refused(400, 100_324, "Invalid _redirects configuration: infinite loop");
        }
        let upload: usize = upload.parse().expect("a number");
        self.published = Some((self.uploads[upload].clone(), config));
        success(200, &json!({ "id": "my-guide" }))
    }

    /// Answers a reader as the Worker does.
    fn read(&self, path: &str) -> Response {
        let Some((files, config)) = &self.published else { return Response::new(404) };
        let response = |status, path: &str| {
            let (bytes, media_type) = &self.contents[&files[path]];
            Response::new(status).field("Content-Type", media_type).body(bytes.clone())
        };
        let rules = config["_redirects"].as_str().unwrap_or_default().lines();
        let rules = rules.map(|line| line.split(' ').collect::<Vec<_>>());
        let rule = rules.into_iter().find(|rule| rule[0] == path);
        let shown = match rule.as_deref() {
            Some([_, to, "200"]) => to,
            Some([_, to, status]) => {
                return Response::new(status.parse().expect("a status")).field("Location", *to);
            }
            _ => path,
        };
        if files.contains_key(shown) {
            return response(200, shown);
        }
        assert_eq!(config["not_found_handling"], "404-page");
        response(404, "/404.html")
    }
}

impl Cloudflare {
    fn start() -> Cloudflare {
        let (account, fault) = <(Arc<Mutex<Account>>, Fault)>::default();
        let (shared, shared_fault) = (Arc::clone(&account), fault.clone());
        let server = HttpServer::start(move |request| {
            let mut account = shared.lock().expect("no panic");
            if !request.path().starts_with("/client/") {
                return account.read(&request.path());
            }
            shared_fault.count().unwrap_or_else(|| account.api(&request))
        });
        Cloudflare { server, account, fault }
    }

    /// Returns a guide that is published there.
    fn guide(&self) -> Project {
        let url = self.server.url();
        guide(&format!(
            "to = \"cloudflare\"\nworker = \"my-guide\"\naccount = \"{ACCOUNT}\"\nurl = \"{url}\"\napi = \"{url}/client/v4\""
        ))
    }

    /// Returns the files of the Worker.
    fn served(&self) -> BTreeMap<String, Vec<u8>> {
        let account = self.account.lock().expect("no panic");
        let files = account.published.iter().flat_map(|(files, _)| files);
        files.map(|(path, hash)| (path[1..].to_owned(), account.contents[hash].0.clone())).collect()
    }

    fn config(&self) -> Value {
        self.account.lock().expect("no panic").published.clone().expect("a version").1
    }
}

fn run(project: &Project, args: &[&str]) -> Run {
    publish(project, &[&["--yes"], args].concat(), &[("CLOUDFLARE_API_TOKEN", TOKEN)])
}

#[test]
fn the_first_publication_serves_the_site_and_the_next_one_sends_what_changed() {
    let cloudflare = Cloudflare::start();
    let project = cloudflare.guide();
    let first = run(&project, &[]);
    assert_done(&first);
    assert!(first.stdout.contains("for the first time"), "{}", first.stdout);
    assert!(first.stdout.ends_with(&format!(": {}\n", cloudflare.server.url())), "{}", first.stdout);
    assert_serves(&cloudflare.served(), &built(&project));
    let before = cloudflare.account.lock().expect("no panic").contents.len();

    project.write("content/tips/rest.md", page("Rest", "Why to rest.\n\nRest longer."));
    let second = run(&project, &[]);
    assert_done(&second);
    assert!(!second.stdout.contains("for the first time"), "{}", second.stdout);
    assert_serves(&cloudflare.served(), &built(&project));
    let added = cloudflare.account.lock().expect("no panic").contents.len() - before;
    // The page, its Markdown, the print pages that contain it, the search, the manifest.
    assert!((3..12).contains(&added), "{added} files were sent");
}

#[test]
fn every_address_is_that_of_its_file_and_a_folder_shows_its_index() {
    let cloudflare = Cloudflare::start();
    let project = cloudflare.guide();
    assert_done(&run(&project, &[]));
    let account = cloudflare.account.lock().expect("no panic");
    let shown = |path: &str| {
        let response = account.read(path);
        (response.status, response.body)
    };
    let page = |path: &str| project.built(path).into_bytes();
    assert_eq!(shown("/"), (Some(200), page("index.html")));
    assert_eq!(shown("/index.html"), (Some(200), page("index.html")));
    assert_eq!(shown("/tips/"), (Some(200), page("tips/index.html")));
    assert_eq!(shown("/tips/rest.html"), (Some(200), page("tips/rest.html")));
    assert_eq!(shown("/missing.html"), (Some(404), page("404.html")));
    assert_eq!(shown("/tips").0, Some(301));
    let style = built(&project).into_keys().find(|path| path.ends_with(".css")).expect("a style sheet");
    let types: Vec<String> = ["/index.html", &format!("/{style}"), "/handout-manifest.json"]
        .iter()
        .map(|path| account.read(path).fields[0].1.clone())
        .collect();
    assert_eq!(types, ["text/html; charset=utf-8", "text/css; charset=utf-8", "application/json"]);
}

#[test]
fn where_cloudflare_refuses_the_rules_for_folders_it_shortens_addresses() {
    let cloudflare = Cloudflare::start();
    cloudflare.account.lock().expect("no panic").refuses_rules = true;
    let project = cloudflare.guide();
    assert_done(&run(&project, &[]));
    assert_serves(&cloudflare.served(), &built(&project));
    let config = json!({ "html_handling": "auto-trailing-slash", "not_found_handling": "404-page" });
    assert_eq!(cloudflare.config(), config);
}

#[test]
fn files_of_header_fields_and_redirects_are_settings_of_the_worker() {
    let cloudflare = Cloudflare::start();
    let project = cloudflare.guide();
    project.write("static/_headers", "/*\n  X-Content-Type-Options: nosniff\n");
    project.write("static/_redirects", "/old.html /tips/rest.html 301\n/tips /tips/rest.html 302\n");
    assert_done(&run(&project, &[]));
    let config = cloudflare.config();
    assert_eq!(config["_headers"], "/*\n  X-Content-Type-Options: nosniff\n");
    assert_eq!(
        config["_redirects"],
        "/ /index.html 200\n/tips/ /tips/index.html 200\n/old.html /tips/rest.html 301\n/tips /tips/rest.html 302\n"
    );
    assert!(!cloudflare.served().keys().any(|path| path.starts_with('_')));
    // Only a setting changed.
    project.write("static/_headers", "/*\n  Referrer-Policy: no-referrer\n");
    assert_done(&run(&project, &[]));
    assert_eq!(cloudflare.config()["_headers"], "/*\n  Referrer-Policy: no-referrer\n");
}

#[test]
fn an_unchanged_site_and_a_plan_send_nothing() {
    let cloudflare = Cloudflare::start();
    let project = cloudflare.guide();
    assert_done(&run(&project, &["--plan"]));
    assert!(cloudflare.served().is_empty());
    assert_done(&run(&project, &[]));
    cloudflare.server.take_log();
    assert_done(&run(&project, &[]));
    assert_eq!(cloudflare.server.take_log(), ["GET /handout-manifest.json"]);
}

#[test]
fn a_refusal_of_any_request_leaves_the_old_site_and_the_next_run_publishes() {
    let cloudflare = Cloudflare::start();
    let project = cloudflare.guide();
    assert_done(&run(&project, &[]));
    let (old, account) = (cloudflare.served(), cloudflare.account.lock().expect("no panic").clone());
    project.write("content/tips/rest.md", page("Rest", "Why to rest.\n\nRest longer."));
    let mut requests = 0;
    loop {
        *cloudflare.account.lock().expect("no panic") = account.clone();
        cloudflare.fault.set(requests, refused(400, 10021, "No."));
        let failed = run(&project, &[]);
        if cloudflare.fault.clear() {
            break;
        }
        assert_fails(&failed, &["(status 400, “No.”)", "Nothing was changed."], TOKEN);
        assert_eq!(cloudflare.served(), old, "after request {requests}");
        assert_done(&run(&project, &[]));
        assert_serves(&cloudflare.served(), &built(&project));
        requests += 1;
    }
    assert!(requests > 3, "only {requests} requests");
}

#[test]
fn a_busy_cloudflare_and_a_lost_connection_are_tried_again() {
    let cloudflare = Cloudflare::start();
    let project = cloudflare.guide();
    let busy = || refused(429, 971, "Please wait").field("Retry-After", "0");
    for (request, response) in
        [(0, busy()), (1, Response::disconnect()), (2, refused(503, 1, "No")), (3, Response::disconnect())]
    {
        project.write("content/tips/rest.md", page("Rest", &format!("Rest {request} hours.")));
        cloudflare.fault.set(request, response);
        assert_done(&run(&project, &[]));
        assert!(!cloudflare.fault.clear());
        assert_serves(&cloudflare.served(), &built(&project));
    }
}

#[test]
fn each_refusal_says_what_to_do() {
    let cloudflare = Cloudflare::start();
    let project = cloudflare.guide();
    let wrong = publish(&project, &["--yes"], &[("CLOUDFLARE_API_TOKEN", "cf-wrong")]);
    assert_fails(&wrong, &["the token is not valid: check CLOUDFLARE_API_TOKEN"], "cf-wrong");
    cloudflare.server.take_log();
    let missing = publish(&project, &["--yes"], &[]);
    assert_fails(&missing, &["set the environment variable CLOUDFLARE_API_TOKEN"], TOKEN);
    assert_fails(&run(&project, &["--preview"]), &["no address of its own for a preview"], TOKEN);
    assert!(cloudflare.server.take_log().is_empty());
    cloudflare.fault.set(0, refused(403, 10000, &format!("Not with {TOKEN}")));
    assert_fails(&run(&project, &[]), &["“Workers Scripts: Edit”"], TOKEN);
    cloudflare.fault.set(1, refused(401, 10000, "Expired: upload.0"));
    assert_fails(&run(&project, &[]), &["Expired: …", "took longer than an hour"], "upload.0");
    let text = std::fs::read_to_string(project.path("site.toml")).expect("text");
    project.write("site.toml", text.replace(ACCOUNT, "fedcba"));
    assert_fails(&run(&project, &[]), &["there is no such account", "check `account`"], TOKEN);
    project.write("site.toml", text.replace(&format!("account = \"{ACCOUNT}\""), ""));
    assert_fails(&run(&project, &[]), &["set CLOUDFLARE_ACCOUNT_ID"], TOKEN);
    assert!(cloudflare.served().is_empty());
    let variables = [("CLOUDFLARE_API_TOKEN", TOKEN), ("CLOUDFLARE_ACCOUNT_ID", ACCOUNT)];
    assert_done(&publish(&project, &["--yes"], &variables));
    assert_serves(&cloudflare.served(), &built(&project));
}

#[test]
fn a_file_over_the_limit_is_named_before_anything_is_sent() {
    let cloudflare = Cloudflare::start();
    let project = cloudflare.guide();
    project.write("static/film.bin", vec![0; 25 * 1024 * 1024 + 1]);
    assert_fails(&run(&project, &[]), &["film.bin", "has 26 MiB", "25 MiB at most"], TOKEN);
    assert!(cloudflare.server.take_log().is_empty());
}
