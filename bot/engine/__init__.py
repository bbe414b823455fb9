"""One event, applied once; letters sent in order. The only room beside store with transactions."""
