//! What the tests of destinations that replace a site as a whole share: a guide, a run of the program, and faults of a host.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::harness::http_server::Response;
use crate::harness::{Project, Run};

/// A response instead of the right one, and the number of requests before it.
#[derive(Clone, Default)]
pub struct Fault(Arc<Mutex<Option<(usize, Response)>>>);

impl Fault {
    /// Sets the response after some right ones.
    pub fn set(&self, after: usize, response: Response) {
        *self.0.lock().expect("no panic") = Some((after, response));
    }

    /// Counts a request, and returns its response if it is the one.
    pub fn count(&self) -> Option<Response> {
        let mut fault = self.0.lock().expect("no panic");
        match fault.take()? {
            (0, response) => Some(response),
            (before, response) => {
                *fault = Some((before - 1, response));
                None
            }
        }
    }

    /// Removes the response, and returns whether it was not sent so far.
    pub fn clear(&self) -> bool {
        self.0.lock().expect("no panic").take().is_some()
    }
}

/// Returns a page with a title.
pub fn page(title: &str, text: &str) -> String {
    format!("---\ntitle: {title}\n---\n\n{text}\n")
}

/// Returns a guide with a destination.
pub fn guide(destination: &str) -> Project {
    let project = Project::new();
    project.write("site.toml", format!("title = \"Milk\"\n\n[publish.web]\n{destination}\n"));
    project.write("content/index.md", page("Milk", "Welcome. Read about [rest](tips/rest.md)."));
    project.write("content/tips/index.md", page("Tips", "Some tips."));
    project.write("content/tips/rest.md", page("Rest", "Why to rest.\n\nRest well."));
    project.write("content/tips/a b.txt", "A file with a space in its name.");
    project
}

/// Runs `handout publish` with variables of the environment and none of the user's own.
pub fn publish(project: &Project, args: &[&str], variables: &[(&str, &str)]) -> Run {
    let mut command = project.command(&[&["publish", "--no-pdf"], args].concat());
    for name in ["NETLIFY_AUTH_TOKEN", "CLOUDFLARE_API_TOKEN", "CLOUDFLARE_ACCOUNT_ID"] {
        command.env_remove(name);
    }
    command.envs(variables.iter().copied());
    Run::of(command)
}

/// Fails unless a host serves a site, and the manifest with it.
pub fn assert_serves(served: &BTreeMap<String, Vec<u8>>, site: &BTreeMap<String, Vec<u8>>) {
    let mut served = served.clone();
    let manifest = served.remove("handout-manifest.json").expect("the manifest is published");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
    let named: Vec<&String> = manifest["files"].as_object().expect("files").keys().collect();
    assert_eq!(named, site.keys().collect::<Vec<_>>(), "the manifest names the files of the site");
    assert_eq!(served.keys().collect::<Vec<_>>(), site.keys().collect::<Vec<_>>());
    for (path, bytes) in site {
        assert!(served[path] == *bytes, "{path} differs");
    }
}

/// Fails unless a run succeeded.
pub fn assert_done(run: &Run) {
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

/// Fails unless a run failed with words in its message and without a secret in what it printed.
pub fn assert_fails(run: &Run, words: &[&str], secret: &str) {
    assert_eq!(run.code, 2, "{}{}", run.stdout, run.stderr);
    for word in words {
        assert!(run.stderr.contains(word), "`{word}` is not in: {}", run.stderr);
    }
    assert!(!format!("{}{}", run.stdout, run.stderr).contains(secret), "a secret is shown: {}", run.stderr);
}
