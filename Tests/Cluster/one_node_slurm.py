"""A Slurm of one node, this machine, for as long as a test needs it.

Its three daemons (munged, which signs messages; slurmctld, the scheduler; slurmd, the node) run as
the present user, on ports of their own, from a configuration in a folder of their own. Nothing of a
Slurm that the machine may have otherwise is touched.
"""

import getpass
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

# Debian keeps daemons out of an ordinary user's path.
PATH = os.environ.get("PATH", "") + os.pathsep + "/usr/sbin"
PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "sinfo", "scontrol", "scancel")

CONFIGURATION = """\
ClusterName=longshore
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
SlurmctldPort={scheduler_port}
SlurmdPort={node_port}
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket={folder}/munge.socket
StateSaveLocation={folder}/scheduler
SlurmdSpoolDir={folder}/node
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
# Neither control groups nor accounting: both need more of a machine than a test may ask for.
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,batch_sched_delay=0,bf_interval=1
ReturnToService=2
SlurmdParameters=config_overrides
NodeName={host} NodeAddr=127.0.0.1 CPUs={cores} RealMemory={memory} State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


class SlurmError(Exception):
    """Why the cluster does not do what it should, in a few lines."""


def missing_programs() -> list[str]:
    return [name for name in PROGRAMS if shutil.which(name, path=PATH) is None]


class OneNodeSlurm:
    """A context manager: the node is idle inside, and all daemons have ended behind it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.environment = os.environ | {"PATH": PATH, "SLURM_CONF": str(folder / "slurm.conf")}
        # A test inside a task of another Slurm is no step of that.
        for name in [name for name in self.environment if name.startswith(("SLURM_", "SBATCH_"))]:
            if name != "SLURM_CONF":
                del self.environment[name]
        self._daemons: list[tuple[str, subprocess.Popen]] = []

    def __enter__(self) -> "OneNodeSlurm":
        try:
            self._configure()
            files = ("key-file=munge.key", "socket=munge.socket", "pid-file=munged.pid",
                     "seed-file=munge.seed", "log-file=munge.log")
            self._start("munged", "--foreground", *(
                "--" + file.replace("=", f"={self.folder}/") for file in files
            ))
            self.wait("munged listens", (self.folder / "munge.socket").exists)
            self._start("slurmctld", "-D")
            self._start("slurmd", "-D")
            self.wait("the node is idle", lambda: self.node_state() == "idle")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_) -> None:
        """Ends the jobs, then the daemons, the last started first."""
        if len(self._daemons) == 3:
            # All of the queue is ours, and nobody's but ours.
            self.run("scancel", "--full", "--signal=KILL", "--state=RUNNING", check=False)
            self.run("scancel", f"--user={getpass.getuser()}", check=False)
            end = time.monotonic() + 10
            while self.run("squeue", "--noheader", check=False) and time.monotonic() < end:
                time.sleep(0.05)
        for _, process in reversed(self._daemons):
            if process.poll() is None:
                process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self._daemons.clear()

    def run(self, *command: str, check: bool = True) -> str:
        """What one of Slurm's commands prints."""
        try:
            done = subprocess.run(
                command, env=self.environment, capture_output=True, text=True, timeout=60
            )
        except subprocess.TimeoutExpired:
            raise SlurmError(f"{' '.join(command)}: no answer in 60 s") from None
        if check and done.returncode != 0:
            raise SlurmError(
                f"{' '.join(command)}: exit code {done.returncode}: {done.stderr.strip()}"
            )
        return done.stdout.rstrip()

    def node_state(self) -> str:
        return self.run("sinfo", "--noheader", "--format=%T", check=False)

    def tasks(self, job: str) -> dict[int, tuple[str, str]]:
        """The state and the exit code (`status:signal`) of each task of an array, by its index."""
        found = {}
        for record in self.run("scontrol", "--oneliner", "show", "job", job).splitlines():
            fields = dict(re.findall(r"(\S+?)=(\S*)", record))
            # Those that wait are one record, such as `ArrayTaskId=3-7`.
            for part in fields["ArrayTaskId"].partition("%")[0].split(","):
                first, _, last = part.partition("-")
                for index in range(int(first), int(last or first) + 1):
                    found[index] = (fields["JobState"], fields["ExitCode"])
        return dict(sorted(found.items()))

    def wait(self, what: str, holds, seconds: float = 60, every: float = 0.05):
        """What `holds()` returns as soon as that is true."""
        end = time.monotonic() + seconds
        while True:
            found = holds()
            if found:
                return found
            for name, process in self._daemons:
                if process.poll() is not None:
                    raise SlurmError(
                        f"{name} ended with exit code {process.returncode}:\n{self._log(name)}"
                    )
            if time.monotonic() > end:
                logs = "\n".join(f"{name}:\n{self._log(name)}" for name, _ in self._daemons)
                raise SlurmError(f"waited {seconds:g} s in vain until {what}\n{logs}")
            time.sleep(every)

    def _configure(self) -> None:
        # munged refuses a socket in a folder that others cannot enter.
        self.folder.chmod(0o755)
        for name in ("scheduler", "node"):
            (self.folder / name).mkdir(mode=0o755)
        key = self.folder / "munge.key"
        key.touch(mode=0o600)
        key.write_bytes(secrets.token_bytes(1024))
        scheduler_port, node_port = _free_ports(2)
        (self.folder / "slurm.conf").write_text(CONFIGURATION.format(
            host=socket.gethostname().partition(".")[0], user=getpass.getuser(), folder=self.folder,
            scheduler_port=scheduler_port, node_port=node_port, cores=os.cpu_count(),
            memory=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20,
        ))

    def _start(self, name: str, *arguments: str) -> None:
        with open(self.folder / f"{name}.out", "wb") as output:
            self._daemons.append((name, subprocess.Popen(
                [shutil.which(name, path=PATH), *arguments], env=self.environment,
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
            )))

    def _log(self, name: str) -> str:
        lines = (self.folder / f"{name}.out").read_text(errors="replace").splitlines()
        return "\n".join(f"  {line}" for line in lines[-15:])


def _free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now; all are held until the last is found."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()
