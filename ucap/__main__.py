"""`python -m ucap`, the same as `ucap`."""

from ucap.app import main

if __name__ == "__main__":
    main()
