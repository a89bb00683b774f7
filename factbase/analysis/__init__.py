"""Questions over many facts."""
