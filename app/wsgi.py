"""The application as web servers take it: ``app.wsgi:server``."""

from app.factory import create_app
from app.settings import Settings

server = create_app(Settings.from_environment()).server
