//! How this venue says no.

use crate::face::Reply;

/// An error body with its HTTP status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub status: u16,
    pub code: i64,
    pub message: String,
}

impl ApiError {
    pub fn bad(code: i64, message: impl Into<String>) -> ApiError {
        ApiError { status: 400, code, message: message.into() }
    }

    pub fn missing(name: &str) -> ApiError {
        ApiError::bad(-1102, format!("Mandatory parameter '{name}' was not sent, was empty/null, or malformed."))
    }

    pub fn illegal(name: &str, range: &str) -> ApiError {
        ApiError::bad(-1100, format!("Illegal characters found in parameter '{name}'; legal range is '{range}'."))
    }

    pub fn not_valid(name: &str) -> ApiError {
        ApiError::bad(-1130, format!("Data sent for parameter '{name}' is not valid."))
    }

    pub fn symbol() -> ApiError {
        ApiError::bad(-1121, "Invalid symbol.")
    }

    pub fn pair() -> ApiError {
        ApiError::bad(-4144, "Invalid pair.")
    }

    pub fn interval() -> ApiError {
        ApiError::bad(-1120, "Invalid interval.")
    }

    pub fn start_after_end() -> ApiError {
        ApiError::bad(-1023, "Start time is greater than end time.")
    }

    pub fn window() -> ApiError {
        ApiError::bad(-1127, "More than 1 hours between startTime and endTime.")
    }

    pub fn no_key() -> ApiError {
        ApiError { status: 401, code: -2014, message: "API-key format invalid.".to_owned() }
    }

    pub fn wrong_key() -> ApiError {
        ApiError { status: 401, code: -2015, message: "Invalid API-key, IP, or permissions for action.".to_owned() }
    }

    /// ASSUMED: 401, as for other errors of authentication.
    pub fn signature() -> ApiError {
        ApiError { status: 401, code: -1022, message: "Signature for this request is not valid.".to_owned() }
    }

    pub fn too_early() -> ApiError {
        ApiError::bad(-1021, "Timestamp for this request was 1000ms ahead of the server's time.")
    }

    pub fn too_late() -> ApiError {
        ApiError::bad(-1021, "Timestamp for this request is outside of the recvWindow.")
    }

    /// The same check where the order reaches the matching engine.
    pub fn too_late_for_the_engine() -> ApiError {
        ApiError::bad(-5028, "Timestamp for this request is outside of the ME recvWindow.")
    }

    pub fn too_many_orders(limit: u64, window: &str) -> ApiError {
        let message = format!("Too many new orders; current limit is {limit} orders per {window}.");
        ApiError { status: 429, code: -1015, message }
    }

    pub fn time_in_force() -> ApiError {
        ApiError::bad(-1115, "Invalid timeInForce.")
    }

    pub fn order_type() -> ApiError {
        ApiError::bad(-1116, "Invalid orderType.")
    }

    pub fn side() -> ApiError {
        ApiError::bad(-1117, "Invalid side.")
    }

    pub fn position_side() -> ApiError {
        ApiError::bad(-4060, "Invalid position side.")
    }

    pub fn self_trade() -> ApiError {
        ApiError::bad(-5039, "Invalid self trade prevention mode")
    }

    pub fn use_algo() -> ApiError {
        ApiError::bad(-4120, "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.")
    }

    pub fn no_listen_key() -> ApiError {
        ApiError::bad(-1125, "This listenKey does not exist.")
    }

    pub fn batch_size(most: usize) -> ApiError {
        ApiError::bad(-4082, format!("Invalid number of batch place orders: 1 to {most}."))
    }

    pub fn no_order() -> ApiError {
        ApiError::bad(-2013, "Order does not exist.")
    }

    /// The venue does not say what became of the request.
    pub fn timeout() -> ApiError {
        let message = "Timeout waiting for response from backend server. Send status unknown; execution status unknown.";
        ApiError { status: 408, code: -1007, message: message.to_owned() }
    }

    pub fn not_supported() -> ApiError {
        ApiError::bad(-1020, "This operation is not supported.")
    }

    pub fn no_path(path: &str, method: &str) -> ApiError {
        let path: String =
            path.chars().filter(|character| character.is_ascii_graphic() && !"\"\\<>".contains(*character)).take(200).collect();
        ApiError { status: 404, code: -5000, message: format!("Path {path}, Method {method} is invalid") }
    }

    /// The error as JSON.
    pub fn body(&self) -> String {
        serde_json::json!({ "code": self.code, "msg": self.message }).to_string()
    }

    /// The error as an answer.
    pub fn reply(&self) -> Reply {
        Reply { status: self.status, headers: Vec::new(), body: self.body(), weight: 0 }
    }
}
