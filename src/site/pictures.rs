//! The pictures of a site: what is known of each, and which smaller ones are made of those that a page shows.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Place};
use crate::document::{LinkRole, RawLink};
use crate::paths::{self, UrlPath};
use crate::picture::{Fault, Picture};
use crate::site::{Output, PageId, Site, Target};

/// A picture made smaller.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scaled {
    /// The address of the picture it is made of.
    pub of: UrlPath,
    /// Its width in pixels.
    pub width: u32,
}

/// No usual file system has names of more bytes than this.
const LONGEST_NAME: usize = 255;

impl Site {
    /// What is known of the picture at an address.
    pub fn picture(&self, url: &UrlPath) -> Option<&Picture> {
        self.names.pictures.get(url.as_str())?.as_ref().ok()
    }

    /// The smaller pictures that are made of the files that pages show, each with the addresses it may have: the first
    /// that is free is its own.
    pub(super) fn wanted_scaled(&self) -> Vec<([UrlPath; 2], Scaled)> {
        let shown: BTreeSet<&String> = self
            .shown()
            .flat_map(|id| &self.page(id).outline.images)
            .filter(|file| !self.hides(file))
            .collect();
        let widths = |file: &String| {
            let picture = self.names.pictures.get(file).and_then(|it| it.as_ref().ok());
            picture.map(Picture::widths).unwrap_or_default()
        };
        let of_file = |file: &String| {
            let wanted = |width| (addresses(file, width), Scaled { of: UrlPath::new(file.as_str()), width });
            widths(file).into_iter().map(wanted).collect::<Vec<_>>()
        };
        let has_room = |file: &&String| paths::file_name(file).len() + ".1920.webp".len() <= LONGEST_NAME;
        shown.into_iter().filter(has_room).flat_map(of_file).collect()
    }

    /// Notes the smaller pictures that have a route.
    pub(super) fn note_scaled(&mut self) {
        let mut scaled = BTreeMap::<UrlPath, Vec<(UrlPath, u32)>>::new();
        for (url, output) in &self.routes {
            if let Output::Scaled(it) = output {
                scaled.entry(it.of.clone()).or_default().push((url.clone(), it.width));
            }
        }
        for all in scaled.values_mut() {
            all.sort_by_key(|(_, width)| *width);
        }
        self.scaled = scaled;
    }

    /// Where a page shows a file.
    pub fn places_of(&self, from: PageId, links: &[RawLink], file: &UrlPath) -> Vec<Place> {
        let shows = |link: &&RawLink| {
            link.role == LinkRole::Image
                && matches!(self.resolve(from, link), Target::File(url, _) if url == *file)
        };
        let source = &self.page(from).outline.source;
        let place = |link: &RawLink| Place::span(source, link.span.start as usize..link.span.end as usize);
        links.iter().filter(shows).map(place).collect()
    }

    /// What is wrong with the picture that a link shows.
    pub(super) fn fault(&self, link: &RawLink, target: &Target, place: Place) -> Option<Diagnostic> {
        let Target::File(url, _) = target else { return None };
        let fault = self.names.pictures.get(url.as_str()).filter(|_| link.role == LinkRole::Image)?;
        Some(faulty(fault.as_ref().err()?, place))
    }
}

/// The addresses that a smaller picture may have: with the file's name before its ending, or with all of it.
fn addresses(file: &str, width: u32) -> [UrlPath; 2] {
    let name = paths::file_name(file);
    let folder = &file[..file.len() - name.len()];
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    [stem, name].map(|name| UrlPath::new(format!("{folder}{name}.{width}.webp")))
}

/// A picture that cannot be shown, where a page shows it.
pub fn faulty(fault: &Fault, place: Place) -> Diagnostic {
    Diagnostic::error(place, fault.message()).help(fault.help())
}
