"""The commands of `youcheng`, one file each: what they take and what they print, and no more."""
