"""Which version of the code this is. Knows no dagster."""

from importlib.metadata import PackageNotFoundError, version


def code_version() -> str:
    """The version of the installed distribution; `unreleased` where the code runs without being installed."""
    try:
        return version("ucap-warehouse")
    except PackageNotFoundError:
        return "unreleased"
