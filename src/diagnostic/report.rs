//! Diagnostics as text: full, concise and JSON.
