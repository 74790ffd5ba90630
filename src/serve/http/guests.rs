//! Who is here: the open connections, and who gives up the place when there is none.

use std::collections::BTreeMap;
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How many connections are open at once at most, each with its thread. A browser opens six.
const PLACES: usize = 64;

/// How many pages may listen on the live channel at most.
const LISTENERS: usize = 128;

/// The fewest places that are left when the system has no more file descriptors.
const FEWEST: usize = 8;

/// How long a connection that has to go gets for it. Its next read or write fails at once.
const LEAVING: Duration = Duration::from_secs(1);

/// The open connections.
#[derive(Debug)]
pub(in crate::serve) struct Guests {
    open: Mutex<Open>,
    left: Condvar,
}

#[derive(Debug)]
struct Open {
    next: u64,
    places: usize,
    /// As many as the places may grow to again.
    most_places: usize,
    /// The connections that may be closed, oldest first.
    guests: BTreeMap<u64, (Stage, Arc<TcpStream>)>,
    /// The connections whose threads run, also those that have been closed.
    threads: usize,
    /// The live channels, oldest first.
    listeners: BTreeMap<u64, Arc<TcpStream>>,
    most_listeners: usize,
}

/// How far a connection has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    /// Its request has not come, or its answer is on the way out.
    Waiting,
    /// It is being answered.
    Answering,
}

/// A place, which is free again when this is dropped.
#[derive(Debug)]
pub(in crate::serve) struct Guest {
    id: u64,
    guests: Arc<Guests>,
    is_listener: bool,
}

impl Guests {
    /// So many connections that of these file descriptors a good part stays for the builds and the watching.
    pub(in crate::serve) fn among(descriptors: usize) -> Arc<Self> {
        let most_places = (descriptors / 4).clamp(FEWEST, PLACES);
        Arc::new(Self {
            open: Mutex::new(Open {
                next: 0,
                places: most_places,
                most_places,
                guests: BTreeMap::new(),
                threads: 0,
                listeners: BTreeMap::new(),
                most_listeners: (descriptors / 3).min(LISTENERS),
            }),
            left: Condvar::new(),
        })
    }

    /// Gives a connection a place, for which another one may have to go. Nothing if that does not go.
    pub(in crate::serve) fn welcome(self: &Arc<Self>, stream: &Arc<TcpStream>) -> Option<Guest> {
        let mut open = self.lock();
        if open.threads >= open.places {
            open.close_oldest();
            let full = |open: &mut Open| open.threads >= open.places;
            let waited = self.left.wait_timeout_while(open, LEAVING, full);
            let (still, result) = waited.unwrap_or_else(PoisonError::into_inner);
            if result.timed_out() {
                return None;
            }
            open = still;
        }
        let id = open.next;
        open.next += 1;
        open.threads += 1;
        open.guests.insert(id, (Stage::Waiting, Arc::clone(stream)));
        Some(Guest {
            id,
            guests: Arc::clone(self),
            is_listener: false,
        })
    }

    /// Makes room after the system refused a connection for want of file descriptors, and takes fewer at once
    /// from now on, so that the builds find some as well.
    pub(in crate::serve) fn make_room(&self) {
        let mut open = self.lock();
        open.places = (open.threads / 2).clamp(FEWEST.min(open.places), open.places);
        let before = open.guests.len();
        while open.guests.len() >= open.places && open.close_oldest() {}
        let is_full = open.guests.len() == before && !open.close_oldest();
        if is_full {
            open.close_listener();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    /// Closes the connection that has waited longest; if none waits, the one that is answered longest.
    fn close_oldest(&mut self) -> bool {
        let oldest = self.guests.iter().min_by_key(|(id, (stage, _))| (*stage, **id));
        let Some(id) = oldest.map(|(id, _)| *id) else {
            return false;
        };
        if let Some((_, stream)) = self.guests.remove(&id) {
            // One that is gone needs no goodbye.
            let _ = stream.shutdown(Shutdown::Both);
        }
        true
    }

    /// Closes the live channel that is open longest. Its page comes again, and the answers go first.
    fn close_listener(&mut self) {
        if let Some((_, stream)) = self.listeners.pop_first() {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    fn set(&mut self, id: u64, stage: Stage) {
        if let Some((before, _)) = self.guests.get_mut(&id) {
            *before = stage;
        }
    }
}

impl Guest {
    /// The request has come.
    pub(super) fn is_answered(&self) {
        self.guests.lock().set(self.id, Stage::Answering);
    }

    /// All is said.
    pub(super) fn may_go(&self) {
        self.guests.lock().set(self.id, Stage::Waiting);
    }

    /// Stays for the live channel, and no longer takes one of the other places. Says whether it may.
    pub(super) fn listen(&mut self) -> bool {
        let mut open = self.guests.lock();
        if open.listeners.len() >= open.most_listeners {
            return false;
        }
        let Some((_, stream)) = open.guests.remove(&self.id) else {
            return false;
        };
        open.listeners.insert(self.id, stream);
        open.threads -= 1;
        self.is_listener = true;
        self.guests.left.notify_all();
        true
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut open = self.guests.lock();
        if open.guests.remove(&self.id).is_some() {
            // One that left by itself: there may be room again.
            open.places = (open.places + 1).min(open.most_places);
        }
        if self.is_listener {
            open.listeners.remove(&self.id);
        } else {
            open.threads -= 1;
        }
        self.guests.left.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn pages_that_listen_leave_file_descriptors_and_give_them_up() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let pair = || {
            let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
            (client, Arc::new(listener.accept().unwrap().0))
        };
        let guests = Guests::among(40);
        let mut pages = Vec::new();
        loop {
            let (client, stream) = pair();
            let mut guest = guests.welcome(&stream).unwrap();
            if !guest.listen() {
                break;
            }
            pages.push((client, stream, guest));
        }
        assert_eq!(pages.len(), 13);
        guests.make_room();
        let (client, stream, guest) = pages.swap_remove(0);
        drop((stream, guest));
        assert_eq!((&client).read(&mut [0; 8]).unwrap(), 0, "the oldest is closed");
        assert!(guests.welcome(&pair().1).unwrap().listen());
    }
}
