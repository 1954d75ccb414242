"""What a crash left in Dagster's books: runs that stand there as running, and whose process is gone with the service.

`python -m assets.left_over` marks them as failed before the daemon starts; the daemon then runs them again. Without it a power
cut in the middle of a refresh would hold up all others until `max_runtime_seconds` (dagster.yaml) have passed.
"""

import json
import socket

import dagster as dg
from dagster._core.storage.tags import GRPC_INFO_TAG

from assets.log import Log
from assets.runs import publishes

IN_A_PROCESS = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]
WORDS = "Its process is gone: the service was restarted, or the machine stopped, while it ran."


def settle(instance: dg.DagsterInstance, log: Log) -> int:
    """Marks the runs that the daemon started earlier as failed; gives back how many there were.

    To be called before the daemon starts: its runs are processes below it, and end with it. One whose server still answers
    belongs to another daemon, that of a second `make dagster`. A refresh from the command line has a process of its own.
    Both are left alone.
    """
    runs = instance.get_runs(filters=dg.RunsFilter(statuses=IN_A_PROCESS))
    left_over = [run for run in runs if GRPC_INFO_TAG in run.tags and not _answers(run.tags[GRPC_INFO_TAG])]
    for run in left_over:
        instance.report_run_failed(run, WORDS)
        if publishes(run):
            log.error("refresh failed", run_id=run.run_id, reason=WORDS)
    return len(left_over)


def _answers(server: str) -> bool:
    """Whether somebody listens where Dagster noted the server of a run: `{"host": "localhost", "socket": "/tmp/tmpabc"}`."""
    path = json.loads(server).get("socket")
    if path is None:
        return False
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(5)
        try:
            client.connect(path)
        except (ConnectionRefusedError, FileNotFoundError):
            return False
        except OSError:
            return True
    return True


if __name__ == "__main__":
    with dg.DagsterInstance.get() as books:
        settle(books, Log.by_environment())
