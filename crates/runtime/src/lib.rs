//! All venue IO: the driver loop, HTTP and WebSocket clients, timers.
