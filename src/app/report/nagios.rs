//! The line of a Nagios plugin.

use crate::paste::escape::shorten;

/// Long enough for a message, short enough for a pager.
const MESSAGE_LIMIT: usize = 160;

/// The state, the message and the performance data. A bar precedes the data, so bars in the message are replaced.
pub(super) fn line(state: &str, message: &str, data: &str) -> String {
    let message = shorten(&message.replace('|', "/"), MESSAGE_LIMIT);
    format!("PGCERTS {state} - {message} | {data}")
}
