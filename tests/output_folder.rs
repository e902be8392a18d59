//! What is in the output folder and is not Handout's: it stays, whatever happens during a build.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::harness::Project;
use crate::harness::beside::{beside, end_of};

fn guide(pages: usize) -> Project {
    let project = Project::with([("content/index.md", "# Home\n")]);
    for number in 0..pages {
        project.write(&format!("content/p{number}.md"), format!("# Page {number}\n"));
    }
    project
}

/// Returns the names in the root that begin with a dot.
fn left_over(project: &Project) -> Vec<String> {
    let entries = fs::read_dir(project.root()).expect("a folder").map(|entry| entry.expect("an entry"));
    let names = entries.map(|entry| entry.file_name().into_string().expect("text"));
    names.filter(|name| name.contains("handout-")).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn a_volume_mounted_in_the_output_folder_is_refused_and_keeps_its_files() {
    let project = guide(1);
    project.build();
    project.write("content/index.md", "# Another home\n");
    project.write("volume/photo.jpg", "precious");
    let handout = env!("CARGO_BIN_EXE_handout");
    for mount in [
        "mount -t tmpfs none public/uploads && echo precious > public/uploads/photo.jpg",
        "mount --bind volume public/uploads",
    ] {
        // The mount ended with its namespace. Where there are no namespaces, there is nothing to see.
        let script = format!(
            "mkdir -p public/uploads && {mount} || exit 77; {handout} build --no-pdf 2>said.txt; echo $? >code.txt; \
             cat public/uploads/photo.jpg >kept.txt"
        );
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-c", &script]).current_dir(project.root());
        if !command.output().is_ok_and(|output| output.status.success()) {
            return;
        }
        let text = |path: &str| fs::read_to_string(project.path(path)).expect("text");
        assert_eq!(
            (text("code.txt").trim(), text("kept.txt").trim()),
            ("2", "precious"),
            "{}",
            text("said.txt")
        );
        assert!(
            text("said.txt").contains("public/uploads: is mounted inside a folder that a build replaces")
        );
        assert!(!project.built("index.html").contains("Another"));
        assert!(left_over(&project).is_empty());
    }
}

#[test]
fn files_that_are_put_there_during_builds_are_there_afterwards() {
    let project = guide(60);
    project.build();
    project.write("public/own/changing.txt", "0");
    let public = project.path("public");
    let writes = |is_over: &AtomicBool| {
        let mut made = Vec::new();
        for number in (0..).take_while(|_| !is_over.load(Ordering::Relaxed)) {
            let name = format!("up-{number}.txt");
            if number % 20 == 0 && fs::write(public.join(&name), number.to_string()).is_ok() {
                made.push((name, number));
            }
            // A save as editors do it: to a file beside, which takes the name.
            let saved = fs::write(public.join("own/new.txt"), number.to_string())
                .and_then(|()| fs::rename(public.join("own/new.txt"), public.join("own/changing.txt")));
            if saved.is_ok() {
                made.push(("own/changing.txt".to_owned(), number));
            }
        }
        made
    };
    let (made, ()) = beside(writes, || {
        for number in 0..15 {
            project.write("content/index.md", format!("# Home {number}\n"));
            project.build();
        }
    });
    let text =
        |name: &str| fs::read_to_string(public.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    for (name, number) in made.iter().filter(|(name, _)| name != "own/changing.txt") {
        assert_eq!(text(name), number.to_string(), "{name}");
    }
    assert!(left_over(&project).is_empty());
}

#[test]
fn files_and_folders_that_come_and_go_during_builds_stop_none() {
    let project = guide(60);
    project.build();
    project.write("public/own/kept.txt", "kept");
    let own = project.path("public/own");
    let come_and_go = |is_over: &AtomicBool| {
        let locks = [0, 1, 2].map(|number| own.join(format!("lock-{number}")));
        let folder = own.join("passing");
        while !is_over.load(Ordering::Relaxed) {
            for lock in &locks {
                let _ = fs::write(lock, "").and_then(|()| fs::remove_file(lock));
            }
            let _ = fs::create_dir(&folder).and_then(|()| fs::write(folder.join("lock"), ""));
            let _ = fs::remove_dir_all(&folder);
        }
    };
    beside(come_and_go, || {
        for number in 0..10 {
            project.write("content/index.md", format!("# Home {number}\n"));
            project.build();
        }
    });
    assert_eq!(project.built("own/kept.txt"), "kept");
    assert!(left_over(&project).is_empty());
}

#[test]
fn what_a_killed_build_left_goes_to_the_site_if_it_is_only_there() {
    let project = guide(1);
    project.build();
    // As after a kill between the swap and the removal of the old site.
    for (path, bytes) in project.site() {
        project.write(&format!(".public.handout-new/{path}"), bytes);
    }
    project.write(".public.handout-new/uploads/photo.jpg", "precious");
    fs::create_dir(project.path(".public.handout-new/empty")).expect("a folder");
    project.build();
    assert_eq!(project.built("uploads/photo.jpg"), "precious");
    assert!(project.path("public/empty").is_dir());
    assert!(left_over(&project).is_empty());
}

#[test]
fn a_build_that_is_interrupted_leaves_nothing_behind() {
    let project = guide(400);
    project.build();
    for signal in ["-INT", "-TERM"] {
        for number in 0..400 {
            project.write(&format!("content/p{number}.md"), format!("# Page {number} {signal}\n"));
        }
        let before = project.site();
        let child = project.command(&["build"]).spawn().expect("the program runs");
        let started = Instant::now();
        while !project.path(".public.handout-new").exists() && started.elapsed() < Duration::from_mins(1) {
            thread::sleep(Duration::from_millis(1));
        }
        let id = child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().expect("kill").success());
        let code = end_of(child).status.code();
        assert!(left_over(&project).is_empty(), "{signal}");
        // On a fast machine the build may have ended before.
        assert!(code == Some(130) || code == Some(0), "{signal}: {code:?}");
        if code == Some(130) {
            assert_eq!(project.site(), before, "{signal}");
        }
    }
}

#[test]
fn folders_of_others_keep_their_owner_and_rights() {
    let project = guide(1);
    project.build();
    project.write("public/others/deep/notes.txt", "mine");
    fs::create_dir(project.path("public/empty")).expect("a folder");
    let folders = ["public", "public/others", "public/others/deep", "public/empty"];
    for folder in folders {
        let path = project.path(folder);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o711)).expect("own folder");
        // Only an administrator may give a folder away.
        let _ = std::os::unix::fs::chown(&path, Some(33), Some(33));
    }
    let rights = |path: &Path| {
        let metadata = fs::metadata(path).expect("there");
        (metadata.uid(), metadata.gid(), metadata.mode())
    };
    let before: Vec<_> = folders.iter().map(|folder| rights(&project.path(folder))).collect();
    project.write("content/index.md", "# Another home\n");
    project.build();
    let after: Vec<_> = folders.iter().map(|folder| rights(&project.path(folder))).collect();
    assert_eq!(before, after);
}

