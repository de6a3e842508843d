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
    fn bad(code: i64, message: impl Into<String>) -> ApiError {
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

    pub fn not_supported() -> ApiError {
        ApiError::bad(-1020, "This operation is not supported.")
    }

    pub fn no_path(path: &str, method: &str) -> ApiError {
        let path: String =
            path.chars().filter(|character| character.is_ascii_graphic() && !"\"\\<>".contains(*character)).take(200).collect();
        ApiError { status: 404, code: -5000, message: format!("Path {path}, Method {method} is invalid") }
    }

    /// The error as an answer.
    pub fn reply(&self) -> Reply {
        let body = serde_json::json!({ "code": self.code, "msg": self.message }).to_string();
        Reply { status: self.status, headers: Vec::new(), body, weight: 0 }
    }
}
