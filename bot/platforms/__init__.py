"""One file per platform, and the Protocol they all fulfil."""
