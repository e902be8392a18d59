//! A build is all or nothing, whatever happens to it, and a second one changes nothing.

use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant, SystemTime};

use super::{Numbers, Tree, guide};
use crate::harness::beside::end_of;
use crate::harness::{Project, tree};

/// Returns every file and folder below one, with its time.
fn times(folder: &Path) -> Vec<(String, SystemTime)> {
    let (mut found, mut open) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(next) = open.pop() {
        let time = fs::metadata(&next).and_then(|it| it.modified()).expect("a time");
        found.push((next.display().to_string(), time));
        if next.is_dir() {
            open.extend(fs::read_dir(&next).expect("a folder").map(|it| it.expect("an entry").path()));
        }
    }
    found.sort();
    found
}

#[test]
fn building_twice_is_building_once() {
    let project = guide(30);
    project.build();
    let (site, before) = (project.site(), times(project.root()));
    std::thread::sleep(Duration::from_millis(20));
    let run = project.build();
    assert!(run.stdout.contains(": no files written, "), "{}", run.stdout);
    assert_eq!(project.site(), site);
    assert_eq!(before.len(), times(project.root()).len());
    let touched: Vec<_> =
        before.iter().zip(times(project.root())).filter(|(a, b)| **a != *b).map(|(a, _)| &a.0).collect();
    // The folder above contains the lock during the build.
    assert_eq!(touched, [&project.root().display().to_string()]);
}

#[test]
fn the_same_guide_makes_the_same_bytes_in_every_folder() {
    let (one, two) = (guide(30), Project::new());
    // In the opposite order, so that the order of the disk does not help, and at other times.
    for (path, bytes) in tree(one.root()).into_iter().rev() {
        two.write(&path, bytes);
    }
    one.build();
    two.build();
    assert_eq!(one.site(), two.site());
}

/// Starts a build and does not wait for it.
fn start(project: &Project, args: &[&str]) -> Child {
    let mut command = project.command(args);
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program runs")
}

/// Returns the names beside the output folder that a guide does not have.
fn leftovers(project: &Project) -> Vec<String> {
    let names = fs::read_dir(project.root()).expect("there").map(|it| it.expect("an entry").file_name());
    let names = names.map(|it| it.into_string().expect("text"));
    names.filter(|it| !["content", "static", "site.toml", "public"].contains(&it.as_str())).collect()
}

/// A guide in two states, and the site of each.
struct Pair {
    project: Project,
    sites: [Tree; 2],
    /// The duration of a build.
    takes: Duration,
}

impl Pair {
    fn new() -> Pair {
        let project = guide(200);
        let mut pair = Pair { project, sites: [Tree::new(), Tree::new()], takes: Duration::ZERO };
        for state in [1, 0] {
            pair.turn(state);
            let started = Instant::now();
            pair.project.build();
            pair.takes = started.elapsed();
            pair.sites[state] = pair.project.site();
        }
        assert_ne!(pair.sites[0]["index.html"], pair.sites[1]["index.html"]);
        pair
    }

    /// Puts the guide into one of its states. Every page changes, and a file appears and disappears.
    fn turn(&self, state: usize) {
        self.project.write("site.toml", format!("title = \"State {state}\"\n"));
        let page = self.project.path("content/section-3/extra.md");
        if state == 1 {
            fs::write(page, "---\ntitle: Extra\n---\n").expect("a page");
        } else {
            let _ = fs::remove_file(page);
        }
    }

    /// Builds, and kills the build at a random moment. Returns whether it was killed in time.
    fn build_and_kill(&self, numbers: &mut Numbers) -> bool {
        let mut child = start(&self.project, &["build"]);
        if numbers.below(2) == 0 {
            std::thread::sleep(self.takes * u32::try_from(numbers.below(105)).expect("small") / 100);
        } else {
            // The moments that matter: the new site is complete and replaces the old one.
            let complete = self.project.path(".public.handout-new/.handout-manifest");
            while !complete.exists() && child.try_wait().expect("a child").is_none() {}
            std::thread::sleep(Duration::from_micros(numbers.below(4000) as u64));
        }
        let running = child.try_wait().expect("a child").is_none();
        child.kill().expect("a child");
        child.wait().expect("a child");
        running
    }

    /// Returns which of the two sites is there, completely.
    fn state(&self) -> usize {
        let site = self.project.site();
        let state = self.sites.iter().position(|known| *known == site);
        let count =
            |known: &Tree| known.iter().filter(|(path, bytes)| site.get(*path) == Some(bytes)).count();
        state.unwrap_or_else(|| {
            panic!("{} files, {:?} of each site", site.len(), self.sites.each_ref().map(count))
        })
    }
}

#[cfg(unix)]
#[test]
fn a_killed_build_leaves_the_old_site_or_the_new_one() {
    let (pair, mut numbers) = (Pair::new(), Numbers(0x9E37_79B9_7F4A_7C15));
    let (mut state, mut killed) = (0, 0);
    for _ in 0..50 {
        pair.turn(1 - state);
        killed += usize::from(pair.build_and_kill(&mut numbers));
        state = pair.state();
    }
    assert!(killed > 0, "every build was faster than its kill");
    pair.turn(1 - state);
    pair.project.build();
    assert_eq!(pair.state(), 1 - state);
    assert_eq!(leftovers(&pair.project), Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn a_killed_first_build_leaves_no_site_or_the_whole_one() {
    let (pair, mut numbers) = (Pair::new(), Numbers(0xD1B5_4A32_D192_ED03));
    let public = pair.project.path("public");
    let mut killed = 0;
    for _ in 0..15 {
        fs::remove_dir_all(&public).expect("the last one");
        killed += usize::from(pair.build_and_kill(&mut numbers));
        if public.exists() {
            assert_eq!(pair.state(), 0);
        } else {
            pair.project.build();
            assert_eq!(pair.state(), 0);
            assert_eq!(leftovers(&pair.project), Vec::<String>::new());
        }
    }
    assert!(killed > 0, "every build was faster than its kill");
}

#[test]
fn of_two_builds_at_once_each_finishes_or_steps_back() {
    let project = guide(60);
    let args = |host| ["build", "--base-url", host];
    let hosts = ["https://one.example", "https://two.example"];
    let sites = hosts.map(|host| {
        assert_eq!(project.run(&args(host)).code, 0);
        project.site()
    });
    let mut numbers = Numbers(0xA076_1D64_78BD_642F);
    for _ in 0..15 {
        let mut children = Vec::new();
        for host in hosts {
            children.push(start(&project, &args(host)));
            std::thread::sleep(Duration::from_millis(numbers.below(30) as u64));
        }
        let ends: Vec<_> = children.into_iter().map(end_of).collect();
        for end in &ends {
            let said = String::from_utf8_lossy(&end.stderr);
            let stepped_back = end.status.code() == Some(2) && said.contains("another build of this site");
            assert!(end.status.success() || stepped_back, "{said}");
        }
        assert!(ends.iter().any(|end| end.status.success()));
        let site = project.site();
        assert!(sites.contains(&site), "a site of both builds");
    }
    assert_eq!(leftovers(&project), Vec::<String>::new());
}
