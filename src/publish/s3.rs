//! A bucket of Amazon S3, or of storage that speaks its language: R2, B2, `MinIO`, Garage and others. Requests are signed in their
//! address (AWS Signature Version 4).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::time::Duration;

use rusty_s3::actions::{DeleteObject, GetObject, HeadObject, PutObject};
use rusty_s3::{Bucket as SignedBucket, Credentials, S3Action, UrlStyle};
use ureq::http::Method;

use super::http::{Answer, Ask, Client};
use super::secrets;
use super::store::{Outgoing, Sent, Store, in_parallel};
use crate::config::publish::Bucket;
use crate::error::Error;
use crate::paths::UrlPath;

/// For how long a signed address is valid.
const VALID: Duration = Duration::from_mins(15);
/// The header field with the SHA-256 of an object.
const FINGERPRINT: &str = "x-amz-meta-sha256";

/// A bucket.
pub struct S3Store<'a> {
    bucket: SignedBucket,
    settings: &'a Bucket,
    credentials: Credentials,
    client: Client,
}

impl<'a> S3Store<'a> {
    /// Opens a bucket. Sends nothing yet.
    pub fn open(settings: &'a Bucket, destination: &str) -> Result<S3Store<'a>, Error> {
        let client = Client::new(destination);
        let endpoint = settings
            .endpoint
            .clone()
            .unwrap_or_else(|| format!("https://s3.{}.amazonaws.com", settings.region));
        let url = endpoint
            .parse()
            .map_err(|_| client.refused(format!("`endpoint` is not an address: {endpoint}")))?;
        let style = if settings.is_in_path { UrlStyle::Path } else { UrlStyle::VirtualHost };
        let bucket = SignedBucket::new(url, style, settings.name.clone(), settings.region.clone())
            .map_err(|error| client.refused(format!("`bucket` or `endpoint` is not valid: {error}")))?;
        Ok(S3Store { bucket, settings, credentials: secrets::for_s3(destination)?, client })
    }

    fn key(&self, path: &str) -> String {
        format!("{}{path}", self.settings.prefix)
    }

    fn put(&self, outgoing: &Outgoing<'_>) -> Result<(), Error> {
        let key = self.key(outgoing.path);
        let mut fields: Vec<(&str, String)> = vec![
            ("content-type", outgoing.file.media_type.clone()),
            ("cache-control", outgoing.file.delivery.cache_control().to_owned()),
            (FINGERPRINT, outgoing.file.sha256.clone()),
        ];
        if let Some(encoding) = encoding(outgoing.path) {
            fields.push(("content-encoding", encoding.to_owned()));
        }
        if let Some(target) = outgoing.redirect {
            let address = UrlPath::new(self.key(target)).absolute("");
            fields.push(("x-amz-website-redirect-location", address));
        }
        let mut action = PutObject::new(&self.bucket, Some(&self.credentials), &key);
        for (name, value) in &fields {
            action.headers_mut().insert(*name, Cow::Owned(value.clone()));
        }
        let bytes = outgoing.bytes()?;
        let url = action.sign(VALID);
        let mut ask = Ask::new(Method::PUT, url.as_str()).body(&bytes);
        for (name, value) in fields {
            ask = ask.field(name, value);
        }
        let answer = self.client.send(&ask)?;
        if answer.is_fine() {
            Ok(())
        } else {
            Err(self.refusal(&format!("sending {}", outgoing.path), &answer))
        }
    }

    /// Returns an error for a refused request, with what to do.
    fn refusal(&self, doing: &str, answer: &Answer) -> Error {
        let text = answer.text();
        let code = element(&text, "Code").unwrap_or_default();
        let Bucket { name, region, .. } = self.settings;
        let right_region = answer.field("x-amz-bucket-region").or_else(|| element(&text, "Region"));
        let advice = match (code, answer.status) {
            ("NoSuchBucket", _) => format!("there is no bucket `{name}`: create it, or correct `bucket`"),
            ("InvalidAccessKeyId", _) => "the access key is not known there: check AWS_ACCESS_KEY_ID and `endpoint`".into(),
            ("SignatureDoesNotMatch", _) => "the secret key does not belong to the access key: check AWS_SECRET_ACCESS_KEY".into(),
            ("ExpiredToken" | "InvalidToken", _) => "the session has ended: sign in again, and set AWS_SESSION_TOKEN".into(),
            ("RequestTimeTooSkewed" | "RequestExpired", _) => {
                "the clock of this computer is wrong by more than 15 minutes: set it, because requests are signed with the time".into()
            }
            ("PermanentRedirect" | "AuthorizationHeaderMalformed" | "IllegalLocationConstraintException", _) | (_, 301 | 307) => {
                let right = right_region.unwrap_or("another one");
                format!("the bucket is not in the region `{region}`, but in {right}: correct `region`")
            }
            ("QuotaExceeded" | "XMinioStorageFull" | "ServiceQuotaExceededException", _) | (_, 507) => {
                "the storage is full: make room there, or raise its limit".into()
            }
            ("AccessDenied" | "AllAccessDisabled", _) | (_, 401 | 403) => {
                format!("these credentials may not do that: allow reading, writing and removing objects in `{name}`")
            }
            ("SlowDown", _) | (_, 429 | 503) => "the storage is busy: wait a few minutes".into(),
            _ => element(&text, "Message").unwrap_or("no reason was given").trim_end_matches('.').to_owned(),
        };
        let code = if code.is_empty() { String::new() } else { format!(", {code}") };
        self.client.refused(format!("{doing} was refused (status {}{code}): {advice}", answer.status))
    }
}

impl Store for S3Store<'_> {
    fn has_folders(&self) -> bool {
        false
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        let key = self.key(path);
        let url = GetObject::new(&self.bucket, Some(&self.credentials), &key).sign(VALID);
        let answer = self.client.send(&Ask::new(Method::GET, url.as_str()))?;
        let is_missing = answer.status == 404 && !answer.text().contains("NoSuchBucket");
        match answer.is_fine() {
            true => Ok(Some(answer.body)),
            false if is_missing => Ok(None),
            false => Err(self.refusal(&format!("reading {path}"), &answer)),
        }
    }

