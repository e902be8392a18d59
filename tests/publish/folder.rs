//! Publishing to a folder, with everything that destinations share.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use handout::config::publish::PublishTo;
use handout::publish::{Planned, PublishOptions, Publishing};
use handout::{Options, Pdfs};

use super::{assert_published, assert_whole, files, guide, publish_at, publish_with};
use crate::harness::Project;

const DAY: u64 = 24 * 60 * 60;

fn folder_guide() -> Project {
    guide("[publish.stick]\nto = \"folder\"\npath = \"there\"\nkeep = \"7 days\"\n")
}

#[test]
fn the_second_time_only_what_changed_is_written() {
    let project = folder_guide();
    let first = publish_at(&project, DAY).expect("published");
    let there = files(&project.path("there"));
    assert_published(&project, &there);
    assert_eq!(first.sent + 1, there.len());
    let same = publish_at(&project, DAY).expect("published");
    assert_eq!((same.sent, same.removed), (0, 0));
    let time = |path: &str| fs::metadata(project.path(path)).and_then(|it| it.modified()).expect("a time");
    let unchanged = time("there/tips/tea.html");
    project.write("content/tips/rest.md", "# Rest\n\nOne more word. ![A chair](chair.svg)\n");
    let second = publish_at(&project, DAY).expect("published");
    assert!(second.sent > 0 && second.sent < first.sent / 2, "{second:?}");
    assert_eq!(time("there/tips/tea.html"), unchanged);
    assert_published(&project, &files(&project.path("there")));
}

#[test]
fn a_page_is_removed_at_once_and_an_old_asset_a_week_later() {
    let project = folder_guide();
    project.write("themes/mine/theme.toml", "parent = \"default\"\n");
    project.write("themes/mine/assets/more.css", "p { margin: 0 }\n");
    let settings = fs::read_to_string(project.path("site.toml")).expect("text");
    project.write("site.toml", settings.replace("[publish", "theme = \"mine\"\n[publish"));
    publish_at(&project, DAY).expect("published");
    let assets = |wanted: &str| {
        let there = files(&project.path("there"));
        there.keys().filter(|path| path.starts_with(wanted)).cloned().collect::<Vec<_>>()
    };
    let old = assets("assets/more.");
    project.write("themes/mine/assets/more.css", "p { margin: 1px }\n");
    project.write("content/index.md", "# Home\n\n[Tea](tips/tea.md)\n");
    fs::remove_file(project.path("content/tips/rest.md")).expect("there");
    publish_at(&project, 2 * DAY).expect("published");
    assert!(assets("tips/rest").is_empty());
    assert_eq!(assets("assets/more.").len(), 2, "pages that are open may still load the old one");
    publish_at(&project, 8 * DAY).expect("published");
    assert_eq!(assets("assets/more.").len(), 2);
    let late = publish_at(&project, 9 * DAY).expect("published");
    assert_eq!(late.removed, 1);
    assert_eq!(assets("assets/more.").len(), 1);
    assert_ne!(assets("assets/more."), old);
}

#[test]
fn what_handout_did_not_write_stays() {
    let project = folder_guide();
    project.write("there/CNAME", "example.org\n");
    project.write("there/tips/photo.jpg", "precious");
    publish_at(&project, DAY).expect("published");
    fs::remove_dir_all(project.path("content/tips")).expect("there");
    project.write("content/index.md", "# Home\n");
    publish_with(&project, &PublishOptions { removals: Some(99), now: DAY, ..PublishOptions::default() })
        .expect("published");
    let there = files(&project.path("there"));
    assert_eq!(there["CNAME"], b"example.org\n");
    assert_eq!(there["tips/photo.jpg"], b"precious");
    assert!(!there.contains_key("tips/tea.html"));
}

