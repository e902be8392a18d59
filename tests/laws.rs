//! What holds for every guide at all times: a snapshot made from a previous one, the number of threads, the folder, a
//! second build, a kill and a concurrent build do not change what is built.

pub mod author;
mod builds;
mod containers;
mod editions;
mod snapshots;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::harness::Project;

/// A random number generator that always gives the same numbers (xorshift64).
pub struct Numbers(pub u64);

impl Numbers {
    /// Returns a number below this one.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).expect("below a usize")
    }

    /// Returns one of these.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// Returns a guide with this many pages in sections of ten, with links, headings, notes and files of every kind.
pub fn guide(pages: usize) -> Project {
    let project = Project::with([
        ("site.toml", "title = \"A guide\"\nurl = \"https://example.org/guide\"\n"),
        ("content/index.md", "---\ntitle: Home\n---\n\nWelcome.\n"),
        ("content/hand.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("static/CNAME", "example.org"),
    ]);
    for number in 0..pages {
        let mut text = format!("---\ntitle: Page {number}\norder: {}\n", number % 7);
        if number % 11 == 3 {
            let _ = writeln!(text, "aliases: [old/{number}.html]");
        }
        let other = (number * 7 + 1) % pages;
        let _ = write!(
            text,
            "---\n\nFirst words of {number}[^n].\n\n## Part\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n\
             [on](../{}/page-{other}.md#part) ![hand](../hand.svg)\n\n[^n]: A note.\n",
            section(other)
        );
        project.write(&format!("content/{}/page-{number}.md", section(number)), text);
    }
    project
}

fn section(page: usize) -> String {
    format!("section-{}", page / 10)
}

type Tree = BTreeMap<String, Vec<u8>>;
