"""Appointments: free times, holds, bookings, reminders, series, the waiting list."""

from __future__ import annotations

from handlers.bookings import record, timers
from handlers.chat.feature import Feature

FEATURE = Feature(
    name="bookings",
    timers={record.HOLD_OVER: timers.hold_over, record.REMIND: timers.remind},
)