#[test]
fn more_is_not_removed_than_anybody_can_mean() {
    let project = folder_guide();
    for number in 0..30 {
        project.write(&format!("content/more/page-{number}.md"), format!("# Page {number}\n"));
    }
    publish_at(&project, DAY).expect("published");
    let before = files(&project.path("there"));
    fs::remove_dir_all(project.path("content/more")).expect("there");
    let refused = publish_at(&project, DAY).expect_err("too many");
    assert!(refused.contains("would be removed, so nothing was changed"), "{refused}");
    assert_eq!(files(&project.path("there")), before);
    let plan = project.run(&["publish", "--no-pdf", "--plan"]);
    assert!(plan.code != 0 && plan.stdout.contains("− more/page-1.html"), "{}", plan.stdout);
    let number = refused.split("--delete ").nth(1).and_then(|it| it.split('`').next()).expect("a number");
    let run = project.run(&["publish", "--yes", "--no-pdf", "--delete", number]);
    assert!(run.code == 0, "{}", run.stderr);
    assert_published(&project, &files(&project.path("there")));
}

#[test]
fn another_site_is_not_replaced_by_mistake() {
    let project = folder_guide();
    publish_at(&project, DAY).expect("published");
    let before = files(&project.path("there"));
    let settings = fs::read_to_string(project.path("site.toml")).expect("text");
    project.write("site.toml", settings.replace("\"Rest\"", "\"Knots\""));
    let refused = publish_at(&project, DAY).expect_err("another site");
    assert!(
        refused.contains("another site is there, “Rest”") && refused.contains("--replace-site"),
        "{refused}"
    );
    assert_eq!(files(&project.path("there")), before);
    publish_with(&project, &PublishOptions { replaces_other: true, now: DAY, ..PublishOptions::default() })
        .expect("published");
    assert_published(&project, &files(&project.path("there")));
}

#[test]
fn a_manifest_that_cannot_be_read_stops_everything() {
    for (manifest, wanted) in [
        ("{\"handout\": 2}", "of a newer version of Handout: update Handout"),
        ("<html>", "is damaged"),
        ("{\"handout\": 1, \"title\": \"Rest\", \"files\": {\"../x\": {}}, \"kept\": {}}", "is damaged"),
    ] {
        let project = folder_guide();
        project.write("there/handout-manifest.json", manifest);
        let refused = publish_at(&project, DAY).expect_err(manifest);
        assert!(refused.contains(wanted), "{refused}");
        assert_eq!(files(&project.path("there")).len(), 1);
    }
}

#[test]
fn a_folder_that_cannot_be_published_to_is_named() {
    for (path, wanted) in [
        ("missing/there", "is the drive connected?"),
        ("public", "is a folder of the guide or of its site"),
        ("public/inside", "is in one"),
        ("content", "is a folder of the guide"),
        ("content/tips", "is in one"),
        (".", "holds one"),
        ("site.toml", "is not a folder"),
    ] {
        let project = guide(&format!("[publish.a]\nto = \"folder\"\npath = \"{path}\"\n"));
        let refused = publish_at(&project, DAY).expect_err(path);
        assert!(refused.contains(wanted), "{path}: {refused}");
    }
    let project = folder_guide();
    project.write("there/tips/rest.html/mine.txt", "precious");
    let refused = publish_at(&project, DAY).expect_err("a folder");
    assert!(refused.contains("is a folder that Handout did not create"), "{refused}");
    assert_eq!(files(&project.path("there"))["tips/rest.html/mine.txt"], b"precious");
}

#[test]
fn a_file_can_become_a_folder_and_a_folder_a_file() {
    let project = folder_guide();
    project.write("static/data", "a file");
    publish_at(&project, DAY).expect("published");
    fs::remove_file(project.path("static/data")).expect("there");
    project.write("static/data/more/file.txt", "in a folder");
    publish_at(&project, DAY).expect("published");
    assert_published(&project, &files(&project.path("there")));
    fs::remove_dir_all(project.path("static/data")).expect("there");
    project.write("static/data", "a file again");
    publish_at(&project, DAY).expect("published");
    assert_published(&project, &files(&project.path("there")));
}

