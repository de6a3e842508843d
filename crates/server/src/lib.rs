//! HTTP and WebSocket doors of the gateway, and the built dashboard.
