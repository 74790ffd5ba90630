//! One connection: its request read, answered, and ended so that the answer arrives.

use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use super::guests::Guest;
use super::head::{Head, Refusal};
use crate::serve::respond::{Answer, Body, Request};

/// How long the head of a request may take.
const READING: Duration = Duration::from_secs(10);

/// How long a client may take no byte of its answer.
const WRITING: Duration = Duration::from_secs(10);

/// How long a client may go on sending what nobody reads, after its answer.
const PARTING: Duration = Duration::from_secs(1);

/// How much of it is taken, in bytes.
const PARTING_BYTES: usize = 1 << 20;

/// How much is read or written at once, in bytes.
const PIECE: usize = 64 << 10;

/// A connection.
#[derive(Debug)]
pub(in crate::serve) struct Connection<'a> {
    stream: &'a TcpStream,
    guest: Guest,
}

impl<'a> Connection<'a> {
    pub(in crate::serve) fn new(stream: &'a TcpStream, guest: Guest) -> io::Result<Self> {
        // Small pieces go out at once; all that belongs together is written in one.
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(WRITING))?;
        Ok(Self { stream, guest })
    }

    /// Reads the request. Nothing when the client leaves or takes too long.
    pub(in crate::serve) fn request(&mut self) -> Option<Result<Request, Refusal>> {
        let (mut head, mut piece) = (Head::default(), [0; 4 << 10]);
        let deadline = Instant::now() + READING;
        loop {
            let length = self
                .read(&mut piece, deadline)
                .ok()
                .filter(|length| *length > 0)?;
            match head.push(&piece[..length]) {
                Ok(None) => {}
                Ok(Some(request)) => {
                    self.guest.is_answered();
                    return Some(Ok(request));
                }
                Err(refusal) => return Some(Err(refusal)),
            }
        }
    }

    /// Reads what there is, until a moment at the latest.
    fn read(&mut self, piece: &mut [u8], deadline: Instant) -> io::Result<usize> {
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(ErrorKind::TimedOut.into());
            }
            self.stream.set_read_timeout(Some(left))?;
            match self.stream.read(piece) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                result => return result,
            }
        }
    }

    /// Writes the answer; without its body when only the head was asked for.
    pub(in crate::serve) fn answer(mut self, answer: Answer, head_only: bool) -> io::Result<()> {
        let length = answer.length();
        let mut message = head(&answer, length).into_bytes();
        match answer.body {
            _ if head_only => self.stream.write_all(&message)?,
            Body::Bytes(bytes, range) => {
                // In one piece: a small head alone on its way would hold back the rest.
                let body = &bytes[range];
                let (first, rest) = body.split_at(body.len().min(PIECE));
                message.extend(first);
                self.stream.write_all(&message)?;
                self.stream.write_all(rest)?;
            }
            Body::File(mut file, range) => {
                file.seek(SeekFrom::Start(range.start))?;
                self.stream.write_all(&message)?;
                // Piece by piece: a film is not held in memory, and may become shorter meanwhile.
                let mut piece = vec![0; PIECE];
                let mut rest = file.take(length);
                loop {
                    let length = rest.read(&mut piece)?;
                    if length == 0 {
                        break;
                    }
                    self.stream.write_all(&piece[..length])?;
                }
            }
        }
        self.part()
    }

    /// Ends the connection. If it were closed while the client still sends, the system would take back what
    /// is on its way to the client.
    fn part(mut self) -> io::Result<()> {
        self.guest.may_go();
        self.stream.shutdown(Shutdown::Write)?;
        let (deadline, mut piece, mut taken) = (Instant::now() + PARTING, [0; 4 << 10], 0);
        while taken < PARTING_BYTES {
            match self.read(&mut piece, deadline)? {
                0 => break,
                length => taken += length,
            }
        }
        Ok(())
    }

    /// Becomes the live channel, or stays what it is when there is no room. The place is kept for as long as
    /// the guest is.
    pub(in crate::serve) fn listen(
        mut self,
        welcome: &str,
    ) -> io::Result<Result<(&'a TcpStream, Guest), Self>> {
        if !self.guest.listen() {
            return Ok(Err(self));
        }
        self.stream.write_all(welcome.as_bytes())?;
        Ok(Ok((self.stream, self.guest)))
    }
}

fn head(answer: &Answer, length: u64) -> String {
    let mut head = format!("HTTP/1.1 {} {}\r\n", answer.status, reason(answer.status));
    for (name, value) in &answer.headers {
        head += &format!("{name}: {value}\r\n");
    }
    head + &format!("Content-Length: {length}\r\nConnection: close\r\n\r\n")
}

/// The words that go with a status (RFC 9110, section 15).
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        206 => "Partial Content",
        301 => "Moved Permanently",
        302 => "Found",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        414 => "URI Too Long",
        416 => "Range Not Satisfiable",
        426 => "Upgrade Required",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        505 => "HTTP Version Not Supported",
        _ => "",
    }
}
