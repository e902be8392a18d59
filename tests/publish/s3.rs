//! Publishing to a bucket. The storage is a small server that checks what it receives, and after each change follows every link
//! of the published site.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use sha2::{Digest, Sha256};

use super::{assert_published, assert_whole, guide};
use crate::harness::Project;
use crate::harness::http_server::{HttpServer, Request, Response};

/// The secret of the tests. Nothing that is said may have it.
const SECRET: &str = "an-obvious-Secret/of+the+tests";

/// An object of a bucket.
#[derive(Clone, Default)]
struct Object {
    bytes: Vec<u8>,
    fields: BTreeMap<String, String>,
}

/// A storage.
#[derive(Default)]
struct Storage {
    objects: Mutex<BTreeMap<String, Object>>,
    /// The number of changes that it makes before it refuses more.
    changes: AtomicUsize,
    /// The answer to a change that is refused.
    refusal: Mutex<(u16, String)>,
}

impl Storage {
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let objects = self.objects.lock().expect("no panic");
        objects.iter().map(|(key, object)| (key.clone(), object.bytes.clone())).collect()
    }

    /// Answers a request to the bucket `guides`, in which the site is at `milk/`.
    fn answer(&self, request: &Request) -> Response {
        assert!(request.query("X-Amz-Signature").is_some(), "it is signed");
        assert!(request.query("X-Amz-Credential").is_some_and(|it| it.starts_with("KEY/")), "by the key");
        let path = request.path();
        let Some(key) = path.strip_prefix("/guides/milk/") else {
            return error(404, "NoSuchBucket", "");
        };
        match request.method.as_str() {
            "GET" | "HEAD" => match self.objects.lock().expect("no panic").get(key) {
                None => error(404, "NoSuchKey", ""),
                Some(object) => {
                    let response = Response::new(200).body(object.bytes.clone());
                    object.fields.iter().fold(response, |response, (name, value)| response.field(name, value))
                }
            },
            method => {
                if self
                    .changes
                    .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1))
                    .is_err()
                {
                    let (status, code) = self.refusal.lock().expect("no panic").clone();
                    return error(status, &code, "");
                }
                self.change(method, key, request)
            }
        }
    }

    fn change(&self, method: &str, key: &str, request: &Request) -> Response {
        let mut objects = self.objects.lock().expect("no panic");
        if method == "DELETE" {
            objects.remove(key);
        } else {
            let fields = [
                "content-type",
                "cache-control",
                "content-encoding",
                "x-amz-website-redirect-location",
                "x-amz-meta-sha256",
            ];
            let fields =
                fields.iter().filter_map(|name| Some(((*name).to_owned(), request.field(name)?.to_owned())));
            objects.insert(key.to_owned(), Object { bytes: request.body.clone(), fields: fields.collect() });
        }
        let files = objects.iter().map(|(key, object)| (key.clone(), object.bytes.clone())).collect();
        drop(objects);
        assert_whole(&files);
        Response::new(if method == "DELETE" { 204 } else { 200 })
    }
}

fn error(status: u16, code: &str, more: &str) -> Response {
    Response::new(status).body(format!(
        "<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>No.</Message>{more}</Error>"
    ))
}

/// A guide whose destination is a storage.
struct Published {
    project: Project,
    storage: Arc<Storage>,
    server: HttpServer,
}

impl Published {
    fn new() -> Published {
        let storage = Arc::new(Storage { changes: AtomicUsize::new(usize::MAX), ..Storage::default() });
        let shared = Arc::clone(&storage);
        let server = HttpServer::start(move |request| shared.answer(&request));
        let table = format!(
            "[publish.s3]\nto = \"s3\"\nbucket = \"guides\"\nprefix = \"milk\"\nendpoint = \"{}\"\n",
            server.url()
        );
        Published { project: guide(&table), storage, server }
    }

    /// Publishes with the program; returns whether it did, and everything that it said.
    fn publish(&self) -> (bool, String) {
        let mut command = self.project.command(&["publish", "--yes", "--no-pdf"]);
        command.env("AWS_ACCESS_KEY_ID", "KEY").env("AWS_SECRET_ACCESS_KEY", SECRET);
        let run = crate::harness::Run::of(command);
        let said = format!("{}{}", run.stdout, run.stderr);
        for secret in [SECRET, "Signature="] {
            assert!(!said.contains(secret), "{said}");
        }
        (run.code == 0, said)
    }

    /// Returns the changes since the last call.
    fn changes(&self) -> Vec<String> {
        let log = self.server.take_log().into_iter();
        let log = log.filter(|line| line.starts_with("PUT") || line.starts_with("DELETE"));
        log.map(|line| line.split('?').next().unwrap_or_default().to_owned()).collect()
    }
}

