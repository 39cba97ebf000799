"""The field's words as pure values and functions: no disk, no clock, no screen."""