    fn send(&self, files: &[Outgoing<'_>], sent: Sent<'_>) -> Result<(), Error> {
        in_parallel(files, |outgoing| {
            self.put(outgoing)?;
            sent(outgoing.path)
        })
    }

    fn remove(&self, paths: &[&str]) -> Result<(), Error> {
        in_parallel(paths, |path| {
            let key = self.key(path);
            let url = DeleteObject::new(&self.bucket, Some(&self.credentials), &key).sign(VALID);
            let answer = self.client.send(&Ask::new(Method::DELETE, url.as_str()))?;
            if answer.is_fine() || answer.status == 404 {
                return Ok(());
            }
            Err(self.refusal(&format!("removing {path}"), &answer))
        })
    }

    fn find(&self, paths: &[&str]) -> Result<BTreeMap<String, Option<String>>, Error> {
        let answers: Vec<(&str, OnceLock<Option<String>>)> =
            paths.iter().map(|path| (*path, OnceLock::new())).collect();
        in_parallel(&answers, |(path, sha256)| {
            let key = self.key(path);
            let url = HeadObject::new(&self.bucket, Some(&self.credentials), &key).sign(VALID);
            let answer = self.client.send(&Ask::new(Method::HEAD, url.as_str()))?;
            if answer.is_fine() {
                let _ = sha256.set(answer.field(FINGERPRINT).map(str::to_owned));
            } else if answer.status != 404 {
                return Err(self.refusal(&format!("looking for {path}"), &answer));
            }
            Ok(())
        })?;
        let found =
            answers.into_iter().filter_map(|(path, sha256)| Some((path.to_owned(), sha256.into_inner()?)));
        Ok(found.collect())
    }
}

/// Returns the encoding of a compressed copy of a file.
fn encoding(path: &str) -> Option<&'static str> {
    match path.rsplit_once('.')?.1 {
        "br" => Some("br"),
        "gz" => Some("gzip"),
        _ => None,
    }
}

/// Returns the text of an element of an error in XML.
fn element<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let start = xml.split_once(&format!("<{name}>"))?.1;
    Some(start.split_once("</")?.0)
}
