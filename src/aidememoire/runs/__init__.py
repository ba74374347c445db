"""Runs that survive anything: the store on disk, and the job that works through it."""
