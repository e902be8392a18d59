"""Publishes a guide to moto, a server that speaks the language of Amazon S3, and compares what is there with the site.

Usage: python s3_server.py PATH_OF_HANDOUT
"""

import os
import pathlib
import subprocess
import sys
import tempfile

import boto3
from moto.server import ThreadedMotoServer

handout = str(pathlib.Path(sys.argv[1]).resolve())
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
server.start()
endpoint = "http://%s:%d" % server.get_host_and_port()
os.environ.update(AWS_ACCESS_KEY_ID="key", AWS_SECRET_ACCESS_KEY="secret")
s3 = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
guide = pathlib.Path(tempfile.mkdtemp()) / "guide"


def run(*arguments):
    done = subprocess.run([handout, *arguments], cwd=guide.parent, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def publish():
    return run("publish", "--yes", "--no-pdf", "--root", str(guide))


def check():
    """Compares the bucket with the site, byte by byte."""
    listed = s3.list_objects_v2(Bucket="guides", Prefix="milk/")["Contents"]
    there = {it["Key"].removeprefix("milk/") for it in listed}
    public = guide / "public"
    site = {str(path.relative_to(public)) for path in public.rglob("*") if path.is_file()} - {".handout-manifest"}
    assert site <= there, site - there
    others = {path for path in there - site if not path.startswith("assets/")}
    assert others == {"handout-manifest.json"}, others
    for path in site:
        found = s3.get_object(Bucket="guides", Key="milk/" + path)
        assert found["Body"].read() == (public / path).read_bytes(), path
        kept = "immutable" if path.startswith("assets/") else "no-cache"
        assert kept in found["CacheControl"], (path, found["CacheControl"])
    return len(site)


try:
    assert run("new", str(guide))[0] == 0
    with open(guide / "site.toml", "a") as settings:
        settings.write(f'\n[publish.s3]\nto = "s3"\nbucket = "guides"\nprefix = "milk"\nendpoint = "{endpoint}"\n')
    code, said = publish()
    assert code == 2 and "there is no bucket `guides`" in said, said
    s3.create_bucket(Bucket="guides")
    code, said = publish()
    assert code == 0, said
    first = check()
    code, said = publish()
    assert code == 0 and "is up to date" in said, said
    with open(guide / "content" / "first-steps.md", "a") as page:
        page.write("\nOne more step.\n")
    (guide / "content" / "writing" / "tables.md").rename(guide / "content" / "writing" / "lists, and [more].md")
    index = guide / "content" / "writing" / "index.md"
    code, said = publish()
    if code == 1:
        index.write_text("# Writing pages\n")
        for page in (guide / "content").rglob("*.md"):
            page.write_text("\n".join(line for line in page.read_text().split("\n") if "tables.md" not in line))
        code, said = publish()
    assert code == 0, said
    check()
    print(f"{first} files published to moto, then only what changed")
finally:
    server.stop()
