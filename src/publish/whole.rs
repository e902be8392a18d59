//! A destination that gets the whole site at once: its readers see the old site or the new one, and never a part of both.

use ureq::http::Method;

use super::follow::Publishing;
use super::http::{Answer, Ask, Client};
use super::local::LocalSite;
use super::manifest::MANIFEST;
use super::plan::PublishPlan;
use crate::config::address::is_secure;
use crate::error::Error;
use crate::paths::UrlPath;

/// The number of redirects that are followed to a manifest.
const MAX_REDIRECTS: usize = 5;

/// A destination that gets the whole site at once.
pub trait Whole {
    /// Returns the bytes of the manifest of the site that is there; `None` if there is none, or it cannot be known.
    fn manifest(&self) -> Result<Option<Vec<u8>>, Error>;

    /// Replaces the site, and returns its address if the destination says it.
    fn replace(
        &self,
        site: &LocalSite,
        plan: &PublishPlan,
        publishing: &dyn Publishing,
    ) -> Result<Option<String>, Error>;

    /// Reports whether there is a site that Handout did not publish, as far as that can be known.
    fn has_foreign_site(&self) -> Result<bool, Error> {
        Ok(false)
    }

    /// Reports whether a failure of `replace` leaves the site as it was.
    fn is_atomic(&self) -> bool {
        true
    }
}

/// Reads the manifest of the site at an address. Returns `None` if there is none, or if it cannot be known: nothing answers there,
/// the site is closed to strangers, or its address is not encrypted.
pub fn published_manifest(client: &Client, site: Option<&str>) -> Result<Option<Vec<u8>>, Error> {
    let Some(site) = site else { return Ok(None) };
    let mut url = UrlPath::new(MANIFEST).absolute(site);
    for _ in 0..=MAX_REDIRECTS {
        if !is_secure(&url) {
            return Ok(None);
        }
        // The domain of a new site may not exist yet.
        let ask = Ask::new(Method::GET, &url).field("cache-control", "no-cache");
        let Ok(answer) = client.send(&ask) else { return Ok(None) };
        match (answer.status, answer.field("location")) {
            (200..300, _) => return Ok((!is_html(&answer)).then_some(answer.body)),
            (300..400, Some(to)) if to.starts_with('/') && !to.starts_with("//") => {
                url = url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/") + to;
            }
            (300..400, Some(to)) => url = String::from(to),
            (408 | 429 | 500.., _) => {
                let why = format!("{url} cannot be read now (status {}): try again later", answer.status);
                return Err(client.refused(why));
            }
            _ => return Ok(None),
        }
    }
    Ok(None)
}

/// Reports whether an answer is a page that a host shows instead of a missing file.
fn is_html(answer: &Answer) -> bool {
    answer.field("content-type").is_some_and(|it| it.contains("html"))
        || answer.body.trim_ascii_start().starts_with(b"<")
}
