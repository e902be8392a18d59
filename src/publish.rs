//! Brings a site to where its readers are: builds it, compares it with what is at a destination, and sends the difference. The
//! only module that uses the network.

mod archive;
mod cloudflare;
mod command;
mod folder;
mod follow;
mod git;
mod http;
mod local;
mod manifest;
mod netlify;
mod plan;
mod process;
mod s3;
mod secrets;
mod ssh;
mod store;
mod whole;

use std::path::{Path, PathBuf};

use crate::build::{self, Progress, Report};
use crate::config::publish::{Destination, Host, PublishTo};
use crate::error::Error;
use crate::site::Drafts;
use crate::snapshot::Options;

use archive::Archive;
use cloudflare::CloudflareWorker;
use command::Command;
use folder::FolderStore;
pub use follow::{Planned, Publishing};
use git::GitBranch;
pub use local::LocalSite;
pub use manifest::Manifest;
use netlify::NetlifySite;
pub use plan::{Change, PublishPlan, PublishStep};
use plan::{FoundSite, Timing};
use s3::S3Store;
use ssh::SshStore;
use store::{Refusal, Store};
use whole::Whole;

/// What a caller decides of a publication.
#[derive(Clone, Debug, Default)]
pub struct PublishOptions {
    /// The number of files of the published site that may be removed; by default, a quarter of them, 256 at most.
    pub removals: Option<usize>,
    /// Whether another site may be replaced.
    pub replaces_other: bool,
    /// Whether the site gets an address of its own to look at it, beside the published site.
    pub is_preview: bool,
    /// Now, in seconds since 1970. It decides which files of earlier versions are removed.
    pub now: u64,
}

/// The outcome of a publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// The destination, for messages.
    pub destination: String,
    /// Whether the plan was carried out.
    pub is_done: bool,
    /// The number of files that were sent.
    pub sent: usize,
    /// The number of files that were removed.
    pub removed: usize,
    /// The address of the site, if it is known.
    pub url: Option<String>,
}

/// Builds a guide and publishes it to the destination that `options.publish_to` chooses.
///
/// Nothing is published if the guide has problems as severe as `options.fail_on`, or if `publishing` does not agree with the
/// plan. Fails if the destination or the system refuses something; the error says what readers see.
pub fn publish(
    options: &Options,
    how: &PublishOptions,
    progress: &dyn Progress,
    publishing: &dyn Publishing,
) -> Result<Report<Publication>, Error> {
    if options.drafts == Drafts::Shown {
        return Err(Error::refused("--drafts", "a draft is not published: leave out the flag"));
    }
    let Report { snapshot, diagnostics, result } = build::build(options, progress)?;
    if result.is_none() {
        return Ok(Report { snapshot, diagnostics, result: None });
    }
    let destination = chosen(&snapshot.config.publish, &options.publish_to)?;
    if how.is_preview && !matches!(destination.host, Host::Netlify { .. }) {
        let why = "has no address of its own for a preview: leave out `--preview`, and look at the site with `handout serve`";
        return Err(Error::refused(described(&destination.host), why));
    }
    let site = LocalSite::read(&snapshot)?;
    let published = bring(&site, destination, options, how, publishing)?;
    Ok(Report { snapshot, diagnostics, result: Some(published) })
}

/// Returns the destination that is meant.
fn chosen<'a>(all: &'a [Destination], choice: &PublishTo) -> Result<&'a Destination, Error> {
    let names = || all.iter().map(|it| format!("`{}`", it.name)).collect::<Vec<_>>().join(", ");
    let refused = |why: String| Err(Error::refused(crate::config::FILE, why));
    match (choice, all) {
        (_, []) => refused(
            "says nowhere where to publish: add a table such as [publish.web], with `to = \"folder\"` and `path = \"/mnt/stick/guide\"`"
                .into(),
        ),
        (PublishTo::Named(name), all) => match all.iter().find(|it| it.name == *name) {
            Some(destination) => Ok(destination),
            None => refused(format!("has no [publish.{name}]; it has {}", names())),
        },
        (_, [only]) => Ok(only),
        _ => refused(format!("has several destinations: name one of {}", names())),
    }
}

/// A destination that is ready.
enum Opened<'a> {
    Store(Box<dyn Store + 'a>),
    Whole(Box<dyn Whole + 'a>),
}

impl Opened<'_> {
    /// Returns what is there.
    fn look(&self, name: &str) -> Result<FoundSite, Error> {
        match self {
            Opened::Store(store) => store::look(&**store, name),
            Opened::Whole(whole) => {
                let raw = whole.manifest()?;
                let manifest = store::parsed(raw.as_deref(), name)?;
                let is_foreign = raw.is_none() && whole.has_foreign_site()?;
                Ok(FoundSite { raw, manifest, is_foreign, ..FoundSite::default() })
            }
        }
    }

    /// Reports whether it is known what readers see after an error.
    fn has_known_outcome(&self) -> bool {
        match self {
            Opened::Store(_) => true,
            Opened::Whole(whole) => whole.is_atomic(),
        }
    }

    /// Carries out a plan, and returns the address of the site if the destination says it.
    fn carry_out(
        &self,
        site: &LocalSite,
        plan: &PublishPlan,
        found: &FoundSite,
        run: &str,
        publishing: &dyn Publishing,
    ) -> Result<Option<String>, Refusal> {
        match self {
            Opened::Store(store) => store::apply(&**store, site, plan, found, run, publishing).map(|()| None),
            Opened::Whole(whole) => whole.replace(site, plan, publishing).map_err(|error| Refusal {
                error,
                sent: 0,
                is_complete: false,
            }),
        }
    }
}

