"""The files that are in every package, before the package's format decides on their places."""

import gzip
import subprocess
from dataclasses import dataclass

from . import licences, sbom
from .project import ROOT, SHELLS


@dataclass(frozen=True)
class Contents:
    program: bytes
    manual: bytes
    # By the name of the file that the shell looks for.
    completions: dict
    # README, change log and the licences of Handout itself.
    documents: dict
    # The licences of the crates, the fonts and the data in the program.
    third_party: bytes
    # A software bill of materials, as CycloneDX JSON.
    sbom: bytes


def read(project, program, host_program):
    """Reads the files. `host_program` runs on this computer and prints the manual page and the completions."""

    def output(*arguments):
        return subprocess.check_output([host_program, *arguments])

    version = output("--version").decode().split()[-1]
    if version != project.version:
        raise SystemExit(f"error: {host_program} is version {version}, and Cargo.toml says {project.version}")
    names = ["README.md", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"]
    return Contents(
        program=program.read_bytes(),
        manual=output("man"),
        completions={file: output("completions", shell) for shell, file in SHELLS.items()},
        documents={name: (ROOT / name).read_bytes() for name in names},
        third_party=licences.text(project).encode(),
        sbom=sbom.document(project),
    )


def compress(data):
    """Compresses as gzip, without a name or a time inside."""
    return gzip.compress(data, 9, mtime=0)


def unix_tree(contents, completions):
    """Returns the files as they are below `/usr`, with their modes. `completions` maps shells to folders."""
    share = "share/doc/handout"
    tree = {
        "bin/handout": (contents.program, 0o755),
        "share/man/man1/handout.1.gz": (compress(contents.manual), 0o644),
        f"{share}/handout.cdx.json.gz": (compress(contents.sbom), 0o644),
        f"{share}/README.md": (contents.documents["README.md"], 0o644),
    }
    for shell, path in completions.items():
        tree[path] = (contents.completions[SHELLS[shell]], 0o644)
    return tree