#[test]
fn a_site_that_handout_did_not_publish_is_not_replaced_by_mistake() {
    let project = folder_guide();
    project.write("there/index.html", "<p>Mine");
    let refused = publish_at(&project, DAY).expect_err("foreign");
    assert!(refused.contains("did not publish") && refused.contains("--replace-site"), "{refused}");
    assert_eq!(files(&project.path("there")).len(), 1);
    let how = PublishOptions { replaces_other: true, now: DAY, ..PublishOptions::default() };
    publish_with(&project, &how).expect("published");
    assert_published(&project, &files(&project.path("there")));
}

#[test]
fn a_plan_creates_no_folder() {
    let project = folder_guide();
    let run = project.run(&["publish", "--no-pdf", "--plan"]);
    assert!(run.code == 0 && !project.path("there").exists(), "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let project = folder_guide();
    fs::create_dir_all(project.path("elsewhere")).expect("a folder");
    fs::create_dir_all(project.path("there")).expect("a folder");
    std::os::unix::fs::symlink(project.path("elsewhere"), project.path("there/tips")).expect("a link");
    let refused = publish_at(&project, DAY).expect_err("a link");
    assert!(refused.contains("is a symbolic link"), "{refused}");
    assert_eq!(files(&project.path("elsewhere")).len(), 0);
}

/// Does something when the plan is known.
struct Meanwhile<F>(F);

impl<F: Fn() + Sync> Publishing for Meanwhile<F> {
    fn agrees(&self, _: &Planned<'_>) -> bool {
        (self.0)();
        true
    }
}

#[test]
fn a_file_that_changes_meanwhile_is_not_published() {
    let project = folder_guide();
    publish_at(&project, DAY).expect("published");
    let before = files(&project.path("there"))["tips/rest.html"].clone();
    project.write("content/tips/rest.md", "# Rest\n\nA word.\n");
    let options = Options { pdfs: Pdfs::Left, publish_to: PublishTo::Only, ..Options::new(project.root()) };
    let meanwhile = Meanwhile(|| project.write("public/tips/rest.html", "<p>Half"));
    let how = PublishOptions { now: DAY, ..PublishOptions::default() };
    let Err(error) = handout::publish(&options, &how, &(), &meanwhile) else { panic!("it changed") };
    assert!(error.to_string().contains("changed while the site was being published"), "{error}");
    let there = files(&project.path("there"));
    assert_eq!(there["tips/rest.html"], before);
    assert!(!there.keys().any(|path| path.ends_with("partial")), "{:?}", there.keys());
}

#[cfg(unix)]
#[test]
fn an_interrupted_publication_says_so_and_goes_on_later() {
    let project = folder_guide();
    for number in 0..400 {
        project.write(&format!("content/more/page-{number}.md"), format!("# Page {number}\n"));
    }
    let mut command = project.command(&["publish", "--yes", "--no-pdf"]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().expect("the program runs");
    let deadline = Instant::now() + Duration::from_mins(1);
    while !project.path("there/handout-manifest.next.json").exists() {
        assert!(Instant::now() < deadline, "nothing is published");
        thread::sleep(Duration::from_millis(1));
    }
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(kill.is_ok_and(|status| status.success()));
    let output = child.wait_with_output().expect("it ends");
    let there = files(&project.path("there"));
    assert!(!there.keys().any(|path| path.ends_with("partial")), "{:?}", there.keys());
    if !output.status.success() {
        assert_eq!(output.status.code(), Some(130));
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(message.contains("was stopped") && message.contains("Run the command again"), "{message}");
        assert_whole(&there);
    }
    publish_at(&project, DAY).expect("published");
    assert_published(&project, &files(&project.path("there")));
}

#[test]
fn a_guide_cannot_have_the_file_of_the_notes() {
    let project = folder_guide();
    project.write("static/handout-manifest.json", "{}");
    let refused = publish_at(&project, DAY).expect_err("a name that is taken");
    assert!(refused.contains("give it another name"), "{refused}");
}
