"""The registry as a page that opens offline, and as figures for print."""
