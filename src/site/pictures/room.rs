//! How much is decoded at a time, so that memory does not grow with the number of processors.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::picture::LARGEST;

/// How many pixels may be decoded at a time. While a photograph is in work, each takes about ten bytes.
const MOST: u64 = 2 * LARGEST;

/// Room for decoded pictures. Whoever has a part of it waits for nobody, so it always gets free again.
#[derive(Debug)]
pub(super) struct Room {
    free: Mutex<u64>,
    freed: Condvar,
}

/// A part of the room, free again when it is dropped.
#[derive(Debug)]
pub(super) struct Part<'a> {
    of: &'a Room,
    pixels: u64,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            free: Mutex::new(MOST),
            freed: Condvar::new(),
        }
    }
}

impl Room {
    /// Room for that many pixels; waits until there is. What does not fit at all is let in alone.
    pub(super) fn take(&self, pixels: u64) -> Part<'_> {
        let pixels = pixels.min(MOST);
        let too_little = |free: &mut u64| *free < pixels;
        let waited = self.freed.wait_while(self.lock(), too_little);
        let mut free = waited.unwrap_or_else(PoisonError::into_inner);
        *free -= pixels;
        Part { of: self, pixels }
    }

    fn lock(&self) -> MutexGuard<'_, u64> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Part<'_> {
    fn drop(&mut self) {
        *self.of.lock() += self.pixels;
        self.of.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn no_more_is_taken_than_there_is() {
        let (room, taken) = (Room::default(), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for pixels in [MOST, 1, MOST / 2, MOST * 9, MOST / 2, MOST / 3, 7] {
                let (room, taken) = (&room, &taken);
                scope.spawn(move || {
                    for _ in 0..50 {
                        let part = room.take(pixels);
                        let before = taken.fetch_add(part.pixels, Ordering::SeqCst);
                        assert!(before + part.pixels <= MOST);
                        taken.fetch_sub(part.pixels, Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!(*room.lock(), MOST);
    }
}