#[test]
fn objects_have_their_type_and_how_long_they_are_kept() {
    let published = Published::new();
    let (success, said) = published.publish();
    assert!(success, "{said}");
    assert_published(&published.project, &published.storage.files());
    let objects = published.storage.objects.lock().expect("no panic");
    let field = |path: &str, name: &str| objects[path].fields.get(name).cloned().unwrap_or_default();
    assert_eq!(field("index.html", "content-type"), "text/html; charset=utf-8");
    assert_eq!(field("index.html", "cache-control"), "no-cache");
    assert_eq!(field("tips/chair.svg", "content-type"), "image/svg+xml");
    assert_eq!(field("old/tea.html", "x-amz-website-redirect-location"), "/milk/tips/tea.html");
    let style = objects.keys().find(|path| path.starts_with("assets/style.")).expect("a style sheet");
    assert_eq!(field(style, "cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(field(style, "content-type"), "text/css; charset=utf-8");
    for (path, object) in objects.iter().filter(|(path, _)| !path.starts_with("handout-")) {
        let digest = Sha256::digest(&object.bytes);
        let sha256 = digest.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        assert_eq!(field(path, "x-amz-meta-sha256"), sha256);
    }
}

#[test]
fn the_second_time_only_what_changed_is_sent() {
    let published = Published::new();
    assert!(published.publish().0);
    published.changes();
    assert!(published.publish().0);
    assert_eq!(published.changes(), [""; 0]);
    published.project.write("content/tips/rest.md", "# Rest\n\nA word. ![A chair](chair.svg)\n");
    assert!(published.publish().0);
    let changes = published.changes();
    let at = |path: &str| {
        changes.iter().position(|line| line.ends_with(path)).unwrap_or_else(|| panic!("{path}: {changes:?}"))
    };
    assert!(at("/tips/rest.html") < at("/handout-manifest.json"));
    assert!(!changes.iter().any(|line| line.contains("tea") || line.contains("assets/")), "{changes:?}");
    assert_published(&published.project, &published.storage.files());
}

/// Changes everything that a guide can change: a page is new, one is removed, one is renamed, the design is another one.
fn change(project: &Project) {
    project.write(
        "content/index.md",
        "# Home\n\n[Rest](tips/rest.md), [coffee](tips/coffee.md), [water](water.md)\n",
    );
    project
        .write("content/tips/coffee.md", "# Coffee\n\n[Water](../water.md) is better. ![A cup](cup.svg)\n");
    project.write(
        "content/tips/cup.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"/>\n",
    );
    project.write("content/water.md", "# Water\n\n[Coffee](tips/coffee.md)\n");
    let _ = std::fs::remove_file(project.path("content/tips/tea.md"));
    let settings = std::fs::read_to_string(project.path("site.toml")).expect("text");
    project.write(
        "site.toml",
        settings.replace(
            "title = \"Rest\"\n[publish",
            "title = \"Rest\"\n[theme]\naccent = \"#123456\"\n[publish",
        ),
    );
}

#[test]
fn a_run_that_is_stopped_at_any_request_breaks_no_page_and_the_next_one_finishes() {
    let mut stopped_at = 0;
    loop {
        let published = Published::new();
        assert!(published.publish().0);
        change(&published.project);
        // The storage follows every link after each change.
        published.storage.changes.store(stopped_at, Ordering::SeqCst);
        *published.storage.refusal.lock().expect("no panic") = (403, "AccessDenied".to_owned());
        let (success, said) = published.publish();
        if success {
            break;
        }
        assert!(
            said.contains("allow reading, writing and removing")
                && (said.contains("Nothing was changed.") || said.contains("Run the command again")),
            "{said}"
        );
        published.storage.changes.store(usize::MAX, Ordering::SeqCst);
        let (success, said) = published.publish();
        assert!(success, "{said}");
        assert_published(&published.project, &published.storage.files());
        stopped_at += 2;
    }
    assert!(stopped_at > 15, "the run was stopped in every part of it");
}

#[test]
fn every_refusal_says_what_to_do() {
    let published = Published::new();
    for (status, code, wanted) in [
        (403, "InvalidAccessKeyId", "check AWS_ACCESS_KEY_ID"),
        (403, "SignatureDoesNotMatch", "check AWS_SECRET_ACCESS_KEY"),
        (403, "RequestTimeTooSkewed", "the clock of this computer is wrong"),
        (400, "ExpiredToken", "sign in again"),
        (404, "NoSuchBucket", "there is no bucket `guides`"),
        (301, "PermanentRedirect", "correct `region`"),
        (507, "XMinioStorageFull", "the storage is full"),
        (418, "Teapot", ": No"),
    ] {
        published.storage.changes.store(0, Ordering::SeqCst);
        *published.storage.refusal.lock().expect("no panic") = (status, code.to_owned());
        let (success, said) = published.publish();
        assert!(!success && said.contains(wanted) && said.contains(code), "{said}");
        assert!(said.contains("Nothing was changed"), "{said}");
    }
}

#[test]
fn a_storage_that_is_busy_for_a_moment_is_asked_again() {
    let busy = AtomicUsize::new(2);
    let storage = Arc::new(Storage { changes: AtomicUsize::new(usize::MAX), ..Storage::default() });
    let shared = Arc::clone(&storage);
    let server = HttpServer::start(move |request| {
        let is_busy = request.method == "PUT"
            && busy.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok();
        if is_busy { error(503, "SlowDown", "").field("Retry-After", "0") } else { shared.answer(&request) }
    });
    let table = format!(
        "[publish.s3]\nto = \"s3\"\nbucket = \"guides\"\nprefix = \"milk\"\nendpoint = \"{}\"\n",
        server.url()
    );
    let published = Published { project: guide(&table), storage, server };
    let (success, said) = published.publish();
    assert!(success, "{said}");
    assert_published(&published.project, &published.storage.files());
}

#[test]
fn without_credentials_nothing_is_sent() {
    let published = Published::new();
    let mut command = published.project.command(&["publish", "--yes", "--no-pdf"]);
    command
        .env_remove("AWS_ACCESS_KEY_ID")
        .env_remove("AWS_SECRET_ACCESS_KEY")
        .env("HOME", published.project.root());
    let run = crate::harness::Run::of(command);
    assert!(run.stderr.contains("set the environment variables AWS_ACCESS_KEY_ID"), "{}", run.stderr);
    published.project.write(
        ".aws/credentials",
        format!("[ward]\naws_access_key_id = KEY\naws_secret_access_key = {SECRET}\n"),
    );
    let mut command = published.project.command(&["publish", "--yes", "--no-pdf"]);
    command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
    command.env("HOME", published.project.root()).env("AWS_PROFILE", "ward");
    let run = crate::harness::Run::of(command);
    assert!(run.code == 0, "{}", run.stderr);
    assert_published(&published.project, &published.storage.files());
}

// Two runs send their files at the same time; the second one finishes while the first one waits.
#[test]
fn a_run_that_another_one_overtakes_stops_and_the_next_one_repairs() {
    let published = Published::new();
    assert!(published.publish().0);
    change(&published.project);
    let other = guide(
        &std::fs::read_to_string(published.project.path("site.toml"))
            .expect("text")
            .replace("title = \"Rest\"\n", ""),
    );
    other.write("content/tips/rest.md", "# Rest\n\nFrom the other one.\n");
    let storage = Arc::clone(&published.storage);
    let is_first = AtomicBool::new(true);
    let run_other = move || {
        let mut command = other.command(&["publish", "--yes", "--no-pdf", "--delete", "99"]);
        command.env("AWS_ACCESS_KEY_ID", "KEY").env("AWS_SECRET_ACCESS_KEY", SECRET);
        crate::harness::Run::of(command)
    };
    let server = HttpServer::start(move |request| {
        let is_page = request.method == "PUT" && request.path().ends_with("/water.html");
        if is_page && is_first.swap(false, Ordering::SeqCst) {
            let run = run_other();
            assert!(run.code == 0, "{}", run.stderr);
        }
        storage.answer(&request)
    });
    let settings = std::fs::read_to_string(published.project.path("site.toml")).expect("text");
    published.project.write("site.toml", settings.replace(&published.server.url(), &server.url()));
    let (success, message) = published.publish();
    assert!(!success && message.contains("somebody else published at the same time"), "{message}");
    assert!(published.publish().0);
    assert_published(&published.project, &published.storage.files());
}

#[test]
fn two_who_publish_at_the_same_time_do_not_mix_their_sites() {
    let published = Published::new();
    assert!(published.publish().0);
    published.project.write("content/tips/rest.md", "# Rest\n\nA word.\n");
    let storage = Arc::clone(&published.storage);
    let is_first = AtomicBool::new(true);
    let server = HttpServer::start(move |request| {
        if request.path().ends_with("/tips/rest.html") && is_first.swap(false, Ordering::SeqCst) {
            let mut objects = storage.objects.lock().expect("no panic");
            let manifest = objects.get_mut("handout-manifest.json").expect("published");
            manifest.bytes.extend_from_slice(b"\n");
        }
        storage.answer(&request)
    });
    let settings = std::fs::read_to_string(published.project.path("site.toml")).expect("text");
    published.project.write("site.toml", settings.replace(&published.server.url(), &server.url()));
    let (success, said) = published.publish();
    assert!(!success && said.contains("somebody else published at the same time"), "{said}");
    assert!(published.publish().0);
    assert_published(&published.project, &published.storage.files());
}
