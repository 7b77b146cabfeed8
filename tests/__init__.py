"""The tests, room for room where what they test lies; `tools` are no tests, but measure and photograph."""
