"""What the packages say about the project. All of it is read from Cargo.toml, through `cargo metadata`."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Shells that `handout completions` knows, with the name of the file that each shell looks for.
SHELLS = {
    "bash": "handout.bash",
    "elvish": "handout.elv",
    "fish": "handout.fish",
    "powershell": "_handout.ps1",
    "zsh": "_handout",
}


@dataclass(frozen=True)
class Target:
    """What the registries call a target of the Rust compiler. An empty name means: no such package."""

    triple: str
    npm_os: str
    npm_cpu: str
    npm_libc: str
    wheel: str
    deb: str
    rpm: str

    @property
    def is_static(self):
        """Whether the program needs no library of the system."""
        return self.npm_libc == "musl"

    @property
    def program(self):
        return "handout.exe" if self.npm_os == "win32" else "handout"

    @property
    def npm_name(self):
        libc = {"glibc": "-gnu", "musl": "-musl"}.get(self.npm_libc, "")
        return f"handout-{self.npm_os}-{self.npm_cpu}{libc}"


# The wheel's tag of a program for glibc depends on the program, and replaces `GLIBC` (see wheel.py).
TARGETS = {
    target.triple: target
    for target in [
        Target("x86_64-unknown-linux-gnu", "linux", "x64", "glibc", "GLIBC_x86_64", "amd64", "x86_64"),
        Target("aarch64-unknown-linux-gnu", "linux", "arm64", "glibc", "GLIBC_aarch64", "arm64", "aarch64"),
        Target(
            "x86_64-unknown-linux-musl", "linux", "x64", "musl",
            "manylinux_2_17_x86_64.manylinux2014_x86_64.musllinux_1_1_x86_64", "", "",
        ),
        Target(
            "aarch64-unknown-linux-musl", "linux", "arm64", "musl",
            "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64", "", "",
        ),
        Target("x86_64-apple-darwin", "darwin", "x64", "", "macosx_10_12_x86_64", "", ""),
        Target("aarch64-apple-darwin", "darwin", "arm64", "", "macosx_11_0_arm64", "", ""),
        Target("x86_64-pc-windows-msvc", "win32", "x64", "", "win_amd64", "", ""),
    ]
}


@dataclass(frozen=True)
class Project:
    """The package `handout`, and the crates that are linked into it."""

    version: str
    description: str
    license: str
    keywords: list
    repository: str
    # The names and the address that the registries need and Cargo has no key for.
    maintainer: str
    pypi_name: str
    npm_name: str
    # The time of every file, in seconds since 1970.
    epoch: int
    # As `cargo metadata` describes them, in order of their names, without `handout`.
    crates: list


def read(target, cargo_flags):
    """Reads the project as it is compiled for a target with these flags, such as `--no-default-features`."""
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", target.triple]
    metadata = json.loads(subprocess.check_output(command + cargo_flags, cwd=ROOT))
    packages = {package["id"]: package for package in metadata["packages"]}
    root = metadata["resolve"]["root"]
    package = packages[root]
    names = package["metadata"]["packaging"]
    crates = [packages[crate] for crate in linked(metadata["resolve"]["nodes"], root)]
    return Project(
        version=package["version"],
        description=package["description"],
        license=package["license"],
        keywords=package["keywords"],
        repository=package["repository"] or "",
        maintainer=names["maintainer"],
        pypi_name=names["pypi"],
        npm_name=names["npm"],
        epoch=epoch(),
        crates=sorted(crates, key=lambda crate: (crate["name"], crate["version"])),
    )


def linked(nodes, root):
    """Returns the crates that the root depends on, other than for its tests and build scripts."""
    nodes = {node["id"]: node for node in nodes}
    seen, waiting = set(), [root]
    while waiting:
        for dependency in nodes[waiting.pop()]["deps"]:
            is_normal = any(kind["kind"] is None for kind in dependency["dep_kinds"])
            if is_normal and dependency["pkg"] not in seen:
                seen.add(dependency["pkg"])
                waiting.append(dependency["pkg"])
    return seen


def epoch():
    """Returns SOURCE_DATE_EPOCH or else the time of the last commit, so that the same commit makes the same bytes."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    return int(subprocess.check_output(["git", "log", "-1", "--format=%ct"], cwd=ROOT))
