//! The program from a user's view: help, exit codes, what is printed, and what happens to the folders on the disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use insta::assert_snapshot;

use crate::harness::{Project, tree};

fn guide() -> Project {
    Project::with([
        ("site.toml", "title = \"Milk\"\n"),
        ("content/index.md", "---\ntitle: Home\n---\n\nWelcome.\n"),
        ("content/latch.md", "---\ntitle: Latch\n---\n\nText.\n"),
        ("content/tips/rest.md", "---\ntitle: Rest\n---\n\nText.\n"),
    ])
}

/// Puts a mistake into one page of a guide.
fn broken(project: &Project) {
    project.write("content/latch.md", "---\ntitle: Latch\n---\n\n[nowhere](nowhere.md)\n");
}

/// Returns the printed text without the duration.
fn timeless(text: &str) -> String {
    let words = text.split(' ').collect::<Vec<_>>();
    let at = words.iter().position(|word| *word == "ms,").expect("a time");
    assert!(words[at - 1].parse::<u64>().is_ok(), "{text}");
    text.replace(&format!("{} ms", words[at - 1]), "N ms")
}

/// Returns a help text as a terminal of 100 columns shows it.
fn help(args: &[&str]) -> String {
    let output = Project::new().command(args).env("COLUMNS", "100").output().expect("the program runs");
    assert!(output.status.success() && output.stderr.is_empty());
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn help_says_what_there_is() {
    assert_snapshot!(help(&["--help"]), @r"
    Turns a folder of Markdown into a website and a PDF, for guides to read on screen and on paper.

    Usage: handout <COMMAND>

    Commands:
      new          Start a new guide in a folder; never overwrites files
      build        Build the site
      check        Report everything that build would report, and write nothing
      serve        Preview the guide in the browser while you write
      print        Make a PDF of the guide, of a section, a page or a leaf [alias: pdf]
      publish      Build the site and bring it to where its readers are
      release      Add the edition codes of the guide and its pages to editions.toml, with the day
      theme        Create a theme, or override single files of the default theme
      schema       Print a JSON Schema or snippets for completion and checks in editors
      completions  Print a completion script for a shell
      man          Print the manual page
      help         Print this message or the help of the given subcommand(s)

    Options:
      -h, --help     Print help
      -V, --version  Print version

    Exit codes: 0 success, 1 problems in the guide, 2 incorrect usage or a system error.
    ");
}

#[test]
fn help_for_build_says_what_it_takes() {
    assert_snapshot!(help(&["build", "--help"]), @r"
    Build the site

    Usage: handout build [OPTIONS]

    Options:
          --root <DIR>            Folder of the guide [default: .]
          --base-url <URL>        Address the site will have, for canonical links and the sitemap
                                  [default: `url` in site.toml]
          --drafts                Include pages marked as drafts
          --strict                Treat warnings as errors
          --strict-dates          Fail if a page has to be reviewed, or is valid no longer
          --audience <NAME>       Include the parts for this audience, one of `[audiences]` in site.toml
          --trust-links-to <DIR>  Follow symbolic links that lead into this folder; for build systems
                                  that link a guide into a sandbox
      -o, --output <DIR>          Folder to write to [default: `output` in site.toml, else public]
          --no-pdf                Leave out the PDFs and the links to them
      -h, --help                  Print help
    ");
}

#[test]
fn help_for_the_others_names_every_flag() {
    let check = Project::new().run(&["check", "--help"]).stdout;
    for flag in ["--root", "--base-url", "--drafts", "--strict"] {
        assert!(check.contains(flag), "{flag}: {check}");
    }
    assert!(!check.contains("--output"), "check writes nothing: {check}");
    assert!(Project::new().run(&["new", "--help"]).stdout.contains("never overwrites files"));
}

#[test]
fn without_a_command_the_help_is_shown_and_nothing_is_done() {
    let project = guide();
    let run = project.run(&[]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("Usage: handout <COMMAND>"), "{}", run.stderr);
    assert!(!project.path("public").exists());
}

#[test]
fn a_mistyped_command_or_flag_comes_with_the_near_one() {
    let project = guide();
    let run = project.run(&["biuld"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("a similar subcommand exists: 'build'"), "{}", run.stderr);
    let run = project.run(&["build", "--draft"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("a similar argument exists: '--drafts'"), "{}", run.stderr);
}

#[test]
fn the_version_is_that_of_the_crate() {
    let run = Project::new().run(&["--version"]);
    assert_eq!(run.stdout, format!("handout {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn completions_are_there_for_each_shell() {
    for (shell, word) in
        [("bash", "complete -F"), ("zsh", "#compdef handout"), ("fish", "complete -c handout")]
    {
        let run = Project::new().run(&["completions", shell]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{shell}");
        assert!(run.stdout.contains(word) && run.stdout.contains("strict"), "{shell}: {}", run.stdout);
    }
    assert_eq!(Project::new().run(&["completions", "cobol"]).code, 2);
}

#[test]
fn a_build_says_what_it_did_on_standard_output_alone() {
    let project = guide();
    // A theme without assets, so that only the guide's own outputs are counted.
    for name in ["base", "page", "section", "not-found"] {
        project.write(&format!("themes/plain/templates/{name}.html"), "{{ page.content | safe }}");
    }
    project.write("themes/plain/theme.toml", "parent = \"none\"\n");
    project.write("site.toml", "theme = \"plain\"\n");
    let run = project.build();
    assert_eq!(run.stderr, "");
    assert_snapshot!(timeless(&run.stdout), @r"
    Built 4 pages: 11 files written, 0 unchanged, in N ms, no warnings. The site is in public
    ");
    project.write("content/latch.md", "---\ntitle: Latch\n---\n\nOther text.\n");
    fs::remove_file(project.path("content/tips/rest.md")).expect("there");
    let run = project.build();
    assert_snapshot!(timeless(&run.stdout), @r"
    Built 2 pages: 4 files written, 3 unchanged, 4 removed, in N ms, no warnings. The site is in public
    ");
}

#[test]
fn exit_codes_are_0_for_fine_1_for_the_guide_2_for_the_machine() {
    let project = guide();
    assert_eq!(project.run(&["check"]).code, 0);
    broken(&project);
    assert_eq!(project.run(&["check"]).code, 1);
    assert_eq!(project.run(&["build"]).code, 1);
    assert_eq!(project.run(&["build", "--root", "nowhere"]).code, 2);
    assert_eq!(project.run(&["build", "--colour"]).code, 2);
}

#[test]
fn strict_makes_a_warning_a_failure() {
    let project = guide();
    project.write("content/untitled.md", "Text.\n");
    let run = project.run(&["check"]);
    assert_eq!(run.code, 0);
    assert_eq!(run.stdout, "Checked 5 pages: no errors, 1 warning.\n");
    let run = project.run(&["check", "--strict"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.ends_with("no errors, 1 warning (--strict). Not ready to build.\n"), "{}", run.stderr);
    assert_eq!(project.run(&["build", "--strict"]).code, 1);
    assert!(!project.path("public").exists());
    assert_eq!(project.run(&["build"]).code, 0);
}

#[test]
fn check_writes_nothing() {
    let project = guide();
    let before = tree(project.root());
    assert_eq!(project.run(&["check"]).code, 0);
    broken(&project);
    assert_eq!(project.run(&["check"]).code, 1);
    assert_eq!(tree(project.root()).len(), before.len());
    assert!(!project.path("public").exists());
}

#[test]
fn what_check_reports_is_what_build_reports() {
    let project = guide();
    broken(&project);
    project.write("content/untitled.md", "Text[^1].\n");
    let (check, build) = (project.run(&["check"]), project.run(&["build"]));
    let problems = |text: &str| text.rsplit_once("\n\n").expect("a last line").0.to_owned();
    assert_eq!(problems(&check.stderr), problems(&build.stderr));
}

#[test]
fn a_hundred_messages_are_enough() {
    let project = guide();
    project.write("content/latch.md", format!("---\ntitle: Latch\n---\n\n{}", "[a](b.md)\n".repeat(150)));
    let said = project.build_fails();
    assert_eq!(said.matches("error: ").count(), 100);
    assert!(said.contains("… and 50 more\n"), "{said}");
    assert!(said.ends_with("150 errors, no warnings. Nothing was written.\n"), "{said}");
}

#[test]
fn nothing_is_drawn_over_where_no_terminal_is() {
    let project = guide();
    for page in 0..700 {
        project.write(&format!("content/p{page}.md"), "---\ntitle: A\n---\n");
    }
    let run = project.build();
    assert_eq!(run.stderr, "");
    assert!(!run.stdout.contains(['\r', '\u{1b}']), "{:?}", run.stdout);
    broken(&project);
    let mut command = project.command(&["build"]);
    command.env_remove("NO_COLOR");
    let output = command.output().expect("runs");
    assert!(!output.stderr.contains(&0x1b), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_new_guide_builds_without_a_warning() {
    let project = Project::new();
    let run = project.run(&["new", "my/guide"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.ends_with("Next: handout build --root my/guide\n"), "{}", run.stdout);
    let run = project.run(&["build", "--strict", "--root", "my/guide"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(project.path("my/guide/public/index.html").is_file());
}

#[test]
fn a_new_guide_is_never_written_over_an_old_one() {
    let project = Project::with([("content/first-steps.md", "mine"), ("notes.txt", "mine too")]);
    let run = project.run(&["new", "."]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert_snapshot!(run.stderr, @r"
    error: ./content/first-steps.md: already exists; nothing was written
    ");
    assert_eq!(tree(project.root()).into_keys().collect::<Vec<_>>(), ["content/first-steps.md", "notes.txt"]);
}

#[test]
fn a_new_guide_needs_a_folder_and_not_a_file() {
    let project = Project::with([("content", "a file")]);
    assert_eq!(project.run(&["new", "."]).code, 2);
    assert_eq!(tree(project.root()).into_keys().collect::<Vec<_>>(), ["content"]);
}

#[cfg(unix)]
#[test]
fn a_new_guide_is_not_written_through_a_link() {
    let (project, elsewhere) = (Project::new(), Project::new());
    std::os::unix::fs::symlink(elsewhere.path("target.toml"), project.path("site.toml")).expect("a link");
    assert_eq!(project.run(&["new", "."]).code, 2);
    assert!(tree(elsewhere.root()).is_empty());
}

#[test]
fn the_site_goes_where_output_says() {
    let project = guide();
    let elsewhere = Project::new();
    let folder = elsewhere.path("deep/er/site");
    let run = project.run(&["build", "--output", folder.to_str().expect("text")]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(folder.join("index.html").is_file() && !project.path("public").exists());
    project.write("site.toml", "output = \"dist/site\"\n");
    assert_eq!(project.run(&["build"]).code, 0);
    assert!(project.path("dist/site/index.html").is_file());
}

#[test]
fn the_site_of_another_output_folder_is_no_source() {
    let project = Project::with([("index.md", "---\ntitle: Home\n---\n")]);
    project.build();
    assert_eq!(project.run(&["build", "--output", "other"]).code, 0);
    let other = tree(&project.path("other"));
    assert!(other.keys().all(|path| !path.starts_with("public")), "{:?}", other.keys());
}

#[test]
fn a_base_address_makes_canonical_links_and_a_sitemap() {
    let project = guide();
    let run = project.run(&["build", "--base-url", "https://example.org/guide/"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(project.built("sitemap.xml").contains("<loc>https://example.org/guide/latch.html</loc>"));
    assert!(project.built("latch.html").contains("https://example.org/guide/latch.html"));
    project.build();
    assert!(!project.path("public/sitemap.xml").exists());
}

#[test]
fn a_base_address_that_is_none_is_wrong_use() {
    for wrong in ["example.org", "ftp://example.org", "https://", "https://example.org/?q", "https://a b", ""]
    {
        let run = guide().run(&["build", "--base-url", wrong]);
        assert_eq!(run.code, 2, "{wrong}");
        assert!(run.stderr.contains("--base-url"), "{}", run.stderr);
    }
}

#[test]
fn drafts_are_shown_when_asked_for() {
    let project = guide();
    project.write("content/soon.md", "---\ntitle: Soon\ndraft: true\n---\n");
    project.build();
    assert!(!project.path("public/soon.html").exists());
    assert_eq!(project.run(&["build", "--drafts"]).code, 0);
    assert!(project.path("public/soon.html").is_file());
}

#[test]
fn a_folder_that_handout_did_not_make_is_refused_and_left_alone() {
    let project = guide();
    project.write("public/thesis/chapter.txt", "years of work");
    let before = tree(project.root());
    let run = project.run(&["build"]);
    assert_eq!(run.code, 2);
    assert_eq!(tree(project.root()), before);
    assert_eq!(project.run(&["build", "--output", "content"]).code, 2);
    assert_eq!(project.run(&["build", "--output", "."]).code, 2);
    assert_eq!(tree(project.root()), before);
}

#[test]
fn an_empty_output_folder_is_as_good_as_none() {
    let project = guide();
    fs::create_dir(project.path("public")).expect("a folder");
    project.build();
    assert!(project.path("public/index.html").is_file());
}

#[test]
fn a_pages_old_file_goes_with_the_page() {
    let project = guide();
    project.build();
    assert!(project.path("public/tips/rest.html").is_file());
    fs::remove_dir_all(project.path("content/tips")).expect("there");
    project.build();
    assert!(!project.path("public/tips").exists());
}

#[test]
fn a_failing_build_leaves_the_old_site_byte_for_byte() {
    let project = guide();
    project.build();
    let before = shape(&project.path("public"));
    broken(&project);
    project.write("content/index.md", "---\ntitle: Another\n---\n");
    project.build_fails();
    assert_eq!(shape(&project.path("public")), before);
    // This mistake is only found while pages are rendered, after some of them are done.
    project.write("content/latch.md", "---\ntitle: Latch\n---\n");
    project.write("themes/calm/templates/page.html", "{{ page.extra.colour }}");
    project.write("site.toml", "theme = \"calm\"\n");
    project.build_fails();
    assert_eq!(shape(&project.path("public")), before);
    assert_eq!(beside(&project), ["content", "public", "site.toml", "themes"]);
}

/// Returns every file with its bytes, its time and, on Unix, its inode number.
fn shape(folder: &Path) -> BTreeMap<String, (Vec<u8>, SystemTime, u64)> {
    let with_time = |(path, bytes): (String, Vec<u8>)| {
        let metadata = fs::symlink_metadata(folder.join(&path)).expect("there");
        #[cfg(unix)]
        let number = std::os::unix::fs::MetadataExt::ino(&metadata);
        #[cfg(not(unix))]
        let number = 0;
        (path, (bytes, metadata.modified().expect("a time"), number))
    };
    tree(folder).into_iter().map(with_time).collect()
}

/// Returns the names beside the output folder.
fn beside(project: &Project) -> Vec<String> {
    let entries = fs::read_dir(project.root()).expect("there");
    let mut names: Vec<String> =
        entries.map(|it| it.expect("an entry").file_name().into_string().expect("text")).collect();
    names.sort();
    names
}

#[test]
fn what_did_not_change_stays_the_same_file() {
    let project = guide();
    project.write("content/hand.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    project.build();
    let before = shape(&project.path("public"));
    std::thread::sleep(Duration::from_millis(20));
    project.write("content/latch.md", "---\ntitle: Latch\n---\n\nOther text.\n");
    project.build();
    let after = shape(&project.path("public"));
    let changed: Vec<&String> = before.keys().filter(|path| before[*path] != after[*path]).collect();
    // The print page and the list for language models also contain the page's text, and the search its words. The home page
    // shows the edition code of the whole guide.
    let (search, pages): (Vec<&String>, Vec<&String>) =
        changed.iter().partition(|it| it.starts_with("search/"));
    assert_eq!(
        pages,
        [".handout-manifest", "index.html", "latch.html", "latch.md", "llms.txt", "print.html"]
    );
    assert!(!search.is_empty(), "{changed:?}");
}

#[test]
fn own_files_in_the_output_folder_survive() {
    let project = guide();
    project.build();
    project.write("public/CNAME", "milk.example.org");
    project.write("public/.git/HEAD", "ref: refs/heads/main\n");
    project.write("public/tips/notes.txt", "mine");
    fs::create_dir_all(project.path("public/.git/refs/heads")).expect("a folder");
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", project.path("public/current")).expect("a link");
    let own = |path: &str| project.path("public").join(path);
    fs::remove_dir_all(project.path("content/tips")).expect("there");
    project.build();
    assert_eq!(fs::read_to_string(own("CNAME")).expect("kept"), "milk.example.org");
    assert_eq!(fs::read_to_string(own(".git/HEAD")).expect("kept"), "ref: refs/heads/main\n");
    assert_eq!(fs::read_to_string(own("tips/notes.txt")).expect("kept"), "mine");
    assert!(own(".git/refs/heads").is_dir(), "an empty folder is someone's too");
    assert!(!own("tips/rest.html").exists());
    #[cfg(unix)]
    assert_eq!(fs::read_link(own("current")).expect("kept"), PathBuf::from("nowhere"));
}

#[cfg(unix)]
#[test]
fn an_output_folder_that_is_a_link_stays_one() {
    let (project, disk) = (guide(), Project::new());
    fs::create_dir(disk.path("site")).expect("a folder");
    std::os::unix::fs::symlink(disk.path("site"), project.path("public")).expect("a link");
    project.build();
    assert!(project.path("public").is_symlink());
    assert!(disk.path("site/index.html").is_file());
}

#[cfg(unix)]
#[test]
fn a_place_that_cannot_be_written_to_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let (project, locked) = (guide(), Project::new());
    fs::set_permissions(locked.root(), fs::Permissions::from_mode(0o555)).expect("own folder");
    // An administrator can write anywhere, so there is nothing to test.
    if fs::write(locked.path("probe"), "x").is_err() {
        let target = locked.path("site");
        let run = project.run(&["build", "--output", target.to_str().expect("text")]);
        assert_eq!(run.code, 2);
        assert!(run.stderr.starts_with("error: cannot create "), "{}", run.stderr);
        assert!(run.stderr.contains("Permission denied"), "{}", run.stderr);
    }
    fs::set_permissions(locked.root(), fs::Permissions::from_mode(0o755)).expect("own folder");
}

#[test]
fn an_output_folder_below_a_file_is_named() {
    let project = guide();
    let run = project.run(&["build", "--output", "site.toml/site"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.starts_with("error: cannot ") && run.stderr.contains("site.toml"), "{}", run.stderr);
}
