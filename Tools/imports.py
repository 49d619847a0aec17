"""Checks that every target imports only what Package.swift says it depends on. Run by Tools/check.

SwiftPM's own check lets through what a dependency depends on; here what a target uses it must name. Reads the package
as `swift package dump-package` writes it, from stdin. Exits 1 and names every import that is not allowed.
"""

import json
import pathlib
import re
import sys

# What comes with the toolchain and the system, and needs no dependency.
SYSTEM = {"Dispatch", "Foundation", "FoundationEssentials", "FoundationXML", "Glibc", "Swift", "Synchronization", "Testing"}

# The ledger is pure: not even Foundation.
WITHOUT_SYSTEM = {"Ledger"}

IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"
    r"import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)", re.MULTILINE)


def main():
    package = json.load(sys.stdin)
    faults = []
    for target in package["targets"]:
        folder = pathlib.Path(target.get("path") or f"{'Tests' if target['type'] == 'test' else 'Sources'}/{target['name']}")
        allowed = set() if target["name"] in WITHOUT_SYSTEM else set(SYSTEM)
        for dependency in target["dependencies"]:
            # {"byName": ["Ledger", …]} or {"product": ["NIOCore", "swift-nio", …]}
            allowed.add(next(iter(dependency.values()))[0])
        # Of some targets only parts of the folder are sources.
        parts = [folder / part for part in target.get("sources") or ["."]]
        for file in sorted(file for part in parts for file in part.rglob("*.swift")):
            for module in sorted(set(IMPORT.findall(file.read_text())) - allowed):
                faults.append(f"{file}: imports {module}, which Package.swift does not name for {target['name']}")
    print("\n".join(faults), end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
