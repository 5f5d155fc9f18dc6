"""Writes what is inside a build: every package with its version and licence, as text and as CycloneDX JSON,
and the texts of the licences.

Source of the form: CycloneDX 1.5, https://cyclonedx.org/docs/1.5/json
"""

import json
import shutil
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path

TEXTS = ("", ".txt", ".md", ".rst", ".apache", ".bsd", ".mit")


def licence_of(package: Distribution) -> str:
    """Return the licence that a package names."""
    about = package.metadata
    classifiers = [each for each in about.get_all("Classifier") or [] if each.startswith("License ::")]
    named = about.get("License-Expression") or (classifiers[0].split(" :: ")[-1] if classifiers else "")
    return named or (about.get("License") or "not named").split("\n")[0][:80]


def main(folder: Path) -> None:
    """Write LICENSES.txt and sbom.json into the folder of a build."""
    inside = {each.name.split("-")[0].lower() for each in (folder / "_internal").iterdir()}
    names = {each.metadata["Name"]: each for each in distributions()}
    packed = [
        package
        for name, package in sorted(names.items(), key=lambda pair: pair[0].lower())
        if tops(package) & inside or name.lower() == "pdf-assistant"
    ]
    lines = [f"{each.metadata['Name']} {each.version}: {licence_of(each)}" for each in packed]
    (folder / "LICENSES.txt").write_text("\n".join(lines) + "\n", "utf-8")
    for package in packed:
        copy_licences(package, folder / "licenses" / package.metadata["Name"])
    parts = [
        {
            "type": "library",
            "name": each.metadata["Name"],
            "version": each.version,
            "purl": f"pkg:pypi/{each.metadata['Name'].lower()}@{each.version}",
            "licenses": [{"license": {"name": licence_of(each)}}],
        }
        for each in packed
    ]
    bill = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": parts}
    (folder / "sbom.json").write_text(json.dumps(bill, indent=2), "utf-8")


def copy_licences(package: Distribution, place: Path) -> None:
    """Copy the files of a package that hold its licences, as many as it brings."""
    for file in package.files or []:
        source = Path(str(file.locate()))
        named = any(word in file.name.upper() for word in ("LICEN", "COPYING", "NOTICE"))
        if named and file.suffix.lower() in TEXTS and source.is_file():
            place.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, place / "-".join(file.parts[-2:]))


def tops(package: Distribution) -> set[str]:
    """Return the names of the files and folders at the top of a package, without endings, in lower case."""
    files = package.files or []
    return {each.parts[0].split(".")[0].lower() for each in files if each.parts and each.parts[0] != ".."}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
