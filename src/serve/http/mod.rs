//! The little of HTTP/1.1 (RFC 9112) that a preview needs, over the standard library.
//!
//! One request a connection: an answer ends with `Connection: close`. What a client may cost is bounded: how
//! long a head may be and how long it may take, how many connections are open at once, and how many pages listen.
//! When all places are taken, the connection that has kept its place longest gives it up; a client is turned away
//! when that does not end within a second, and a page that wants to listen when as many as may do.
//!
//! - `head` reads the beginning of a request (no sockets, no clock);
//! - `guests` counts the open connections;
//! - `connection` is one of them, from the first byte to the last.

pub(super) mod connection;
pub(super) mod guests;
pub(super) mod head;

#[cfg(test)]
mod tests;
