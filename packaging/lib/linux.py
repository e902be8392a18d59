"""Packages for Debian and Fedora and the systems that descend from them: deb and rpm."""

import os
import shutil
import subprocess
import tempfile
from datetime import datetime, timezone
from pathlib import Path

from . import wheel
from .contents import compress, unix_tree

DEB_COMPLETIONS = {
    "bash": "share/bash-completion/completions/handout",
    "fish": "share/fish/vendor_completions.d/handout.fish",
    "zsh": "share/zsh/vendor-completions/_handout",
}
RPM_COMPLETIONS = DEB_COMPLETIONS | {"zsh": "share/zsh/site-functions/_handout"}
LONG = """\
Handout turns a folder of Markdown into a website and a typeset PDF, for
guides that people read on screen and on paper. It checks every link, and the
site loads nothing from other servers."""
# Crates with C code compile their libraries in, so that one program runs everywhere.
LINTIAN_OVERRIDES = b"handout: embedded-library *\n"


def write_deb(project, target, contents, folder):
    """Writes a package with dpkg-deb."""
    tree = unix_tree(contents, DEB_COMPLETIONS)
    documents = "share/doc/handout"
    tree[f"{documents}/copyright"] = (copyright_file(project, contents), 0o644)
    tree[f"{documents}/THIRD-PARTY-LICENSES.gz"] = (compress(contents.third_party), 0o644)
    tree["share/lintian/overrides/handout"] = (LINTIAN_OVERRIDES, 0o644)
    # Without a Debian revision in the version, the change log of the package has this name (Debian Policy, 12.7).
    tree[f"{documents}/changelog.gz"] = (compress(debian_changelog(project)), 0o644)
    tree[f"{documents}/NEWS.gz"] = (compress(contents.documents["CHANGELOG.md"]), 0o644)
    path = folder / f"handout_{project.version}_{target.deb}.deb"
    with tempfile.TemporaryDirectory() as work:
        write_tree(Path(work) / "usr", tree)
        size = sum(len(data) for data, _ in tree.values()) // 1024 + 1
        write_tree(Path(work) / "DEBIAN", {"control": (deb_control(project, target, contents, size), 0o644)})
        command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--threads-max=1", "--build", work, path]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment(project))
    return path


def deb_control(project, target, contents, size):
    needs = f"libc6 (>= 2.{wheel.glibc(contents.program)}), libgcc-s1"
    description = LONG.replace("\n", "\n ")
    return f"""Package: handout
Version: {project.version}
Architecture: {target.deb}
Maintainer: {project.maintainer}
Installed-Size: {size}
Depends: {needs}
Section: web
Priority: optional
Description: {project.description.removeprefix("A ")}
 {description}
""".encode()


def copyright_file(project, contents):
    return (
        f"Handout is licensed under {project.license}, at your option. The licences of what is compiled into it are in\n"
        "THIRD-PARTY-LICENSES.gz in this folder. On Debian systems, the Apache License 2.0 is in\n"
        "/usr/share/common-licenses/Apache-2.0.\n\n" + contents.documents["LICENSE-MIT"].decode()
    ).encode()


def debian_changelog(project):
    time = datetime.fromtimestamp(project.epoch, timezone.utc).strftime("%a, %d %b %Y %H:%M:%S +0000")
    return (
        f"handout ({project.version}) unstable; urgency=medium\n\n"
        "  * See NEWS.gz for the changes in this version.\n\n"
        f" -- {project.maintainer}  {time}\n"
    ).encode()


def write_rpm(project, target, contents, folder):
    """Writes a package with rpmbuild, which computes what the program needs from its symbols."""
    tree = unix_tree(contents, RPM_COMPLETIONS)
    for name in ["LICENSE-APACHE", "LICENSE-MIT"]:
        tree[f"share/licenses/handout/{name}"] = (contents.documents[name], 0o644)
    tree["share/licenses/handout/THIRD-PARTY-LICENSES"] = (contents.third_party, 0o644)
    with tempfile.TemporaryDirectory() as work:
        work = Path(work)
        write_tree(work / "tree/usr", tree)
        (work / "handout.spec").write_text(rpm_spec(project, sorted(tree)))
        definitions = {
            "_topdir": work / "rpm",
            "_handout_tree": work / "tree",
            "_buildhost": "reproducible",
            "use_source_date_epoch_as_buildtime": 1,
            "clamp_mtime_to_source_date_epoch": 1,
            # Take the files as they are: neither strip nor compress them again.
            "__os_install_post": "%{nil}",
            "debug_package": "%{nil}",
            "_build_id_links": "none",
            "_binary_payload": "w12.zstdio",
        }
        command = ["rpmbuild", "-bb", "--quiet", "--target", f"{target.rpm}-linux"]
        for name, value in definitions.items():
            command += ["--define", f"{name} {value}"]
        subprocess.run([*command, work / "handout.spec"], check=True, env=environment(project))
        [made] = (work / "rpm/RPMS").rglob("*.rpm")
        return Path(shutil.copy(made, folder))


def rpm_spec(project, paths):
    marks = {"share/doc": "%doc ", "share/licenses": "%license "}
    files = [next((mark for start, mark in marks.items() if path.startswith(start)), "") + f"/usr/{path}" for path in paths]
    return "\n".join([
        "Name: handout",
        f"Version: {project.version}",
        "Release: 1",
        f"Summary: {project.description}",
        f"License: {project.license}",
        *([f"URL: {project.repository}"] if project.repository else []),
        "%description",
        LONG,
        "%install",
        "cp -a %{_handout_tree}/. %{buildroot}/",
        "%files",
        *files,
        "",
    ])


def write_tree(folder, tree):
    """Writes files with their modes below a folder."""
    for path, (data, mode) in tree.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        file.chmod(mode)


def environment(project):
    return os.environ | {"SOURCE_DATE_EPOCH": str(project.epoch)}
