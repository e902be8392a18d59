"""Packages for npm: one with the program for each platform, and one that npm users install, which depends on them.

npm installs the optional dependency that fits the computer and leaves out the others, so nothing is downloaded by a
script at installation."""

import json

from .archive import tar
from .project import ROOT, TARGETS

WRAPPER = ROOT / "packaging/npm/handout.js"


def write_platform(project, target, contents, folder):
    """Writes the package of a target: the program, without any JavaScript."""
    manifest = common(project, target.npm_name) | {
        "description": f"The program of the package {project.npm_name} for {target.triple}",
        "os": [target.npm_os],
        "cpu": [target.npm_cpu],
        "preferUnplugged": True,
    }
    if target.npm_libc:
        manifest["libc"] = [target.npm_libc]
    files = {
        f"bin/{target.program}": (contents.program, 0o755),
        "THIRD-PARTY-LICENSES": (contents.third_party, 0o644),
        "handout.cdx.json": (contents.sbom, 0o644),
    }
    return pack(project, manifest, files, contents, folder)


def write_wrapper(project, contents, folder):
    """Writes the package with the command `handout`."""
    manifest = common(project, project.npm_name) | {
        "description": project.description,
        "keywords": project.keywords,
        "bin": {"handout": "bin/handout.js"},
        "engines": {"node": ">=18"},
        "optionalDependencies": {target.npm_name: project.version for target in TARGETS.values()},
    }
    files = {
        "bin/handout.js": (WRAPPER.read_bytes(), 0o755),
        "README.md": (contents.documents["README.md"], 0o644),
        "man/handout.1": (contents.manual, 0o644),
    }
    return pack(project, manifest | {"man": "man/handout.1"}, files, contents, folder)


def common(project, name):
    manifest = {"name": name, "version": project.version, "license": f"({project.license})"}
    manifest["author"] = project.maintainer
    if project.repository:
        manifest["repository"] = {"type": "git", "url": f"git+{project.repository}.git"}
    return manifest


def pack(project, manifest, files, contents, folder):
    """Packs a package as `npm pack` does: everything below `package/`."""
    files = dict(files)
    files["package.json"] = ((json.dumps(manifest, indent=2) + "\n").encode(), 0o644)
    for name in ["LICENSE-APACHE", "LICENSE-MIT"]:
        files[name] = (contents.documents[name], 0o644)
    path = folder / f"{manifest['name']}-{project.version}.tgz"
    path.write_bytes(tar({f"package/{name}": entry for name, entry in files.items()}, project.epoch))
    return path