/// Opens a destination. Changes nothing there.
fn open<'a>(
    destination: &'a Destination,
    name: &str,
    site: &'a LocalSite,
    options: &'a Options,
    how: &PublishOptions,
) -> Result<Opened<'a>, Error> {
    let root = &options.root;
    let url = site.manifest.url.as_deref();
    Ok(match &destination.host {
        Host::Folder(path) => {
            check_path(&root.join(path), site)?;
            Opened::Store(Box::new(FolderStore::open(&root.join(path))?))
        }
        Host::S3(bucket) => Opened::Store(Box::new(S3Store::open(bucket, name)?)),
        Host::Ssh(server) => Opened::Store(Box::new(SshStore::open(server, site, name)?)),
        Host::Zip(path) => {
            check_path(&root.join(path), site)?;
            Opened::Whole(Box::new(Archive::open(root.join(path))?))
        }
        Host::Git(branch) => {
            Opened::Whole(Box::new(GitBranch::open(branch, root, options.source_date, name)?))
        }
        Host::Netlify { site, api } => {
            Opened::Whole(Box::new(NetlifySite::open(site, api.as_deref(), how.is_preview, name)?))
        }
        Host::Cloudflare { worker, account, api } => {
            let (account, api) = (account.as_deref(), api.as_deref());
            Opened::Whole(Box::new(CloudflareWorker::open(worker, account, api, url, site, name)?))
        }
        Host::Command(command) => Opened::Whole(Box::new(Command::new(command, url, root, name)?)),
    })
}

/// Fails if what would be written is a part of the guide, or holds it.
fn check_path(path: &Path, site: &LocalSite) -> Result<(), Error> {
    let parent = path.parent().and_then(|parent| parent.canonicalize().ok());
    let real = path.canonicalize().ok().or_else(|| Some(parent?.join(path.file_name()?)));
    let is_guarded =
        |real: &PathBuf| site.guarded.iter().any(|own| real.starts_with(own) || own.starts_with(real));
    if real.is_some_and(|real| is_guarded(&real)) {
        let why = "is a folder of the guide or of its site, is in one, or holds one: choose another `path`";
        return Err(Error::refused(path, why));
    }
    Ok(())
}

/// Returns a name for a run, which no other run at the same destination has.
fn run_name(site: &LocalSite, how: &PublishOptions) -> String {
    let content = local::sha256(site.manifest.to_json().as_bytes());
    format!("{}-{}-{}", how.now, std::process::id(), &content[..16])
}

/// Fails if the publication is to stop, before anything was changed.
fn check_stopped(publishing: &dyn Publishing, name: &str) -> Result<(), Error> {
    if publishing.is_stopped() {
        Err(Error::refused(name, "was stopped. Nothing was changed."))
    } else {
        Ok(())
    }
}

fn bring(
    site: &LocalSite,
    destination: &Destination,
    options: &Options,
    how: &PublishOptions,
    publishing: &dyn Publishing,
) -> Result<Publication, Error> {
    let name = described(&destination.host);
    let opened = open(destination, &name, site, options, how)?;
    let found = opened.look(&name)?;
    check_site(&found, site, how, &name)?;
    let keep = matches!(opened, Opened::Store(_)).then_some(destination.keep);
    let timing = Timing { now: how.now, keep };
    let plan = plan::plan(site, &found, timing);
    let allowed = plan.check_removals(&found.manifest, how.removals, &name);
    let planned = Planned {
        destination: &name,
        site,
        plan: &plan,
        is_first: found.raw.is_none(),
        is_allowed: allowed.is_ok(),
    };
    let mut url = site.manifest.url.clone();
    check_stopped(publishing, &name)?;
    let agrees = publishing.agrees(&planned);
    allowed?;
    if !agrees {
        return Ok(Publication { destination: name, is_done: false, sent: 0, removed: 0, url });
    }
    check_stopped(publishing, &name)?;
    if !plan.is_empty() || found.unfinished.is_some() || how.is_preview {
        let carried_out = opened.carry_out(site, &plan, &found, &run_name(site, how), publishing);
        url = carried_out
            .map_err(|refusal| {
                refusal.into_error(&name, &plan, opened.has_known_outcome(), found.raw.is_none())
            })?
            .or(url);
    }
    let (sent, removed) = (plan.sent().count(), plan.removed().count());
    Ok(Publication { destination: name, is_done: true, sent, removed, url })
}

/// Fails if the destination has another site.
fn check_site(found: &FoundSite, site: &LocalSite, how: &PublishOptions, name: &str) -> Result<(), Error> {
    let there = &found.manifest;
    if found.is_foreign && !how.replaces_other {
        let why = "a site is there that Handout did not publish, so nothing was changed: publish elsewhere, or add \
                   `--replace-site` to replace its files that have the same names";
        return Err(Error::refused(name, why));
    }
    if found.raw.is_none() || how.replaces_other || !there.is_of_another_site(&site.manifest) {
        return Ok(());
    }
    let at = there.url.as_ref().map(|url| format!(" ({url})")).unwrap_or_default();
    let why = format!(
        "another site is there, “{}”{at}, so nothing was changed: publish elsewhere, or add `--replace-site` to replace it",
        there.title
    );
    Err(Error::refused(name, why))
}

/// Returns a destination as messages name it.
fn described(host: &Host) -> String {
    match host {
        Host::Folder(path) | Host::Zip(path) => path.clone(),
        Host::S3(bucket) => format!("s3://{}/{}", bucket.name, bucket.prefix),
        Host::Git(branch) => format!("{} of {}", branch.name, branch.repository),
        Host::Ssh(server) => format!("{}:{}", server.host, server.path),
        Host::Netlify { site, .. } => format!("Netlify: {site}"),
        Host::Cloudflare { worker, .. } => format!("Cloudflare: {worker}"),
        Host::Command(command) => command.first().cloned().unwrap_or_default(),
    }
}
