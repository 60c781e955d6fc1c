"""Pictures of pages by a Chromium that is on this machine, driven over its debugging pipe. Nothing is fetched."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import select
import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BUNDLED = ("chromium-*/*/chrome", "chromium_headless_shell-*/*/headless_shell")
QUIET = (
    "--headless",
    "--disable-gpu",
    "--hide-scrollbars",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-dev-shm-usage",  # small in containers
)
PATIENCE = 60.0
SHARPNESS = 2
TO_BROWSER, FROM_BROWSER = 3, 4  # the numbers under which Chromium looks for its pipe
ABOVE = 10


class NoPicture(Exception):
    """Chromium ended, fell silent or refused."""


def find(environ: Mapping[str, str]) -> str | None:
    """Return the path of a Chromium: the first in PATH, else one that Playwright brought; None if there is none."""
    for name in NAMES:
        found = shutil.which(name, path=environ.get("PATH", ""))
        if found:
            return found
    folder = Path(
        environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path(environ.get("HOME", "/")) / ".cache" / "ms-playwright"
    )
    bundled = (path for pattern in BUNDLED for path in sorted(folder.glob(pattern), reverse=True))
    return next((str(path) for path in bundled if os.access(path, os.X_OK)), None)


class Chromium:
    """One running browser with one empty tab. A context manager; every call raises NoPicture if it comes to nothing."""

    def __init__(self, path: str, environ: Mapping[str, str]) -> None:
        self._path = path
        self._environ = environ
        self._count = 0
        self._rest = b""
        self._session = ""
        self._to = self._from = self._process = -1

    def __enter__(self) -> Chromium:
        self._profile = tempfile.mkdtemp(prefix="preview-")
        try:
            self._start()
            target = self._ask("Target.createTarget", url="about:blank")["targetId"]
            self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            self._frame = self._ask("Page.getFrameTree")["frameTree"]["frame"]["id"]
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._end()

    def picture(self, html: str, *, dark: bool) -> bytes:
        """Return a PNG of a whole page, as wide as its content, two pixels a unit."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._ask("Emulation.setEmulatedMedia", features=[scheme])
        self._size(1, 1)  # so that the content alone says how large it is
        self._ask("Page.setDocumentContent", frameId=self._frame, html=html)
        content = self._ask("Page.getLayoutMetrics")["cssContentSize"]
        width, height = int(content["width"]), int(content["height"])
        self._size(width, height)
        whole = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        shot = self._ask("Page.captureScreenshot", format="png", clip=whole, captureBeyondViewport=True)
        return base64.b64decode(shot["data"])

    def _size(self, width: int, height: int) -> None:
        self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=SHARPNESS,
            mobile=False,
        )

    # --- the pipe ---

    def _start(self) -> None:
        theirs_in, self._to = _pipe()
        self._from, theirs_out = _pipe()
        flags = [*QUIET, "--remote-debugging-pipe", f"--user-data-dir={self._profile}"]
        if os.geteuid() == 0:
            flags.append("--no-sandbox")  # root, as in containers, has no sandbox; what is shown is only our own page
        silent = os.open(os.devnull, os.O_RDWR)
        places = [(silent, 0), (silent, 1), (silent, 2), (theirs_in, TO_BROWSER), (theirs_out, FROM_BROWSER)]
        actions = [(os.POSIX_SPAWN_DUP2, ours, theirs) for ours, theirs in places]
        try:
            command = [self._path, *flags, "about:blank"]
            self._process = os.posix_spawn(self._path, command, dict(self._environ), file_actions=actions, setpgroup=0)
        finally:
            for each in (theirs_in, theirs_out, silent):
                os.close(each)

    def _end(self) -> None:
        for each in (self._to, self._from):
            if each >= 0:
                os.close(each)
        if self._process >= 0:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)
        shutil.rmtree(self._profile, ignore_errors=True)

    def _ask(self, method: str, **parameters: object) -> dict[str, Any]:
        self._count += 1
        request: dict[str, Any] = {"id": self._count, "method": method, "params": parameters}
        if self._session:
            request["sessionId"] = self._session
        try:
            _write(self._to, json.dumps(request).encode() + b"\0")
        except BrokenPipeError:
            raise NoPicture("Chromium has ended") from None
        for answer in self._answers():
            if answer.get("id") != self._count:
                continue
            if "error" in answer:
                raise NoPicture(f"{method}: {answer['error'].get('message', '')}")
            return dict(answer["result"])
        raise NoPicture("Chromium has ended")

    def _answers(self) -> Iterator[dict[str, Any]]:
        while True:
            answer, found, rest = self._rest.partition(b"\0")
            if found:
                self._rest = rest
                yield json.loads(answer)
                continue
            if not select.select([self._from], [], [], PATIENCE)[0]:
                raise NoPicture(f"Chromium has said nothing for {PATIENCE:.0f} s")
            read = os.read(self._from, 1 << 20)
            if not read:
                return
            self._rest += read


def _pipe() -> tuple[int, int]:
    """Return both ends of a pipe under numbers that the browser's own can't overwrite."""
    ends = os.pipe()
    moved = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, ABOVE) for end in ends]
    for end in ends:
        os.close(end)
    return moved[0], moved[1]


def _write(pipe: int, content: bytes) -> None:
    while content:
        content = content[os.write(pipe, content) :]
