"""Freed memory stays with the process: seen in a process of its own, whose allocator this changes for good."""

import platform
import subprocess
import sys

import pytest

CODE = """
import resource, sys, torch
from training.learning.memory import keep_freed_memory

if sys.argv[1] == "kept":
    assert keep_freed_memory()
def faults():
    for _ in range(20):
        torch.ones(16_000_000)  # 64 MB
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
faults()
before = faults()
print(faults() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="it is glibc's allocator that is told")
def test_what_is_freed_is_there_for_the_next_block_without_a_page_fault():
    faults = {
        name: int(subprocess.run([sys.executable, "-c", CODE, name], capture_output=True, check=True, text=True).stdout)
        for name in ("kept", "left")
    }
    assert faults["kept"] < 100 < faults["left"]
