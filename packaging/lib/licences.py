"""The licences of everything that is inside the program: crates, fonts, and data that crates bring."""

import re
from pathlib import Path

from .project import ROOT

LICENCE_FILE = re.compile(r"^(licen[cs]e|copying|notice|unlicense|copyright|authors)", re.IGNORECASE)
FONTS = ROOT / "src/render/pdf/fonts"
RULE = "=" * 100


def text(project):
    """Returns the text of THIRD-PARTY-LICENSES: a list of the crates, then each licence text once."""
    texts, without = {}, []
    for crate in project.crates:
        files = licence_files(Path(crate["manifest_path"]).parent)
        for file in files:
            content = file.read_text(encoding="utf-8", errors="replace").strip()
            # Most copies of the same licence only differ in how their lines are broken.
            _, crates = texts.setdefault(" ".join(content.split()).lower(), (content, []))
            crates.append(f"{label(crate)} ({file.name})")
        if not files:
            without.append(crate)
    parts = [
        "Handout is built from the work of many people. This file lists the crates that are linked into the program,\n"
        "with their licences, then each licence text once, then the licences of the fonts.",
        "\n".join(f"{label(crate)}: {expression(crate)}" for crate in project.crates),
        "These crates are published without a file for their licence. The licence is the one that the list above names,\n"
        "and its text is among those below.\n\n"
        + "\n".join(f"{label(crate)}, by {people(crate)}" for crate in without),
    ]
    for content, crates in texts.values():
        parts.append("For " + ", ".join(crates) + "\n\n" + content)
    for file in font_licences():
        parts.append(f"For the fonts in the program ({file.name})\n\n{file.read_text(encoding='utf-8').strip()}")
    return f"\n\n{RULE}\n\n".join(parts) + "\n"


def font_licences():
    """Returns the licences of the fonts."""
    return sorted(FONTS.glob("LICENSE-*"))


def fonts():
    """Returns the font files that are compiled in."""
    return sorted(file for file in FONTS.rglob("*") if file.suffix in (".otf", ".ttf"))


def licence_files(folder):
    """Returns the files with licences of a crate: beside its manifest, or in a folder for them."""
    found = []
    for entry in sorted(folder.iterdir()):
        if LICENCE_FILE.match(entry.name):
            found += sorted(entry.iterdir()) if entry.is_dir() else [entry]
    return [entry for entry in found if entry.is_file() and entry.suffix != ".rs"]


def label(crate):
    return f"{crate['name']} {crate['version']}"


def expression(crate):
    """Returns the licence as an SPDX expression. Older crates write `/` for `OR`."""
    return (crate["license"] or "see its licence file").replace(" / ", " OR ").replace("/", " OR ")


def people(crate):
    return ", ".join(crate["authors"]) or crate["repository"] or "its authors"
