"""The web server, the command line and their settings. It imports no web library itself."""
