"""Packs an installed tree (`make install DESTDIR=…`) into a wheel.

    python wheel.py TREE VERSION FOLDER

The program and its data go into the package, beside each other as below a prefix, so that the program
finds them; manual and completions go where the environment keeps such things. `auditwheel repair` then
adds the libraries that the platform's tag does not promise.
"""

import base64
import hashlib
import pathlib
import platform
import stat
import sys
import zipfile

HERE = pathlib.Path(__file__).parent
TOP = HERE.parent.parent
# Fixed, so that the same tree makes the same wheel.
MOMENT = (2020, 1, 1, 0, 0, 0)
TAG = f"linux_{platform.machine()}"


def metadata(version: str) -> str:
    readme = (TOP / "README.md").read_text()
    return f"""Metadata-Version: 2.4
Name: probscope
Version: {version}
Summary: What does this language model really say, and how often?
License-Expression: MIT
License-File: LICENSE
Keywords: llm,sampling,evaluation,unlearning,alignment,statistics,terminal
Classifier: Environment :: Console :: Curses
Classifier: Operating System :: POSIX :: Linux
Requires-Python: >=3.9
Provides-Extra: demo
Requires-Dist: {server()}; extra == "demo"
Description-Content-Type: text/markdown

{readme}"""


def server() -> str:
    """The pinned package with llama.cpp's server, as the Makefile names it."""
    for line in (TOP / "Makefile").read_text().splitlines():
        if line.startswith("XLLAMACPP := "):
            return line.removeprefix("XLLAMACPP := ")
    raise SystemExit("the Makefile names no XLLAMACPP")


def files(tree: pathlib.Path, version: str) -> dict[str, tuple[bytes, int]]:
    """Every file of the wheel but its record: content and mode."""
    found: dict[str, tuple[bytes, int]] = {}

    def add(name: str, path: pathlib.Path) -> None:
        found[name] = (path.read_bytes(), stat.S_IMODE(path.stat().st_mode))

    for path in sorted((HERE / "probscope").iterdir()):
        if path.is_file():
            add(f"probscope/{path.name}", path)
    add("probscope/bin/probscope", tree / "bin" / "probscope")
    share = tree / "share"
    for path in sorted(path for path in share.rglob("*") if path.is_file()):
        place = path.relative_to(share)
        if place.parts[0] == "doc":
            continue
        home = "probscope/share" if place.parts[0] == "probscope" else f"probscope-{version}.data/data/share"
        add(f"{home}/{place}", path)
    info = f"probscope-{version}.dist-info"
    add(f"{info}/licenses/LICENSE", TOP / "LICENSE")
    texts = {
        "METADATA": metadata(version),
        "WHEEL": "Wheel-Version: 1.0\nGenerator: probscope\nRoot-Is-Purelib: false\n"
        f"Tag: py3-none-{TAG}\n",
        "entry_points.txt": "[console_scripts]\nprobscope = probscope._launch:main\n",
    }
    for name, text in texts.items():
        found[f"{info}/{name}"] = (text.encode(), 0o644)
    return found


def main(tree: str, version: str, folder: str) -> None:
    content = files(pathlib.Path(tree), version)
    record = f"probscope-{version}.dist-info/RECORD"
    lines = []
    for name, (data, _) in content.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        lines.append(f"{name},sha256={digest},{len(data)}\n")
    content[record] = ("".join([*lines, f"{record},,\n"]).encode(), 0o644)
    path = pathlib.Path(folder) / f"probscope-{version}-py3-none-{TAG}.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as wheel:
        for name, (data, mode) in content.items():
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (stat.S_IFREG | mode) << 16
            wheel.writestr(entry, data)
    print(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
