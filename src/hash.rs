//! Maps and sets for small keys that the program makes up or the author writes. They are hashed faster than by the
//! standard library, which guards against strangers that choose keys to collide. The only file that imports
//! `rustc-hash`.

pub use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
