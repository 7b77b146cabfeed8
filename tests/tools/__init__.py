"""No tests: what measures and photographs the page, and a small Hub on the loopback for the tests that need one."""
