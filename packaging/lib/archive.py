"""An archive to unpack anywhere: handout-VERSION-TARGET.tar.gz. Its format is in `[package.metadata.binstall]`."""

import io
import tarfile

from .contents import compress


def write(project, target, contents, folder):
    name = f"handout-{project.version}-{target.triple}"
    files = {
        target.program: (contents.program, 0o755),
        "handout.1": (contents.manual, 0o644),
        "THIRD-PARTY-LICENSES": (contents.third_party, 0o644),
        "handout.cdx.json": (contents.sbom, 0o644),
    }
    files |= {path: (data, 0o644) for path, data in contents.documents.items()}
    files |= {f"completions/{path}": (data, 0o644) for path, data in contents.completions.items()}
    path = folder / f"{name}.tar.gz"
    path.write_bytes(tar({f"{name}/{file}": entry for file, entry in files.items()}, project.epoch))
    return path


def tar(files, epoch):
    """Returns a compressed archive of files, from their paths to their bytes and mode, that only depends on them."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, (data, mode) in sorted(files.items()):
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode, entry.mtime = len(data), mode, epoch
            archive.addfile(entry, io.BytesIO(data))
    return compress(buffer.getvalue())
