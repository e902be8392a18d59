"""A wheel with the program inside, for `pip install` (PyPA specifications, "Binary distribution format")."""

import base64
import hashlib
import re
import zipfile
from datetime import datetime, timezone


def write(project, target, contents, folder):
    name = project.pypi_name.replace("-", "_")
    tag = f"py3-none-{platform(target, contents.program)}"
    data, info = f"{name}-{project.version}.data", f"{name}-{project.version}.dist-info"
    files = {
        f"{data}/scripts/{target.program}": (contents.program, 0o755),
        f"{data}/data/share/man/man1/handout.1": (contents.manual, 0o644),
        f"{info}/METADATA": (metadata(project, contents), 0o644),
        f"{info}/WHEEL": (wheel(tag), 0o644),
        f"{info}/licenses/LICENSE-APACHE": (contents.documents["LICENSE-APACHE"], 0o644),
        f"{info}/licenses/LICENSE-MIT": (contents.documents["LICENSE-MIT"], 0o644),
        f"{info}/licenses/THIRD-PARTY-LICENSES": (contents.third_party, 0o644),
        f"{info}/sboms/handout.cdx.json": (contents.sbom, 0o644),
    }
    files[f"{info}/RECORD"] = (record(files, f"{info}/RECORD"), 0o644)
    path = folder / f"{name}-{project.version}-{tag}.whl"
    write_zip(path, files, project.epoch)
    return path


def platform(target, program):
    """Returns the tag of the systems that can run the program. For glibc it names the version that it was linked with."""
    if not target.wheel.startswith("GLIBC_"):
        return target.wheel
    return target.wheel.replace("GLIBC", f"manylinux_2_{glibc(program)}")


def glibc(program):
    """Returns the minor version of glibc 2 that a program needs: the newest among the versions of its symbols."""
    return max(int(minor) for minor in re.findall(rb"\0GLIBC_2\.(\d+)(?:\.\d+)?(?=\0)", program))


def metadata(project, contents):
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {project.pypi_name}",
        f"Version: {project.version}",
        f"Summary: {project.description}",
        f"License-Expression: {project.license}",
        "License-File: LICENSE-APACHE",
        "License-File: LICENSE-MIT",
        "License-File: THIRD-PARTY-LICENSES",
        f"Keywords: {','.join(project.keywords)}",
        f"Author-email: {project.maintainer}",
        "Requires-Python: >=3.7",
        "Description-Content-Type: text/markdown",
    ]
    if project.repository:
        lines.append(f"Project-URL: Source, {project.repository}")
    return "\n".join(lines).encode() + b"\n\n" + contents.documents["README.md"]


def wheel(tag):
    tags = [f"Tag: py3-none-{platform}" for platform in tag.removeprefix("py3-none-").split(".")]
    lines = ["Wheel-Version: 1.0", "Generator: handout (packaging/release)", "Root-Is-Purelib: false", *tags]
    return "\n".join(lines).encode() + b"\n"


def record(files, itself):
    """Returns the list of the files with their hashes. The list itself has none."""
    lines = []
    for path, (data, _) in sorted(files.items()):
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        lines.append(f"{path},sha256={digest},{len(data)}")
    return "\n".join([*lines, f"{itself},,"]).encode() + b"\n"


def write_zip(path, files, epoch):
    # A ZIP file has no time before 1980.
    time = datetime.fromtimestamp(max(epoch, 315_532_800), timezone.utc).timetuple()[:6]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        # The metadata last, as the specification recommends, and RECORD after it.
        for name in sorted(files, key=lambda name: (".dist-info/" in name, name.endswith("/RECORD"), name)):
            data, mode = files[name]
            entry = zipfile.ZipInfo(name, time)
            entry.create_system, entry.compress_type = 3, zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100000 | mode) << 16
            archive.writestr(entry, data)