#[test]
fn an_output_folder_that_cannot_be_one_is_refused_by_name() {
    let project = guide(1);
    project.write("a-file", "mine");
    symlink("nowhere", project.path("dangling")).expect("a link");
    fs::create_dir(project.path("static")).expect("a folder");
    for (output, message) in [
        ("dangling", "is a symbolic link to a missing folder: create that folder, or remove the link"),
        ("a-file", "is not a folder"),
        ("static", "is a folder of the guide itself"),
        ("content", "is a folder of the guide itself"),
        ("themes", "is a folder of the guide itself"),
    ] {
        let run = project.run(&["build", "--output", output]);
        assert_eq!(run.code, 2, "{output}: {}", run.stderr);
        assert!(run.stderr.contains(message), "{output}: {}", run.stderr);
        assert!(left_over(&project).is_empty(), "{output}");
    }
    assert_eq!(fs::read_to_string(project.path("a-file")).expect("kept"), "mine");
}

#[cfg(feature = "pdf")]
#[test]
fn print_replaces_nothing_but_a_pdf() {
    let project = guide(1);
    project.write("README.md", "mine");
    project.write("empty.pdf", "");
    fs::create_dir(project.path("folder")).expect("a folder");
    project.write("linked.pdf", "%PDF-1.7 mine");
    symlink("linked.pdf", project.path("link.pdf")).expect("a link");
    let pipe = Command::new("mkfifo").arg(project.path("pipe")).status();
    assert!(pipe.is_ok_and(|status| status.success()), "mkfifo is part of every Unix");
    // Only an administrator may make one.
    let _ = Command::new("mknod").arg(project.path("device")).args(["c", "1", "7"]).output();
    let mut refused = vec!["README.md", "content/index.md", "empty.pdf", "folder", "link.pdf", "pipe"];
    refused.extend(project.path("device").exists().then_some("device"));
    for output in refused {
        let before = fs::symlink_metadata(project.path(output)).expect("there").ino();
        let run = project.run(&["print", "-o", output]);
        assert_eq!(run.code, 2, "{output}: {}", run.stderr);
        assert!(run.stderr.contains("which is not replaced by a PDF"), "{output}: {}", run.stderr);
        assert_eq!(fs::symlink_metadata(project.path(output)).expect("there").ino(), before, "{output}");
    }
    for _ in 0..2 {
        assert_eq!(project.run(&["print", "-o", "new.pdf"]).code, 0);
        assert!(fs::read(project.path("new.pdf")).expect("a PDF").starts_with(b"%PDF-"));
    }
    assert!(left_over(&project).is_empty());
}
