"""What waits for a module that is being written."""

from importlib.util import find_spec

collect_ignore = (
    []
    if find_spec("aidememoire.extraction")
    else ["test_api.py", "test_cli.py", "test_cli_evals.py", "test_cli_models.py"]
)
