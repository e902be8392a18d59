"""The software bill of materials: CycloneDX 1.5, as JSON."""

import hashlib
import json
import uuid
from datetime import datetime, timezone

from . import licences
from .project import ROOT

# Which licence each font has, by the start of its file's name (src/render/pdf/fonts/LICENSE-OFL.txt).
FONT_LICENCES = {
    "DejaVu": {"name": "Bitstream Vera and Arev licences (DejaVu)"},
    "NewCM": {"name": "GUST Font License"},
    "": {"id": "OFL-1.1"},
}


def document(project):
    """Returns the document. Its serial number is made from its content, so that the same program has the same."""
    components = [crate_component(crate) for crate in project.crates]
    components += [font_component(font) for font in licences.fonts()]
    seed = json.dumps([project.version, components], sort_keys=True)
    made = datetime.fromtimestamp(project.epoch, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    content = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, seed)}",
        "version": 1,
        "metadata": {
            "timestamp": made,
            "component": {
                "type": "application",
                "bom-ref": purl("handout", project.version),
                "name": "handout",
                "version": project.version,
                "description": project.description,
                "licenses": [{"expression": project.license}],
                "purl": purl("handout", project.version),
            },
        },
        "components": components,
    }
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def crate_component(crate):
    reference = purl(crate["name"], crate["version"])
    component = {
        "type": "library",
        "bom-ref": reference,
        "name": crate["name"],
        "version": crate["version"],
        "scope": "required",
        "purl": reference,
    }
    if crate["license"]:
        component["licenses"] = [{"expression": licences.expression(crate)}]
    return component


def font_component(font):
    data = font.read_bytes()
    licence = next(licence for start, licence in FONT_LICENCES.items() if font.name.startswith(start))
    return {
        "type": "file",
        "bom-ref": f"font:{font.name}",
        "name": str(font.relative_to(ROOT)),
        "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(data).hexdigest()}],
        "licenses": [{"license": licence}],
    }


def purl(name, version):
    return f"pkg:cargo/{name}@{version}"
