"""The application as web servers take it: ``app.wsgi:server``."""

import atexit

from app.delivery import Carrier, Courier
from app.factory import create_app, open_data
from app.settings import Settings

_settings = Settings.from_environment()
_workbench = open_data(_settings)
server = create_app(_settings, _workbench).server

# One in each server process; the outbox gives each message to one of them.
_courier = Courier(_workbench.alerts.outbox, Carrier(_settings.delivery))
_courier.start()
atexit.register(_courier.stop)
