"""Becomes the program; nothing else is imported, since every start pays for it."""

import os
import sys

# libcurl comes from a Debian; other systems keep their certificates elsewhere.
_USUAL_CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
_OTHER_CERTIFICATES = (
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)


def main() -> None:
    program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bin", "probscope")
    # `probscope demo` finds llama.cpp's server in this environment: pip install probscope[demo].
    # Without it no Python is named, and the demo opens a recorded run.
    if "demo" in sys.argv[1:2] and "PROBSCOPE_LLAMA_PYTHON" not in os.environ:
        import importlib.util

        if importlib.util.find_spec("xllamacpp") is not None:
            os.environ["PROBSCOPE_LLAMA_PYTHON"] = sys.executable
    if "SSL_CERT_FILE" not in os.environ and not os.path.exists(_USUAL_CERTIFICATES):
        for path in _OTHER_CERTIFICATES:
            if os.path.exists(path):
                os.environ["SSL_CERT_FILE"] = path
                break
    os.execv(program, [sys.argv[0], *sys.argv[1:]])
